import Chains
import Vocabulary

// The shelf behind the sliding door.
extension Expert {
  /// Takes a block out of the open compartment.
  ///
  /// An opening that is too narrow is widened first; a block that cannot be gripped where it lies is drawn out.
  func liftFromShelf(_ color: BlockColor, _ view: ExpertView) -> Action {
    if view.held == color { return lift(view) }
    let block = view[color]
    if block.position.y < ShelfGrasps.frontOfShelf || block.top > TableGeometry.shelf + 0.1 {
      return take(color, view)
    }
    if isAround(block, view) { return closeAround(block, view) }
    let isDrawn = view.fingerGap < 0.03 && !block.touches.isDisjoint(with: .fingers)
    // What stands on an edge under the tip would fall back if it were let go.
    if isDrawn && !block.isFlat { return drawOut(color, view) }
    let grasps = ShelfGrasps(block, view, shelf)
    if let grasp = grasps.best(door: view.door, isDrawn: isDrawn) { return closeOnShelf(grasp, view) }
    for (side, travel) in [(Side.right, 0), (.left, shelf.doorTravel)]
    where grasps.best(door: travel, isDrawn: isDrawn) != nil && shelf.canMoveDoor(to: travel, view) {
      return moveDoor(to: side, view)
    }
    return drawOut(color, view)
  }

  /// Closes the fingers around a block; where only one of them touches it, the hand gives way until both do.
  func closeAround(_ block: ExpertView.Block, _ view: ExpertView) -> Action {
    let opening = view.tcp.orientation.columns.1
    let (left, right) = (block.touches.contains(.fingerLeft), block.touches.contains(.fingerRight))
    let aside = left == right ? Vector3.zero : left ? opening : -opening
    return Steering(tcp: view.tcp).drive(
      aside, speed: left == right ? 0 : Steering.slow, orientation: view.tcp.orientation, gripper: .close)
  }

  /// Whether the open fingers are to the left and right of a block, as deep as they grip.
  func isAround(_ block: ExpertView.Block, _ view: ExpertView) -> Bool {
    let place = view.tcp.inverse.act(block.position)
    let opening = view.tcp.orientation.columns.1
    return abs(place.x) < 0.03 && abs(place.y) < 0.019 && place.z > -0.014 && place.z < 0.024
      && view.fingerGap > 2 * block.extent(along: opening) - 0.01 && abs(opening.z) < 0.2
  }

  private func closeOnShelf(_ grasp: Grasp, _ view: ExpertView) -> Action {
    let approach = Approach(grasp.position, grasp.attitude, height: 0.19)
    if approach.isReached(by: view.tcp, within: 0.007) && view.fingerGap > grasp.width - 0.006 {
      return Steering(tcp: view.tcp).go(to: approach.goal, speed: Steering.slow, gripper: .close)
    }
    let isOpen = view.fingerGap > 0.074
    return follow(approach, view, gripper: .open, minimumHeight: isOpen ? 0 : 0.1)
  }

  /// Draws a block towards the middle of the opening and the front, with a closed fingertip pressed on its top.
  ///
  /// A tip that stands on the leading part of the top makes the block tumble, so it presses again once it is there.
  func drawOut(_ color: BlockColor, _ view: ExpertView) -> Action {
    let block = view[color]
    let pull = ShelfPull(block, view, shelf)
    let tip = ShelfPull.tip(of: view.tcp)
    let isTouched = !block.touches.isDisjoint(with: .fingers)
    if !isTouched && pull.needsDoor(view) { return moveDoor(to: pull.openTravel == 0 ? .right : .left, view) }
    guard let press = pull.best(door: view.door) else { return retreat(view) }
    let isTurned = view.tcp.orientation.angle(to: press.goal.orientation) < 0.4
    let steering = Steering(tcp: view.tcp)
    // What tumbles is pulled over while the tip touches it: let go halfway it would fall back.
    if isTurned && view.fingerGap < 0.01 && !block.isFlat && isTouched {
      if tip.z < block.position.z && pull.ahead(tip) > 0 {
        // What leans on the tip from behind is not pulled over: out of its way.
        return steering.drive(
          Vector3(0, 0, 1) + pull.direction * 0.5, speed: Steering.careful, orientation: view.tcp.orientation,
          gripper: .close)
      }
      let onward = Pose(
        position: view.tcp.position + pull.direction * ShelfPull.stride, orientation: press.goal.orientation)
      return steering.go(to: onward, speed: Steering.careful, gripper: .close)
    }
    guard isTurned && view.fingerGap < 0.01 && block.hasOnTop(tip, tolerance: 0.003) else {
      return follow(press, view, gripper: .close)
    }
    let (ahead, best) = (pull.ahead(tip), pull.ahead(ShelfPull.tip(of: press.goal)))
    if block.isFlat && ahead > max(0, best + ShelfPull.slack) {
      // The tip creeps over the block as it pulls; before the block tumbles, back over its rear.
      return steering.drive(
        Vector3(0, 0, 1) - pull.direction * 0.5, speed: Steering.careful, orientation: view.tcp.orientation,
        gripper: .close)
    }
    let isPressing = view.lead.z < -ShelfPull.pullingLead
    if block.isFlat && !isPressing && ahead > best + ShelfPull.slack { return follow(press, view, gripper: .close) }
    // Pressed down first; then the tip takes the block along.
    let missing = -ShelfPull.pressingLead - view.lead.z
    let along = pull.direction * (missing > -0.006 && block.isFlat ? ShelfPull.stride : 0)
    let down = max(-0.013, min(0.008, missing))
    let onward = Pose(
      position: view.tcp.position + along + Vector3(0, 0, down), orientation: press.goal.orientation)
    return steering.go(to: onward, speed: Steering.careful, gripper: .close)
  }

  /// Puts the held block into the open compartment, where and how it can be taken again.
  func placeOnShelf(_ view: ExpertView) -> Action {
    guard let held = view.held else { return recover(view) { $0.touches.contains(.plank) } }
    let block = view[held]
    if block.touches.contains(.plank) && block.bottom < TableGeometry.shelf + 0.006 {
      return letGo(view)
    }
    let places = ShelfPlaces(block, view, shelf)
    if let approach = places.best(door: view.door) { return follow(approach, view, gripper: .close) }
    let side: Side = view.door < shelf.doorTravel / 2 ? .right : .left
    return moveDoor(to: side, view)
  }
}
