import Chains
import Episodes
import Vocabulary

/// Goes forward in most subtasks and gives up in some, as its chain's stream says.
public final class WaveringAgent: Agent {
  private var stream = RandomStream(seed: 0)
  private var isTrying = true
  private let willingness: Double

  /// An agent that tries a subtask with probability `willingness`.
  public init(willingness: Double = 0.8) { self.willingness = willingness }

  /// Draws from `stream` from now on.
  public func beginChain(_ stream: RandomStream) { self.stream = stream }

  /// Tries or gives up.
  public func begin(_ subtask: Subtask, instruction: Instruction) {
    isTrying = stream.uniform() < willingness
  }

  /// Forward by a random amount, or not at all.
  public func decide(in world: ScriptedWorld) -> Decision {
    let forward = isTrying ? stream.uniform(in: 0.2...1) : 0
    return Decision(
      .relativePose(translation: Vector3(forward, 0, 0), rotation: .zero, gripper: .open), exit: isTrying ? 1 : 0,
      multiplyAccumulates: 1000, differences: isTrying ? [0.5, 0.25] : [0.125],
      parts: [ComputePart("eyes", multiplyAccumulates: 900), ComputePart("head", multiplyAccumulates: 100)],
      seconds: 0.001)
  }
}

/// Goes forward until it throws an error of its own at a chosen step of the world's clock.
public final class FailingAgent: Agent {
  /// What it throws.
  public struct Failure: Error, Hashable {
    /// The clock when it was thrown.
    public let clock: Int

    /// An error from its part.
    public init(clock: Int) { self.clock = clock }
  }
  private let clock: Int

  /// An agent that throws when the world's clock shows `clock`.
  public init(at clock: Int) { self.clock = clock }

  /// Nothing to remember.
  public func begin(_ subtask: Subtask, instruction: Instruction) {}

  /// Forward, or the error.
  public func decide(in world: ScriptedWorld) throws -> Decision {
    if world.state.clock == clock { throw Failure(clock: clock) }
    return Decision(.relativePose(translation: Vector3(1, 0, 0), rotation: .zero, gripper: .open))
  }
}

/// Acts as another agent does and calls a closure before each decision: to stop a run at an exact point.
public final class WatchedAgent<World: Environment>: Agent {
  private let agent: any Agent<World>
  private let beforeDecision: (World) throws -> Void

  /// `agent`, watched.
  public init(_ agent: any Agent<World>, beforeDecision: @escaping (World) throws -> Void) {
    self.agent = agent
    self.beforeDecision = beforeDecision
  }

  /// Passed on.
  public func beginChain(_ stream: RandomStream) { agent.beginChain(stream) }

  /// Passed on.
  public func begin(_ subtask: Subtask, instruction: Instruction) { agent.begin(subtask, instruction: instruction) }

  /// The closure, then the other agent.
  public func decide(in world: World) throws -> Decision {
    try beforeDecision(world)
    return try agent.decide(in: world)
  }
}
