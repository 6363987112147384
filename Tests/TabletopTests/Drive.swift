import Chains
import Tabletop
import Vocabulary

extension TabletopEnvironment {
  /// Moves the target to a pose with legal relative actions, at most so far per control step, and waits there.
  ///
  /// It speeds up and slows down by 3 mm per control step at most: 2.7 m/s².
  func drive(
    to goal: Pose, _ gripper: GripperCommand, metresPerStep: Double = 0.01, radiansPerStep: Double = 0.04,
    waiting: Int = 8, watching: () -> Void = {}
  ) throws {
    let acceleration = 0.003
    var stride = 0.0
    for _ in 0..<600 {
      let ahead = goal.position - control.target.position
      let turn = (goal.orientation * control.target.orientation.inverse).rotationVector
      if ahead.length < 1e-4, turn.length < 1e-3 { break }
      stride = min(metresPerStep, stride + acceleration, (2 * acceleration * ahead.length).squareRoot() + 0.0005)
      try step(
        .relativePose(
          translation: ahead.limited(to: stride) / ArmControl.metresPerUnit,
          rotation: turn.limited(to: radiansPerStep) / ArmControl.radiansPerUnit, gripper: gripper))
      watching()
    }
    for _ in 0..<waiting {
      try step(.hold(gripper))
      watching()
    }
  }
}

/// The hand pointing down with its fingers closing across the direction of `yaw`, leaning back towards the robot.
func handPose(_ position: Vector3, yaw: Double = .pi / 2, leanRadians: Double = 0) -> Pose {
  Pose(
    position: position,
    orientation: Quaternion(axis: Vector3(1, 0, 0), radians: leanRadians)
      * Quaternion(eulerXYZ: Vector3(.pi, 0, yaw)))
}
