import Policy
import Testing

@Suite struct CostAccountTests {
  /// A policy whose products can be counted by hand: one convolution, one block, two layers, one small LSTM.
  private var small: PolicyConfiguration {
    let camera = CameraConfiguration(
      pictureSize: 4, reduction: 1, stages: [ConvolutionStage(channels: 8, kernel: 3, stride: 2)])
    return PolicyConfiguration(
      staticCamera: camera, gripperCamera: camera,
      resampler: ResamplerConfiguration(
        blocks: 1, latents: 3, width: 8, heads: 2, headWidth: 5, feedForwardFactor: 4, isShared: false,
        hasKeypoints: true),
      instruction: InstructionConfiguration(maximumTokens: 6, hashRows: 4, words: []),
      decoder: DecoderConfiguration(
        width: 6, layers: 2, heads: 2, feedForwardFactor: 3, isCausal: false, hasPositions: true,
        crossAttentionInterval: 2, crossAttentionHeads: 1, crossAttentionHeadWidth: 7,
        crossAttentionHasFeedForward: false, gateStart: 1, exitInterval: 1),
      proprioception: ProprioceptionConfiguration(width: 5, isToken: true),
      head: HeadConfiguration(
        memoryLayers: 2, memoryWidth: 9, hiddenWidths: [4], memoryDropout: 0, hiddenDropout: 0, exitEmbedding: 2,
        seesInput: true),
      auxiliaryHead: AuxiliaryHeadConfiguration(memoryLayers: 0, hiddenWidths: []),
      labels: LabelHeadConfiguration(count: 0, hiddenWidth: 1), chunk: 2)
  }

  @Test func partsAreCountedAsByHand() throws {
    try small.validate()
    let cost = CostAccount(small)
    // 2×2 outputs of 8 channels, 3 input channels, 3×3 kernel.
    #expect(cost.staticEncoder == 4 * 8 * 27 && cost.gripperEncoder == 4 * 8 * 27)
    // Keypoints of 8 channels over 4 places and into 3 latents; then queries and outputs of 3 latents, keys and values of
    // 4 + 3 rows, scores and mixtures, feed-forward; two cameras.
    #expect(cost.resampler == 2 * (2 * 8 * 4 + 16 * 24 + 2 * 3 * 8 * 10 + 7 * 8 * 20 + 2 * 3 * 7 * 10 + 3 * 2 * 32 * 8))
    // Two landmarks: their channels over 4 places, the means of their places and of what is there, each into a latent of
    // its own; channels and landmarks into the one latent that is left, instead of channels into three.
    var seeing = small
    seeing.resampler.landmarks = 2
    let landmarks = 2 * 8 * 4 + 2 * 2 * 4 + 2 * 8 * 4 + 2 * (3 + 8) * 8
    #expect(CostAccount(seeing).resampler - cost.resampler == 2 * (landmarks + (16 + 6) * 8 - 16 * 24))
    #expect(cost.arm == 16 * 5 + 5 * 5 + 5 * 8)
    let alone = 4 * 5 * 36 + 2 * 25 * 6 + 5 * 2 * 3 * 36
    #expect(cost.layer(1, tokens: 5) == alone)
    // Six latents and the arm's token are looked at.
    #expect(cost.layer(0, tokens: 5) == alone + 2 * 5 * 6 * 7 + 7 * 8 * 14 + 2 * 5 * 7 * 7)
    let input = 6 + 5 + 2
    let perceptrons = 2 * (9 + input) * 4 + 4 * 12 + 4 * 2
    #expect(cost.headEvaluation == 4 * 9 * (input + 9) + 4 * 9 * (9 + 9) + perceptrons)
  }

