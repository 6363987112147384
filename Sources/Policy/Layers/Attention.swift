import Tensors

// N rows, S queries, K keys, H heads, W width of a head.

/// Scaled dot-product attention over packed heads.
enum Attention {
  /// What each query gathers from the values: [N, S, H·W].
  ///
  /// - Parameters:
  ///   - queries: [N, S, H·W].
  ///   - keysAndValues: [N, K, 2·H·W], keys first.
  ///   - bias: added to the scores before the softmax: [N·H, 1 or S, K]; nil for none.
  static func gathered(
    queries: Tensor, keysAndValues: Tensor, heads: Int, bias: Tensor? = nil
  ) throws(TorchError) -> Tensor {
    let (rows, count, width) = (queries.shape[0], queries.shape[1], queries.shape[2])
    let perHead = width / heads
    let q = try queries.reshape([rows, count, heads, perHead]).transpose(1, 2).reshape([rows * heads, count, perHead])
    let kv = try split(keysAndValues, into: 2, heads: heads)
    return try merged(
      weighted(q, kv.select(0, 0), kv.select(0, 1), bias: bias), rows: rows, heads: heads)
  }

  /// What each token gathers from all tokens of its row: [N, S, 3·H·W] → [N, S, H·W].
  static func gathered(
    queriesKeysAndValues packed: Tensor, heads: Int, bias: Tensor? = nil
  ) throws(TorchError) -> Tensor {
    let parts = try split(packed, into: 3, heads: heads)
    return try merged(
      weighted(parts.select(0, 0), parts.select(0, 1), parts.select(0, 2), bias: bias), rows: packed.shape[0],
      heads: heads)
  }

  /// [N, S, parts·H·W] → [parts, N·H, S, W].
  private static func split(_ packed: Tensor, into parts: Int, heads: Int) throws(TorchError) -> Tensor {
    let (rows, count) = (packed.shape[0], packed.shape[1])
    let perHead = packed.shape[2] / (parts * heads)
    return try packed.reshape([rows, count, parts, heads, perHead]).permute([2, 0, 3, 1, 4])
      .reshape([parts, rows * heads, count, perHead])
  }

  /// softmax(q·kᵀ / √W + bias)·v.
  private static func weighted(
    _ q: Tensor, _ k: Tensor, _ v: Tensor, bias: Tensor?
  ) throws(TorchError) -> Tensor {
    let scale = 1 / Float(q.shape[2]).squareRoot()
    var scores = try (q * scale).matmul(k.transpose(1, 2))
    if let bias { scores = try scores + bias }
    return try scores.softmax(-1).matmul(v)
  }

  /// [N·H, S, W] → [N, S, H·W].
  private static func merged(_ heads: Tensor, rows: Int, heads count: Int) throws(TorchError) -> Tensor {
    let (tokens, width) = (heads.shape[1], heads.shape[2])
    return try heads.reshape([rows, count, tokens, width]).transpose(1, 2).reshape([rows, tokens, count * width])
  }
}

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

  /// - Parameter bias: as in `Attention`.
  func callAsFunction(_ tokens: Tensor, bias: Tensor?) throws(TorchError) -> Tensor {
    let mixed = try Attention.gathered(queriesKeysAndValues: queryKeyValue(norm(tokens)), heads: heads, bias: bias)
    let attended = try tokens + output(mixed)
    return try attended + feedForward(attended)
  }
}
