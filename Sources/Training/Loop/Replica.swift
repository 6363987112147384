import Policy
import Tensors
import Vocabulary

/// One thread's copy of the network, with what it reads from.
final class Replica {
  let network: PolicyNetwork
  let layout: ParameterLayout
  let lexicon: Lexicon
  let settings: ReplicaSettings
  let reader: any DemonstrationReader
  let viewReader: (any RandomViewReader)?
  var frame: TrainingFrame
  /// What the encoders make of every decision, in the phase in which they stay as they are.
  var seen: SeenEpisodes?
  /// What learns now; the other parameters take no gradients.
  private var learning: PhaseKind?

  init(_ settings: ReplicaSettings) throws {
    self.settings = settings
    network = try PolicyNetwork(settings.policy, settings.parameters, forTraining: true)
    layout = ParameterLayout(network.parameters)
    lexicon = Lexicon(settings.policy.instruction)
    reader = try settings.source.makeReader()
    viewReader = try settings.randomViews?.makeReader()
    frame = TrainingFrame(
      horizon: settings.policy.chunk, staticSide: settings.policy.staticCamera.pictureSize,
      gripperSide: settings.policy.gripperCamera.pictureSize)
  }

  /// Takes over weights, and prepares those that a phase trains for gradients.
  ///
  /// From one call to the next of the same phase, no others change.
  func take(_ weights: [Float], learning phase: PhaseKind) throws(TorchError) {
    let isNew = learning != phase
    try layout.setValues(of: network.parameters, from: weights) { isNew || phase.trains($0) }
    if isNew {
      for parameter in network.parameters { try parameter.tensor.requireGradient(phase.trains(parameter.name)) }
      learning = phase
    }
    for parameter in network.parameters { parameter.tensor.clearGradient() }
  }

  /// The weights as they are.
  func weights() throws(TorchError) -> [Float] {
    var weights = [Float](repeating: 0, count: layout.count)
    try layout.copyValues(of: network.parameters, into: &weights)
    return weights
  }

  /// Learns from a part of a step's batch; nothing but the settings, the step and the weights matters.
  ///
  /// - Parameter gradients: a list to be filled, of any length.
  func learn(
    step: Int, _ phase: Phase, part number: Int, _ weights: [Float], gradients: consuming [Float]
  ) throws -> ReplicaShare {
    try take(weights, learning: phase.kind)
    var share = ReplicaShare(report: LossReport(exits: settings.policy.exitCount))
    // A few rows at a time; their gradients add up in the tensors.
    if phase.kind == .encoders {
      let first = step * phase.batch
      for some in settings.training.viewPortions(of: settings.training.part(number, of: phase.batch)) {
        try learn(views: first + some.lowerBound..<first + some.upperBound, of: phase.batch, into: &share)
        if share.notFinite != nil { return share }
      }
    } else {
      let batch = settings.sampler.batch(step: step, count: phase.batch)
      let divisor = settings.weight(of: batch)
      for places in portions(of: batch.windows, replica: number, of: settings.training.replicas) {
        try learn(batch, places, divisor: divisor, phase: phase.kind, into: &share)
        if share.notFinite != nil { return share }
      }
    }
    if gradients.count != layout.count { gradients = [Float](repeating: 0, count: layout.count) }
    try layout.copyGradients(of: network.parameters, into: &gradients, where: phase.kind.trains)
    share.gradients = gradients
    return share
  }
}

/// What every replica is made from.
struct ReplicaSettings: Sendable {
  let training: TrainingConfiguration
  let policy: PolicyConfiguration
  let parameters: ParameterSource
  let source: any DemonstrationSource
  /// The source's list, asked for once.
  let episodes: [EpisodeDescription]
  /// Tokens of each episode's sentence.
  let sentenceLengths: [Int]
  let randomViews: (any RandomViewSource)?
  let sampler: WindowSampler
  let stream: RandomStream

  /// What all decisions of a batch count together.
  func weight(of batch: WindowBatch) -> Double {
    batch.windows.reduce(0) { sum, window in
      (window.first..<window.first + window.count).reduce(sum) { sum, decision in
        sum + Double(weight(episode: window.episode, decision: decision))
      }
    }
  }

  /// How much a decision counts.
  func weight(episode: Int, decision: Int) -> Float {
    let isAtSwitch = episodes[episode].gripperSwitches.contains(decision)
    return isAtSwitch ? Float(training.loss.switchWeight) : 1
  }
}

/// Something that was infinite or not a number, and what it came from.
struct NonFiniteQuantity: Sendable {
  /// What it is.
  let quantity: String
  /// The windows that it came from.
  var windows: [WindowChoice] = []
  /// The random views that it came from.
  var views: Range<Int> = 0..<0
}

/// What a replica's part of a step came to.
struct ReplicaShare: Sendable {
  /// In the layout's order; what stands there for parameters that do not learn means nothing.
  var gradients: [Float] = []
  /// This replica's part of the batch's loss; the parts add up to the whole.
  var loss = 0.0
  /// The losses' sums.
  var report: LossReport
  /// What was not finite; nil where everything was.
  var notFinite: NonFiniteQuantity?
  /// Seconds spent on reading and re-rendering.
  var readingSeconds = 0.0

  /// Nothing yet.
  init(report: LossReport) { self.report = report }

  /// Hands over the gradients, which are large, and keeps none.
  mutating func takeGradients() -> [Float] {
    defer { gradients = [] }
    return gradients
  }
}

extension PhaseKind {
  /// Whether the phase trains a parameter, by its dotted name.
  func trains(_ name: String) -> Bool {
    switch self {
    case .encoders: Self.makesLatents(name) || name.hasPrefix("labels.")
    case .decoder: !Self.encoders.trains(name)
    case .joint: true
    case .heads: Self.isHead(name)
    }
  }

  /// Whether the latents depend on a parameter.
  static func makesLatents(_ name: String) -> Bool { name.hasPrefix("encoder.") || name.hasPrefix("resampler.") }

  /// Whether a parameter belongs to an action head.
  static func isHead(_ name: String) -> Bool { name.hasPrefix("head.") || name.hasPrefix("auxiliary.") }
}
