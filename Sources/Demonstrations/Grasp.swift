import Vocabulary

/// A way to take a block between the fingers.
struct Grasp: Sendable {
  /// Where the tcp goes.
  let position: Vector3
  /// How the hand is held.
  let attitude: ToolAttitude
  /// Size of the block between the fingers.
  let width: Double
  /// How far the hand is off the block's middle along the fingers' opening, metres; closing fingers take up the rest.
  var shift = 0.0

  /// Leans about the axis the fingers open along that are tried where fixtures stand in the upright hand's way, radians.
  static let leans = [0, 0.2, -0.2, 0.4, -0.4, 0.55, -0.55]

  /// The grasps with the hand leaning by `lean` that a block's sides allow, whatever face it lies on.
  ///
  /// The fingers close along an axis of the block that is close to horizontal and no wider than they open; both
  /// senses are given, half a turn apart, where the wrist reaches them. About that axis the hand may lean further, by
  /// each of `leans`, the fingers staying flat on the block; where the upright hand does not reach it leans outwards.
  static func candidates(for block: ExpertView.Block, lean: Double = 0, leans: [Double] = [0]) -> [Grasp] {
    let columns = block.pose.orientation.columns
    let axes = [(columns.0, block.half.x), (columns.1, block.half.y), (columns.2, block.half.z)]
    var grasps: [Grasp] = []
    for (axis, half) in axes where abs(axis.z) < 0.35 && 2 * half < 0.066 {
      // Fingertips stay clear of what the block lies on and reach well below its top.
      let height = max(block.bottom + 0.018, min(block.pose.position.z, block.top - 0.012))
      let position = Vector3(block.pose.position.x, block.pose.position.y, height)
      let across = Vector3(-axis.y, axis.x, 0).normalized
      for extra in block.isOverTabletop ? reaching(position, across: across, leans) : leans {
        for turn in [-1.0, 0, 1, 2] {
          let yaw = axis.yaw + .pi * turn
          guard ToolAttitude.reachableYaw.contains(yaw) else { continue }
          let attitude = ToolAttitude(yaw: yaw, lean: lean + across.y * extra, tilt: across.x * extra)
          let opening = attitude.orientation.columns.1
          for shift in shifts(of: block, width: 2 * half) {
            grasps.append(
              Grasp(position: position + opening * shift, attitude: attitude, width: 2 * half, shift: shift))
          }
        }
      }
    }
    return grasps
  }

  /// How far the hand may be off a block's middle: in the drawer, where a wall may be close to one finger.
  private static func shifts(of block: ExpertView.Block, width: Double) -> [Double] {
    let slack = min(0.014, (0.072 - width) / 2)
    return block.position.z < TableGeometry.tabletop && slack > 0.004 ? [0, slack, -slack] : [0]
  }

  /// Of some leans towards `across`, those with which the arm reaches a place; one more where the place asks for it.
  private static func reaching(_ place: Vector3, across: Vector3, _ leans: [Double]) -> [Double] {
    let needed = ArmReach.lean(at: place, room: 0.03)
    let share = across.dot(ArmReach.outwards(at: place))
    let enough = leans.filter { $0 * share >= needed }
    if !enough.isEmpty || abs(share) < 0.3 { return enough }
    let further = needed / share
    return abs(further) < ArmReach.largestLean ? [further] : []
  }
}
