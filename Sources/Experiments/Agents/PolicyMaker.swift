import Chains
import Episodes
import Policy
import Tabletop
import Vocabulary

/// Makes acting policies from checkpoints, on the thread that they will act on.
struct PolicyMaker: Sendable {
  /// The checkpoint that this experiment trained; nil before, or where it trains none.
  var trained: String?
  /// The subtasks that take each other's place under permuted instructions.
  var subtasks: [Subtask]
  /// Chooses the sentence for a subtask.
  var instruction: @Sendable (Subtask, inout RandomStream) -> Instruction

  /// An agent as an experiment describes it; layers past the deepest exit that it can take are not loaded.
  ///
  /// - Throws: `PolicyError`.
  func agent(_ settings: AgentSettings) throws -> any Agent<TabletopEnvironment> {
    guard let path = settings.checkpoint ?? trained else { preconditionFailure("validation asks for a checkpoint") }
    let agent: any Agent<TabletopEnvironment> =
      settings.blackImages
      ? BlindAgent(try Self.policy(path, settings) as PolicyAgent<BlackWorld>) : try Self.policy(path, settings)
    guard settings.permutedInstructions else { return agent }
    return PermutedAgent(agent, among: subtasks, instruction: instruction)
  }

  /// Makes sure that the agents' checkpoints are there and have the exits that are asked for; no weights are read.
  ///
  /// - Throws: `PolicyError`.
  func check(_ agents: [AgentSettings]) throws(PolicyError) {
    for agent in agents where agent.kind == .policy {
      guard let path = agent.checkpoint ?? trained else { continue }
      let exits = try Checkpoint(path: path).configuration.exitCount
      try agent.exitRule(exits: exits).validate(deepestExit: exits - 1)
    }
  }

  /// A policy in worlds of a kind.
  static func policy<World>(_ path: String, _ settings: AgentSettings) throws -> PolicyAgent<World> {
    let checkpoint = try Checkpoint(path: path)
    let exits = checkpoint.configuration.exitCount
    let rule = settings.exitRule(exits: exits)
    try rule.validate(deepestExit: exits - 1)
    let network = try PolicyNetwork(
      checkpoint.configuration, .stored(checkpoint), deepestExit: rule.deepestExit(of: exits))
    return try PolicyAgent(network, scales: checkpoint.actionScales, rule: rule)
  }
}
