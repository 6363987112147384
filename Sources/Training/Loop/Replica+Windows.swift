import Policy
import Tensors
import Vocabulary

// B windows, T decisions in each, R = B·T rows, window by window; E exits; S ways of drawing exits; d width.

extension Replica {
  /// Learns from windows: adds the losses of shared and auxiliary heads and of labels, and their gradients.
  ///
  /// - Parameters:
  ///   - places: which windows of the batch.
  ///   - divisor: what all decisions of the whole batch count together.
  func learn(
    _ batch: WindowBatch, _ places: [Int], divisor: Double, phase: PhaseKind, into share: inout ReplicaShare
  ) throws {
    let clock = Stopwatch()
    let frames = try read(
      places.map { batch.windows[$0] }, seen: phase == .decoder ? seen : nil,
      augmentation: { [settings] index in
        let stream = settings.stream.split("light", batch.step).split("window", places[index])
        return ImageAugmentation(settings.training.augmentation, stream: stream)
      })
    share.readingSeconds += clock.seconds

    let noise = DropoutNoise(settings.stream.split("dropout", batch.step).split("window", places[0]))
    let sentences = sentences(of: frames, dropout: settings.stream.split("words", batch.step), places)
    let passes = passes(for: frames, places.map { batch.exits[$0] })
    let states = try Torch.withoutGradient { () throws -> HeadStates in
      try warmedUp(frames, sentences, passes, noise: noise, auxiliary: settings.training.loss.auxiliaryWeight > 0)
    }
    var losses = Losses(frames: frames, exits: settings.policy.exitCount)
    let loss = try self.loss(
      frames, sentences, passes, states, divisor: divisor, phase: phase, noise: noise, into: &losses)
    let value = Double(try loss.scalar())
    share.loss += value
    share.report.add(losses.report)
    guard value.isFinite else {
      share.notFinite = losses.notFinite()
      return
    }
    try loss.backward()
  }

  /// What is minimised, and its parts for the log.
  private func loss(
    _ frames: WindowFrames, _ sentences: [InstructionTokens], _ passes: [ExitPass], _ states: HeadStates,
    divisor: Double, phase: PhaseKind, noise: DropoutNoise, into losses: inout Losses
  ) throws -> Tensor {
    let settings = settings.training.loss
    // With the backbone as it is, nothing before the heads needs a graph.
    let seen =
      phase == .heads
      ? try Torch.withoutGradient { () throws -> Seen in try see(frames.learned, sentences, frames.length) }
      : try see(frames.learned, sentences, frames.length)

    // The shared head, at the exits that were drawn.
    let loss = try actionLoss(frames, divisor: divisor, copies: passes.count)
    let output = try network.head.output(
      features: Tensor.cat(passes.map { pass throws(TorchError) in try seen.exits.chosen(pass.learned) }, dim: 0),
      arm: copies(of: seen.arm, passes.count), exits: passes.flatMap(\.learned), steps: frames.length,
      state: states.shared, noise: noise)
    let rows = try loss.rows(output)
    var total = try loss.sum(rows)
    try losses.add(rows, exits: passes.flatMap(\.learned))

    // A head of its own for every exit.
    if settings.auxiliaryWeight > 0 {
      let loss = try actionLoss(frames, divisor: divisor, copies: 1)
      for (exit, head) in network.auxiliaryHeads.enumerated() {
        let rows = try loss.rows(
          head.output(
            features: seen.exits.exits[exit], arm: seen.arm, exits: [Int](repeating: exit, count: frames.learned.count),
            steps: frames.length, state: states.auxiliary[exit], noise: noise))
        total = try total + loss.sum(rows) * Float(settings.auxiliaryWeight)
        try losses.add(auxiliary: rows, exit: exit)
      }
    }

    // What the simulator knows.
    if phase == .joint, settings.labelWeight > 0, let rows = try labelRows(seen.sight, frames.learned)?.rows {
      total = try total + (rows * weightTensor(frames, divisor: divisor, copies: 1)).sum() * Float(settings.labelWeight)
      try losses.add(labels: rows)
    }
    return total
  }

  /// How the shared head fares at every exit on held-out windows, each exit used throughout.
  func validate(windows: [WindowChoice], weights: [Float]) throws -> [ExitErrors] {
    try take(weights, learning: .joint)
    var errors = [ExitErrors](repeating: ExitErrors(), count: settings.policy.exitCount)
    for some in portions(of: windows, replica: 0, of: 1) {
      for (exit, part) in try errorsAtExits(of: some.map { windows[$0] }).enumerated() { errors[exit].add(part) }
    }
    return errors
  }

