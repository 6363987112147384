import Vocabulary

/// What the arm's control remembers between control steps.
///
/// An action moves the stored target pose; inverse kinematics turns the target into joint angles; the servos' commands go
/// about half of the way to those in each control step, which is CALVIN's response of first order.
public struct ArmControl: Hashable, Codable, Sendable {
  /// Where relative actions have brought the target of the tcp, world frame.
  public var target: Pose
  /// Angles that the servos are told at the end of the control step, radians.
  public var command: [Double]
  /// The gripper's part of the last action.
  public var gripper: GripperCommand

  /// Control that holds these angles, with the target where they put the tcp.
  public init(holding angles: [Double], tcp: Pose, gripper: GripperCommand) {
    target = tcp
    command = angles
    self.gripper = gripper
  }

  /// Metres of target displacement at 1 in a relative action (CALVIN's `max_rel_pos`).
  public static let metresPerUnit = 0.02
  /// Radians of target rotation at 1 in a relative action (CALVIN's `max_rel_orn`).
  public static let radiansPerUnit = 0.05
  /// Metres by which the stored target leads the measured tcp at most, at the end of a control step.
  public static let maximumLead = 0.06
  /// Radians by which the stored target leads the measured tcp at most, at the end of a control step.
  public static let maximumLeadRadians = 0.2

  /// Share of the way from the servos' command to the target's angles that a control step goes.
  static let approach = 0.49

  /// Control steps by which the servos aim ahead of a moving target where a control step is cut into parts of so many
  /// physics steps, so that they trail it by as much as in whole ones.
  static func aimAhead(physicsSteps: Int) -> Double {
    let part = Double(physicsSteps) / Double(TabletopEnvironment.physicsStepsPerControlStep)
    let share = approach(physicsSteps: physicsSteps)
    return part * (1 - share) / share - (1 - approach) / approach
  }

  /// The same for the first so many of the eight physics steps: as much as brings eight of one to the whole.
  static func approach(physicsSteps: Int) -> Double {
    guard physicsSteps < TabletopEnvironment.physicsStepsPerControlStep else { return approach }
    let left = (1 - approach).squareRoot().squareRoot().squareRoot()
    return 1 - (0..<physicsSteps).reduce(1.0) { product, _ in product * left }
  }
  /// Radians between the command and the target's angles that a control step takes into account: 3 rad/s at most.
  static let largestJointStep = 0.2
  /// Radians by which the last command may lead the measured angle of a joint before a step, such as one that is held up.
  static let largestJointLead = 0.05
  /// Linearisations of the inverse kinematics in a control step.
  static let iterations = 3
  /// Share of the way to the posture in each of them.
  static let postureGain = 0.05

