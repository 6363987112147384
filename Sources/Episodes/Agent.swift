import Chains
import Vocabulary

/// What acts: a scripted expert, a policy at full depth, a dynamic one.
///
/// A policy asks its world for the observation; an expert reads the state, which only it may do.
public protocol Agent<World>: AnyObject {
  /// The worlds it can act in.
  associatedtype World: Environment

  /// Starts a chain: nothing of the last one is left, and what the agent draws at random comes from `stream`.
  ///
  /// Agents that neither remember nor draw need not have it.
  func beginChain(_ stream: RandomStream)

  /// Starts a subtask: what an agent remembers of the last one is forgotten.
  ///
  /// - Parameters:
  ///   - subtask: what is asked for; for experts.
  ///   - instruction: the sentence; for policies.
  func begin(_ subtask: Subtask, instruction: Instruction)

  /// Chooses the next action.
  func decide(in world: World) throws -> Decision

  /// Hands over the actions decided on for the control steps after the last one; the next answer is a new decision.
  ///
  /// Agents that decide at each control step need not have it.
  func takePlan() -> [Action]
}

extension Agent {
  /// Nothing: for agents that neither remember nor draw.
  public func beginChain(_ stream: RandomStream) {}

  /// None: for agents that decide at each control step.
  public func takePlan() -> [Action] { [] }
}

/// An agent's answer for one control step, and what it spent on it.
public struct Decision: Hashable, Sendable {
  /// What to do.
  public var action: Action
  /// The exit that the action came from, counted from 0; nil for agents without exits.
  public var exit: Int?
  /// Multiply-accumulate operations spent; 0 where an action is carried out that was decided on before.
  public var multiplyAccumulates: Int
  /// How much the action changed at each exit tried, in their order; empty where nothing was compared.
  public var differences: [Double]
  /// What of the exits tried was compared; nil where nothing was.
  public var comparison: ExitComparison?
  /// The parts that the operations were spent on; they add up to `multiplyAccumulates`.
  public var parts: [ComputePart]
  /// Wall time that the agent took, seconds; the one thing here that differs from run to run.
  public var seconds: Double
  /// Physics steps for which the action is in force: a whole control step, or less of one.
  public var physicsSteps = physicsStepsPerControlStep
  /// Physics steps from the observation until what was decided takes effect.
  public var delay = 0
  /// Ticks that passed while it was decided.
  public var missedDeadlines = 0
  /// The parts of the control step, where its action changed on the way; else empty.
  public var segments: [ActionSegment] = []

  /// A decision; without exits and at no cost unless told.
  public init(
    _ action: Action, exit: Int? = nil, multiplyAccumulates: Int = 0, differences: [Double] = [],
    comparison: ExitComparison? = nil, parts: [ComputePart] = [], seconds: Double = 0
  ) {
    self.action = action
    self.exit = exit
    self.multiplyAccumulates = multiplyAccumulates
    self.differences = differences
    self.comparison = comparison
    self.parts = parts
    self.seconds = seconds
  }
}

extension Decision {
  /// Multiply-accumulate operations of the decoder's layers alone: the figure that papers report.
  public var decoderMultiplyAccumulates: Int {
    parts.reduce(0) { $0 + ($1.isDecoder ? $1.multiplyAccumulates : 0) }
  }
}

/// What an exit rule looks at from one exit to the next.
public enum ExitComparison: Hashable, Sendable {
  /// Actions: the head is evaluated at every exit tried.
  case actions
  /// Features: the head is evaluated at the exit that is taken.
  case features
}

/// What one part of an agent spent on a decision.
public struct ComputePart: Hashable, Sendable {
  /// The part, such as `layer 3` or `head`; those of the decoder's layers begin with `layer `.
  public let name: String
  /// Multiply-accumulate operations.
  public let multiplyAccumulates: Int

  /// Whether it is one of the decoder's layers, which are called `layer 0`, `layer 1` and so on.
  public var isDecoder: Bool { name.hasPrefix("layer ") }

  /// A part from its name and its operations.
  public init(_ name: String, multiplyAccumulates: Int) {
    self.name = name
    self.multiplyAccumulates = multiplyAccumulates
  }
}
