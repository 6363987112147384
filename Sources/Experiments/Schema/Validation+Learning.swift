import Chains
import Episodes
import Policy
import Training
import Vocabulary

extension Validation {
  /// Fills in what a preset or the list of all subtasks stands for.
  func completeLearning(_ experiment: inout Experiment) {
    if experiment.demonstrations.subtasks.isEmpty { experiment.demonstrations.subtasks = Subtask.allCases }
    if experiment.survey.subtasks.isEmpty { experiment.survey.subtasks = Subtask.allCases }
    experiment.policy.complete()
  }

  /// What no single key of the learning sections can tell.
  func checkLearning(_ experiment: Experiment) throws(SchemaError) {
    func refuse(_ path: String, _ found: String, _ allowed: String) -> SchemaError {
      error(.contradiction(found: found, allowed: allowed), path: path)
    }
    try checkTraining(experiment)
    try checkVariants(experiment)
    if let path = experiment.evaluation.instructionsFile {
      do {
        _ = try InstructionFile(readFile(path))
      } catch {
        throw self.error(.badFile(path, "\(error)"), path: "evaluation.instructionsFile")
      }
    }
    for (index, agent) in experiment.agents.enumerated() {
      let path = "agents[\(index)]"
      try checkBudget(agent, path: path)
      let origin = try checkOrigin(agent, of: experiment, path: path)
      if agent.kind != .policy {
        if agent.checkpoint != nil {
          throw refuse(path + ".checkpoint", "a checkpoint", "only an agent of kind policy has one")
        }
        if agent.latency.isActive {
          throw refuse(path + ".latency", "a latency", "only an agent of kind policy has one")
        }
        continue
      }
      if agent.permutedInstructions, experiment.survey.subtasks.count < 2 {
        throw refuse(path + ".permutedInstructions", "true", "survey.subtasks names two subtasks at least")
      }
      if agent.checkpoint == nil, !origin.isTrained {
        throw refuse(
          path + ".checkpoint", "null",
          "name a checkpoint, or let the experiment train one: demonstrations.episodes "
            + "or demonstrations.chains above 0")
      }
      try checkLatency(agent.latency, path: path + ".latency")
      if agent.exit == .time, agent.latency.rate > 0 {
        throw refuse(
          path + ".latency.rate", "\(agent.latency.rate)",
          "exit \"time\" counts control steps by whole chunks, so it needs a rate of 0: the policy looks when its "
            + "actions are used up")
      }
      guard agent.checkpoint == nil else { continue }
      let exits = origin.policy.configuration(labels: SimulatorLabels.count).exitCount
      try checkChoice(agent, exits: exits, path: path)
      if !agent.budget.isSet, agent.budgets.isEmpty { try checkExit(agent, exits: exits, path: path) }
    }
    try checkUse(ofVariantsOf: experiment)
  }

  /// What the sections that a policy is trained by say together.
  ///
  /// - Parameter path: what stands before the sections' names: nothing, or a variant with its point.
  func checkTraining(_ experiment: Experiment, path prefix: String = "") throws(SchemaError) {
    func refuse(_ path: String, _ found: String, _ allowed: String) -> SchemaError {
      error(.contradiction(found: found, allowed: allowed), path: prefix + path)
    }
    let policy = experiment.policy
    if policy.preset == .openFlamingo3B {
      throw refuse("policy.preset", "\"openflamingo-3b\"", "its sizes are for its cost account; train desk or tiny")
    }
    let configuration = policy.configuration(labels: SimulatorLabels.count)
    do {
      try configuration.validate()
    } catch {
      guard case .setting(let name, let value, let allowed) = error else { throw refuse("policy", "this", "\(error)") }
      throw refuse("policy." + PolicySettings.key(of: name), value, "it can be \(allowed)")
    }
    let isTrained = experiment.isTrained
    if let path = policy.checkpoint { try checkBeginning(path, of: experiment, configuration, path: prefix) }
    if isTrained, experiment.training.steps == experiment.training.encoders.steps {
      throw refuse("training.joint.steps", "0", "1 or more, or decoder.steps or heads.steps is")
    }
    // Hours may lie between the first round and the last: what one of them cannot do is refused before all.
    let rounds = isTrained ? (0...experiment.rounds.count).map { ($0, experiment.training(ofRound: $0)) } : []
    for (round, training) in (isTrained ? [(nil, experiment.training)] : []) + rounds {
      do {
        try training.validate(configuration, hasViews: true)
      } catch {
        guard case .setting(let name, let value, let allowed) = error else {
          throw refuse("training", "this", "\(error)")
        }
        throw refuse("training.\(name)", value, allowed + (round.map { " (round \($0))" } ?? ""))
      }
    }
    if experiment.demonstrations.validationChains + experiment.demonstrations.validationEpisodes > 0,
      experiment.demonstrations.isEmpty
    {
      throw refuse("demonstrations", "held-out demonstrations alone", "chains or episodes is above 0 as well")
    }
    if experiment.rounds.count > 0 {
      if !isTrained {
        throw refuse("rounds.count", "\(experiment.rounds.count)", "there are demonstrations to begin with")
      }
      if experiment.rounds.chains + experiment.rounds.episodes == 0 {
        throw refuse("rounds", "a round without chains and episodes", "one of them is above 0")
      }
    }
  }

