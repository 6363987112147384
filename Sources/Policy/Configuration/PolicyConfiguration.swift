/// Architecture of a policy with early exits: every size and option that weights depend on.
///
/// The shape follows DeeR-VLA (arXiv 2411.02359, §3.1): an encoder per camera, a Perceiver resampler, a decoder over the
/// instruction's tokens with gated cross-attention to the pictures, exits after every few layers, and one recurrent
/// action head that all exits share.
public struct PolicyConfiguration: Hashable, Codable, Sendable {
  /// The fixed camera's encoder.
  public var staticCamera: CameraConfiguration
  /// The hand camera's encoder.
  public var gripperCamera: CameraConfiguration
  /// What turns picture tokens into latents.
  public var resampler: ResamplerConfiguration
  /// How sentences become tokens.
  public var instruction: InstructionConfiguration
  /// The layers between the instruction and the exits.
  public var decoder: DecoderConfiguration
  /// What the policy knows of its own arm.
  public var proprioception: ProprioceptionConfiguration
  /// The head that all exits share.
  public var head: HeadConfiguration
  /// The heads per exit that only training has; they may forget what came before.
  public var auxiliaryHead: AuxiliaryHeadConfiguration
  /// The heads that predict what the simulator knows; training alone has them.
  public var labels: LabelHeadConfiguration
  /// Control steps that one decision covers; 1 decides at every step.
  public var chunk: Int

  /// A configuration from its parts.
  public init(
    staticCamera: CameraConfiguration, gripperCamera: CameraConfiguration, resampler: ResamplerConfiguration,
    instruction: InstructionConfiguration, decoder: DecoderConfiguration, proprioception: ProprioceptionConfiguration,
    head: HeadConfiguration, auxiliaryHead: AuxiliaryHeadConfiguration, labels: LabelHeadConfiguration, chunk: Int
  ) {
    self.staticCamera = staticCamera
    self.gripperCamera = gripperCamera
    self.resampler = resampler
    self.instruction = instruction
    self.decoder = decoder
    self.proprioception = proprioception
    self.head = head
    self.auxiliaryHead = auxiliaryHead
    self.labels = labels
    self.chunk = chunk
  }

  /// How many exits there are.
  public var exitCount: Int { decoder.exitLayers.count }

  /// Latents of both cameras, and the arm's token where it has one.
  public var latentCount: Int { 2 * resampler.latents + (proprioception.isToken ? 1 : 0) }

  /// Numbers of the pose in one decision: six for each control step.
  public var poseCount: Int { 6 * chunk }
}

/// How sentences become tokens.
public struct InstructionConfiguration: Hashable, Codable, Sendable {
  /// Tokens of a sentence at most; what is longer is cut.
  public var maximumTokens: Int
  /// Rows that the character n-grams of words share by their hashes.
  public var hashRows: Int
  /// Words with a row of their own.
  public var words: [String]

  /// A configuration from its parts.
  public init(maximumTokens: Int, hashRows: Int, words: [String]) {
    self.maximumTokens = maximumTokens
    self.hashRows = hashRows
    self.words = words
  }
}

/// What turns the tokens of a picture into a few latents (Perceiver resampler, as in Flamingo).
public struct ResamplerConfiguration: Hashable, Codable, Sendable {
  /// Blocks of cross-attention and feed-forward.
  public var blocks: Int
  /// Latents of one camera.
  public var latents: Int
  /// Width of picture tokens and latents.
  public var width: Int
  /// Attention heads.
  public var heads: Int
  /// Width of one head.
  public var headWidth: Int
  /// Width of the feed-forward's middle, as a multiple of `width`.
  public var feedForwardFactor: Int
  /// Whether both cameras go through the same weights.
  public var isShared: Bool
  /// Whether the latents begin with where each channel of the encoder is strongest, instead of alike in all pictures.
  public var hasKeypoints: Bool
  /// Things that have a latent of their own, which begins with where they are; training says where. 0 for none.
  public var landmarks: Int

  /// A configuration from its parts.
  public init(
    blocks: Int, latents: Int, width: Int, heads: Int, headWidth: Int, feedForwardFactor: Int = 4, isShared: Bool,
    hasKeypoints: Bool, landmarks: Int = 0
  ) {
    self.blocks = blocks
    self.latents = latents
    self.width = width
    self.heads = heads
    self.headWidth = headWidth
    self.feedForwardFactor = feedForwardFactor
    self.isShared = isShared
    self.hasKeypoints = hasKeypoints
    self.landmarks = landmarks
  }
}

/// What the policy knows of its own arm.
public struct ProprioceptionConfiguration: Hashable, Codable, Sendable {
  /// Width of the arm's embedding; 0 leaves the arm out.
  public var width: Int
  /// Whether the decoder can look at the arm as at one more latent.
  public var isToken: Bool

  /// A configuration from its parts.
  public init(width: Int, isToken: Bool) {
    self.width = width
    self.isToken = isToken
  }
}

/// The head that all exits share: LayerNorm-LSTM, then one perceptron for the pose and one for the gripper.
public struct HeadConfiguration: Hashable, Codable, Sendable {
  /// LSTM layers, each followed by a LayerNorm.
  public var memoryLayers: Int
  /// Width of the LSTM.
  public var memoryWidth: Int
  /// Widths of the hidden layers of both perceptrons.
  public var hiddenWidths: [Int]
  /// Share of the LSTM's outputs that training drops between its layers.
  public var memoryDropout: Double
  /// Share of the perceptrons' inputs and hidden units that training drops.
  public var hiddenDropout: Double
  /// Width of the embedding that tells the head which exit a feature came from; 0 does not tell.
  public var exitEmbedding: Int
  /// Whether the perceptrons see the head's input beside the LSTM's output.
  public var seesInput: Bool

  /// A configuration from its parts.
  public init(
    memoryLayers: Int, memoryWidth: Int, hiddenWidths: [Int], memoryDropout: Double, hiddenDropout: Double,
    exitEmbedding: Int, seesInput: Bool
  ) {
    self.memoryLayers = memoryLayers
    self.memoryWidth = memoryWidth
    self.hiddenWidths = hiddenWidths
    self.memoryDropout = memoryDropout
    self.hiddenDropout = hiddenDropout
    self.exitEmbedding = exitEmbedding
    self.seesInput = seesInput
  }
}

/// The heads per exit that only training has.
public struct AuxiliaryHeadConfiguration: Hashable, Codable, Sendable {
  /// LSTM layers; 0 judges each frame alone.
  public var memoryLayers: Int
  /// Widths of the hidden layers of both perceptrons.
  public var hiddenWidths: [Int]

  /// A configuration from its parts.
  public init(memoryLayers: Int, hiddenWidths: [Int]) {
    self.memoryLayers = memoryLayers
    self.hiddenWidths = hiddenWidths
  }
}

/// The head that predicts what the simulator knows from the latents; training alone has it.
public struct LabelHeadConfiguration: Hashable, Codable, Sendable {
  /// Numbers to predict; 0 for none.
  public var count: Int
  /// Width of the hidden layer.
  public var hiddenWidth: Int

  /// A configuration from its parts.
  public init(count: Int, hiddenWidth: Int) {
    self.count = count
    self.hiddenWidth = hiddenWidth
  }
}
