import Demonstrations
import Evaluation
import Figures
import Foundation
import Physics
import Policy
import Tabletop
import Training
import Vocabulary

/// The stages before budgets and evaluation: demonstrations, encoders that learn to see, and the policy that begins
/// with these and is trained on those, round by round.
public struct LearningStages: Sendable {
  /// What is asked for.
  public let experiment: Experiment
  /// Where scenes come from.
  public let shelf: SceneShelf
  /// Where the stages' products are kept.
  public let cache: StageCache
  /// The root of the program's checkout, whose commit checkpoints name; nil outside of one.
  public let checkout: String?

  /// The stages of an experiment.
  public init(_ experiment: Experiment, shelf: SceneShelf, cache: StageCache, checkout: String? = nil) {
    self.experiment = experiment
    self.shelf = shelf
    self.cache = cache
    self.checkout = checkout
  }

  /// A policy that was trained.
  public struct Trained: Hashable, Sendable {
    /// Its checkpoint.
    public let checkpoint: String
    /// The folder that it was trained in, with the logs of each round.
    public let folder: String
    /// What the last training came to.
    public let outcome: TrainingOutcome
  }

  /// The folder of the expert's own demonstrations, recorded now as far as they are missing; nil when asked to stop.
  ///
  /// - Throws: `DemonstrationError`, `RunError.locked`, and what scenes throw.
  public func recordDemonstrations(
    _ cancellation: Cancellation = Cancellation(), progress: (LearningProgress) -> Void = { _ in }
  ) throws -> String? {
    let plan = experiment.demonstrations.plan(seed: experiment.seed, chunk: experiment.policy.chunk)
    let scenes = try shelf.open(plan.scenes, for: .demonstrations)
    let header = StoreHeader(plan, scenes: scenes)
    let folder = cache.place(of: .demonstrations, Self.premises(header))
    let lock = try FolderLock(making: folder)
    defer { withExtendedLifetime(lock) {} }
    let stage = DemonstrationStage(
      plan: plan, scenes: scenes, folder: folder, workers: experiment.demonstrations.workers)
    return try stage.run(cancellation, progress: progress) == .finished ? folder : nil
  }

  /// Does what is still to be done of all stages; nil when asked to stop.
  ///
  /// Every round is a recording and a training in folders of their own, each of which goes on where it was cut short.
  /// - Throws: `DemonstrationError`, `TrainingError`, `PolicyError`, `RunError.locked`, and what scenes throw.
  public func train(
    _ cancellation: Cancellation = Cancellation(), progress: (LearningProgress) -> Void = { _ in }
  ) throws -> Trained? {
    guard let demonstrations = try recordDemonstrations(cancellation, progress: progress) else { return nil }
    let scenes = try shelf.open(experiment.demonstrations.scenes, for: .training)
    var stores = [try DemonstrationStore(folder: demonstrations)]
    let folder = cache.place(of: .training, try premises(stores[0]))
    let lock = try FolderLock(making: folder)
    defer { withExtendedLifetime(lock) {} }
    let program = Provenance.current(checkout: checkout)
    guard let beginning = try trainEncoders(program, cancellation, progress) else { return nil }
    var trained: Trained?
    for round in 0...experiment.rounds.count {
      if let learner = trained?.checkpoint {
        let recorded = folder + "/round-\(round)-demonstrations"
        guard try record(round, learner, into: recorded, scenes, cancellation, progress) else { return nil }
        stores.append(try DemonstrationStore(folder: recorded))
      }
      let place = folder + "/round-\(round)"
      try makeFolder(place)
      let trainer = try Trainer(
        experiment.training(ofRound: round), policy: experiment.policy.configuration(labels: SimulatorLabels.count),
        source: StoreSource(stores, scenes: scenes), folder: place,
        stream: RandomStream(seed: experiment.seed).split("training", round),
        start: trained?.checkpoint ?? beginning.checkpoint,
        provenance: provenance(round, stores, scenes, experiment.training(ofRound: round), program)
          + beginningProvenance(),
        seenFolders: stores.map(\.folder))
      let outcome = try trainer.run(
        progress: { progress(LearningProgress($0, stage: .training, round: round)) },
        isCancelled: { cancellation.isRequested })
      guard outcome.isFinished else { return nil }
      trained = Trained(checkpoint: outcome.checkpoint, folder: folder, outcome: outcome)
    }
    return trained
  }

