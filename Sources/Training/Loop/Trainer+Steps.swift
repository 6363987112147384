import Policy
import Tensors
import Vocabulary

/// What the loop is made of.
extension Trainer {
  /// What every replica is made from.
  func replicaSettings(_ sampler: WindowSampler) throws -> ReplicaSettings {
    let drawing = stream.split("weights")
    let parameters: ParameterSource =
      if let start { .storedOrDrawn(try Checkpoint(path: start), drawing) } else { .drawn(drawing) }
    let lengths = sentenceLengths
    return ReplicaSettings(
      training: configuration, policy: policy, parameters: parameters, source: source,
      episodes: source.episodes, sentenceLengths: source.episodes.map { lengths[$0.instruction]! },
      randomViews: randomViews, sampler: sampler, stream: stream)
  }

  /// Which parameters a phase changes, how fast, and which of them decay.
  func groups(of layout: ParameterLayout, _ phase: Phase) -> [AdamW.Group] {
    let headScale = phase.headLearningRate / phase.learningRate
    return layout.entries.filter { phase.kind.trains($0.name) }.map { entry in
      AdamW.Group(
        range: entry.range, learningRateScale: PhaseKind.isHead(entry.name) ? headScale : 1,
        decays: PolicyNetwork.decays(entry.name))
    }
  }

  /// The error for a step whose loss or gradient is not finite.
  func notFinite(_ failure: NonFiniteQuantity, _ step: Int) -> TrainingError {
    .notFinite(
      NonFiniteStep(
        step: step, quantity: failure.quantity, windows: failure.windows, views: failure.views,
        lastGoodCheckpoint: existing(statePath)))
  }

  /// How well held-out views are seen, or held-out windows acted in, by their tags.
  func validate(
    _ kind: PhaseKind, _ sampler: WindowSampler, _ replicas: ReplicaThreads<Replica>, _ weights: [Float]
  ) throws -> [(tag: String, value: Double)] {
    let count = configuration.validationBatch
    if kind == .encoders {
      let errors = try replicas.run { number, replica in
        let part = part(number, of: count)
        return try replica.validate(views: -part.upperBound..<(-part.lowerBound), weights: weights)
      }
      return errors.dropFirst().reduce(into: errors[0]) { $0.add($1) }.scalars
    }
    let windows = sampler.validationWindows(count: count)
    guard !windows.isEmpty else { return [] }
    let errors = try replicas.run { number, replica in
      try replica.validate(windows: Array(windows[part(number, of: windows.count)]), weights: weights)
    }
    return (0..<policy.exitCount).flatMap { exit in
      errors.reduce(into: ExitErrors()) { $0.add($1[exit]) }.scalars(exit: exit)
    }
  }

  /// How whole held-out episodes are acted in at the end of a phase, by how long they have gone on; by their tags.
  func validateEpisodes(
    _ kind: PhaseKind, _ sampler: WindowSampler, _ replicas: ReplicaThreads<Replica>, _ weights: [Float]
  ) throws -> [(tag: String, value: Double)] {
    if kind == .encoders { return [] }
    let episodes = sampler.validationEpisodes(count: configuration.validationBatch)
    let errors = try replicas.run { number, replica in
      try replica.validate(episodes: Array(episodes[part(number, of: episodes.count)]), weights: weights)
    }
    return errors.reduce(into: ElapsedErrors()) { $0.add($1) }.scalars
  }

  private func part(_ number: Int, of count: Int) -> Range<Int> { configuration.part(number, of: count) }

  /// Tokens of each sentence.
  private var sentenceLengths: [String: Int] {
    let lexicon = Lexicon(policy.instruction)
    let sentences = Set(source.episodes.map(\.instruction))
    return Dictionary(uniqueKeysWithValues: sentences.map { ($0, lexicon.tokens(of: $0).words.count) })
  }

  /// The work of a step of each phase.
  func work() -> [PhaseKind: StepWork] {
    let lengths = sentenceLengths
    let tokens = lengths.values.reduce(0, +) / max(1, lengths.count)
    let work = configuration.phases.map { ($0.kind, StepWork($0, configuration, policy, tokens: tokens)) }
    return Dictionary(uniqueKeysWithValues: work)
  }

  /// What the loop tells after a step.
  func told(_ step: Int, _ phase: Phase, _ line: LogLine, _ speeds: Speeds, seen: Int? = nil) -> TrainingProgress {
    TrainingProgress(
      step: step, steps: configuration.steps, phase: phase.kind, loss: line.lastLoss,
      exitLosses: phase.kind == .encoders ? [] : line.report.exits.map(\.value),
      speed: speeds.phase.speed, lookSpeed: speeds.look?.speed,
      seen: seen.map { ($0, source.episodes.count) }.map(TrainingProgress.Seen.init))
  }

  /// What a call came to.
  func outcome(
    steps: Int, validation: [(tag: String, value: Double)], _ speed: TrainingSpeed
  ) -> TrainingOutcome {
    TrainingOutcome(
      isFinished: steps == configuration.steps, steps: steps, checkpoint: checkpointPath,
      validation: Dictionary(validation.map { ($0.tag, $0.value) }, uniquingKeysWith: { $1 }),
      decisionsPerSecond: speed.decisionsPerSecond, gigaflopsPerSecond: speed.gigaflopsPerSecond,
      readingShare: speed.readingShare)
  }
}

extension TrainingConfiguration {
  /// The part of `count` things that a replica has: stretches as long as possible as each other's.
  func part(_ number: Int, of count: Int) -> Range<Int> {
    number * count / replicas..<(number + 1) * count / replicas
  }

  /// The views of a part that go through the network at once, one after the other.
  func viewPortions(of part: Range<Int>) -> [Range<Int>] {
    stride(from: part.lowerBound, to: part.upperBound, by: rowsAtOnce).map {
      $0..<min($0 + rowsAtOnce, part.upperBound)
    }
  }
}

extension WindowSampler {
  /// A gradient that is not finite, and all of the batch that it came from.
  func gradient(ofStep step: Int, _ phase: Phase) -> NonFiniteQuantity {
    phase.kind == .encoders
      ? NonFiniteQuantity(quantity: "the gradient", views: step * phase.batch..<(step + 1) * phase.batch)
      : NonFiniteQuantity(quantity: "the gradient", windows: batch(step: step, count: phase.batch).windows)
  }
}

extension ExitErrors {
  /// The means by their tags; exits count from 1.
  func scalars(exit: Int) -> [(tag: String, value: Double)] {
    [("loss", loss), ("pose error", pose), ("gripper wrong", gripper)].compactMap { name, mean in
      mean.value.map { ("validation/\(name), exit \(exit + 1)", $0) }
    }
  }
}
