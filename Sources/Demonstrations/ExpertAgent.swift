import Chains
import Episodes
import Tabletop
import Vocabulary

/// The scripted expert as an agent: it reads the state, which policies may not.
public final class ExpertAgent: Agent {
  private let expert: Expert
  private var subtask: Subtask?

  /// An expert for a scene.
  public init(_ scene: TabletopScene) { expert = Expert(scene) }

  /// Takes note of what is asked for.
  public func begin(_ subtask: Subtask, instruction: Instruction) { self.subtask = subtask }

  /// The expert's action for the state now.
  public func decide(in world: TabletopEnvironment) -> Decision {
    guard let subtask else { preconditionFailure("a subtask is begun before it is decided on") }
    return Decision(expert.action(for: subtask, ExpertView(world)))
  }
}
