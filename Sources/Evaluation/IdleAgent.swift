import Chains
import Episodes
import Vocabulary

/// Stays where it is with open fingers: what any other agent must beat on every subtask.
public final class IdleAgent<World: Environment>: Agent {
  /// Has no settings.
  public init() {}

  /// Nothing to remember.
  public func begin(_ subtask: Subtask, instruction: Instruction) {}

  /// No displacement, fingers open.
  public func decide(in world: World) -> Decision { Decision(.hold(.open)) }
}
