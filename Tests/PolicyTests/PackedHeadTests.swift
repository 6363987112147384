import Policy
import Tensors
import TestSupport
import Testing
import Vocabulary

/// The head that acts against the one made of tensors.
@Suite struct PackedHeadTests {
  /// What a head says of a few features in a row, each from the state before, and what it remembers in the end.
  private func course(_ network: PolicyNetwork, _ stream: RandomStream) throws -> [Float] {
    let configuration = network.configuration
    var drawing = stream
    func numbers(_ count: Int) throws -> Tensor {
      try Tensor((0..<count).map { _ in Float(drawing.uniform(in: -1...1)) }, [1, count])
    }
    var state: HeadState?
    var said: [Float] = []
    for step in 0..<5 {
      let feature = try numbers(configuration.decoder.width)
      let arm = try network.armEmbedding(numbers(Proprioception.count))
      let output = try network.headOutput(
        feature: feature, arm: arm, exit: step % configuration.exitCount, state: state)
      let chunk = configuration.chunk
      #expect(output.pose.shape == [1, chunk, 6] && output.gripperLogits.shape == [1, chunk])
      said += try output.pose.values() + output.gripperLogits.values()
      state = output.state
    }
    for layer in try #require(state).layers { said += try layer.hidden.values() + layer.cell.values() }
    return said
  }

  @Test(arguments: [PolicyPreset.tiny, .desk], [true, false])
  func itSaysAndRemembersWhatTheTensorsDo(preset: PolicyPreset, tellsExits: Bool) throws {
    var configuration = preset.configuration(words: ["red", "block"])
    configuration.head.seesInput = tellsExits
    if !tellsExits {
      configuration.head.exitEmbedding = 0
      configuration.proprioception = ProprioceptionConfiguration(width: 0, isToken: false)
    }
    // Weights of any size, as training leaves them.
    let drawn = try PolicyNetwork(configuration, .drawn(RandomStream(seed: 3)))
    let packed = try PolicyNetwork(configuration, .drawn(RandomStream(seed: 3)), weights: .int4)
    let (wanted, found) = (try course(drawn, RandomStream(seed: 4)), try course(packed, RandomStream(seed: 4)))
    #expect(found.count == wanted.count && wanted.contains { abs($0) > 0.01 })
    for (place, (one, other)) in zip(found, wanted).enumerated() {
      #expect(abs(one - other) < 1e-5 * max(1, abs(other)), "\(place)")
    }
    // For many rows at a time its weights become tensors again, and they are the same.
    func rows(_ value: Float, _ width: Int) throws -> Tensor {
      try Tensor([Float](repeating: value, count: 2 * width), [2, width])
    }
    let features = try rows(0.5, configuration.decoder.width)
    let arm = try drawn.armEmbedding(rows(0.2, Proprioception.count))
    let own = try drawn.head.output(features: features, arm: arm, exits: [0, 1]).pose.values()
    #expect(try packed.head.output(features: features, arm: arm, exits: [0, 1]).pose.values() == own)
  }

  @Test func weightsOfSixteenBitsAreKeptInSixteen() throws {
    let folder = try TemporaryFolder()
    let configuration = PolicyPreset.tiny.configuration(words: ["red"])
    let network = try PolicyNetwork(configuration, .drawn(RandomStream(seed: 5)))
    let path = folder.path + "/half.safetensors"
    try network.checkpoint(actionScales: [Double](repeating: 1, count: 6), provenance: .null)
      .write(to: path, precision: .float16)
    let half = try PolicyNetwork(configuration, .stored(Checkpoint(path: path)), weights: .float32)
    let whole = try PolicyNetwork(configuration, .drawn(RandomStream(seed: 5)), weights: .float32)
    let tensors = try PolicyNetwork(configuration, .stored(Checkpoint(path: path)))
    #expect(try 10 * #require(half.packedHead).byteCount < 7 * #require(whole.packedHead).byteCount)
    let (wanted, found) = (try course(tensors, RandomStream(seed: 4)), try course(half, RandomStream(seed: 4)))
    #expect(zip(found, wanted).allSatisfy { abs($0 - $1) < 1e-5 * max(1, abs($1)) })
  }
}
