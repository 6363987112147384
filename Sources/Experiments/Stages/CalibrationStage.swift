import Calibration
import Evaluation
import Foundation
import Physics
import Policy
import Tensors
import Vocabulary

/// The stage between training and evaluation: budgets become thresholds, agent by agent.
///
/// What the policy's exits say on the calibration chains is recorded once for all agents of a policy that ask for as
/// many chains; every closed-loop trial is a file of its own. Both are kept, so that a calibration that was cut short
/// goes on where it stopped, and another experiment that asks for the same finds it.
public struct CalibrationStage: Sendable {
  /// What is asked for.
  public let experiment: Experiment
  /// Where scenes come from.
  public let shelf: SceneShelf
  /// Where the stage's products are kept.
  public let cache: StageCache
  /// The checkpoints that the experiment trained, as far as they are there.
  public let trained: TrainedPolicies

  /// The stage of an experiment.
  public init(_ experiment: Experiment, shelf: SceneShelf, cache: StageCache, trained: TrainedPolicies) {
    self.experiment = experiment
    self.shelf = shelf
    self.cache = cache
    self.trained = trained
  }

  /// Agents with a budget whose policy is there.
  private var agents: [(agent: AgentSettings, checkpoint: String)] {
    experiment.agents.compactMap { agent in
      guard agent.kind == .policy, agent.budget.isSet, let path = trained.checkpoint(of: agent) else { return nil }
      return (agent, path)
    }
  }

  /// Finds the thresholds of every agent with a budget; nil when asked to stop.
  ///
  /// - Throws: `RunError.calibration` for a budget that cannot be met, `RunError.locked`, `PolicyError`, and what scenes
  ///   throw.
  public func run(
    _ cancellation: Cancellation = Cancellation(), progress: @escaping (LearningProgress) -> Void = { _ in }
  ) throws -> [AgentCalibration]? {
    var found: [AgentCalibration] = []
    do {
      for (agent, checkpoint) in agents {
        let ground = try CalibrationGround(
          checkpoint: checkpoint, chains: agent.budget.chains, experiment: experiment, shelf: shelf)
        found.append(try calibrate(agent, checkpoint, ground, cancellation, progress))
      }
    } catch EvaluationError.cancelled {
      return nil
    }
    return found
  }

  /// The calibrations that are there; nothing is carried out.
  ///
  /// - Throws: as `run`.
  public func finished() throws -> [AgentCalibration] {
    try agents.compactMap { agent, checkpoint in
      let ground = try CalibrationGround(
        checkpoint: checkpoint, chains: agent.budget.chains, experiment: experiment, shelf: shelf)
      let file = try place(of: agent, ground) + "/calibration.json"
      guard FileManager.default.fileExists(atPath: file) else { return nil }
      return try AgentCalibration(contentsOf: file, agent: agent.name)
    }
  }

  /// The folder of an agent's calibration: what it is called does not matter, nor where its files lie, but what is in them.
  private func place(of agent: AgentSettings, _ ground: CalibrationGround) throws -> String {
    var premises = ["calibration 1, MuJoCo \(engineVersion)", try agent.calibrationText] + (try ground.premises())
    // Weights have not always been counted as they are kept.
    if agent.budget.memory > 0 { premises.append("bytes as kept, the head's too") }
    // A search has not always kept to what the thresholds that it goes on from cost.
    if agent.budget.search.evaluations > 0 { premises.append("search at the calibration's cost") }
    if agent.permutedInstructions {
      premises.append("asked for " + experiment.survey.subtasks.map(\.rawValue).joined(separator: " "))
    }
    return cache.place(of: .calibration, premises)
  }