  private func errorsAtExits(of windows: [WindowChoice]) throws -> [ExitErrors] {
    let frames = try read(windows, seen: nil, augmentation: { _ in .none })
    let sentences = windows.map { lexicon.tokens(of: settings.episodes[$0.episode].instruction) }
    let exits = 0..<settings.policy.exitCount
    return try Torch.withoutGradient { () throws -> [ExitErrors] in
      let passes = exits.map { ExitPass(fixed: $0, frames) }
      let states = try warmedUp(frames, sentences, passes, noise: nil, auxiliary: false)
      let seen = try see(frames.learned, sentences, frames.length)
      let output = try network.head.output(
        features: Tensor.cat(passes.map { pass throws(TorchError) in try seen.exits.chosen(pass.learned) }, dim: 0),
        arm: copies(of: seen.arm, passes.count), exits: passes.flatMap(\.learned), steps: frames.length,
        state: states.shared, noise: nil)
      let loss = try actionLoss(frames, divisor: 1, copies: passes.count)
      let rows = try loss.rows(output).total.values()
      let poses = try output.pose.values()
      let logits = try output.gripperLogits.values()
      return exits.map { exit in
        ExitErrors(exit: exit, frames: frames, rows: rows, poses: poses, gripperLogits: logits)
      }
    }
  }

  // MARK: - Steps of it

  /// A replica's share of windows, by their places, as many at a time as go through the network at once.
  func portions(of windows: [WindowChoice], replica: Int, of replicas: Int) -> [[Int]] {
    settings.training.portions(
      sentenceLengths: windows.map { settings.sentenceLengths[$0.episode] }, replica: replica, of: replicas)
  }

  /// Windows as rows: of latents where these have been `seen`, else of pictures that are read.
  private func read(
    _ windows: [WindowChoice], seen: SeenEpisodes?, augmentation: (Int) -> ImageAugmentation
  ) throws -> WindowFrames {
    let augmentations = seen == nil ? windows.indices.map(augmentation) : []
    return try WindowFrames(
      windows, length: settings.training.window, warmUpLength: settings.training.warmUpDecisions,
      batch: { [settings] capacity in
        seen == nil
          ? FrameBatch(capacity: capacity, settings.policy) : FrameBatch(seenCapacity: capacity, settings.policy)
      },
      append: { window, episode, decision, batch in
        if let seen {
          seen.append(episode: episode, decision: decision, to: &batch)
        } else {
          try read(episode: episode, decision: decision, augmentations[window], into: &batch)
        }
      },
      weight: settings.weight)
  }

  private func sentences(of frames: WindowFrames, dropout: RandomStream, _ places: [Int]) -> [InstructionTokens] {
    frames.windows.enumerated().map { index, window in
      var stream = dropout.split("window", places[index])
      return lexicon.tokens(of: settings.episodes[window.episode].instruction).dropping(
        ownRow: settings.training.wordDropout, whole: settings.training.wordOmission, stream: &stream)
    }
  }

  /// Which exits the shared head is used at: those of each sampling strategy, or else the last.
  private func passes(for frames: WindowFrames, _ exits: [ExitSampling]) -> [ExitPass] {
    let loss = settings.training.loss
    var passes: [ExitPass] = []
    if loss.perStepSampling { passes.append(ExitPass(exits, \.perStep, frames)) }
    if loss.segmentSampling { passes.append(ExitPass(exits, \.segments, frames)) }
    return passes.isEmpty ? [ExitPass(fixed: settings.policy.exitCount - 1, frames)] : passes
  }

  /// What the backbone makes of rows.
  struct Seen {
    let sight: Sight
    let arm: Tensor?
    let exits: ExitFeatures
  }

  /// What it makes of rows that are, for each sentence, `length` in turn.
  func see(_ batch: FrameBatch, _ sentences: [InstructionTokens], _ length: Int) throws -> Seen {
    let sight = try sight(of: batch)
    let arm = try network.armEmbedding(Tensor(batch.proprioception, [batch.count, Proprioception.count]))
    let exits = try network.exitFeatures(
      latents: sight.latents, sentences: network.embedded(TokenBatch(sentences, repeats: length)), arm: arm)
    return Seen(sight: sight, arm: arm, exits: exits)
  }

