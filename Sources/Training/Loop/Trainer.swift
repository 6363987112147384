import Foundation
import Policy
import Tensors
import Vocabulary

/// Trains a policy in a folder: from nothing or from a checkpoint, and on from wherever it was cut short.
///
/// The folder holds `training.json` (what the training is), `state.safetensors` (all that it goes on from),
/// `policy.safetensors` (the averaged weights), `metrics.jsonl`, an event file for TensorBoard, and in the end
/// `outcome.json`.
public struct Trainer: Sendable {
  /// The settings.
  public let configuration: TrainingConfiguration
  /// The policy's shape; its label heads predict `SimulatorLabels.count` numbers, or none.
  public let policy: PolicyConfiguration
  /// The demonstrations.
  public let source: any DemonstrationSource
  /// What the encoders learn to see on; needed where their phase has steps.
  public let randomViews: (any RandomViewSource)?
  /// The folder, which must exist.
  public let folder: String
  /// Root of everything random.
  public let stream: RandomStream
  /// The checkpoint file whose weights are begun with; drawn where there is none.
  public let start: String?
  /// What checkpoints tell about where they come from, besides their steps and what computed them.
  public let provenance: [JSONMember]
  /// Where what the encoders see of the demonstrations is kept, a folder for each round.
  public let seenFolders: [String]

  /// A training; nothing is read or written yet.
  ///
  /// - Parameter seenFolders: where what the encoders see of each round's demonstrations is kept, for the phase in which
  ///   they stay as they are; other trainings on the same demonstrations share it. The training's own folder unless told.
  /// - Throws: `TrainingError.setting` for settings that cannot be carried out.
  public init(
    _ configuration: TrainingConfiguration, policy: PolicyConfiguration, source: any DemonstrationSource,
    randomViews: (any RandomViewSource)? = nil, folder: String, stream: RandomStream, start: String? = nil,
    provenance: [JSONMember] = [], seenFolders: [String]? = nil
  ) throws(TrainingError) {
    try configuration.validate(policy, hasViews: randomViews != nil)
    self.configuration = configuration
    self.policy = policy
    self.source = source
    self.randomViews = randomViews
    self.folder = folder
    self.stream = stream
    self.start = start
    self.provenance = provenance
    self.seenFolders = seenFolders ?? [folder]
  }

