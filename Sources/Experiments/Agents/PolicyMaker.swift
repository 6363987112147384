import Chains
import Episodes
import Policy
import Tabletop
import Vocabulary

/// How an agent with a budget chooses its exits.
struct CalibratedExits: Hashable, Sendable {
  /// The rule.
  let rule: ExitRule
  /// The deepest exit; layers past it are not loaded.
  let deepestExit: Int
  /// Whether differences are told for every exit.
  var probesEveryExit = false
}

/// Makes acting policies from checkpoints, on the thread that they will act on.
struct PolicyMaker: Sendable {
  /// The checkpoints that this experiment trained, as far as they are there.
  var trained = TrainedPolicies()
  /// The subtasks that take each other's place under permuted instructions.
  var subtasks: [Subtask]
  /// Chooses the sentence for a subtask.
  var instruction: @Sendable (Subtask, inout RandomStream) -> Instruction
  /// What calibration found, by the names of agents with a budget.
  var calibrated: [String: CalibratedExits] = [:]

  /// An agent as an experiment describes it; layers past the deepest exit that it can take are not loaded.
  ///
  /// - Throws: `PolicyError`; `RunError.notTrained` where the policy is not there, `.notCalibrated` for a budget that has
  ///   not become thresholds; `ReadingError` or `LatencyFile.Fault` when a profile has changed since it was validated.
  func agent(_ settings: AgentSettings) throws -> any Agent<TabletopEnvironment> {
    guard let path = trained.checkpoint(of: settings) else { throw RunError.notTrained(agent: settings.name) }
    let exits = calibrated[settings.name]
    if settings.budget.isSet, exits == nil { throw RunError.notCalibrated(agent: settings.name) }
    let agent: any Agent<TabletopEnvironment> =
      settings.blackImages
      ? BlindAgent(try Self.policy(path, settings, exits) as PolicyAgent<BlackWorld>)
      : try Self.policy(path, settings, exits)
    let asked: any Agent<TabletopEnvironment> =
      settings.permutedInstructions ? PermutedAgent(agent, among: subtasks, instruction: instruction) : agent
    guard let pace = try settings.latency.pace() else { return asked }
    return PacedAgent(asked, pace: pace)
  }

  /// Makes sure that the agents' checkpoints are there and have the exits that are asked for; no weights are read.
  ///
  /// - Throws: `PolicyError`; `RunError.oneExit`; `ReadingError` or `LatencyFile.Fault` when a profile has changed since
  ///   it was validated.
  func check(_ agents: [AgentSettings]) throws {
    for agent in agents where agent.kind == .policy {
      guard let path = trained.checkpoint(of: agent) else { continue }
      let exits = try Checkpoint(path: path).configuration.exitCount
      try agent.checkChoice(exits: exits)
      if let count = try agent.latency.pace()?.latency.profile?.direct.count, count != exits {
        throw PolicyError.wrongCount("the profile of times", count: count, exits: exits)
      }
      if agent.budget.isSet { continue }
      try agent.exitRule(exits: exits).validate(deepestExit: exits - 1)
    }
  }

  /// A policy in worlds of a kind.
  static func policy<World>(
    _ path: String, _ settings: AgentSettings, _ calibrated: CalibratedExits? = nil
  ) throws -> PolicyAgent<World> {
    let checkpoint = try Checkpoint(path: path)
    let exits = checkpoint.configuration.exitCount
    let rule = calibrated?.rule ?? settings.exitRule(exits: exits)
    let deepest = calibrated?.deepestExit ?? rule.deepestExit(of: exits)
    if calibrated == nil { try rule.validate(deepestExit: exits - 1) }
    let network = try PolicyNetwork(
      checkpoint.configuration, .stored(checkpoint), deepestExit: deepest, weights: settings.weights)
    return try PolicyAgent(
      network, scales: checkpoint.actionScales, rule: rule, probesEveryExit: calibrated?.probesEveryExit ?? false)
  }
}

extension AgentSettings {
  /// Refuses thresholds where a checkpoint turns out to have one exit.
  ///
  /// - Throws: `RunError.oneExit`.
  func checkChoice(exits: Int) throws(RunError) {
    if exits == 1, exit.comparesExits || budget.hasAverage { throw .oneExit(agent: name) }
  }
}