  /// The recurrent states at the windows' beginnings; called without gradient.
  private func warmedUp(
    _ frames: WindowFrames, _ sentences: [InstructionTokens], _ passes: [ExitPass], noise: DropoutNoise?,
    auxiliary: Bool
  ) throws -> HeadStates {
    let heads = auxiliary ? network.auxiliaryHeads : []
    var states = HeadStates(auxiliary: [HeadState?](repeating: nil, count: heads.count))
    guard frames.warmUpLength > 0, frames.windows.contains(where: { $0.warmUp > 0 }) else { return states }
    let seen = try see(frames.warmUp, sentences, frames.warmUpLength)
    let chosen = try Tensor.cat(
      passes.map { pass throws(TorchError) in try seen.exits.chosen(pass.warmUp) }, dim: 0)
    let arm = try copies(of: seen.arm, passes.count)
    for place in 0..<frames.warmUpLength {
      // Rows of this place: window by window, pass by pass.
      func rows(_ tensor: Tensor, _ copies: Int) throws(TorchError) -> Tensor {
        try tensor.reshape([copies * frames.windows.count, frames.warmUpLength, -1]).select(1, place)
      }
      let isActive = frames.isActive(atWarmUp: place)
      states.shared = try network.head.output(
        features: rows(chosen, passes.count), arm: arm.map { arm throws(TorchError) in try rows(arm, passes.count) },
        exits: passes.flatMap { $0.warmUpExits(at: place, frames) }, steps: 1, state: states.shared, noise: noise
      ).state.keeping(passes.flatMap { _ in isActive })
      for (exit, head) in heads.enumerated() where settings.policy.auxiliaryHead.memoryLayers > 0 {
        states.auxiliary[exit] = try head.output(
          features: rows(seen.exits.exits[exit], 1), arm: seen.arm.map { arm throws(TorchError) in try rows(arm, 1) },
          exits: [Int](repeating: exit, count: frames.windows.count), steps: 1, state: states.auxiliary[exit],
          noise: noise
        ).state.keeping(isActive)
      }
    }
    return states
  }

  private func copies(of tensor: Tensor?, _ count: Int) throws(TorchError) -> Tensor? {
    guard let tensor, count > 1 else { return tensor }
    return try Tensor.cat([Tensor](repeating: tensor, count: count), dim: 0)
  }

  private func actionLoss(_ frames: WindowFrames, divisor: Double, copies: Int) throws(TorchError) -> ActionLoss {
    func repeated(_ values: [Float]) -> [Float] { (0..<copies).flatMap { _ in values } }
    let (rows, chunk) = (copies * frames.learned.count, settings.policy.chunk)
    return ActionLoss(
      poses: try Tensor(repeated(frames.learned.poses), [rows, chunk, 6]),
      grippers: try Tensor(repeated(frames.learned.grippers), [rows, chunk]),
      weights: try weightTensor(frames, divisor: divisor, copies: copies), settings: settings.training.loss)
  }

  private func weightTensor(_ frames: WindowFrames, divisor: Double, copies: Int) throws(TorchError) -> Tensor {
    let weights = frames.weights.map { $0 / Float(divisor) }
    return try Tensor((0..<copies).flatMap { _ in weights }, [copies * weights.count])
  }
}

/// Recurrent states at the beginning of windows.
private struct HeadStates {
  /// The shared head's, pass by pass.
  var shared: HeadState?
  /// The auxiliary heads'.
  var auxiliary: [HeadState?]
}

/// One way in which the shared head meets the exits in a batch.
private struct ExitPass {
  /// The exit of each row with a loss.
  let learned: [Int]
  /// The exit of each row of the warm-up.
  let warmUp: [Int]

  init(_ exits: [ExitSampling], _ kind: KeyPath<ExitSampling, [Int]>, _ frames: WindowFrames) {
    learned = zip(exits, frames.windows).flatMap { $0.learned(kind, $1, length: frames.length) }
    warmUp = zip(exits, frames.windows).flatMap { $0.warmUp(kind, $1, length: frames.warmUpLength) }
  }

  init(fixed exit: Int, _ frames: WindowFrames) {
    learned = [Int](repeating: exit, count: frames.windows.count * frames.length)
    warmUp = [Int](repeating: exit, count: frames.windows.count * frames.warmUpLength)
  }

  func warmUpExits(at place: Int, _ frames: WindowFrames) -> [Int] {
    frames.windows.indices.map { warmUp[$0 * frames.warmUpLength + place] }
  }
}
