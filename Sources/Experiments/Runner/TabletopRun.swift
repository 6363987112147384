import Chains
import Demonstrations
import Episodes
import Evaluation
import Tabletop
import Vocabulary

extension Experiment {
  /// The chains that it is carried out on: generated from its seed, or the first ones of its file.
  ///
  /// - Throws: `ReadingError` or `ChainFileError` when the file has changed since it was validated.
  public func chains() throws -> [Chain] {
    guard let path = evaluation.chainsFile else {
      return ChainGenerator(seed: seed, split: evaluation.split.chains, rules: evaluation.rules)
        .chains(count: evaluation.chains)
    }
    return Array(try ChainFile(readFile(path)).chains.prefix(evaluation.chains))
  }

  /// The chains that thresholds are calibrated on: none of the test's, also where these come from a file.
  ///
  /// - Throws: as `chains()`.
  public func calibrationChains(count: Int) throws -> [Chain] {
    let given = try evaluation.chainsFile.map { try ChainFile(readFile($0)).chains } ?? []
    return ChainGenerator(seed: seed, split: .calibration, rules: evaluation.rules)
      .chains(count: count, otherThan: given)
  }
}

/// An experiment on the four tables: its scenes compiled, its worlds and agents ready to be made.
public struct TabletopRun: Sendable {
  /// The scenes of the evaluation, shared by all workers.
  public let scenes: [SceneName: TabletopScene]
  /// What carries the evaluation out.
  public let runner: ExperimentRunner<TabletopEnvironment>
  /// Where every stage's scenes come from.
  public let shelf: SceneShelf
  /// The checkpoints that the experiment trained, for agents that name none of their own.
  public let trained: TrainedPolicies
  /// What calibration found for agents with a budget.
  public let calibrations: [AgentCalibration]

  /// Compiles the scenes of an experiment's evaluation.
  ///
  /// - Parameters:
  ///   - trained: the checkpoints that the experiment trained, for agents that name none of their own.
  ///   - calibrations: what calibration found; an agent with a budget and without one cannot be made.
  /// - Throws: `TabletopError`, `PhysicsError`, `PolicyError`, and those of files of chains and of sentences.
  public init(
    _ experiment: Experiment, shelf: SceneShelf = SceneShelf(), trained: TrainedPolicies = TrainedPolicies(),
    calibrations: [AgentCalibration] = []
  ) throws {
    let scenes = try shelf.open(experiment.evaluation.scenes, for: .evaluation)
    self.scenes = scenes
    self.shelf = shelf
    self.trained = trained
    self.calibrations = calibrations
    let starts = experiment.evaluation.starts
    let (seed, split) = (experiment.seed, experiment.evaluation.split.chains)
    let maximumSteps = experiment.evaluation.maximumSteps
    let instruction = try experiment.instruction()
    let policies = PolicyMaker(
      trained: trained, subtasks: experiment.survey.subtasks, instruction: instruction,
      calibrated: calibrations.reduce(into: [:]) {
        $0[$1.agent] = CalibratedExits(rule: $1.rule, deepestExit: $1.deepestExit)
      })
    try policies.check(experiment.agents)
    let laboratory = Laboratory<TabletopEnvironment>(
      makeWorld: { TabletopEnvironment(scene: try shelf.open($0, for: .evaluation), starts: starts) },
      makeAgent: { try TabletopRun.agent($0, in: shelf.open($1, for: .evaluation), policies) },
      makeSurveyor: { settings, name in
        let scene = try shelf.open(name, for: .evaluation)
        return SubtaskSurvey(
          scene, seed: seed, split: split, agent: try TabletopRun.agent(settings, in: scene, policies),
          maximumSteps: maximumSteps, instruction: instruction)
      },
      draw: { world, request in
        let camera = request.view == .fixed ? world.scene.staticCamera : world.scene.gripperCamera
        let picture = world.picture(from: camera, width: request.size, height: request.size, samples: request.samples)
        return picture.image ?? Image(width: request.size, height: request.size)
      },
      footprint: { try policies.footprint($0) })
    runner = ExperimentRunner(
      experiment, chains: try experiment.chains(), laboratory: laboratory, instruction: instruction)
  }

  private static func agent(
    _ settings: AgentSettings, in scene: TabletopScene, _ policies: PolicyMaker
  ) throws -> any Agent<TabletopEnvironment> {
    switch settings.kind {
    case .expert: ExpertAgent(scene)
    case .idle: IdleAgent<TabletopEnvironment>()
    case .random: RandomAgent<TabletopEnvironment>()
    case .policy: try policies.agent(settings)
    }
  }

  /// What the run rests on.
  ///
  /// - Parameter checkout: the root of the program's checkout.
  /// - Throws: `ReadingError` when a policy's checkpoint or the file of sentences cannot be read.
  public func manifest(checkout: String?) throws(ReadingError) -> Manifest {
    var policies: [String: ContentHash] = [:]
    var weights: [String: String] = [:]
    var profiles: [String: ContentHash] = [:]
    for agent in runner.experiment.agents where agent.kind == .policy {
      guard let path = trained.checkpoint(of: agent) else { continue }
      policies[agent.name] = ContentHash(of: try readFile(path))
      weights[agent.name] = agent.weights.rawValue
      profiles[agent.name] = try agent.latency.profile.map { file throws(ReadingError) in
        ContentHash(of: try readFile(file))
      }
    }
    let instructions = try runner.experiment.evaluation.instructionsFile.map { file throws(ReadingError) in
      ContentHash(of: try readFile(file))
    }
    return Manifest(
      seed: runner.experiment.seed, provenance: .current(checkout: checkout), scenes: shelf.contentHashes,
      chains: runner.chainsHash, stages: shelf.opened, policies: policies,
      calibrations: calibrations.reduce(into: [:]) { $0[$1.agent] = $1.contentHash }, weights: weights,
      profiles: profiles, instructions: instructions)
  }
}

extension SubtaskSurvey: Surveyor {
  /// The attempts that a job comes to.
  public func attempts(_ job: SurveyJob) throws -> [SurveyAttempt] {
    guard let subtask = job.subtask else { return try attemptsAtAll(index: job.index) }
    return [try attempt(subtask, job.start, index: job.index)]
  }
}
