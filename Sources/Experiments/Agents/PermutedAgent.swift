import Chains
import Episodes
import Vocabulary

/// An agent that is asked for another subtask than it is judged by: what it achieves, it does not owe to the sentence.
final class PermutedAgent<World: Environment>: Agent {
  private let base: any Agent<World>
  private let subtasks: [Subtask]
  private let instruction: @Sendable (Subtask, inout RandomStream) -> Instruction
  private var stream = RandomStream(seed: 0)

  /// - Parameters:
  ///   - subtasks: those that take each other's place, two at least.
  ///   - instruction: chooses the sentence for a subtask.
  init(
    _ base: any Agent<World>, among subtasks: [Subtask],
    instruction: @escaping @Sendable (Subtask, inout RandomStream) -> Instruction
  ) {
    precondition(subtasks.count > 1, "another subtask is needed")
    self.base = base
    self.subtasks = subtasks
    self.instruction = instruction
  }

  func beginChain(_ stream: RandomStream) {
    self.stream = stream.split("permutation")
    base.beginChain(stream)
  }

  /// Asks for one of the other subtasks, drawn evenly.
  func begin(_ subtask: Subtask, instruction: Instruction) {
    let other = stream.choose(from: subtasks.filter { $0 != subtask })
    base.begin(other, instruction: self.instruction(other, &stream))
  }

  func takePlan() -> [Action] { base.takePlan() }

  func decide(in world: World) throws -> Decision { try base.decide(in: world) }
}
