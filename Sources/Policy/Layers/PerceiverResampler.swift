import Tensors

// N pictures, P tokens, K latents, V width.

/// A few learned latents look at all tokens of a picture, block by block (Jaegle et al. 2021; Flamingo's resampler).
struct PerceiverResampler {
  /// Cross-attention from the latents to the tokens and themselves, then feed-forward.
  private struct Block {
    let tokenNorm: Normalisation
    let latentNorm: Normalisation
    let query: Projection
    let keyValue: Projection
    let output: Projection
    let feedForward: FeedForward

    init(_ parameters: Parameters, _ name: String) {
      tokenNorm = Normalisation(parameters, "\(name).tokenNorm")
      latentNorm = Normalisation(parameters, "\(name).latentNorm")
      query = Projection(parameters, "\(name).attention.query")
      keyValue = Projection(parameters, "\(name).attention.keyValue")
      output = Projection(parameters, "\(name).attention.output")
      feedForward = FeedForward(parameters, "\(name).feedForward")
    }

    static func specify(_ list: inout ParameterList, _ name: String, _ configuration: ResamplerConfiguration) {
      let (width, inner) = (configuration.width, configuration.heads * configuration.headWidth)
      list.addNormalisation("\(name).tokenNorm", width)
      list.addNormalisation("\(name).latentNorm", width)
      // Queries start larger, so that latents tell places apart from the beginning.
      list.addMatrix("\(name).attention.query", inner, width, gain: 1.5)
      list.addMatrix("\(name).attention.keyValue", 2 * inner, width)
      list.addMatrix("\(name).attention.output", width, inner)
      FeedForward.specify(
        &list, "\(name).feedForward", width: width, factor: configuration.feedForwardFactor, share: 1)
    }

    func callAsFunction(_ latents: Tensor, tokens: Tensor, heads: Int) throws(TorchError) -> Tensor {
      let asking = try latentNorm(latents)
      let seen = try Tensor.crossAttention(
        query(asking), keyValue(Tensor.cat([tokenNorm(tokens), asking], dim: 1)), heads: heads)
      let attended = try latents + output(seen)
      return try attended + feedForward(attended)
    }
  }

  private let latents: Tensor
  private let keypoints: Keypoints?
  private let blocks: [Block]
  private let norm: Normalisation
  private let heads: Int

  init(_ parameters: Parameters, _ name: String, _ configuration: ResamplerConfiguration) {
    latents = parameters["\(name).latents"]
    keypoints = configuration.hasKeypoints ? Keypoints(parameters, "\(name).keypoints", configuration) : nil
    blocks = (0..<configuration.blocks).map { Block(parameters, "\(name).block.\($0)") }
    norm = Normalisation(parameters, "\(name).norm")
    heads = configuration.heads
  }

  static func specify(_ list: inout ParameterList, _ name: String, _ configuration: ResamplerConfiguration) {
    list.add("\(name).latents", [configuration.latents, configuration.width], .normal(1))
    if configuration.hasKeypoints { Keypoints.specify(&list, "\(name).keypoints", configuration) }
    for block in 0..<configuration.blocks { Block.specify(&list, "\(name).block.\(block)", configuration) }
    list.addNormalisation("\(name).norm", configuration.width)
  }

  /// Tokens [N, P, V] and channels [N, V, P] → latents [N, K, V], and the landmarks' logits where there are any.
  func callAsFunction(
    _ picture: (tokens: Tensor, channels: Tensor)
  ) throws(TorchError) -> (latents: Tensor, landmarks: Tensor?) {
    let (tokens, channels) = picture
    let shape = [tokens.shape[0]] + latents.shape
    let points = try keypoints?(channels)
    var result = if let points { try points.latents + latents } else { try latents.expand(shape) }
    for block in blocks { result = try block(result, tokens: tokens, heads: heads) }
    return (try norm(result), points?.landmarks)
  }
}
