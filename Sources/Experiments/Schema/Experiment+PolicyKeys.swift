import Policy

// The schema's part on what a policy consists of. What the sections leave out follows from the table (the size of its
// pictures, its labels, the words of training) or stands in `policy` itself.

extension CameraConfiguration: SchemaObject {
  /// The desk preset's fixed camera.
  public init() { self = PolicyPreset.desk.configuration().staticCamera }

  /// The keys of the section.
  public static let keys: [SchemaKey<CameraConfiguration>] = [
    .integer(
      "reduction", \.reduction, 1...16,
      "Side of the squares of pixels that are averaged first: a divisor of the picture's 200, or of the hand's 84."),
    .sections(
      "stages", \.stages, count: 1...16,
      "Convolutions in order, down to tokens; the last one has as many channels as resampler.width."),
    .integer("attentionLayers", \.attentionLayers, 0...24, "Self-attention layers over the tokens."),
    .integer("attentionHeads", \.attentionHeads, 1...64, "Heads of these layers: a divisor of the tokens' width."),
  ]
}

extension ConvolutionStage: SchemaObject {
  /// A convolution of 64 channels over 3×3 pixels.
  public init() { self.init(channels: 64, kernel: 3) }

  /// The keys of a convolution.
  public static let keys: [SchemaKey<ConvolutionStage>] = [
    .integer("channels", \.channels, 1...2048, "Channels that it makes: where normalised, a multiple of 8."),
    .integer("kernel", \.kernelAndPadding, 1...31, "Side of the kernel, pixels of its input."),
    .integer("stride", \.stride, 1...16, "Pixels from one output to the next."),
    .derived("padding", \.padding, 0...32, from: "half the kernel", "Zeros around its input, pixels."),
    .boolean("normalised", \.isNormalised, "Whether a group normalisation follows, by groups of 8 channels."),
    .boolean("rectified", \.isRectified, "Whether a ReLU follows."),
  ]

  /// The kernel, whose padding goes with it: the size is then divided by the stride.
  private var kernelAndPadding: Int {
    get { kernel }
    set { (kernel, padding) = (newValue, newValue / 2) }
  }
}

extension ResamplerConfiguration: SchemaObject {
  /// The desk preset's.
  public init() { self = PolicyPreset.desk.configuration().resampler }

  /// The keys of the section.
  public static let keys: [SchemaKey<ResamplerConfiguration>] = [
    .integer("blocks", \.blocks, 1...16, "Blocks of cross-attention and feed-forward."),
    .integer("width", \.width, 1...2048, "Width of picture tokens and latents."),
    .integer("heads", \.heads, 1...64, "Attention heads."),
    .integer("headWidth", \.headWidth, 1...512, "Width of one of these heads."),
    .integer(
      "feedForwardFactor", \.feedForwardFactor, 1...16,
      "Width of the feed-forward's middle, in multiples of the width."),
    .boolean("shared", \.isShared, "Whether both cameras go through the same weights."),
    .boolean(
      "keypoints", \.hasKeypoints,
      "Whether latents begin with where each channel is strongest; without, there are no landmarks either."),
  ]
}

extension InstructionConfiguration: SchemaObject {
  /// The desk preset's.
  public init() { self = PolicyPreset.desk.configuration().instruction }

  /// The keys of the section.
  public static let keys: [SchemaKey<InstructionConfiguration>] = [
    .integer("maximumTokens", \.maximumTokens, 1...512, "Words of a sentence at most; what is longer is cut."),
    .integer("hashRows", \.hashRows, 1...1_000_000, "Rows that the character n-grams of words share by their hashes."),
  ]
}

extension DecoderConfiguration: SchemaObject {
  /// The desk preset's.
  public init() { self = PolicyPreset.desk.configuration().decoder }

  /// The keys of the section.
  public static let keys: [SchemaKey<DecoderConfiguration>] = [
    .integer("width", \.width, 1...4096, "Width of the tokens."),
    .integer("heads", \.heads, 1...64, "Heads of the self-attention: a divisor of the width."),
    .integer(
      "feedForwardFactor", \.feedForwardFactor, 1...16,
      "Width of the feed-forward's middle, in multiples of the width."),
    .boolean("causal", \.isCausal, "Whether a word sees only those before it."),
    .boolean("positions", \.hasPositions, "Whether places in the sentence have embeddings of their own."),
    .number(
      "gateStart", \.gateStart, -10...10,
      "What the gates of the cross-attention are before training: their tanh is let through; 0 is closed."),
    .integer("crossAttentionHeads", \.crossAttentionHeads, 1...64, "Heads of the cross-attention to the pictures."),
    .integer("crossAttentionHeadWidth", \.crossAttentionHeadWidth, 1...512, "Width of one of these heads."),
  ]
}

extension ProprioceptionConfiguration: SchemaObject {
  /// The desk preset's.
  public init() { self = PolicyPreset.desk.configuration().proprioception }

  /// The keys of the section.
  public static let keys: [SchemaKey<ProprioceptionConfiguration>] = [
    .integer(
      "width", \.width, 0...1024, "Width of the arm's embedding, unless policy.proprioception is false; 0 for none."),
    .boolean("token", \.isToken, "Whether the decoder can look at the arm as at one more latent."),
  ]
}

extension HeadConfiguration: SchemaObject {
  /// The desk preset's.
  public init() { self = PolicyPreset.desk.configuration().head }

  /// The keys of the section.
  public static let keys: [SchemaKey<HeadConfiguration>] = [
    .integer("memoryLayers", \.memoryLayers, 0...16, "LSTM layers; 0 forgets from decision to decision."),
    .sizes(
      "hiddenWidths", \.hiddenWidths, 1...4096, count: 0...8,
      "Widths of the hidden layers of both perceptrons, for the pose and for the gripper."),
    .number(
      "memoryDropout", \.memoryDropout, 0...0.99, "Share of the LSTM's outputs that training drops between its layers."),
    .number(
      "hiddenDropout", \.hiddenDropout, 0...0.99,
      "Share of the perceptrons' inputs and hidden units that training drops."),
    .integer(
      "exitEmbedding", \.exitEmbedding, 0...1024,
      "Width of the embedding of a feature's exit, unless policy.exitEmbedding is false; 0 for none."),
    .boolean("seesInput", \.seesInput, "Whether the perceptrons see the head's input beside the LSTM's output."),
  ]
}

extension AuxiliaryHeadConfiguration: SchemaObject {
  /// The desk preset's.
  public init() { self = PolicyPreset.desk.configuration().auxiliaryHead }

  /// The keys of the section.
  public static let keys: [SchemaKey<AuxiliaryHeadConfiguration>] = [
    .sizes(
      "hiddenWidths", \.hiddenWidths, 1...4096, count: 0...8,
      "Widths of the hidden layers of both perceptrons, in the heads that only training has.")
  ]
}

extension LabelHeadConfiguration: SchemaObject {
  /// The desk preset's.
  public init() { self = PolicyPreset.desk.configuration().labels }

  /// The keys of the section.
  public static let keys: [SchemaKey<LabelHeadConfiguration>] = [
    .integer(
      "hiddenWidth", \.hiddenWidth, 1...4096, "Width of the hidden layer that tells what the simulator knows.")
  ]
}
