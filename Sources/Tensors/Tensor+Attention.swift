import CTorch

// Shapes: n batch, s queries, k keys, d heads times the width of a head.
extension Tensor {
  /// Scaled dot-product attention of tokens to all tokens of their row: softmax(q·kᵀ / √width + bias)·v for each head.
  ///
  /// - Parameters:
  ///   - packed: queries, keys and values side by side, [n, s, 3 d].
  ///   - bias: added before the softmax, for all heads alike and without a gradient: [n, 1 or s, s].
  /// - Returns: [n, s, d], the heads side by side.
  public static func selfAttention(
    _ packed: Tensor, heads: Int, bias: Tensor? = nil
  ) throws(TorchError) -> Tensor {
    try unsafe giving { unsafe $0.pointee.self_attention(packed.handle, Int64(heads), bias?.handle, $1, $2) }
  }

  /// Scaled dot-product attention of queries to other rows' keys and values.
  ///
  /// - Parameters:
  ///   - queries: [n, s, d].
  ///   - keysAndValues: keys and values side by side, [n, k, 2 d].
  ///   - bias: added before the softmax, for all heads alike and without a gradient: [n, 1 or s, k].
  /// - Returns: [n, s, d], the heads side by side.
  public static func crossAttention(
    _ queries: Tensor, _ keysAndValues: Tensor, heads: Int, bias: Tensor? = nil
  ) throws(TorchError) -> Tensor {
    try unsafe giving {
      unsafe $0.pointee.cross_attention(queries.handle, keysAndValues.handle, Int64(heads), bias?.handle, $1, $2)
    }
  }
}
