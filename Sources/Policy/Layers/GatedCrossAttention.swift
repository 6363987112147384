import Tensors

// N rows, S tokens, D decoder width, K latents, V latent width.

/// Tokens look at the pictures; a gate says how much of what they see is let through (Flamingo's gated cross-attention).
struct GatedCrossAttention {
  private let heads: Int
  private let norm: Normalisation
  private let query: Projection
  private let keyValue: Projection
  private let output: Projection
  private let gate: Tensor
  private let feedForward: (layer: FeedForward, gate: Tensor)?

  init(_ parameters: Parameters, _ name: String, _ configuration: DecoderConfiguration) {
    heads = configuration.crossAttentionHeads
    norm = Normalisation(parameters, "\(name).crossAttention.norm")
    query = Projection(parameters, "\(name).crossAttention.query")
    keyValue = Projection(parameters, "\(name).crossAttention.keyValue")
    output = Projection(parameters, "\(name).crossAttention.output")
    gate = parameters["\(name).crossAttention.gate"]
    feedForward =
      configuration.crossAttentionHasFeedForward
      ? (FeedForward(parameters, "\(name).crossFeedForward"), parameters["\(name).crossFeedForward.gate"]) : nil
  }

  static func specify(
    _ list: inout ParameterList, _ name: String, _ configuration: DecoderConfiguration, visualWidth: Int
  ) {
    let inner = configuration.crossAttentionHeads * configuration.crossAttentionHeadWidth
    let start = Float(configuration.gateStart)
    list.addNormalisation("\(name).crossAttention.norm", configuration.width)
    list.addMatrix("\(name).crossAttention.query", inner, configuration.width)
    list.addMatrix("\(name).crossAttention.keyValue", 2 * inner, visualWidth)
    list.addMatrix("\(name).crossAttention.output", configuration.width, inner)
    list.add("\(name).crossAttention.gate", [1], .constant(start))
    guard configuration.crossAttentionHasFeedForward else { return }
    FeedForward.specify(
      &list, "\(name).crossFeedForward", width: configuration.width, factor: configuration.feedForwardFactor, share: 1)
    list.add("\(name).crossFeedForward.gate", [1], .constant(start))
  }

  /// [N, S, D] and [N, K, V] → [N, S, D].
  func callAsFunction(_ tokens: Tensor, latents: Tensor) throws(TorchError) -> Tensor {
    let seen = try Tensor.crossAttention(query(norm(tokens)), keyValue(latents), heads: heads)
    let attended = try tokens + output(seen) * gate.tanh()
    guard let feedForward else { return attended }
    return try attended + feedForward.layer(attended) * feedForward.gate.tanh()
  }
}

/// One layer of the decoder: where it has one, the gated cross-attention, then self-attention and feed-forward.
struct DecoderLayer {
  private let crossAttention: GatedCrossAttention?
  private let selfAttention: SelfAttentionLayer

  init(_ parameters: Parameters, _ index: Int, _ configuration: DecoderConfiguration) {
    crossAttention =
      configuration.hasCrossAttention(index)
      ? GatedCrossAttention(parameters, "decoder.\(index)", configuration) : nil
    selfAttention = SelfAttentionLayer(parameters, "decoder.\(index)", heads: configuration.heads)
  }

  static func specify(
    _ list: inout ParameterList, _ index: Int, _ configuration: DecoderConfiguration, visualWidth: Int
  ) {
    if configuration.hasCrossAttention(index) {
      GatedCrossAttention.specify(&list, "decoder.\(index)", configuration, visualWidth: visualWidth)
    }
    SelfAttentionLayer.specify(
      &list, "decoder.\(index)", width: configuration.width, factor: configuration.feedForwardFactor,
      share: 1 / Double(2 * configuration.layers).squareRoot())
  }

  /// [N, S, D] and [N, K, V] → [N, S, D].
  func callAsFunction(_ tokens: Tensor, latents: Tensor, bias: Tensor?) throws(TorchError) -> Tensor {
    let seen = if let crossAttention { try crossAttention(tokens, latents: latents) } else { tokens }
    return try selfAttention(seen, bias: bias)
  }
}