  /// What the first round begins with.
  private struct Beginning {
    /// A whole policy, or encoders that have learnt to see; nil where all weights are drawn.
    let checkpoint: String?
  }

  /// Lets the encoders learn to see on random states of the scenes: a product of its own, which needs no demonstrations.
  ///
  /// - Returns: nil when asked to stop.
  private func trainEncoders(
    _ program: Provenance, _ cancellation: Cancellation, _ progress: (LearningProgress) -> Void
  ) throws -> Beginning? {
    guard experiment.training.encoders.steps > 0 else { return Beginning(checkpoint: experiment.policy.checkpoint) }
    let scenes = try shelf.open(experiment.demonstrations.scenes, for: .encoders)
    let training = encoderConfiguration
    let policy = experiment.policy.seeing.configuration(labels: SimulatorLabels.count)
    let folder = cache.place(
      of: .encoders,
      scenes.sorted { $0.key < $1.key }.map { "\($0.key.rawValue) \($0.value.contentHash)" } + [
        try policy.json.text, SimulatorLabels.names, training.completeJSON.text,
        "seed \(experiment.seed)",
      ])
    let lock = try FolderLock(making: folder)
    defer { withExtendedLifetime(lock) {} }
    let stream = RandomStream(seed: experiment.seed).split("encoders")
    let trainer = try Trainer(
      training, policy: policy, source: NoDemonstrations(),
      randomViews: SceneViews(scenes, seed: experiment.seed), folder: folder,
      stream: stream, provenance: provenance(0, [], scenes, training, program))
    let outcome = try trainer.run(
      progress: { progress(LearningProgress($0, stage: .encoders, round: 0)) },
      isCancelled: { cancellation.isRequested })
    guard outcome.isFinished else { return nil }
    let encoders = SharedEncoders(
      checkpoint: outcome.checkpoint, policy: experiment.policy.configuration(labels: SimulatorLabels.count),
      drawing: stream.split("weights"))
    return Beginning(checkpoint: try encoders.start())
  }

  /// What of the training's settings the encoders depend on; the others are as they ever are.
  private var encoderConfiguration: TrainingConfiguration {
    let whole = experiment.training
    var encoders = TrainingConfiguration()
    (encoders.encoders, encoders.optimizer, encoders.augmentation) = (
      whole.encoders, whole.optimizer, whole.augmentation
    )
    (encoders.replicas, encoders.rowsAtOnce) = (whole.replicas, whole.rowsAtOnce)
    encoders.checkpointInterval = whole.checkpointInterval
    encoders.logInterval = whole.logInterval
    (encoders.validationInterval, encoders.validationBatch) = (whole.validationInterval, whole.validationBatch)
    (encoders.decoder.steps, encoders.joint.steps, encoders.heads.steps) = (0, 0, 0)
    return encoders
  }

  /// The policy, if all of its training is done; nothing is recorded or trained.
  ///
  /// - Throws: as `train`.
  public func finished() throws -> Trained? {
    let plan = experiment.demonstrations.plan(seed: experiment.seed, chunk: experiment.policy.chunk)
    let scenes = try shelf.open(plan.scenes, for: .demonstrations)
    let demonstrations = cache.place(of: .demonstrations, Self.premises(StoreHeader(plan, scenes: scenes)))
    guard let store = try? DemonstrationStore(folder: demonstrations) else { return nil }
    let last = cache.place(of: .training, try premises(store)) + "/round-\(experiment.rounds.count)/outcome.json"
    return FileManager.default.fileExists(atPath: last) ? try train() : nil
  }

  private static func premises(_ header: StoreHeader) -> [String] {
    [header.identity, "MuJoCo \(engineVersion)", "expert \(Expert.revision)"]
  }

