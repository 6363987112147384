/// What the fingers are told.
public enum GripperCommand: Int, Hashable, Codable, Sendable {
  /// −1 of CALVIN's action.
  case close = -1
  /// +1 of CALVIN's action.
  case open = 1
}

/// One control step's command, in one of CALVIN's forms.
public enum Action: Hashable, Codable, Sendable {
  /// Displacement of the target pose in the world frame: both vectors in −1 … 1, scaled by 0.02 m and 0.05 rad.
  case relativePose(translation: Vector3, rotation: Vector3, gripper: GripperCommand)
  /// Target pose of the tcp in the world frame.
  case absolutePose(Pose, gripper: GripperCommand)
  /// Target angles of the seven arm joints, radians.
  case jointTargets([Double], gripper: GripperCommand)

  /// The gripper's part.
  public var gripper: GripperCommand {
    switch self {
    case .relativePose(_, _, let gripper), .absolutePose(_, let gripper), .jointTargets(_, let gripper): gripper
    }
  }

  /// Stay where you are, with the fingers as told.
  public static func hold(_ gripper: GripperCommand) -> Action {
    .relativePose(translation: .zero, rotation: .zero, gripper: gripper)
  }

  /// CALVIN's seven numbers of a relative action; nil for the other forms.
  public var relativeNumbers: [Double]? {
    guard case .relativePose(let t, let r, let gripper) = self else { return nil }
    return [t.x, t.y, t.z, r.x, r.y, r.z, Double(gripper.rawValue)]
  }

  /// A relative action from CALVIN's seven numbers.
  ///
  /// - Throws: `ActionError` when there are not seven, one is not finite, or the gripper's is neither −1 nor 1.
  public init(relativeNumbers numbers: [Double]) throws(ActionError) {
    guard numbers.count == 7 else { throw .wrongLength(numbers.count, expected: 7) }
    if let index = numbers.firstIndex(where: { !$0.isFinite }) { throw .notFinite(index: index) }
    guard let gripper = GripperCommand(rawValue: Int(exactly: numbers[6]) ?? 0) else { throw .badGripper(numbers[6]) }
    self = .relativePose(
      translation: Vector3(numbers[0], numbers[1], numbers[2]), rotation: Vector3(numbers[3], numbers[4], numbers[5]),
      gripper: gripper)
  }
}

/// Why an action was refused; nothing has changed.
public enum ActionError: Error, Hashable, Sendable {
  /// A list of numbers of another length than the form asks for.
  case wrongLength(Int, expected: Int)
  /// An entry that is infinite or not a number.
  case notFinite(index: Int)
  /// A gripper command other than −1 and 1.
  case badGripper(Double)
}