  /// Whether a policy can go on learning from a checkpoint.
  private func checkBeginning(
    _ file: String, of experiment: Experiment, _ configuration: PolicyConfiguration, path prefix: String
  ) throws(SchemaError) {
    func refuse(_ path: String, _ found: String, _ allowed: String) -> SchemaError {
      error(.contradiction(found: found, allowed: allowed), path: prefix + path)
    }
    let key = "policy.checkpoint"
    guard experiment.isTrained else {
      throw refuse(key, "a checkpoint", "training goes on from it; what an agent acts with is agents[].checkpoint")
    }
    let checkpoint: Checkpoint
    do { checkpoint = try Checkpoint(path: file) } catch {
      throw self.error(.badFile(file, "\(error)"), path: prefix + key)
    }
    // What training alone has is not in every checkpoint.
    var shape = checkpoint.configuration
    (shape.labels, shape.auxiliaryHead) = (configuration.labels, configuration.auxiliaryHead)
    if shape != configuration {
      throw refuse(key, "a policy of another shape", "its layers, widths and words must be those of this section")
    }
    if checkpoint.actionScales != experiment.training.actionScales {
      let scales = checkpoint.actionScales.map { "\($0)" }.joined(separator: ", ")
      throw refuse(
        "training", "other scales of actions",
        "the checkpoint's are \(scales): the first three as translationScale, the others as rotationScale")
    }
    let steps = experiment.training.encoders.steps
    if steps > 0 { throw refuse("training.encoders.steps", "\(steps)", "0: the checkpoint's encoders have learnt") }
  }

  private func checkLatency(_ latency: LatencySettings, path: String) throws(SchemaError) {
    if latency.rate > 0, physicsStepsPerSecond % latency.rate != 0 {
      let rates = (1...60).filter { physicsStepsPerSecond % $0 == 0 }.map { "\($0)" }.joined(separator: ", ")
      throw error(
        .contradiction(found: "\(latency.rate)", allowed: "physics makes 240 steps a second, so it is one of \(rates)"),
        path: path + ".rate")
    }
    guard let profile = latency.profile else { return }
    if latency.multiplyAccumulatesPerSecond > 0 {
      throw error(
        .contradiction(found: "a device's rate", allowed: "it stands in for a profile; set one of them"),
        path: path + ".multiplyAccumulatesPerSecond")
    }
    do {
      _ = try LatencyFile(readFile(profile))
    } catch {
      throw self.error(.badFile(profile, "\(error)"), path: path + ".profile")
    }
  }

  private func checkExit(_ agent: AgentSettings, exits: Int, path: String) throws(SchemaError) {
    do {
      try agent.exitRule(exits: exits).validate(deepestExit: exits - 1)
    } catch {
      throw self.error(
        .contradiction(found: "\"\(agent.exit.rawValue)\"", allowed: "the policy has \(exits) exits: \(error)"),
        path: path + ".exit")
    }
  }
}

extension Experiment {
  /// Whether it records demonstrations and trains a policy on them.
  public var isTrained: Bool { !demonstrations.isEmpty && training.steps > 0 }

  /// Whether one of its agents is the policy that it trains, and no variant of it.
  public var needsTraining: Bool {
    agents.contains { $0.kind == .policy && $0.checkpoint == nil && $0.variant == nil }
  }
}

extension AgentSettings {
  /// The rule for a policy with so many exits.
  func exitRule(exits: Int) -> ExitRule {
    switch exit {
    case .full: .fullDepth
    case .fixed: .fixed(exit: fixedExit)
    case .dynamic: .actionConsistency(thresholds: thresholds, comparison: comparison.comparison)
    case .similarity: .featureSimilarity(thresholds: thresholds)
    case .time: .elapsedTime(thresholds: thresholds)
    case .random:
      .random(probabilities: probabilities.isEmpty ? [Double](repeating: 1, count: exits) : probabilities)
    }
  }
}
