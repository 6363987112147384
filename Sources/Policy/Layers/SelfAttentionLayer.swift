import Tensors

// N rows, S tokens, D width.

/// A transformer layer without memory of other rows: self-attention and feed-forward, each added to its input.
struct SelfAttentionLayer {
  private let heads: Int
  private let norm: Normalisation
  private let queryKeyValue: Projection
  private let output: Projection
  private let feedForward: FeedForward

  init(_ parameters: Parameters, _ name: String, heads: Int) {
    self.heads = heads
    norm = Normalisation(parameters, "\(name).selfAttention.norm")
    queryKeyValue = Projection(parameters, "\(name).selfAttention.queryKeyValue")
    output = Projection(parameters, "\(name).selfAttention.output")
    feedForward = FeedForward(parameters, "\(name).feedForward")
  }

  static func specify(_ list: inout ParameterList, _ name: String, width: Int, factor: Int, share: Double) {
    list.addNormalisation("\(name).selfAttention.norm", width)
    list.addMatrix("\(name).selfAttention.queryKeyValue", 3 * width, width)
    list.addMatrix("\(name).selfAttention.output", width, width, gain: share)
    FeedForward.specify(&list, "\(name).feedForward", width: width, factor: factor, share: share)
  }

  /// [N, S, D] → [N, S, D]; `bias` is added to the scores, [N, 1 or S, S].
  func callAsFunction(_ tokens: Tensor, bias: Tensor?) throws(TorchError) -> Tensor {
    let attended = try tokens + output(.selfAttention(queryKeyValue(norm(tokens)), heads: heads, bias: bias))
    return try attended + feedForward(attended)
  }
}
