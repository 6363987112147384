/// What an agent sees at one control step.
public struct Observation: Hashable, Sendable {
  /// The fixed camera's picture, 200×200 as in CALVIN.
  public var staticCamera: Image
  /// The hand camera's picture, 84×84 as in CALVIN.
  public var gripperCamera: Image
  /// CALVIN's `robot_obs`: tcp position (3), tcp Euler xyz (3), finger gap, arm joints (7), last gripper action.
  public var robot: [Double]
  /// How far the commanded target is ahead of the measured tcp, world frame: metres (3), rotation vector in radians (3).
  ///
  /// CALVIN has no such entry: there, what the arm was told before is lost. Under contact it says how hard the hand presses.
  public var targetLead: [Double]

  /// An observation from its parts; without a lead, the target is where the tcp is.
  public init(
    staticCamera: Image, gripperCamera: Image, robot: [Double], targetLead: [Double] = [Double](repeating: 0, count: 6)
  ) {
    self.staticCamera = staticCamera
    self.gripperCamera = gripperCamera
    self.robot = robot
    self.targetLead = targetLead
  }
}

/// A sentence that asks for a subtask.
public struct Instruction: Hashable, Codable, Sendable {
  /// The sentence as the agent reads it.
  public var text: String

  /// An instruction from its sentence.
  public init(_ text: String) { self.text = text }
}
