import Chains
import Tabletop
import Vocabulary

// Taking a block, letting go of it, and what both share.
extension Expert {
  /// Takes a block: over it with open fingers, down, then closes; once it is held, lifts it.
  func take(_ color: BlockColor, _ view: ExpertView, lean: Double = 0) -> Action {
    if view.held == color { return lift(view) }
    guard let grasp = bestGrasp(of: color, view, lean: lean) else { return nudgeFree(color, view) }
    return close(on: grasp, view)
  }

  /// Goes to a grasp and closes the fingers there.
  func close(on grasp: Grasp, _ view: ExpertView) -> Action {
    let approach = Approach(grasp.position, grasp.attitude)
    if approach.isReached(by: view.tcp, within: 0.009) && view.fingerGap > grasp.width - 0.006 {
      return Steering(tcp: view.tcp).go(to: approach.goal, speed: Steering.slow, gripper: .close)
    }
    // Fingers that are still closed open above the block, not beside it.
    let isOpen = view.fingerGap > min(grasp.width + 0.012, 0.074)
    let action = follow(approach, view, gripper: .open, minimumHeight: isOpen ? 0 : 0.07)
    return grasp.position.z < TableGeometry.tabletop
      ? action : HandClearance(shelf, view).around(action, to: grasp.position, view)
  }

  /// Lifts what is held, straight back out of where it was taken.
  func lift(_ view: ExpertView) -> Action {
    Steering(tcp: view.tcp).drive(
      -view.tcp.orientation.columns.2, speed: Steering.careful, orientation: view.tcp.orientation, gripper: .close)
  }

  /// Opens the fingers where they are.
  ///
  /// A hand that presses keeps what it holds by friction on the ground, so what its target is ahead is taken back.
  func letGo(_ view: ExpertView) -> Action {
    let (pressing, twisting) = (
      view.lead - view.lead.limited(to: 0.005), view.turnLead - view.turnLead.limited(to: 0.05)
    )
    return .relativePose(
      translation: (-pressing / 0.02).limited(to: 0.5), rotation: (-twisting / 0.05).limited(to: 0.5), gripper: .open)
  }

  /// The grasp that is nearest to how the hand is held now and clear of everything else.
  func bestGrasp(of color: BlockColor, _ view: ExpertView, lean: Double) -> Grasp? {
    let block = view[color]
    let others = view.others(than: color)
    let handYaw = ToolAttitude.yaw(of: view.tcp)
    let clearance = HandClearance(shelf, view)
    let margin = caution(towards: block, view)
    let clear = Grasp.candidates(for: block, lean: lean, leans: lean == 0 ? Grasp.leans : [0])
      .filter { grasp in
        isClear(grasp, of: others, margin: margin)
          && clearance.isClear(grasp.position, grasp.attitude, margin: 0.006 + margin)
      }
    let clearOfFront = clear.filter { !meetsFront($0, drawer: view.drawer) }
    return (clearOfFront.isEmpty ? clear : clearOfFront)
      .min { a, b in cost(a, handYaw: handYaw) < cost(b, handYaw: handYaw) }
  }

  /// More room is asked for while the closed fingers draw the block, so that they do not stop on the edge of enough.
  func caution(towards block: ExpertView.Block, _ view: ExpertView) -> Double {
    let offset = view.tcp.position - block.position
    let isDrawing =
      view.fingerGap < 0.03 && offset.horizontalLength < 0.05 && view.tcp.position.z > block.top - 0.005
      && view.tcp.position.z < block.top + 0.03
    return isDrawing ? 0.006 : 0
  }

  private func cost(_ grasp: Grasp, handYaw: Double) -> Double {
    abs(grasp.attitude.yaw) + 0.5 * abs(grasp.attitude.yaw - handYaw) + 4 * max(0, grasp.width - 0.045)
      + abs(grasp.attitude.lean) + abs(grasp.attitude.tilt) + 20 * abs(grasp.shift)
  }

  /// Whether the open fingers find room beside the block.
  func isClear(_ grasp: Grasp, of others: [ExpertView.Block], margin: Double = 0) -> Bool {
    let opening = grasp.attitude.orientation.columns.1
    return [1.0, -1.0].allSatisfy { side in
      let finger = grasp.position + opening * (side * 0.052)
      guard finger.z > TableGeometry.tabletop - 0.02 || isInsideDrawer(finger) else { return false }
      if finger.z > TableGeometry.tabletop
        && (finger - layout.buttonTop).horizontalLength < TableGeometry.buttonRing + 0.012
      {
        return false
      }
      return others.allSatisfy { block in
        let inBlock = block.pose.inverse.act(finger)
        let room =
          Vector3(block.half.x, block.half.y, block.half.z) + Vector3(0.014, 0.014, 0.012) + Vector3(1, 1, 0) * margin
        return abs(inBlock.x) > room.x || abs(inBlock.y) > room.y || abs(inBlock.z) > room.z
      } && (finger.z < TableGeometry.tabletop || TableGeometry.distanceFromWall(finger) > 0.014)
    }
  }

