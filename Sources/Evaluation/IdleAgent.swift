import Chains
import Episodes
import Vocabulary

/// Stays where it is and keeps its fingers as they are: what any other agent must beat on every subtask.
public final class IdleAgent<World: Environment>: Agent {
  /// Has no settings.
  public init() {}

  /// Nothing to remember.
  public func begin(_ subtask: Subtask, instruction: Instruction) {}

  /// No displacement, and the gripper command that is in force: what is held stays held.
  public func decide(in world: World) -> Decision { Decision(.hold(world.gripper)) }
}