  /// The control after an action has been taken in, before the arm moves; the present one is left as it is.
  ///
  /// Entries of a relative action are clipped to −1 … 1. Its rotation is a rotation vector about the world's axes; CALVIN
  /// adds Euler angles, which is the same for yaw. An absolute pose is approached at the lead's limit. Joint targets are
  /// clipped to the limits, and the target follows the tcp.
  ///
  /// - Parameter physicsSteps: a part of a control step takes in that share of a relative action.
  /// - Throws: `ActionError` when an entry is not finite or a list has the wrong length.
  func taking(
    _ action: Action, measuredTcp: Pose, kinematics: ArmKinematics,
    physicsSteps: Int = TabletopEnvironment.physicsStepsPerControlStep
  ) throws(ActionError) -> ArmControl {
    let part = Double(physicsSteps) / Double(TabletopEnvironment.physicsStepsPerControlStep)
    var next = self
    next.gripper = action.gripper
    let goal: [Double]
    switch action {
    case .relativePose(let translation, let rotation, _):
      try Self.requireFinite([translation.x, translation.y, translation.z, rotation.x, rotation.y, rotation.z])
      let one = Vector3(repeating: 1)
      let move = translation.clamped(lowerBound: -one, upperBound: one) * Self.metresPerUnit * part
      let ahead = target.position - measuredTcp.position
      let moved = Self.restrained(move, leading: ahead, limit: Self.maximumLead)
      next.target.position += moved
      let turn = rotation.clamped(lowerBound: -one, upperBound: one) * Self.radiansPerUnit * part
      let turned = (target.orientation * measuredTcp.orientation.inverse).rotationVector
      let restrained = Self.restrained(turn, leading: turned, limit: Self.maximumLeadRadians)
      next.target.orientation = (Quaternion(rotationVector: restrained) * target.orientation).normalized
      var aim = next
      if part < 1 {
        let further = Self.aimAhead(physicsSteps: physicsSteps) / part
        aim.target.position += moved * further
        aim.target.orientation =
          (Quaternion(rotationVector: restrained * further) * next.target.orientation).normalized
      }
      goal = aim.anglesOfTarget(kinematics)
    case .absolutePose(let pose, _):
      let (p, q) = (pose.position, pose.orientation)
      try Self.requireFinite([p.x, p.y, p.z, q.w, q.x, q.y, q.z])
      next.target = Pose(position: p, orientation: q.normalized)
      next.limitLead(over: measuredTcp)
      goal = next.anglesOfTarget(kinematics)
    case .jointTargets(let angles, _):
      guard angles.count == ArmKinematics.jointCount else {
        throw .wrongLength(angles.count, expected: ArmKinematics.jointCount)
      }
      try Self.requireFinite(angles)
      goal = kinematics.clipped(angles)
      next.target = kinematics.tcp(at: goal)
    }
    let largest = zip(goal, next.command).reduce(0) { max($0, abs($1.0 - $1.1)) }
    let share = Self.approach(physicsSteps: physicsSteps) * min(1, Self.largestJointStep / max(largest, 1e-12))
    for joint in 0..<ArmKinematics.jointCount {
      next.command[joint] += share * (goal[joint] - next.command[joint])
    }
    return next
  }

  /// Forgets what the servos could not follow, so that the arm goes on from where it is.
  mutating func forgetUnreached(measuredAngles: [Double]) {
    command = zip(command, measuredAngles).map {
      min(max($0, $1 - Self.largestJointLead), $1 + Self.largestJointLead)
    }
  }

  private func anglesOfTarget(_ kinematics: ArmKinematics) -> [Double] {
    kinematics.angles(toward: target, from: command, iterations: Self.iterations, postureGain: Self.postureGain)
  }

  /// An increment whose components that point further ahead are shortened so that the lead stays within its limit.
  ///
  /// What the target leads by in other directions is kept, so that a hand pressed against a slope does not slide away.
  static func restrained(_ increment: Vector3, leading lead: Vector3, limit: Double) -> Vector3 {
    let outward = increment.replacing(with: 0, where: (increment * lead) .< 0)
    let rest = lead + (increment - outward)
    let slack = limit * limit - rest.dot(rest)
    guard slack > 0 else { return increment - outward }
    let (square, product) = (outward.dot(outward), outward.dot(rest))
    guard square > 0, square + 2 * product > slack else { return increment }
    let share = (-product + (product * product + square * slack).squareRoot()) / square
    return increment - outward * (1 - min(max(share, 0), 1))
  }

  /// Brings the target back to within the largest lead over the measured tcp.
  mutating func limitLead(over measured: Pose) {
    let ahead = target.position - measured.position
    if ahead.length > Self.maximumLead { target.position = measured.position + ahead.limited(to: Self.maximumLead) }
    let turn = (target.orientation * measured.orientation.inverse).rotationVector
    if turn.length > Self.maximumLeadRadians {
      let limited = turn.limited(to: Self.maximumLeadRadians)
      target.orientation = (Quaternion(rotationVector: limited) * measured.orientation).normalized
    }
  }

  private static func requireFinite(_ numbers: [Double]) throws(ActionError) {
    if let index = numbers.firstIndex(where: { !$0.isFinite }) { throw .notFinite(index: index) }
  }
}
