import Policy
import Tensors
import Testing
import Training
import Vocabulary

/// What the tests of the network share: small architectures, and inputs drawn from a seed.
enum TinyPolicy {
  static let words = ["push", "the", "red", "block", "to", "left"]

  static func configuration(
    labels: Int = 5, _ change: (inout PolicyConfiguration) -> Void = { _ in }
  ) -> PolicyConfiguration {
    var configuration = PolicyPreset.tiny.configuration(words: words, labels: labels)
    change(&configuration)
    return configuration
  }

  /// What the preset is without: landmarks, self-attention in an encoder, the causal mask, feed-forwards after the
  /// cross-attention, auxiliary heads with a memory.
  static let complete = configuration { policy in
    (policy.resampler.latents, policy.resampler.landmarks) = (9, SimulatorLabels.landmarks.count)
    (policy.staticCamera.attentionLayers, policy.staticCamera.attentionHeads) = (1, 2)
    policy.decoder.isCausal = true
    policy.decoder.crossAttentionHasFeedForward = true
    policy.auxiliaryHead.memoryLayers = 1
  }

  static func network(
    seed: UInt64 = 1, _ configuration: PolicyConfiguration = configuration(), deepestExit: Int? = nil,
    forTraining: Bool = false
  ) throws -> PolicyNetwork {
    try PolicyNetwork(
      configuration, .drawn(RandomStream(seed: seed)), deepestExit: deepestExit, forTraining: forTraining)
  }

  /// Inputs of some rows.
  struct Batch {
    var staticPlanes: [UInt8]
    var gripperPlanes: [UInt8]
    var arms: [Float]
    let rows: Int

    init(rows: Int, seed: UInt64, _ configuration: PolicyConfiguration = TinyPolicy.configuration()) {
      var stream = RandomStream(seed: seed)
      func bytes(_ side: Int) -> [UInt8] { (0..<rows * 3 * side * side).map { _ in UInt8(stream.index(below: 256)) } }
      staticPlanes = bytes(configuration.staticCamera.inputSize)
      gripperPlanes = bytes(configuration.gripperCamera.inputSize)
      arms = (0..<rows * Proprioception.count).map { _ in Float(stream.uniform(in: -1...1)) }
      self.rows = rows
    }

    private init(_ staticPlanes: [UInt8], _ gripperPlanes: [UInt8], _ arms: [Float]) {
      self.staticPlanes = staticPlanes
      self.gripperPlanes = gripperPlanes
      self.arms = arms
      rows = 1
    }

    /// One row alone.
    func row(_ index: Int) -> Batch {
      func part<Element>(_ values: [Element]) -> [Element] {
        let count = values.count / rows
        return Array(values[index * count..<(index + 1) * count])
      }
      return Batch(part(staticPlanes), part(gripperPlanes), part(arms))
    }

    func sight(_ network: PolicyNetwork) throws(TorchError) -> Sight {
      let (fixed, hand) = (network.configuration.staticCamera.inputSize, network.configuration.gripperCamera.inputSize)
      return try network.sight(
        staticPictures: Tensor(bytes: staticPlanes, [rows, 3, fixed, fixed]),
        gripperPictures: Tensor(bytes: gripperPlanes, [rows, 3, hand, hand]))
    }

    func latents(_ network: PolicyNetwork) throws(TorchError) -> Tensor { try sight(network).latents }

    func arm(_ network: PolicyNetwork) throws(TorchError) -> Tensor? {
      try network.armEmbedding(Tensor(arms, [rows, Proprioception.count]))
    }

    func features(_ network: PolicyNetwork, _ tokens: TokenBatch) throws(TorchError) -> ExitFeatures {
      try network.exitFeatures(latents: latents(network), sentences: network.embedded(tokens), arm: arm(network))
    }
  }

  static func tokens(_ sentences: String..., repeats: Int = 1) -> TokenBatch {
    let lexicon = Lexicon(configuration().instruction)
    return TokenBatch(sentences.map { lexicon.tokens(of: $0) }, repeats: repeats)
  }
}

/// Largest difference between two lists of one length.
func largestDifference(_ first: [Float], _ second: [Float]) -> Float {
  #expect(first.count == second.count)
  return zip(first, second).reduce(0) { max($0, abs($1.0 - $1.1)) }
}
