import Chains
import Episodes
import Policy
import Tabletop
import Vocabulary

struct PolicyMaker: Sendable {
  var trained: String?
  var subtasks: [Subtask]
  var instruction: @Sendable (Subtask, inout RandomStream) -> Instruction
  func agent(_ settings: AgentSettings) throws -> any Agent<TabletopEnvironment> { preconditionFailure("later") }
}
