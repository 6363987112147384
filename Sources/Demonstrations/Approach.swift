import Vocabulary

/// A way into a pose along its tool axis: a funnel, wide above and narrow at the goal.
///
/// The further the tcp is from the axis, or from the right attitude, the further out along the axis it must be. So one
/// rule without memory lifts the hand, carries it over and lets it down, from wherever it is.
struct Approach: Sendable {
  /// Where the tcp shall be in the end.
  let goal: Pose
  /// How the hand is held there, where it may have to turn far; nil where it is held as it is.
  let attitude: ToolAttitude?
  /// Unit vector out of the goal.
  let axis: Vector3
  /// How far out the mouth of the funnel is, metres.
  let height: Double
  /// Within this distance from the axis nothing is in the way, metres.
  let radius: Double
  /// How steep the funnel is: metres up for each metre away from its neck.
  let slope: Double
  /// Speed in the neck of the funnel, metres per control step.
  let arrivalSpeed: Double

  init(
    _ position: Vector3, _ attitude: ToolAttitude, axis: Vector3? = nil, height: Double = 0.15, radius: Double = 0.01,
    slope: Double = 1.5, arrivalSpeed: Double = Steering.careful
  ) {
    goal = Pose(position: position, orientation: attitude.orientation)
    self.attitude = attitude
    self.axis = axis ?? attitude.retreat
    self.height = height
    self.radius = radius
    self.slope = slope
    self.arrivalSpeed = arrivalSpeed
  }

  /// A way straight down to a pose that what is held asks for.
  init(downTo goal: Pose, height: Double, arrivalSpeed: Double) {
    self.goal = goal
    attitude = nil
    axis = Vector3(0, 0, 1)
    self.height = height
    radius = 0.01
    slope = 1.5
    self.arrivalSpeed = arrivalSpeed
  }

  /// Distance out along the axis and distance from it, metres.
  func coordinates(of point: Vector3) -> (height: Double, lateral: Vector3) {
    let offset = point - goal.position
    let height = offset.dot(axis)
    return (height, offset - axis * height)
  }

  /// Whether the tcp is at the goal.
  func isReached(by tcp: Pose, within tolerance: Double = 0.008, radians: Double = 0.12) -> Bool {
    (tcp.position - goal.position).length < tolerance && tcp.orientation.angle(to: goal.orientation) < radians
  }

  /// Whether the tcp is in the funnel, near its axis, so that it may go on in.
  func isInFunnel(_ tcp: Pose) -> Bool {
    let (height, lateral) = coordinates(of: tcp.position)
    let distance = lateral.length
    let isInNeck = distance < radius + 0.015
    let isAbove = distance < 0.05 && height > slope * (distance - radius) - 0.025
    return (isInNeck || isAbove) && height < self.height + 0.04 && height > -0.03
      && tcp.orientation.angle(to: goal.orientation) < 0.3
  }

  /// The next action on the way in.
  func action(_ steering: Steering, gripper: GripperCommand, minimumHeight: Double = 0) -> Action {
    let tcp = steering.tcp
    let (here, lateral) = coordinates(of: tcp.position)
    let distance = lateral.length
    let turn = tcp.orientation.angle(to: goal.orientation)
    let needed = min(height, max(minimumHeight, slope * max(0, distance - radius) + 0.3 * max(0, turn - 0.1)))
    // Where the hand is too low, up comes before across.
    let missing = max(0, needed - here - 0.01)
    let across = max(0, 1 - missing / 0.04)
    let waypoint = goal.position + axis * needed + lateral * (1 - across)
    let isFree = here > 0.07 || (missing > 0 && here > 0.02) || (distance > 0.06 && here > 0.035)
    return steering.go(
      to: Pose(position: waypoint, orientation: attitude?.orientation(turningFrom: tcp) ?? goal.orientation),
      speed: isFree ? Steering.free : arrivalSpeed,
      gripper: gripper)
  }
}
