import Policy
import Tensors
import Testing
import Vocabulary

@Suite struct PolicyNetworkTests {
  @Test func itsTensorsAreThoseOfTheConfiguration() throws {
    for forTraining in [false, true] {
      for exit in [0, 1] {
        let network = try TinyPolicy.network(deepestExit: exit, forTraining: forTraining)
        let expected = network.configuration.parameters(deepestExit: exit, forTraining: forTraining)
        #expect(network.parameters.map(\.name) == expected.map(\.name))
        #expect(network.parameters.map { $0.tensor.shape } == expected.map(\.shape))
      }
    }
  }

  @Test func weightsDependOnTheSeedAndTheirNameAlone() throws {
    let whole = try TinyPolicy.network(forTraining: true)
    let short = try TinyPolicy.network(deepestExit: 0)
    let other = try TinyPolicy.network(seed: 2)
    let values = Dictionary(uniqueKeysWithValues: try whole.parameters.map { ($0.name, try $0.tensor.values()) })
    for (name, tensor) in short.parameters { #expect(try tensor.values() == values[name]) }
    let name = "decoder.0.selfAttention.output.weight"
    #expect(try other.parameters.first { $0.name == name }?.tensor.values() != values[name])
  }

  @Test func exitsBeyondTheLastAreRefused() {
    #expect(throws: PolicyError.noExit(2, exits: 2)) { try TinyPolicy.network(deepestExit: 2) }
    #expect(throws: PolicyError.noExit(-1, exits: 2)) { try TinyPolicy.network(deepestExit: -1) }
  }

  /// One row alone as training computes it, and as an agent does, from packed weights.
  @Test(arguments: [TinyPolicy.configuration(), TinyPolicy.complete], [nil, WeightFormat.float32])
  func aBatchOfOneEqualsTheRowOfABatch(_ configuration: PolicyConfiguration, _ weights: WeightFormat?) throws {
    let network = try TinyPolicy.network(configuration, forTraining: true)
    let acting = try PolicyNetwork(configuration, .drawn(RandomStream(seed: 1)), weights: weights)
    let batch = TinyPolicy.Batch(rows: 6, seed: 7)
    let whole = try batch.features(network, TinyPolicy.tokens("push the red block", "left", repeats: 3))
    let landmarks = try batch.sight(network).landmarks
    #expect(landmarks.count == (configuration.resampler.landmarks > 0 ? 2 : 0))
    let exits = [0, 1, 1, 0, 1, 0]
    let head = try network.head.output(features: whole.chosen(exits), arm: batch.arm(network), exits: exits, steps: 3)
    let (pose, gripper) = (try head.pose.values(), try head.gripperLogits.values())
    for window in 0..<2 {
      var state: HeadState?
      for step in 0..<3 {
        let row = 3 * window + step
        let alone = batch.row(row)
        let features = try alone.features(acting, TinyPolicy.tokens(window == 0 ? "push the red block" : "left"))
        for (one, all) in zip(try alone.sight(acting).landmarks, landmarks) {
          #expect(largestDifference(try one.values(), try all.select(0, row).values()) < 1e-4)
        }
        for (one, all) in zip([features.comparison] + features.exits, [whole.comparison] + whole.exits) {
          #expect(largestDifference(try one.values(), try all.select(0, row).values()) < 1e-4)
        }
        let output = try acting.headOutput(
          feature: features.exits[exits[row]], arm: alone.arm(acting), exit: exits[row], state: state)
        state = output.state
        #expect(largestDifference(try output.pose.values(), Array(pose[18 * row..<18 * (row + 1)])) < 1e-4)
        #expect(largestDifference(try output.gripperLogits.values(), Array(gripper[3 * row..<3 * (row + 1)])) < 1e-4)
      }
    }
  }

  @Test(arguments: [false, true]) func paddingChangesNoFeature(_ isCausal: Bool) throws {
    let network = try TinyPolicy.network(TinyPolicy.configuration { $0.decoder.isCausal = isCausal })
    let batch = TinyPolicy.Batch(rows: 2, seed: 5)
    let alone = try batch.row(0).features(network, TinyPolicy.tokens("red block"))
    let padded = try batch.features(network, TinyPolicy.tokens("red block", "push the red block to the left left"))
    for (one, all) in zip([alone.comparison] + alone.exits, [padded.comparison] + padded.exits) {
      #expect(largestDifference(try one.values(), try all.select(0, 0).values()) < 1e-5)
    }
  }

  @Test func aLandmarkTellsItsOwnLatentAndTheCommonOnesAlone() throws {
    let configuration = TinyPolicy.configuration { policy in
      (policy.resampler.latents, policy.resampler.landmarks) = (4, 2)
    }
    let network = try TinyPolicy.network(configuration)
    func change(_ isMeant: (String) -> Bool, _ change: ([Float]) -> [Float]) throws {
      for (name, tensor) in network.parameters where isMeant(name) {
        try tensor.setValues(from: change(try tensor.values()), at: 0)
      }
    }
    // Blocks that add nothing leave what the latents begin with.
    try change({ $0.contains(".block.") && ($0.hasSuffix("output.weight") || $0.hasSuffix("narrow.weight")) }) {
      $0.map { _ in 0 }
    }
    let batch = TinyPolicy.Batch(rows: 1, seed: 5, configuration)
    func latents() throws -> [[Float]] { try (0..<8).map { try batch.latents(network).select(1, $0).values() } }
    let before = try latents()
    // The first landmark of both cameras is looked for elsewhere.
    try change({ $0.hasSuffix("keypoints.landmarks.weight") }) { values in
      values.enumerated().map { $0 < values.count / 2 ? -2 * $1 : $1 }
    }
    let after = try latents()
    #expect(zip(before, after).map { $0 != $1 } == [true, false, true, true, true, false, true, true])
  }

  @Test func everythingThatIsSeenMatters() throws {
    let network = try TinyPolicy.network()
    let batch = TinyPolicy.Batch(rows: 1, seed: 5)
    let tokens = TinyPolicy.tokens("push the red block")
    func last(_ batch: TinyPolicy.Batch, _ tokens: TokenBatch) throws -> [Float] {
      try batch.features(network, tokens).exits[1].values()
    }
    let usual = try last(batch, tokens)
    #expect(try last(batch, tokens) == usual)
    #expect(try last(batch, TinyPolicy.tokens("push the left block")) != usual)
    #expect(try last(batch, TinyPolicy.tokens("block the red push")) != usual)
    for path in [\TinyPolicy.Batch.staticPlanes, \.gripperPlanes] {
      var changed = batch
      changed[keyPath: path][40] &+= 100
      #expect(try last(changed, tokens) != usual)
    }
    var changed = batch
    changed.arms[15] += 0.5
    #expect(try last(changed, tokens) != usual)
  }

  @Test func closedGatesHideThePictures() throws {
    let network = try TinyPolicy.network(TinyPolicy.configuration { $0.decoder.gateStart = 0 })
    let tokens = TinyPolicy.tokens("push the red block")
    let first = try TinyPolicy.Batch(rows: 1, seed: 5).features(network, tokens)
    let second = try TinyPolicy.Batch(rows: 1, seed: 6).features(network, tokens)
    #expect(try first.exits[1].values() == second.exits[1].values())
  }

  @Test func sampledExitsAreTheRowsOfThoseExits() throws {
    let network = try TinyPolicy.network()
    let features = try TinyPolicy.Batch(rows: 4, seed: 5).features(network, TinyPolicy.tokens("red", repeats: 4))
    let exits = [1, 0, 0, 1]
    let chosen = try features.chosen(exits)
    for (row, exit) in exits.enumerated() {
      #expect(try chosen.select(0, row).values() == features.exits[exit].select(0, row).values())
    }
  }

  @Test func aCarriedStateGoesOnWhereTheWindowEnded() throws {
    let network = try TinyPolicy.network()
    let batch = TinyPolicy.Batch(rows: 8, seed: 9)
    let features = try batch.features(network, TinyPolicy.tokens("red", "block", repeats: 4)).exits[1]
    func windows(_ steps: Range<Int>, of tensor: Tensor) throws -> Tensor {
      let width = tensor.shape[1]
      return try tensor.reshape([2, 4, width]).slice(1, steps).reshape([2 * steps.count, width])
    }
    let arm = try #require(try batch.arm(network))
    let whole = try network.head.output(features: features, arm: arm, exits: [Int](repeating: 1, count: 8), steps: 4)
    var state: HeadState?
    for steps in [0..<1, 1..<4] {
      let output = try network.head.output(
        features: windows(steps, of: features), arm: windows(steps, of: arm),
        exits: [Int](repeating: 1, count: 2 * steps.count), steps: steps.count, state: state)
      state = try output.state.detached()
      let expected = try windows(steps, of: whole.pose.reshape([8, 18])).values()
      #expect(largestDifference(try output.pose.values(), expected) < 1e-6)
    }
    let kept = try #require(try state?.keeping([true, false]))
    #expect(try kept.layers[0].hidden.select(0, 1).values().allSatisfy { $0 == 0 })
    #expect(try kept.layers[1].cell.select(0, 0).values() == state?.layers[1].cell.select(0, 0).values())
  }

  @Test func theHeadStaysFiniteAndAttentiveOver360Decisions() throws {
    let network = try TinyPolicy.network()
    let tokens = TinyPolicy.tokens("push the red block")
    var state: HeadState?
    var poses: [[Float]] = []
    for step in 0..<360 {
      let batch = TinyPolicy.Batch(rows: 1, seed: UInt64(step % 2))
      let output = try network.head.output(
        features: batch.features(network, tokens).exits[0], arm: batch.arm(network), exits: [0], state: state)
      state = output.state
      poses.append(try output.pose.values())
    }
    #expect(poses.allSatisfy { $0.allSatisfy { $0.isFinite && abs($0) <= 1 } })
    #expect(largestDifference(poses[358], poses[359]) > 1e-3)
  }

  @Test func dropoutDropsItsShareAndRepeatsWithItsStream() throws {
    let configuration = TinyPolicy.configuration {
      $0.head.hiddenDropout = 0.5
      $0.head.memoryDropout = 0.5
    }
    let network = try TinyPolicy.network(configuration)
    let batch = TinyPolicy.Batch(rows: 1, seed: 5)
    let features = try batch.features(network, TinyPolicy.tokens("red")).exits[1]
    func pose(_ seed: UInt64?) throws -> [Float] {
      try network.head.output(
        features: features, arm: batch.arm(network), exits: [1],
        noise: seed.map { DropoutNoise(RandomStream(seed: $0)) }
      ).pose.values()
    }
    #expect(try pose(1) == pose(1))
    #expect(try pose(1) != pose(2))
    #expect(try pose(nil) != pose(1))
  }

  @Test func everyTensorIsReleased() throws {
    let before = Torch.liveTensors
    do {
      let network = try TinyPolicy.network(forTraining: true)
      let batch = TinyPolicy.Batch(rows: 2, seed: 5)
      for (_, tensor) in network.parameters { try tensor.requireGradient() }
      let features = try batch.features(network, TinyPolicy.tokens("red", "push the block"))
      try features.exits[1].sum().backward()
      #expect(Torch.liveTensors > before)
    }
    #expect(Torch.liveTensors == before)
  }
}
