/// One demonstrated subtask: what choosing windows needs to know of it without opening it.
public struct EpisodeDescription: Hashable, Codable, Sendable {
  /// The subtask's name; windows are drawn evenly over the names.
  public var subtask: String
  /// The letter of the scene that it was recorded in.
  public var scene: String
  /// The sentence that asked for it.
  public var instruction: String
  /// How many decisions it has.
  public var decisions: Int
  /// The decisions near which the fingers are told something new; their losses weigh more.
  public var gripperSwitches: [Int]
  /// Whether it is held out: validated on, never trained on.
  public var isValidation: Bool
  /// 0 for the expert's own episodes, then the number of the round in which the learner acted.
  public var round: Int

  /// A description from its parts.
  public init(
    subtask: String, scene: String, instruction: String, decisions: Int, gripperSwitches: [Int] = [],
    isValidation: Bool = false, round: Int = 0
  ) {
    precondition(decisions > 0, "an episode has a decision")
    self.subtask = subtask
    self.scene = scene
    self.instruction = instruction
    self.decisions = decisions
    self.gripperSwitches = gripperSwitches
    self.isValidation = isValidation
    self.round = round
  }
}

/// What a policy learns to imitate: episodes whose decisions can be seen again, in any order.
public protocol DemonstrationSource: Sendable {
  /// All episodes, in an order that never changes.
  var episodes: [EpisodeDescription] { get }
  /// A reader for the calling thread; each thread has its own.
  func makeReader() throws -> any DemonstrationReader
}

/// A source of nothing, for encoders, which learn from random views alone.
public struct NoDemonstrations: DemonstrationSource {
  /// None.
  public let episodes: [EpisodeDescription] = []

  /// Nothing.
  public init() {}

  /// A reader that is never asked for anything.
  public func makeReader() -> any DemonstrationReader { Reader() }

  private final class Reader: DemonstrationReader {
    func read(episode: Int, decision: Int, into frame: inout TrainingFrame) {
      preconditionFailure("there is no episode to read")
    }
  }
}

/// Shows single decisions of a source; it stays on the thread that made it.
public protocol DemonstrationReader: AnyObject {
  /// Fills `frame` with what was seen and what the expert would have done, all of it whatever was in there.
  ///
  /// - Parameters:
  ///   - episode: its place in the source's list.
  ///   - decision: its number in the episode, from 0.
  func read(episode: Int, decision: Int, into frame: inout TrainingFrame) throws
}

/// Pictures of states that nobody demonstrated, for the encoders: any number of them, each from its index alone.
public protocol RandomViewSource: Sendable {
  /// A reader for the calling thread.
  func makeReader() throws -> any RandomViewReader
}

/// Shows random states; it stays on the thread that made it.
public protocol RandomViewReader: AnyObject {
  /// Fills the pictures, the observation's numbers and the labels of `frame`; the actions are left as they are.
  ///
  /// - Parameter index: the same number gives the same view; negative ones are held out for validation.
  func read(view index: Int, into frame: inout TrainingFrame) throws
}

/// What one decision is learnt from.
public struct TrainingFrame: Hashable, Sendable {
  /// The fixed camera's picture: RGB bytes, rows from the top.
  public var staticCamera: [UInt8]
  /// The hand camera's picture: RGB bytes, rows from the top.
  public var gripperCamera: [UInt8]
  /// `Observation.robot`: CALVIN's 15 numbers.
  public var robot: [Double]
  /// `Observation.targetLead`: position (3) and rotation (3) of the target over the measured tcp.
  public var targetLead: [Double]
  /// The clean commands from this decision on: for each control step of the chunk CALVIN's 7 numbers, each −1 … 1.
  public var actions: [Float]
  /// What the simulator knows about the state.
  public var labels: SimulatorLabels

  /// A frame to be filled.
  ///
  /// - Parameter horizon: control steps in a chunk.
  public init(horizon: Int, staticSide: Int = 200, gripperSide: Int = 84) {
    staticCamera = [UInt8](repeating: 0, count: staticSide * staticSide * 3)
    gripperCamera = [UInt8](repeating: 0, count: gripperSide * gripperSide * 3)
    robot = [Double](repeating: 0, count: 15)
    targetLead = [Double](repeating: 0, count: 6)
    actions = [Float](repeating: 0, count: horizon * 7)
    labels = SimulatorLabels()
  }
}
