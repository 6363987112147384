import Vocabulary

/// How the hand is held: pointing down, turned about the vertical, then leaned back towards the robot.
///
/// At yaw 0 and lean 0 the fingers open along the world's x, as in CALVIN's neutral pose.
struct ToolAttitude: Hashable, Sendable {
  /// Turn about the vertical, radians, counter-clockwise seen from above.
  var yaw: Double
  /// Lean about the world's x, radians; positive brings the wrist towards the robot and the fingertips forward.
  var lean: Double
  /// Tilt about the world's y, radians; positive brings the fingertips to the right, which lengthens the arm's reach.
  var tilt: Double

  init(yaw: Double = 0, lean: Double = 0, tilt: Double = 0) {
    self.yaw = yaw
    self.lean = lean
    self.tilt = tilt
  }

  /// The tcp's orientation in the world.
  var orientation: Quaternion {
    let pointingDown = Quaternion(columns: Vector3(0, 1, 0), Vector3(1, 0, 0), Vector3(0, 0, -1))
    return Quaternion(axis: Vector3(0, 1, 0), radians: -tilt) * Quaternion(axis: Vector3(1, 0, 0), radians: lean)
      * Quaternion(axis: Vector3(0, 0, 1), radians: yaw)
      * pointingDown
  }

  /// Unit vector from the fingertips back to the wrist: the way out of wherever the hand went in.
  var retreat: Vector3 { -orientation.columns.2 }

  /// Yaws that the wrist reaches over the whole table: a range of less than a full turn, so a yaw names one branch.
  static let reachableYaw = -1.7...2.7

  /// The yaw of a measured tcp, on the branch of the wrist's range.
  static func yaw(of tcp: Pose) -> Double {
    let yaw = tcp.orientation.columns.1.yaw
    return yaw < -2.6 ? yaw + 2 * .pi : yaw
  }

  /// The orientation to turn to next: the shortest way may lead through the wrist's stop, so no more than 1 rad ahead.
  func orientation(turningFrom tcp: Pose) -> Quaternion {
    let now = Self.yaw(of: tcp)
    let ahead = min(max(yaw - now, -1), 1)
    return ToolAttitude(yaw: now + ahead, lean: lean, tilt: tilt).orientation
  }
}
