import Tensors
import Testing
import Vocabulary

/// Attention in one operation, beside the same composed of matrix products and a softmax.
@Suite struct AttentionTests {
  private func random(_ shape: [Int], _ label: String) throws -> Tensor {
    var stream = RandomStream(seed: 3).split(label)
    return try Tensor((0..<shape.reduce(1, *)).map { _ in Float(stream.normal()) }, shape)
  }

  /// [n, s, h·w] → [n, h, s, w].
  private func heads(_ tensor: Tensor, _ heads: Int) throws -> Tensor {
    let shape = tensor.shape
    return try tensor.reshape([shape[0], shape[1], heads, shape[2] / heads]).transpose(1, 2)
  }

  private func composed(
    _ queries: Tensor, _ keys: Tensor, _ values: Tensor, heads count: Int, bias: Tensor?
  ) throws -> Tensor {
    let scale = 1 / Float(queries.shape[2] / count).squareRoot()
    var scores = try heads(queries, count).matmul(heads(keys, count).transpose(2, 3)) * scale
    if let bias { scores = try scores + bias.unsqueeze(1) }
    return try scores.softmax(-1).matmul(heads(values, count)).transpose(1, 2).reshape(queries.shape)
  }

  /// Widths of a head below, at and between multiples of the registers' eight; one query and many.
  @Test(arguments: [(2, 1, 3, 1, 5), (1, 4, 7, 2, 8), (3, 5, 2, 4, 32), (2, 3, 19, 2, 13), (1, 2, 4, 3, 44)])
  func resultsAndGradientsAreThoseOfTheComposition(_ sizes: (Int, Int, Int, Int, Int)) throws {
    let (rows, queryCount, keyCount, headCount, width) = sizes
    let depth = headCount * width
    for biasRows in [0, 1, queryCount] {
      let queries = try random([rows, queryCount, depth], "queries")
      let keysAndValues = try random([rows, keyCount, 2 * depth], "keys")
      let bias = biasRows == 0 ? nil : try random([rows, biasRows, keyCount], "bias")
      let wave = try random([rows, queryCount, depth], "wave")
      for tensor in [queries, keysAndValues] { try tensor.requireGradient() }
      let found = try Tensor.crossAttention(queries, keysAndValues, heads: headCount, bias: bias)
      try (found * wave).sum().backward()
      let gradients = try [queries, keysAndValues].map { try #require(try $0.gradient()).values() }
      for tensor in [queries, keysAndValues] { tensor.clearGradient() }
      let expected = try composed(
        queries, keysAndValues.slice(2, 0..<depth), keysAndValues.slice(2, depth..<2 * depth), heads: headCount,
        bias: bias)
      try (expected * wave).sum().backward()
      #expect(largestDifference(try found.values(), try expected.values()) < 1e-5)
      for (tensor, gradient) in zip([queries, keysAndValues], gradients) {
        #expect(largestDifference(gradient, try #require(try tensor.gradient()).values()) < 1e-5)
      }
    }
  }

  @Test func attentionToItselfIsThatOfItsThreeParts() throws {
    let packed = try random([2, 5, 3 * 24], "packed")
    try packed.requireGradient()
    let bias = try random([2, 5, 5], "bias")
    let wave = try random([2, 5, 24], "wave")
    let found = try Tensor.selfAttention(packed, heads: 2, bias: bias)
    try (found * wave).sum().backward()
    let gradient = try #require(try packed.gradient()).values()
    packed.clearGradient()
    let expected = try composed(
      packed.slice(2, 0..<24), packed.slice(2, 24..<48), packed.slice(2, 48..<72), heads: 2, bias: bias)
    try (expected * wave).sum().backward()
    #expect(largestDifference(try found.values(), try expected.values()) < 1e-5)
    #expect(largestDifference(gradient, try #require(try packed.gradient()).values()) < 1e-5)
  }

  @Test func tensorsThatDoNotFitAreRefused() throws {
    let queries = try random([2, 3, 8], "queries")
    for keys in [[2, 4, 15], [1, 4, 16], [2, 16]] {
      #expect(throws: TorchError.self) { try Tensor.crossAttention(queries, random(keys, "keys"), heads: 2) }
    }
    let packed = try random([2, 3, 24], "packed")
    #expect(throws: TorchError.self) { try Tensor.selfAttention(packed, heads: 3) }
    #expect(throws: TorchError.self) { try Tensor.selfAttention(packed, heads: 0) }
    for bias in [[2, 2, 3], [2, 3, 4], [1, 1, 3], [3, 3]] {
      #expect(throws: TorchError.self) { try Tensor.selfAttention(packed, heads: 2, bias: random(bias, "bias")) }
    }
  }
}
