import Tensors

// R rows, D width.

/// What the exits of a decoder hand to the head: [R, D] each, normalised by the one LayerNorm, then max-pooled.
public struct ExitFeatures {
  /// What the first exit is compared with.
  public let comparison: Tensor
  /// One feature for each exit, from the first.
  public let exits: [Tensor]

  /// The feature of one exit per row: [R, D].
  ///
  /// - Parameter rowExits: an exit for each row; the random-exit sampling of training draws them.
  public func chosen(_ rowExits: [Int]) throws(TorchError) -> Tensor {
    let (rows, width) = (comparison.shape[0], comparison.shape[1])
    precondition(rowExits.count == rows, "one exit for each row")
    let places = rowExits.enumerated().map { Int64($1 * rows + $0) }
    return try Tensor.cat(exits, dim: 0).reshape([exits.count * rows, width])
      .indexSelect(0, Tensor(integers: places, [rows]))
  }
}

/// The decoder under way for some rows: layers run when an exit is first asked for, each once.
public final class DecoderPass {
  private let network: PolicyNetwork
  private let latents: Tensor
  private let sentences: SentenceTensors
  private var tokens: Tensor
  /// Layers that have run.
  public private(set) var layersRun = 0
  private var comparison: Tensor?
  /// What runs in place of layers made of tensors, where the network has packed ones.
  private let packed: PackedPass?

  init(_ network: PolicyNetwork, latents: Tensor, sentences: SentenceTensors) throws(TorchError) {
    self.network = network
    self.latents = latents
    self.sentences = sentences
    tokens = sentences.tokens
    guard let decoder = network.packedDecoder else {
      packed = nil
      return
    }
    precondition(tokens.shape[0] == 1 && latents.shape[0] == 1, "packed weights act on one row at a time")
    packed = PackedPass(
      decoder, tokens: try tokens.values(), latents: try latents.values(),
      bias: try sentences.attentionBias?.values() ?? [])
  }

  /// What the first exit is compared with; asked for before any exit: [R, D].
  public func comparisonFeature() throws(TorchError) -> Tensor {
    if let comparison { return comparison }
    let layers = network.configuration.decoder.comparisonLayer.map { $0 + 1 } ?? 0
    precondition(layersRun <= layers, "the comparison is asked for before the exits")
    try run(to: layers)
    let feature = try network.pooled(tokens, sentences)
    comparison = feature
    return feature
  }

  /// The feature of an exit; exits are asked for in order: [R, D].
  public func feature(exit: Int) throws(TorchError) -> Tensor {
    let layers = network.configuration.decoder.layers(upTo: exit)
    precondition(layersRun <= layers, "exits are asked for in order")
    try run(to: layers)
    return try network.pooled(tokens, sentences)
  }

  private func run(to count: Int) throws(TorchError) {
    if let packed, layersRun < count {
      for layer in layersRun..<count { packed.run(layer: layer) }
      tokens = try Tensor(packed.values, tokens.shape)
      layersRun = count
    }
    while layersRun < count {
      tokens = try network.layers[layersRun](tokens, latents: latents, bias: sentences.attentionBias)
      layersRun += 1
    }
  }
}
