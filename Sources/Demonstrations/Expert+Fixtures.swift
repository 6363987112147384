import Chains
import Vocabulary

// Button, switch, sliding door and drawer: all are worked with closed fingers.
extension Expert {
  /// Presses the button: over it, then down until the LED changes.
  func pressButton(_ view: ExpertView) -> Action {
    let steering = Steering(tcp: view.tcp)
    let top = layout.buttonTop + Vector3(0, 0, TableGeometry.fingertip)
    // Held down already: only a new press counts.
    if view.button > 0.009 && view.buttonWasPressed {
      return steering.drive(
        Vector3(0, 0, 1), speed: Steering.careful, orientation: ToolAttitude().orientation, gripper: .close)
    }
    let press = Approach(top - Vector3(0, 0, 0.03), ToolAttitude(), radius: 0.012)
    return follow(press, view, gripper: .close)
  }

  /// Moves the switch: from below with the hand leaning, or from above.
  func moveSwitch(on: Bool, _ view: ExpertView) -> Action {
    let lever = layout.worldFromSwitch * Pose(position: Vector3(0, 0, view.lever))
    if on {
      let under = lever.act(Vector3(0, -0.048, -0.040))
      return work(
        Approach(under, ToolAttitude(lean: 0.8), height: 0.16, radius: 0.012), pushing: TableGeometry.wallUp,
        by: 0.04, play: Self.switchPlay, view)
    }
    let above = lever.act(Vector3(0, -0.052, 0.040))
    return work(
      Approach(above, ToolAttitude(lean: 0.5), height: 0.1, radius: 0.012), pushing: -TableGeometry.wallUp, by: 0.04,
      play: Self.switchPlay, view)
  }

  /// Pushes the sliding door's handle from the side.
  func moveDoor(to side: Side, _ view: ExpertView) -> Action {
    let direction = side == .left ? -1.0 : 1.0
    let handle = layout.doorHandle(open: view.door)
    let gap = 0.012 + TableGeometry.closedFingers.root + 0.008
    let beside = Vector3(handle.x - direction * gap, handle.y, handle.z)
    return work(
      Approach(beside, ToolAttitude(), height: 0.13, radius: 0.008), pushing: Vector3(direction, 0, 0), by: 0.06,
      play: 0,
      view)
  }

  /// Draws or pushes the drawer with the fingers in the gap behind its handle.
  func moveDrawer(to position: DrawerPosition, _ view: ExpertView) -> Action {
    let gap = Vector3(layout.drawerX, -0.206 - view.drawer, 0.372)
    let direction = position == .open ? -1.0 : 1.0
    return work(
      // Steep: the tabletop's edge is 26 mm from the gap.
      Approach(gap, ToolAttitude(lean: 0.2), axis: Vector3(0, 0, 1), height: 0.14, radius: 0.008, slope: 6),
      pushing: Vector3(0, direction, 0), by: 0.06, play: Self.drawerPlay, view)
  }

  /// How far along x from the middle of the switch, or of the drawer's handle, the fingers still work it, metres.
  static let switchPlay = 0.03
  static let drawerPlay = 0.06

  /// Goes in by an approach and, from its goal, pushes on: the goal moves along with the thing that is pushed.
  ///
  /// A hand that is at work beside the goal, along x and by no more than the play, goes on there.
  private func work(
    _ approach: Approach, pushing direction: Vector3, by distance: Double, play: Double, _ view: ExpertView
  ) -> Action {
    let offset = view.tcp.position - approach.goal.position
    let aside = Vector3(min(max(offset.x, -play), play), 0, 0)
    let missed = offset - aside
    let along = missed.dot(direction)
    let across = (missed - direction * along).length
    let isTurned = view.tcp.orientation.angle(to: approach.goal.orientation) < 0.25
    if isTurned && across < 0.014 && along > -0.012 && along < 0.06 {
      let end = Pose(
        position: approach.goal.position + aside + direction * distance, orientation: approach.goal.orientation)
      return Steering(tcp: view.tcp).go(to: end, speed: Steering.careful, gripper: .close)
    }
    return follow(approach, view, gripper: .close)
  }
}
