import Episodes

/// Multiply-accumulate operations of a policy, part by part, from its architecture alone.
///
/// Counted are the products of convolutions, matrices and attention (scores and mixtures), one for each row; not
/// counted, as is usual, are normalisations, activations, sums and table look-ups.
public struct CostAccount: Hashable, Sendable {
  /// The fixed camera's encoder.
  public let staticEncoder: Int
  /// The hand camera's encoder.
  public let gripperEncoder: Int
  /// The resampler, for the fixed camera's tokens.
  public let staticResampler: Int
  /// The resampler, for the hand camera's tokens.
  public let gripperResampler: Int
  /// The arm's embedding and its token.
  public let arm: Int
  /// The head, once.
  public let headEvaluation: Int

  private let decoder: DecoderConfiguration
  private let latents: Int
  private let visualWidth: Int

  /// The account of an architecture.
  public init(_ configuration: PolicyConfiguration) {
    staticEncoder = Self.encoder(configuration.staticCamera)
    gripperEncoder = Self.encoder(configuration.gripperCamera)
    staticResampler = Self.resampler(configuration.resampler, tokens: configuration.staticCamera.tokenCount)
    gripperResampler = Self.resampler(configuration.resampler, tokens: configuration.gripperCamera.tokenCount)
    let armWidth = configuration.proprioception.width
    arm =
      armWidth * (Proprioception.count + armWidth)
      + (configuration.proprioception.isToken ? armWidth * configuration.resampler.width : 0)
    headEvaluation = Self.head(configuration.head, configuration)
    decoder = configuration.decoder
    latents = configuration.latentCount
    visualWidth = configuration.resampler.width
  }

  /// The resampler, for both cameras.
  public var resampler: Int { staticResampler + gripperResampler }

  /// What one layer of the decoder spends on what.
  public struct Layer: Hashable, Sendable {
    /// The tokens looking at each other.
    public let selfAttention: Int
    /// The tokens looking at the pictures, with the feed-forward of its own that this may have; 0 where they do not.
    public let crossAttention: Int
    /// The feed-forward.
    public let feedForward: Int

    /// All of it.
    public var total: Int { selfAttention + crossAttention + feedForward }
  }

  /// One layer of the decoder, part by part, for a sentence of so many tokens.
  public func parts(ofLayer index: Int, tokens: Int) -> Layer {
    let width = decoder.width
    let feedForward = tokens * 2 * decoder.feedForwardFactor * width * width
    var cross = 0
    if decoder.hasCrossAttention(index) {
      let inner = decoder.crossAttentionHeads * decoder.crossAttentionHeadWidth
      cross = 2 * tokens * width * inner + 2 * latents * visualWidth * inner + 2 * tokens * latents * inner
      if decoder.crossAttentionHasFeedForward { cross += feedForward }
    }
    return Layer(
      selfAttention: Self.selfAttention(tokens: tokens, width: width), crossAttention: cross, feedForward: feedForward)
  }

  /// One layer of the decoder for a sentence of so many tokens.
  public func layer(_ index: Int, tokens: Int) -> Int { parts(ofLayer: index, tokens: tokens).total }

  /// The decoder up to an exit, the layers alone: the paper's figure.
  public func decoder(upTo exit: Int, tokens: Int) -> Int {
    (0..<decoder.layers(upTo: exit)).reduce(0) { $0 + layer($1, tokens: tokens) }
  }

  /// All that comes before the decoder: both pictures and the arm.
  public var vision: Int { staticEncoder + gripperEncoder + resampler + arm }

  /// The whole policy for a decision that a rule takes at an exit.
  public func policy(exit: Int, rule: ExitRule, deepestExit: Int, tokens: Int) -> Int {
    vision + decoder(upTo: exit, tokens: tokens)
      + rule.headEvaluations(exit: exit, deepestExit: deepestExit) * headEvaluation
  }

  /// What a decision that a rule takes at an exit spends on each part.
  public func decision(exit: Int, rule: ExitRule, deepestExit: Int, tokens: Int) -> [ComputePart] {
    decision(
      layers: decoder.layers(upTo: exit),
      headEvaluations: rule.headEvaluations(exit: exit, deepestExit: deepestExit), tokens: tokens)
  }

  /// What a decision spent on each part.
  ///
  /// - Parameters:
  ///   - layers: layers that ran.
  ///   - headEvaluations: how often the head was evaluated.
  ///   - tokens: tokens of the sentence.
  public func decision(layers: Int, headEvaluations: Int, tokens: Int) -> [ComputePart] {
    var parts = [
      ComputePart("static encoder", multiplyAccumulates: staticEncoder),
      ComputePart("gripper encoder", multiplyAccumulates: gripperEncoder),
      ComputePart("resampler", multiplyAccumulates: resampler),
    ]
    if arm > 0 { parts.append(ComputePart("arm", multiplyAccumulates: arm)) }
    for index in 0..<layers {
      parts.append(ComputePart("layer \(index)", multiplyAccumulates: layer(index, tokens: tokens)))
    }
    parts.append(ComputePart("head", multiplyAccumulates: headEvaluations * headEvaluation))
    return parts
  }

  private static func encoder(_ camera: CameraConfiguration) -> Int {
    var sum = 0
    var inputs = 3
    for (stage, size) in zip(camera.stages, camera.sizes) {
      sum += size * size * stage.channels * inputs * stage.kernel * stage.kernel
      inputs = stage.channels
    }
    let (tokens, width) = (camera.tokenCount, camera.tokenWidth)
    return sum + camera.attentionLayers * (selfAttention(tokens: tokens, width: width) + tokens * 8 * width * width)
  }

  /// Projections, scores and mixtures.
  private static func selfAttention(tokens: Int, width: Int) -> Int {
    4 * tokens * width * width + 2 * tokens * tokens * width
  }

  private static func resampler(_ resampler: ResamplerConfiguration, tokens: Int) -> Int {
    let (latents, width, inner) = (resampler.latents, resampler.width, resampler.heads * resampler.headWidth)
    let keys = tokens + latents
    let attention = 2 * latents * width * inner + 2 * keys * width * inner + 2 * latents * keys * inner
    let keypoints = resampler.hasKeypoints ? Keypoints.cost(resampler, places: tokens) : 0
    return keypoints + resampler.blocks * (attention + latents * 2 * resampler.feedForwardFactor * width * width)
  }

  private static func head(_ head: HeadConfiguration, _ configuration: PolicyConfiguration) -> Int {
    var sum = 0
    var inputs = head.inputCount(configuration)
    for _ in 0..<head.memoryLayers {
      sum += 4 * head.memoryWidth * (inputs + head.memoryWidth)
      inputs = head.memoryWidth
    }
    for outputs in [configuration.poseCount, configuration.chunk] {
      var inputs = head.perceptronInputCount(configuration)
      for width in head.hiddenWidths + [outputs] {
        sum += inputs * width
        inputs = width
      }
    }
    return sum
  }
}
