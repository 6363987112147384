import Chains
import Episodes
import Vocabulary

/// Draws each relative action evenly from all legal ones, anew at every step: what luck alone achieves.
public final class RandomAgent<World: Environment>: Agent {
  private var stream: RandomStream

  /// An agent whose draws come from `stream` until a chain brings its own.
  public init(stream: RandomStream = RandomStream(seed: 0)) { self.stream = stream }

  /// Draws from `stream` from now on.
  public func beginChain(_ stream: RandomStream) { self.stream = stream }

  /// Nothing to remember.
  public func begin(_ subtask: Subtask, instruction: Instruction) {}

  /// Six numbers of −1 … 1 and a gripper command, all drawn evenly.
  public func decide(in world: World) -> Decision {
    let translation = vector()
    let rotation = vector()
    let gripper: GripperCommand = stream.index(below: 2) == 0 ? .close : .open
    return Decision(.relativePose(translation: translation, rotation: rotation, gripper: gripper))
  }

  private func vector() -> Vector3 {
    let x = stream.uniform(in: -1...1)
    let y = stream.uniform(in: -1...1)
    return Vector3(x, y, stream.uniform(in: -1...1))
  }
}