  /// Whether a finger has room over the drawer's floor, in front of the tabletop.
  private func isInsideDrawer(_ finger: Vector3) -> Bool {
    abs(finger.x - layout.drawerX) < 0.165 && finger.y < TableGeometry.frontEdge - 0.008
  }

  /// Whether the open fingers, whose roots are as low as its top, would meet the drawer's front.
  ///
  /// It yields, the drawer being drawn further: such a grasp is taken where there is no other.
  private func meetsFront(_ grasp: Grasp, drawer: Double) -> Bool {
    let reach = abs(grasp.attitude.orientation.columns.1.y) * 0.063 + 0.005
    return grasp.position.z < TableGeometry.tabletop && grasp.position.y - reach < TableGeometry.drawerFront - drawer
  }

  /// Sets down a block that is in the way of what is asked, on a free spot of the table.
  func putDown(_ color: BlockColor, _ view: ExpertView) -> Action {
    let block = view[color]
    // What stands on the table already is let go where it is.
    if block.isOverTabletop && block.touches.contains(.table) {
      return letGo(view)
    }
    let others = view.others(than: color).map(\.position)
    let clearance = HandClearance(shelf, view)
    let yaw = ToolAttitude.yaw(of: view.tcp)
    let spot = tableSpots().min { a, b in
      func cost(_ p: Vector3) -> Double {
        let crowd = others.map { max(0, 0.15 - (p - $0).horizontalLength) }.reduce(0, +)
        let hasRoom = clearance.isClear(p + Vector3(0, 0, 0.02), ToolAttitude(yaw: yaw))
        return (p - block.pose.position).horizontalLength + 20 * crowd + (hasRoom ? 0 : 0.5)
      }
      return cost(a) < cost(b)
    }!
    return clearance.around(lower(color, to: spot, view, resting: .table), to: spot, view)
  }

  /// Carries the held block over a place, level, lowers it there and lets go when it rests.
  ///
  /// - Parameters:
  ///   - place: where its lowest point shall be.
  ///   - yaw: how the hand is to be turned there; as it is when nil.
  ///   - resting: what it comes to rest on.
  func lower(
    _ color: BlockColor, to place: Vector3, yaw: Double? = nil, _ view: ExpertView, resting: Touches
  ) -> Action {
    let block = view[color]
    let isThere = (block.position - place).horizontalLength < 0.015
    if isThere
      && (!block.touches.isDisjoint(with: resting) || block.bottom < place.z + 0.002
        || view.tcp.position.z < place.z + TableGeometry.fingertip + 0.002)
    {
      return letGo(view)
    }
    let goal = hand(setting: block, at: place, turnedTo: yaw ?? ToolAttitude.yaw(of: view.tcp), view)
    return follow(Approach(downTo: goal, height: 0.12, arrivalSpeed: Steering.slow), view, gripper: .close)
  }

  /// The tcp when the held block is set down level, its lowest point at `place`, the hand turned to a yaw.
  private func hand(
    setting block: ExpertView.Block, at place: Vector3, turnedTo yaw: Double, _ view: ExpertView
  ) -> Pose {
    let turn = yaw - ToolAttitude.yaw(of: view.tcp)
    let level = Quaternion(axis: Vector3(0, 0, 1), radians: turn) * block.levelling
    let height = block.half(alongAxisClosestTo: Vector3(0, 0, 1))
    let centre = place + Vector3(0, 0, height - 0.004)
    return Pose(
      position: centre + level.act(view.tcp.position - block.position),
      orientation: (level * view.tcp.orientation).normalized)
  }

  /// The yaw closest to the present one at which the hand has room among the fixtures to set the held block down; nil
  /// where there is none.
  func yawWithRoom(toSet color: BlockColor, at place: Vector3, _ view: ExpertView) -> Double? {
    let clearance = HandClearance(shelf, view)
    let now = ToolAttitude.yaw(of: view.tcp)
    return stride(from: 0, through: 1.6, by: 0.1).flatMap { [now + $0, now - $0] }.first {
      ToolAttitude.reachableYaw.contains($0)
        && clearance.isClear(hand(setting: view[color], at: place, turnedTo: $0, view), gap: 0.08, margin: 0.008)
    }
  }

  /// Spots on the tabletop that leave room for the hand.
  private func tableSpots() -> [Vector3] {
    stride(from: -0.30, through: 0.36, by: 0.06).filter { abs($0 - layout.buttonTop.x) > 0.11 }
      .flatMap { x in [-0.10, -0.135].map { Vector3(x, $0, TableGeometry.tabletop) } }
  }
}
