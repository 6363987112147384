import Chains
import Vocabulary

/// A world that an agent acts in, one control step at a time; owned by one worker.
///
/// Everything that the future depends on is in `state`: restoring it and repeating the actions gives the same states bit
/// for bit, whatever ran before.
public protocol Environment: AnyObject {
  /// Everything that the next step depends on, as a value.
  associatedtype State: Hashable & Codable & Sendable

  /// The state now.
  var state: State { get }

  /// Identity of the state now, over all its numbers.
  var stateHash: ContentHash { get }

  /// Takes over a state.
  func restore(_ state: State) throws

  /// The gripper command that is in force: the last action's.
  var gripper: GripperCommand { get }

  /// Starts a chain: the arm where its start puts it, the scene as the chain's first facts say.
  ///
  /// - Parameter stream: decides what the facts leave open, such as the blocks' yaw.
  func reset(to start: Facts, stream: RandomStream) throws

  /// Takes the present as the start that success of `subtask` is judged against.
  func begin(_ subtask: Subtask)

  /// Carries out one action for one control step, or for the first so many physics steps of one.
  ///
  /// A part of a control step is that share of the action's motion, at the same speed.
  ///
  /// - Parameter physicsSteps: 1 to `physicsStepsPerControlStep`.
  /// - Throws: `ActionError` when the action is refused, and then nothing has changed; `EnvironmentError.diverged` when
  ///   the world can no longer be simulated.
  func step(_ action: Action, physicsSteps: Int) throws

  /// Whether the subtask that was begun is done now.
  var hasSucceeded: Bool { get }

  /// What cameras and joint sensors show now.
  func observe() -> Observation
}

extension Environment {
  /// Carries out one action for one control step.
  ///
  /// - Throws: as `step(_:physicsSteps:)`.
  public func step(_ action: Action) throws { try step(action, physicsSteps: physicsStepsPerControlStep) }
}

/// Physics steps in a control step: 240 Hz below 30 Hz, as in CALVIN.
public let physicsStepsPerControlStep = 8

/// Physics steps in a second.
public let physicsStepsPerSecond = controlStepsPerSecond * physicsStepsPerControlStep

/// What an environment can run into.
public enum EnvironmentError: Error, Hashable, Sendable {
  /// The physics left what is finite and bounded; the engine's reason.
  case diverged(String)
}
