import Vocabulary

/// A way to take a block between the fingers.
struct Grasp: Sendable {
  /// Where the tcp goes.
  let position: Vector3
  /// How the hand is held.
  let attitude: ToolAttitude
  /// Size of the block between the fingers.
  let width: Double

  /// The grasps with the hand leaning by `lean` that a block's sides allow, whatever face it lies on.
  ///
  /// The fingers close along an axis of the block that is close to horizontal and no wider than they open; both
  /// senses are given, half a turn apart, where the wrist reaches them.
  static func candidates(for block: ExpertView.Block, lean: Double = 0) -> [Grasp] {
    let columns = block.pose.orientation.columns
    let axes = [(columns.0, block.half.x), (columns.1, block.half.y), (columns.2, block.half.z)]
    var grasps: [Grasp] = []
    for (axis, half) in axes where abs(axis.z) < 0.35 && 2 * half < 0.066 {
      let angle = axis.yaw
      for turn in [-1.0, 0, 1, 2] {
        let yaw = angle + .pi * turn
        guard ToolAttitude.reachableYaw.contains(yaw) else { continue }
        // Fingertips stay clear of what the block lies on and reach well below its top.
        let height = max(block.bottom + 0.018, min(block.pose.position.z, block.top - 0.012))
        grasps.append(
          Grasp(
            position: Vector3(block.pose.position.x, block.pose.position.y, height),
            attitude: ToolAttitude(yaw: yaw, lean: lean), width: 2 * half))
      }
    }
    return grasps
  }
}