  /// Does the steps that are still to be done.
  ///
  /// - Parameters:
  ///   - progress: called on the calling thread after every step, and now and then while encoders look at episodes.
  ///   - isCancelled: asked as often; when it is true, a checkpoint is written and the call returns.
  /// - Throws: `TrainingError`, and what networks and tensors throw.
  public func run(
    progress: (TrainingProgress) -> Void = { _ in }, isCancelled: () -> Bool = { false }
  ) throws -> TrainingOutcome {
    let identity = try claimFolder()
    if let outcome = try finishedOutcome() { return outcome }
    if configuration.steps > configuration.encoders.steps, source.episodes.isEmpty {
      throw TrainingError.nothingToLearn
    }
    let sampler = try WindowSampler(
      source.episodes, window: configuration.window, warmUp: configuration.warmUpDecisions, exits: policy.exitCount,
      newestRoundShare: configuration.newestRoundShare, stream: stream.split("windows"))
    let settings = try replicaSettings(sampler)
    let replicas = try ReplicaThreads(configuration.replicas) { _ in try Replica(settings) }
    let layout = try replicas.run { _, replica in replica.layout }[0]
    var state =
      try savedState(identity, layout)
      ?? TrainingState(
        weights: try replicas.run { number, replica in number == 0 ? try replica.weights() : [] }[0],
        configuration.optimizer)
    let log = try TrainingLog(folder: folder, position: state.log)
    var line = LogLine(policy)
    var speeds = Speeds()
    let work = work()
    let lists = GradientLists(configuration.replicas)
    var isSeen = false

    while let (phase, phaseStep) = configuration.place(ofStep: state.step) {
      if phaseStep == 0 {
        state.beginPhase(configuration.optimizer)
        speeds.phase = Throughput()
      }
      if phase.kind == .decoder, !isSeen {
        var look = LookWork()
        let seen = try SeenEpisodes(
          source.episodes, in: seenFolders, with: replicas, layout, state.weights, policy, configuration, look: &look
        ) { count in
          progress(told(state.step, phase, line, speeds, seen: count))
          return isCancelled()
        }
        speeds.add(
          look, operations: Double(look.decisions) * StepWork.ofLook(policy), replicas: configuration.replicas)
        guard let seen else {
          try write(&state, layout, identity, log)
          return outcome(steps: state.step, validation: [], speeds.call.speed)
        }
        _ = try replicas.run { _, replica in replica.seen = seen }
        isSeen = true
      }
      let clock = Stopwatch()

      // Every replica learns from its part of the batch; the gradients are added in the replicas' order.
      var shares = try replicas.run { [weights = state.weights, step = state.step] number, replica in
        try replica.learn(step: step, phase, part: number, weights, gradients: lists.take(number))
      }
      if let failure = shares.lazy.compactMap(\.notFinite).first { throw notFinite(failure, state.step) }
      let learning = layout.ranges(where: phase.kind.trains)
      var gradients = shares[0].takeGradients()
      for index in shares.indices.dropFirst() {
        let others = shares[index].takeGradients()
        Gradients.add(others, to: &gradients, in: learning)
        lists.give(others, index)
      }

      // One step of the optimiser, then of the average.
      let norm = Gradients.clip(&gradients, in: learning, toNorm: configuration.optimizer.clipNorm)
      guard norm.isFinite else {
        throw notFinite(sampler.gradient(ofStep: state.step, phase), state.step)
      }
      let rate = phase.learningRate * phase.rateShare(atStep: phaseStep)
      state.optimizer.update(
        &state.weights, gradients: gradients, learningRate: rate, groups: groups(of: layout, phase),
        threads: configuration.replicas)
      state.average.update(with: state.weights, in: learning)
      lists.give(gradients, 0)
      state.step += 1

      // The log.
      line.add(shares, norm: norm, rate: rate)
      speeds.add(shares, work[phase.kind]!, seconds: clock.seconds)
      progress(told(state.step, phase, line, speeds))
      if state.step % configuration.logInterval == 0 || state.step == configuration.steps {
        try log.write(step: state.step, phase: phase.kind.rawValue, scalars: line.scalars + speeds.line.scalars)
        line = LogLine(policy)
        speeds.line = Throughput()
      }

      // Validation and a checkpoint now and then; a checkpoint also when asked to stop. The last ones come after all.
      if state.step < configuration.steps {
        var scalars: [(tag: String, value: Double)] = []
        if state.step.isMultiple(of: configuration.validationInterval) {
          scalars += try validate(phase.kind, sampler, replicas, state.average.values)
        }
        if phaseStep + 1 == phase.steps {
          scalars += try validateEpisodes(phase.kind, sampler, replicas, state.average.values)
        }
        if !scalars.isEmpty { try log.write(step: state.step, phase: phase.kind.rawValue, scalars: scalars) }
      }
      let isStopping = isCancelled() && state.step < configuration.steps
      if state.step % configuration.checkpointInterval == 0 || state.step == configuration.steps || isStopping {
        try write(&state, layout, identity, log)
      }
      if isStopping { return outcome(steps: state.step, validation: [], speeds.call.speed) }
    }

    let last = configuration.phases.last { $0.steps > 0 }?.kind ?? .joint
    let scalars =
      try validate(last, sampler, replicas, state.average.values)
      + validateEpisodes(last, sampler, replicas, state.average.values)
    try log.write(step: state.step, phase: last.rawValue, scalars: scalars)
    let outcome = outcome(steps: state.step, validation: scalars, speeds.call.speed)
    try write(outcome)
    return outcome
  }
}
