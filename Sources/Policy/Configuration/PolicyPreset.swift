/// Sizes that are known to fit together.
public enum PolicyPreset: String, CaseIterable, Hashable, Codable, Sendable {
  /// A few thousand weights and pictures of 20×20 and 8×8 pixels: for tests.
  case tiny
  /// What two processor cores train in hours and run in real time.
  case desk
  /// The published sizes of DeeR on OpenFlamingo-3B: for its cost account; nobody allocates it.
  case openFlamingo3B = "openflamingo-3b"

  /// The configuration.
  ///
  /// - Parameters:
  ///   - words: words that get a row of their own, such as those of the training phrasings.
  ///   - labels: numbers that the simulator's labels have; 0 for none.
  ///   - chunk: control steps of a decision; the preset's own unless given.
  public func configuration(words: [String] = [], labels: Int = 0, chunk: Int? = nil) -> PolicyConfiguration {
    var configuration =
      switch self {
      case .tiny: Self.tinyConfiguration
      case .desk: Self.deskConfiguration
      case .openFlamingo3B: Self.openFlamingoConfiguration
      }
    configuration.instruction.words = words
    configuration.labels.count = labels
    if let chunk { configuration.chunk = chunk }
    return configuration
  }

  private static var tinyConfiguration: PolicyConfiguration {
    let stages = [
      ConvolutionStage(channels: 8, kernel: 3, stride: 2, isNormalised: false),
      ConvolutionStage(channels: 16, kernel: 3, stride: 2),
    ]
    return PolicyConfiguration(
      staticCamera: CameraConfiguration(pictureSize: 20, reduction: 2, stages: stages),
      gripperCamera: CameraConfiguration(pictureSize: 8, reduction: 1, stages: stages),
      resampler: ResamplerConfiguration(
        blocks: 1, latents: 3, width: 16, heads: 2, headWidth: 8, feedForwardFactor: 2, isShared: false,
        hasKeypoints: true),
      instruction: InstructionConfiguration(maximumTokens: 8, hashRows: 32, words: []),
      decoder: DecoderConfiguration(
        width: 16, layers: 4, heads: 2, feedForwardFactor: 2, isCausal: false, hasPositions: true,
        crossAttentionInterval: 2, crossAttentionHeads: 2, crossAttentionHeadWidth: 8,
        crossAttentionHasFeedForward: false, gateStart: 1, exitInterval: 2),
      proprioception: ProprioceptionConfiguration(width: 8, isToken: true),
      head: HeadConfiguration(
        memoryLayers: 2, memoryWidth: 16, hiddenWidths: [16], memoryDropout: 0, hiddenDropout: 0, exitEmbedding: 4,
        seesInput: true),
      auxiliaryHead: AuxiliaryHeadConfiguration(memoryLayers: 0, hiddenWidths: [16]),
      labels: LabelHeadConfiguration(count: 0, hiddenWidth: 16), chunk: 3)
  }

  /// Measured on one core: see `sandbox bench policy`.
  private static var deskConfiguration: PolicyConfiguration {
    let stages = [
      ConvolutionStage(channels: 16, kernel: 5, stride: 2, isNormalised: false),
      ConvolutionStage(channels: 48, kernel: 3, stride: 2),
      ConvolutionStage(channels: 64, kernel: 3),
      ConvolutionStage(channels: 128, kernel: 3, stride: 2),
      ConvolutionStage(channels: 128, kernel: 3),
    ]
    return PolicyConfiguration(
      staticCamera: CameraConfiguration(pictureSize: 200, reduction: 2, stages: stages),
      gripperCamera: CameraConfiguration(pictureSize: 84, reduction: 1, stages: stages),
      resampler: ResamplerConfiguration(
        blocks: 2, latents: 12, width: 128, heads: 4, headWidth: 32, isShared: false, hasKeypoints: true, landmarks: 8),
      instruction: InstructionConfiguration(maximumTokens: 16, hashRows: 1024, words: []),
      decoder: DecoderConfiguration(
        width: 128, layers: 12, heads: 4, isCausal: false, hasPositions: true, crossAttentionInterval: 2,
        crossAttentionHeads: 4, crossAttentionHeadWidth: 32, crossAttentionHasFeedForward: false, gateStart: 1,
        exitInterval: 2),
      proprioception: ProprioceptionConfiguration(width: 64, isToken: true),
      head: HeadConfiguration(
        memoryLayers: 2, memoryWidth: 256, hiddenWidths: [256, 128], memoryDropout: 0.1, hiddenDropout: 0.1,
        exitEmbedding: 16, seesInput: true),
      auxiliaryHead: AuxiliaryHeadConfiguration(memoryLayers: 0, hiddenWidths: [128]),
      labels: LabelHeadConfiguration(count: 0, hiddenWidth: 256), chunk: 3)
  }

  /// CLIP ViT-L/14 twice, one resampler, the first 12 layers of MPT-1B with their gated cross-attention, DeeR's head.
  private static var openFlamingoConfiguration: PolicyConfiguration {
    let camera = CameraConfiguration(
      pictureSize: 224, reduction: 1,
      stages: [
        ConvolutionStage(
          channels: 1024, kernel: 14, stride: 14, padding: 0, isNormalised: false, isRectified: false)
      ], attentionLayers: 24, attentionHeads: 16)
    return PolicyConfiguration(
      staticCamera: camera, gripperCamera: camera,
      resampler: ResamplerConfiguration(
        blocks: 6, latents: 64, width: 1024, heads: 8, headWidth: 64, isShared: true, hasKeypoints: false),
      instruction: InstructionConfiguration(maximumTokens: 32, hashRows: 50_280, words: []),
      decoder: DecoderConfiguration(
        width: 2048, layers: 12, heads: 16, isCausal: true, hasPositions: false, crossAttentionInterval: 1,
        crossAttentionHeads: 8, crossAttentionHeadWidth: 64, crossAttentionHasFeedForward: true, gateStart: 0,
        exitInterval: 2),
      proprioception: ProprioceptionConfiguration(width: 0, isToken: false),
      head: HeadConfiguration(
        memoryLayers: 4, memoryWidth: 1024, hiddenWidths: [1024, 512], memoryDropout: 0.3, hiddenDropout: 0.4,
        exitEmbedding: 0, seesInput: false),
      auxiliaryHead: AuxiliaryHeadConfiguration(memoryLayers: 4, hiddenWidths: [1024, 512]),
      labels: LabelHeadConfiguration(count: 0, hiddenWidth: 1024), chunk: 1)
  }
}
