import Policy
import Tensors
import Testing
import Vocabulary

@Suite struct PackedDecoderTests {
  /// The features of all exits for one row, the comparison first.
  static func features(
    _ configuration: PolicyConfiguration, _ weights: WeightFormat?, deepestExit: Int? = nil
  ) throws -> [[Float]] {
    let network = try PolicyNetwork(
      configuration, .drawn(RandomStream(seed: 3)), deepestExit: deepestExit, weights: weights)
    let batch = TinyPolicy.Batch(rows: 1, seed: 9, configuration)
    let features = try batch.features(network, TinyPolicy.tokens("push the red block to the left"))
    return try ([features.comparison] + features.exits).map { try $0.values() }
  }

  /// Architectures that take every way through a layer.
  static let configurations: [PolicyConfiguration] = [
    TinyPolicy.configuration(), TinyPolicy.configuration { $0.decoder.isCausal = true },
    TinyPolicy.configuration { $0.decoder.crossAttentionHasFeedForward = true },
    TinyPolicy.configuration {
      $0.decoder.width = 48
      $0.decoder.heads = 4
      $0.decoder.crossAttentionHeadWidth = 20
      $0.resampler.latents = 5
    },
  ]

  @Test(arguments: configurations) func unroundedWeightsDoWhatTensorsDo(configuration: PolicyConfiguration) throws {
    let expected = try Self.features(configuration, nil)
    let found = try Self.features(configuration, .float32)
    #expect(found.count == expected.count)
    for (one, other) in zip(found, expected) { #expect(largestDifference(one, other) < 2e-5) }
  }

  @Test(arguments: configurations) func roundedWeightsStayClose(configuration: PolicyConfiguration) throws {
    let expected = try Self.features(configuration, .float32)
    var last = 0.0
    // Root of the mean square of what changes, as a share of the features' own: a few times the weights'.
    for (format, tolerance) in [(WeightFormat.float16, 0.002), (.int8, 0.03), (.int4, 0.3)] {
      let found = try Self.features(configuration, format)
      let (wrong, all) = zip(found.joined(), expected.joined()).reduce((0.0, 0.0)) { sums, pair in
        (sums.0 + Double((pair.0 - pair.1) * (pair.0 - pair.1)), sums.1 + Double(pair.1 * pair.1))
      }
      let difference = (wrong / all).squareRoot()
      #expect(difference < tolerance && difference > last, "\(format): \(difference)")
      last = difference
    }
  }

  @Test func aPolicyCutShortHasFewerBytesAndTheSameFeatures() throws {
    let configuration = TinyPolicy.configuration()
    let whole = try PolicyNetwork(configuration, .drawn(RandomStream(seed: 3)), weights: .int8)
    let short = try PolicyNetwork(configuration, .drawn(RandomStream(seed: 3)), deepestExit: 0, weights: .int8)
    #expect(try #require(short.packedDecoder).byteCount < #require(whole.packedDecoder).byteCount)
    let (all, first) = (
      try Self.features(configuration, .int8), try Self.features(configuration, .int8, deepestExit: 0)
    )
    #expect(first == Array(all[..<2]))
  }

  @Test func theDecoderTakesTheBytesOfItsFormatAlone() throws {
    let configuration = PolicyPreset.desk.configuration()
    let layers = configuration.parameters().filter { $0.name.hasPrefix("decoder.") }
    let matrices = layers.filter { $0.shape.count == 2 }.reduce(0) { $0 + $1.count }
    let rest = layers.reduce(0) { $0 + $1.count } - matrices
    for format in WeightFormat.allCases {
      let network = try PolicyNetwork(configuration, .drawn(RandomStream(seed: 1)), weights: format)
      let bytes = try #require(network.packedDecoder).byteCount
      #expect(Double(bytes) == Double(matrices) * format.bitsPerWeight / 8 + Double(4 * rest), "\(format)")
      #expect(!network.parameters.contains { $0.name.hasPrefix("decoder.") })
    }
  }
}
