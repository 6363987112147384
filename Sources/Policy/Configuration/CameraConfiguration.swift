/// One camera's encoder: convolutions down to tokens, and self-attention layers over these where asked for.
public struct CameraConfiguration: Hashable, Codable, Sendable {
  /// Width and height of the camera's picture, pixels.
  public var pictureSize: Int
  /// Side of the squares of pixels that are averaged before the network; 1 takes the picture as it is.
  public var reduction: Int
  /// Convolutions in order; the last one's channels are the tokens' width.
  public var stages: [ConvolutionStage]
  /// Self-attention layers over the tokens.
  public var attentionLayers: Int
  /// Heads of those.
  public var attentionHeads: Int

  /// A configuration from its parts.
  public init(
    pictureSize: Int, reduction: Int, stages: [ConvolutionStage], attentionLayers: Int = 0, attentionHeads: Int = 1
  ) {
    self.pictureSize = pictureSize
    self.reduction = reduction
    self.stages = stages
    self.attentionLayers = attentionLayers
    self.attentionHeads = attentionHeads
  }

  /// Width and height of what the network sees, pixels.
  public var inputSize: Int { pictureSize / reduction }

  /// Width and height after each stage.
  public var sizes: [Int] {
    var sizes: [Int] = []
    for stage in stages { sizes.append(stage.outputSize(sizes.last ?? inputSize)) }
    return sizes
  }

  /// Tokens along one side.
  public var gridSize: Int { sizes.last ?? inputSize }

  /// Tokens of a picture.
  public var tokenCount: Int { gridSize * gridSize }

  /// Pixels of what the network sees from one token to the next.
  public var tokenStride: Int { stages.reduce(1) { $0 * $1.stride } }

  /// Width of a token.
  public var tokenWidth: Int { stages.last?.channels ?? 3 }
}

/// One convolution of a camera's encoder, with what follows it.
public struct ConvolutionStage: Hashable, Codable, Sendable {
  /// Channels that it makes.
  public var channels: Int
  /// Side of the kernel.
  public var kernel: Int
  /// Pixels from one output to the next.
  public var stride: Int
  /// Zeros around the input.
  public var padding: Int
  /// Whether a group normalisation (groups of 8 channels) follows.
  public var isNormalised: Bool
  /// Whether a ReLU follows.
  public var isRectified: Bool

  /// A convolution; padded so that the size is divided by the stride, normalised and rectified unless told.
  public init(
    channels: Int, kernel: Int, stride: Int = 1, padding: Int? = nil, isNormalised: Bool = true,
    isRectified: Bool = true
  ) {
    self.channels = channels
    self.kernel = kernel
    self.stride = stride
    self.padding = padding ?? kernel / 2
    self.isNormalised = isNormalised
    self.isRectified = isRectified
  }

  /// Groups of the normalisation.
  public var groups: Int { max(1, channels / 8) }

  /// Width and height of the output for an input of `size`.
  public func outputSize(_ size: Int) -> Int { max(0, size + 2 * padding - kernel) / stride + 1 }
}