  /// The learner acts, past its mistakes, and the expert says what it would have done; false when asked to stop.
  private func record(
    _ round: Int, _ checkpoint: String, into folder: String, _ scenes: [SceneName: TabletopScene],
    _ cancellation: Cancellation, _ progress: (LearningProgress) -> Void
  ) throws -> Bool {
    var plan = experiment.demonstrations.plan(seed: experiment.seed, chunk: experiment.policy.chunk)
    (plan.chains, plan.episodes) = (experiment.rounds.chains, experiment.rounds.episodes)
    (plan.validationChains, plan.validationEpisodes) = (0, 0)
    plan.round = round
    plan.learner = ContentHash(of: try readFile(checkpoint)).hexadecimal
    plan.learnerSteps = experiment.rounds.learnerSteps
    plan.expertShare = experiment.rounds.expertShare
    var settings = AgentSettings()
    settings.kind = .policy
    // Whatever exit will be taken later, its mistakes are met here.
    settings.exit = .random
    let stage = DemonstrationStage(
      plan: plan, scenes: scenes, folder: folder, workers: experiment.demonstrations.workers
    ) { [settings] in
      let agent: PolicyAgent<TabletopEnvironment> = try PolicyMaker.policy(checkpoint, settings)
      return agent
    }
    return try stage.run(cancellation, progress: progress) == .finished
  }

  /// Everything that decides which weights come out.
  private func premises(_ store: DemonstrationStore) throws -> [String] {
    var premises = [
      store.contentHash.hexadecimal, try experiment.policy.configuration(labels: SimulatorLabels.count).json.text,
      SimulatorLabels.names, experiment.training.completeJSON.text,
      "seed \(experiment.seed)",
    ]
    if let checkpoint = experiment.policy.checkpoint {
      premises.append("begins with \(ContentHash(of: try readFile(checkpoint)).hexadecimal)")
    }
    // Rounds have not always left out what the expert could not end.
    if experiment.rounds.count > 0 { premises += [experiment.rounds.completeJSON.text, "episodes that were ended"] }
    return premises
  }

  /// What is told of the policy that training began with, and of where that comes from.
  private func beginningProvenance() throws -> [JSONMember] {
    guard let path = experiment.policy.checkpoint else { return [] }
    return [
      JSONMember(
        "begun_with",
        .object([
          JSONMember("sha256", .text(ContentHash(of: try readFile(path)).hexadecimal)),
          JSONMember("provenance", try Checkpoint(path: path).provenance),
        ]))
    ]
  }

  /// What a checkpoint tells about where it comes from: everything but its steps, and what computed them.
  private func provenance(
    _ round: Int, _ stores: [DemonstrationStore], _ scenes: [SceneName: TabletopScene],
    _ training: TrainingConfiguration, _ program: Provenance
  ) -> [JSONMember] {
    [
      JSONMember("seed", .integer(Int(experiment.seed))),
      JSONMember("round", .integer(round)),
      JSONMember("scenes", .list(experiment.demonstrations.scenes.map { .text($0.rawValue) })),
      JSONMember(
        "scene_hashes",
        .object(
          scenes.sorted { $0.key < $1.key }.map { JSONMember($0.key.rawValue, .text($0.value.contentHash.hexadecimal)) }
        )),
      JSONMember("demonstrations", .list(stores.map { .text($0.contentHash.hexadecimal) })),
      JSONMember("training", training.completeJSON),
      JSONMember("git_revision", .text(program.gitRevision)),
      JSONMember("mujoco", .text(program.mujoco)),
    ]
  }
}

extension LearningProgress {
  /// A training's progress.
  init(_ progress: TrainingProgress, stage: RunStage, round: Int) {
    if let seen = progress.seen {
      self.init(
        stage: stage, round: round, finished: seen.episodes, total: seen.total, remark: "", isLooking: true)
      return
    }
    let losses = progress.exitLosses.compactMap { $0 }
    self.init(
      stage: stage, round: round, finished: progress.step, total: progress.steps,
      remark: "loss \(progress.loss.rounded(places: 4))",
      details: ["\(Int(progress.speed.decisionsPerSecond)) frames/s"]
        + (losses.isEmpty ? [] : ["exits " + losses.map { $0.rounded(places: 3) }.joined(separator: " ")])
        + (stage == .encoders ? [] : ["phase \(progress.phase.rawValue)"])
        + ["\(Int(progress.speed.gigaflopsPerSecond)) GFLOP/s"])
  }
}

extension Double {
  fileprivate func rounded(places: Int) -> String { NumberText.fixed(self, places: places) }
}