  @Test func aLayerIsTheSumOfItsPartsAndTheDecoderOfItsLayers() {
    let cost = CostAccount(small)
    let layer = cost.parts(ofLayer: 0, tokens: 5)
    #expect(layer.selfAttention == 4 * 5 * 36 + 2 * 25 * 6 && layer.feedForward == 5 * 2 * 3 * 36)
    #expect(layer.crossAttention == 2 * 5 * 6 * 7 + 7 * 8 * 14 + 2 * 5 * 7 * 7)
    #expect(cost.parts(ofLayer: 1, tokens: 5).crossAttention == 0)
    #expect(cost.decoder(upTo: 1, tokens: 5) == cost.layer(0, tokens: 5) + cost.layer(1, tokens: 5))
    let rule = ExitRule.actionConsistency(thresholds: [0.1])
    #expect(
      cost.policy(exit: 1, rule: rule, deepestExit: 1, tokens: 5)
        == cost.decision(exit: 1, rule: rule, deepestExit: 1, tokens: 5).reduce(0) { $0 + $1.multiplyAccumulates })
    #expect(
      cost.policy(exit: 1, rule: rule, deepestExit: 1, tokens: 5)
        - cost.policy(exit: 1, rule: .fullDepth, deepestExit: 1, tokens: 5) == 2 * cost.headEvaluation)
  }

  @Test func aDecisionAddsUpItsParts() {
    let cost = CostAccount(small)
    let parts = cost.decision(layers: 2, headEvaluations: 3, tokens: 5)
    #expect(
      parts.map(\.name) == ["static encoder", "gripper encoder", "resampler", "arm", "layer 0", "layer 1", "head"])
    let sum = parts.reduce(0) { $0 + $1.multiplyAccumulates }
    let vision = cost.staticEncoder + cost.gripperEncoder + cost.resampler + cost.arm
    #expect(sum == vision + cost.layer(0, tokens: 5) + cost.layer(1, tokens: 5) + 3 * cost.headEvaluation)
  }

  @Test func theCountIsMonotoneInDepthAndWords() {
    for preset in PolicyPreset.allCases {
      let cost = CostAccount(preset.configuration())
      var last = 0
      for layers in 0...preset.configuration().decoder.layers {
        let sum = cost.decision(layers: layers, headEvaluations: 1, tokens: 7).reduce(0) { $0 + $1.multiplyAccumulates }
        #expect(sum > last)
        last = sum
      }
      for tokens in 1..<12 { #expect(cost.layer(1, tokens: tokens) < cost.layer(1, tokens: tokens + 1)) }
    }
  }

  /// The published sizes: 87.0 M weights and 1.25 to 1.34 GMAC per layer, 80.9 GMAC per picture, 5.6 per resampler,
  /// 0.041 per head evaluation. Nothing of it is allocated.
  @Test func publishedSizesGiveThePublishedCosts() throws {
    let configuration = PolicyPreset.openFlamingo3B.configuration()
    try configuration.validate()
    #expect(configuration.exitCount == 6 && configuration.decoder.exitLayers == [1, 3, 5, 7, 9, 11])
    let parameters = configuration.parameters()
    let layer = parameters.filter { $0.name.hasPrefix("decoder.4.") }.reduce(0) { $0 + $1.count }
    #expect(abs(Double(layer) / 87.0e6 - 1) < 0.001)
    let head = parameters.filter { $0.name.hasPrefix("head.") }.reduce(0) { $0 + $1.count }
    #expect(abs(Double(head) / 40.9e6 - 1) < 0.005)
    let cost = CostAccount(configuration)
    #expect((1.25e9...1.345e9).contains(Double(cost.layer(4, tokens: 14))))
    #expect((1.25e9...1.345e9).contains(Double(cost.layer(4, tokens: 13))))
    #expect(abs(Double(cost.staticEncoder) / 80.9e9 - 1) < 0.005)
    #expect(abs(Double(cost.resampler) / 2 / 5.6e9 - 1) < 0.04)
    #expect(abs(Double(cost.headEvaluation) / 0.041e9 - 1) < 0.01)
  }
}