  private func calibrate(
    _ agent: AgentSettings, _ checkpoint: String, _ ground: CalibrationGround, _ cancellation: Cancellation,
    _ progress: @escaping (LearningProgress) -> Void
  ) throws -> AgentCalibration {
    let folder = try place(of: agent, ground)
    let lock = try FolderLock(making: folder)
    defer { withExtendedLifetime(lock) {} }
    let file = folder + "/calibration.json"
    if FileManager.default.fileExists(atPath: file) {
      return try AgentCalibration(contentsOf: file, agent: agent.name)
    }
    func tell(_ trial: Int, _ finished: Int, _ remark: String) {
      progress(
        LearningProgress(
          stage: .calibration, round: trial, finished: finished, total: ground.chains.count,
          remark: "\(agent.name)\(remark)"))
    }
    // A budget that depth alone decides on needs no chains.
    let configuration = ground.checkpoint.configuration
    let halved = try ground.checkpoint.halvedMatrices()
    try agent.checkChoice(exits: configuration.exitCount)
    let template = agent.exitRule(exits: configuration.exitCount)
    do {
      let lengths = [configuration.instruction.maximumTokens: 1]
      let depths = ExitCosts(
        configuration, rule: template, sentences: lengths, weights: agent.weights, halved: halved)
      guard agent.budget.hasAverage else {
        let calibration = try Calibrator(
          costs: depths, rule: template, replay: { _, _ in throw CalibrationError.noDecisions },
          carryOut: { _, _ in throw CalibrationError.noDecisions }
        ).calibrate(agent.budget.budget)
        return try keep(AgentCalibration(calibration, of: agent, costs: depths), file)
      }
      _ = try depths.deepestExit(within: agent.budget.budget)
      let courses = try courses(ground, cancellation) { tell(0, $0, "") }
      let network = try PolicyNetwork(configuration, .stored(ground.checkpoint))
      let replay = CourseReplay(network, courses)
      guard !replay.sentences.isEmpty else { throw CalibrationError.noDecisions }
      var rule = template
      if agent.comparison.normalised, case .actionConsistency(_, var comparison) = template {
        comparison.scales = try replay.actionSpread(includesGripper: comparison.includesGripper)
        rule = .actionConsistency(thresholds: [], comparison: comparison)
      }
      let costs = ExitCosts(
        configuration, rule: rule, sentences: replay.sentences, weights: agent.weights, halved: halved)
      let account = CostAccount(configuration)
      var trials = 0
      let calibrator = Calibrator(
        costs: costs, rule: rule,
        replay: { rule, deepest in
          if cancellation.isRequested { throw EvaluationError.cancelled }
          let result = try replay.run(rule, deepestExit: deepest)
          return Calibrator.Replay(
            samples: result.samples, cost: CourseCost(result, account, rule: rule, deepestExit: deepest))
        },
        carryOut: { rule, deepest in
          trials += 1
          let number = trials
          return try trial(of: rule, deepest, agent, checkpoint, ground, folder, cancellation) { finished in
            tell(number, finished, "")
          }
        })
      var calibration = try calibrator.calibrate(agent.budget.budget)
      // Where peak or memory leave one exit, there is nothing to seek.
      let deepest = calibration.deepestExit
      if agent.budget.search.evaluations > 0, deepest > 0 {
        let samples = try replay.run(calibration.rule, deepestExit: deepest).samples
        let search = ThresholdSearch(
          calibration, samples: samples, scope: agent.budget.scope, evaluations: agent.budget.search.evaluations,
          acquisition: agent.budget.search.acquisition, stream: RandomStream(seed: experiment.seed).split("search"))
        calibration = try search.run { try calibrator.carryOut($0, deepest).cost }
      }
      return try keep(AgentCalibration(calibration, of: agent, costs: costs), file)
    } catch let error as CalibrationError {
      throw RunError.calibration(agent: agent.name, reason: error)
    }
  }

  private func keep(_ calibration: AgentCalibration, _ file: String) throws -> AgentCalibration {
    try AtomicFile.write(calibration.json.text, to: file)
    return calibration
  }

  /// What the policy's exits say on the calibration chains, from the cache or recorded now.
  private func courses(
    _ ground: CalibrationGround, _ cancellation: Cancellation, _ progress: (Int) -> Void
  ) throws -> [DecisionCourse] {
    let folder = cache.place(of: .calibration, ["courses 1, MuJoCo \(engineVersion)"] + (try ground.premises()))
    let lock = try FolderLock(making: folder)
    defer { withExtendedLifetime(lock) {} }
    let file = folder + "/courses.safetensors"
    if let courses = CourseFile.read(file) { return courses }
    let courses = try ground.record(cancellation, progress)
    if !courses.isEmpty { try CourseFile.write(courses, to: file) }
    return courses
  }

  /// One closed-loop trial, from the cache or carried out now.
  private func trial(
    of rule: ExitRule, _ deepest: Int, _ agent: AgentSettings, _ checkpoint: String, _ ground: CalibrationGround,
    _ folder: String, _ cancellation: Cancellation, _ progress: (Int) -> Void
  ) throws -> Calibrator.Replay {
    let numbers: [Double] =
      if case .random(let probabilities) = rule { probabilities } else { rule.thresholds ?? [] }
    let text = JSONValue.list([.integer(deepest)] + numbers.map { .number($0) }).compactText
    let file = "\(folder)/trial-\(ContentHash(of: text).hexadecimal.prefix(16)).safetensors"
    if let kept = TrialFile.read(file) { return kept }
    let maker = PolicyMaker(
      trained: trained, subtasks: experiment.survey.subtasks,
      instruction: { CalibrationGround.instruction($0, &$1) },
      calibrated: [agent.name: CalibratedExits(rule: rule, deepestExit: deepest, probesEveryExit: true)])
    let course = try ground.carryOutChains(
      { try maker.agent(agent) }, rule: rule, deepestExit: deepest, cancellation, progress)
    try TrialFile.write(course, to: file)
    // As it is read back: with single precision.
    return TrialFile.read(file) ?? course
  }
}

extension AgentSettings {
  /// All that a calibration depends on besides the policy's weights, as text.
  ///
  /// - Throws: `ReadingError` when a profile of times is no longer there.
  var calibrationText: String {
    get throws(ReadingError) {
      var plain = self
      (plain.name, plain.checkpoint) = ("", nil)
      plain.latency.profile = try latency.profile.map { path throws(ReadingError) in
        "SHA-256 \(ContentHash(of: try readFile(path)).hexadecimal)"
      }
      guard case .object(let members) = plain.completeJSON else { return "" }
      return JSONValue.object(members.filter { $0.name != "variant" }).text
    }
  }
}

extension CourseCost {
  /// What a replay came to.
  init(_ result: CourseReplay.Result, _ account: CostAccount, rule: ExitRule, deepestExit: Int) {
    var exits = [Int](repeating: 0, count: deepestExit + 1)
    var (decoder, policy) = (0, 0)
    for (exit, tokens) in zip(result.exits, result.tokens) {
      exits[exit] += 1
      decoder += account.decoder(upTo: exit, tokens: tokens)
      policy += account.policy(exit: exit, rule: rule, deepestExit: deepestExit, tokens: tokens)
    }
    self.init(exits: exits, decoder: decoder, policy: policy)
  }
}
