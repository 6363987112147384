import Vocabulary

/// Turns where the tcp should be into the next relative action, from the measured pose alone.
///
/// The stored target follows the command by a first-order lag, so a share of 0.25 of the measured error a step is
/// close to critical damping.
struct Steering: Sendable {
  /// Metres per control step in free space: 0.4 m/s.
  static let free = 0.4 / 30
  /// Metres per control step near things: 0.2 m/s.
  static let careful = 0.2 / 30
  /// Metres per control step in contact: 0.1 m/s.
  static let slow = 0.1 / 30

  private static let share = 0.25
  private static let radiansPerStep = 0.05

  /// The measured tcp.
  let tcp: Pose

  /// Moves towards a pose at most `speed` metres in this step.
  func go(to goal: Pose, speed: Double, gripper: GripperCommand) -> Action {
    let step = ((goal.position - tcp.position) * Steering.share).limited(to: speed)
    let turn = (goal.orientation * tcp.orientation.inverse).rotationVector
    let rotation = (turn * Steering.share).limited(to: Steering.radiansPerStep)
    return .relativePose(translation: step / 0.02, rotation: rotation / 0.05, gripper: gripper)
  }

  /// Moves by a displacement at a steady speed, turning towards an orientation.
  func drive(_ direction: Vector3, speed: Double, orientation: Quaternion, gripper: GripperCommand) -> Action {
    let far = tcp.position + direction.normalized * (speed / Steering.share)
    return go(to: Pose(position: far, orientation: orientation), speed: speed, gripper: gripper)
  }
}
