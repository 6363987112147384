/// The layers between the instruction and the exits.
public struct DecoderConfiguration: Hashable, Codable, Sendable {
  /// Width of the tokens.
  public var width: Int
  /// Layers.
  public var layers: Int
  /// Heads of the self-attention.
  public var heads: Int
  /// Width of the feed-forward's middle, as a multiple of `width`.
  public var feedForwardFactor: Int
  /// Whether a token sees only those before it.
  public var isCausal: Bool
  /// Whether places in the sentence have embeddings of their own.
  public var hasPositions: Bool
  /// Every so many layers, beginning with the first, look at the pictures.
  public var crossAttentionInterval: Int
  /// Heads of the cross-attention.
  public var crossAttentionHeads: Int
  /// Width of one of these heads.
  public var crossAttentionHeadWidth: Int
  /// Whether a gated feed-forward follows each cross-attention.
  public var crossAttentionHasFeedForward: Bool
  /// What the gates are before training: the share let through is its tanh. 0 is closed, as in Flamingo.
  public var gateStart: Double
  /// Layers from one exit to the next; the last layer always has one.
  public var exitInterval: Int

  /// A configuration from its parts.
  public init(
    width: Int, layers: Int, heads: Int, feedForwardFactor: Int = 4, isCausal: Bool, hasPositions: Bool,
    crossAttentionInterval: Int, crossAttentionHeads: Int, crossAttentionHeadWidth: Int,
    crossAttentionHasFeedForward: Bool, gateStart: Double, exitInterval: Int
  ) {
    self.width = width
    self.layers = layers
    self.heads = heads
    self.feedForwardFactor = feedForwardFactor
    self.isCausal = isCausal
    self.hasPositions = hasPositions
    self.crossAttentionInterval = crossAttentionInterval
    self.crossAttentionHeads = crossAttentionHeads
    self.crossAttentionHeadWidth = crossAttentionHeadWidth
    self.crossAttentionHasFeedForward = crossAttentionHasFeedForward
    self.gateStart = gateStart
    self.exitInterval = exitInterval
  }

  /// The layer, from 0, that each exit follows.
  public var exitLayers: [Int] { (0..<layers).filter { ($0 + 1) % exitInterval == 0 || $0 == layers - 1 } }

  /// The layer whose output the first exit is compared with; nil for the decoder's input.
  ///
  /// DeeR compares with the output of layer 0 (value_net.py:120-125). Where that is the first exit itself, the decoder's
  /// input takes its place.
  public var comparisonLayer: Int? { exitLayers.first == 0 ? nil : 0 }

  /// Layers that a policy with this deepest exit has.
  public func layers(upTo exit: Int) -> Int { exitLayers[exit] + 1 }

  /// Whether a layer looks at the pictures.
  public func hasCrossAttention(_ layer: Int) -> Bool { layer % crossAttentionInterval == 0 }
}
