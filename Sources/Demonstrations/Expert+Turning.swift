import Chains
import Vocabulary

extension Expert {
  /// Turns a block on its support: takes it where it lies and turns the wrist; at the wrist's limit it takes it anew.
  func rotate(_ color: BlockColor, to side: Side, _ view: ExpertView) -> Action {
    let direction = side == .right ? -1.0 : 1.0
    let block = view[color]
    let yaw = ToolAttitude.yaw(of: view.tcp)
    let clearance = HandClearance(shelf, view)
    if view.held == color && room(toTurn: direction, from: yaw) > 0.05 {
      // Neither lifted nor pressed down; a block still in the air is let down first.
      let hangs = block.touches.isSubset(of: .robot)
      let rise = block.bottom - supportHeight(of: block, view) + (hangs ? 0.002 : 0)
      let turn = rise < 0.006 ? direction * 0.2 : 0
      // Where the turning hand would meet the wall, the handle or the lever, the block is drawn away from it.
      let hasRoom = [0.15, 0.4].allSatisfy {
        clearance.isClear(view.tcp.position, ToolAttitude(yaw: yaw + direction * $0), margin: 0.01)
      }
      // On another block it would tumble.
      let isOnBlock = !block.touches.isDisjoint(with: .blocks)
      let isFarEnough = hasRoom || isOnBlock || block.position.y < Self.drawnFarEnough
      var drawn = isFarEnough ? Vector3.zero : wayOut(of: block, view) * 0.014
      // Taken with the hand leaning far out, it is drawn to where the upright hand can turn.
      if !isOnBlock && ArmReach.lean(at: view.tcp.position, room: 0) > 0 {
        drawn -= ArmReach.outwards(at: view.tcp.position) * 0.014
      }
      // A leaning hand would tip the block over as it turned: where there is room, an upright one takes it anew.
      if drawn == .zero && view.tcp.orientation.columns.2.z > -0.97 && rise < 0.006
        && clearance.isClear(view.tcp.position, ToolAttitude(yaw: yaw))
      {
        return letGo(view)
      }
      // Fingertips pressed on the table do not turn: what the hand presses is taken back.
      let lead = drawn == .zero ? view.lead : Vector3(0, 0, view.lead.z)
      let pressing = lead - lead.limited(to: 0.008)
      let turned = drawn == .zero ? ToolAttitude(yaw: yaw + turn).orientation : view.tcp.orientation
      let goal = Pose(position: view.tcp.position + drawn - Vector3(0, 0, rise) - pressing, orientation: turned)
      return Steering(tcp: view.tcp).go(to: goal, speed: Steering.slow, gripper: .close)
    }
    if view.held == color {
      return letGo(view)
    }
    guard let grasp = turningGrasp(of: block, direction: direction, handYaw: yaw, view) else {
      return nudgeFree(color, view)
    }
    return close(on: grasp, view)
  }

  /// The way to draw a held block from the wall: towards the robot, aside where another block lies there.
  private func wayOut(of block: ExpertView.Block, _ view: ExpertView) -> Vector3 {
    let others = view.others(than: block.color).filter(\.isOverTabletop).map(\.box)
    let ways = [0, 0.8, -0.8].map { Quaternion(axis: Vector3(0, 0, 1), radians: $0).act(Vector3(0, -1, 0)) }
    return ways.first { areClear([block.box.moved(by: $0 * 0.02)], of: others, margin: 0.003) } ?? .zero
  }

  /// Nearest to the front edge that a block is drawn to be turned, metres: the turn allows 0.1 m of the way.
  private static let drawnFarEnough = -0.115

  /// Of the senses of a grasp, one that leaves wrist and hand room to turn.
  private func turningGrasp(
    of block: ExpertView.Block, direction: Double, handYaw: Double, _ view: ExpertView
  ) -> Grasp? {
    let clearance = HandClearance(shelf, view)
    let margin = caution(towards: block, view)
    let others = view.others(than: block.color)
    func cost(_ grasp: Grasp) -> Double {
      let yaw = grasp.attitude.yaw
      let isSweepClear = [0.6, 1.15].allSatisfy {
        clearance.isClear(grasp.position, ToolAttitude(yaw: yaw + direction * $0))
      }
      // Seventy degrees in one go are worth more than a short way to the grasp.
      let missing = max(0, 1.22 - room(toTurn: direction, from: yaw))
      let lean = abs(grasp.attitude.lean) + abs(grasp.attitude.tilt)
      return abs(yaw - handYaw) + 5 * missing + (isSweepClear ? 0 : 3) + 10 * lean
    }
    return Grasp.candidates(for: block, leans: Grasp.leans)
      .filter {
        isClear($0, of: others, margin: margin)
          && clearance.isClear($0.position, $0.attitude, margin: 0.006 + margin)
      }
      .min { cost($0) < cost($1) }
  }

  /// How far the wrist can turn from a yaw, radians.
  private func room(toTurn direction: Double, from yaw: Double) -> Double {
    direction < 0 ? yaw - ToolAttitude.reachableYaw.lowerBound : ToolAttitude.reachableYaw.upperBound - yaw
  }

  /// Height of what a block stands on, or would stand on if it were let down.
  private func supportHeight(of block: ExpertView.Block, _ view: ExpertView) -> Double {
    let under = view.others(than: block.color).filter {
      ($0.position - block.position).horizontalLength < 0.035 && $0.top < block.bottom + 0.01
    }
    if let top = under.map(\.top).max() { return top }
    if block.position.z < TableGeometry.tabletop { return TableGeometry.drawerFloor }
    return block.touches.contains(.plank) ? TableGeometry.shelf : TableGeometry.tabletop
  }
}
