import Tensors

// B sentences, T frames, R = B·T rows, D decoder width, K latents of both cameras, V their width, W arm width.

/// The network: pictures, sentence and arm in; an action from every exit out. It stays on the thread that made it.
public final class PolicyNetwork {
  /// The architecture.
  public let configuration: PolicyConfiguration
  /// The last exit whose layers it has.
  public let deepestExit: Int
  /// Its tensors in the order of `PolicyConfiguration.parameters(deepestExit:forTraining:)`.
  public let parameters: [NamedTensor]
  /// A head for each exit; empty unless it was made for training.
  public let auxiliaryHeads: [ActionHead]

  /// The decoder's layers, where their weights are packed for acting; then `parameters` is without them.
  package let packedDecoder: PackedDecoder?
  /// The head, as exact as it is stored, where the decoder's weights are packed; then `parameters` is without it.
  package let packedHead: PackedHead?

  let layers: [DecoderLayer]
  private let staticEncoder: CameraEncoder
  private let gripperEncoder: CameraEncoder
  private let resamplers: [PerceiverResampler]
  private let words: WordEmbedding
  private let arm: ArmEmbedding?
  private let norm: Normalisation
  private let labelHead: LabelHead?
  private let tensorHead: ActionHead?

  /// The head that all exits share, made of tensors; made anew each time where its weights are packed.
  public var head: ActionHead {
    get throws(TorchError) {
      if let tensorHead { return tensorHead }
      let named = try packedHead?.tensors(configuration.parameters(deepestExit: deepestExit)) ?? []
      return ActionHead(Parameters(named), "head", configuration.head, chunk: configuration.chunk)
    }
  }

  /// Makes a network.
  ///
  /// - Parameters:
  ///   - source: where the weights come from.
  ///   - deepestExit: layers past this exit are neither read nor made; nil for all.
  ///   - forTraining: with the heads that training alone has.
  ///   - weights: packs the decoder in this format, and the head as it is, for acting one row at a time; nil keeps tensors.
  /// - Throws: `PolicyError` for a configuration, an exit or a checkpoint that does not fit.
  public init(
    _ configuration: PolicyConfiguration, _ source: ParameterSource, deepestExit: Int? = nil,
    forTraining: Bool = false, weights: WeightFormat? = nil
  ) throws(PolicyError) {
    precondition(weights == nil || !forTraining, "packed weights cannot be trained")
    try configuration.validate()
    let deepest = deepestExit ?? configuration.exitCount - 1
    guard (0..<configuration.exitCount).contains(deepest) else {
      throw .noExit(deepest, exits: configuration.exitCount)
    }
    var named: [NamedTensor] = []
    var packed = weights.map(PackedParameters.init)
    var packedForHead = PackedParameters(.float32)
    for parameter in configuration.parameters(deepestExit: deepest, forTraining: forTraining) {
      let values = try source.values(parameter)
      if packed != nil, PackedParameters.has(parameter.name) {
        packed?.add(parameter, values)
        continue
      }
      if packed != nil, PackedHead.has(parameter.name) {
        packedForHead.add(parameter, values, halvingWhereExact: true)
        continue
      }
      do throws(TorchError) {
        named.append((parameter.name, try Tensor(values, parameter.shape)))
      } catch {
        throw .torch(error)
      }
    }
    let parameters = Parameters(named)
    self.configuration = configuration
    self.deepestExit = deepest
    self.parameters = named
    staticEncoder = CameraEncoder(parameters, "encoder.static", configuration.staticCamera)
    gripperEncoder = CameraEncoder(parameters, "encoder.gripper", configuration.gripperCamera)
    resamplers = configuration.resamplerNames.map { PerceiverResampler(parameters, $0, configuration.resampler) }
    words = WordEmbedding(parameters, configuration.decoder)
    arm = ArmEmbedding(parameters, configuration.proprioception)
    let layerCount = configuration.decoder.layers(upTo: deepest)
    packedDecoder = packed.map {
      PackedDecoder(configuration.decoder, layers: layerCount, latentWidth: configuration.resampler.width, $0)
    }
    layers = packed == nil ? (0..<layerCount).map { DecoderLayer(parameters, $0, configuration.decoder) } : []
    norm = Normalisation(parameters, "exit.norm")
    packedHead = packed == nil ? nil : PackedHead(configuration, packedForHead)
    tensorHead =
      packed == nil ? ActionHead(parameters, "head", configuration.head, chunk: configuration.chunk) : nil
    auxiliaryHeads =
      forTraining
      ? (0...deepest).map {
        ActionHead(parameters, "auxiliary.\($0)", configuration.auxiliary, chunk: configuration.chunk)
      } : []
    labelHead = forTraining && configuration.labels.count > 0 ? LabelHead(parameters) : nil
  }

  /// Whether weight decay is meant for a parameter: matrices and kernels, not norms, biases, gates and embeddings.
  public static func decays(_ name: String) -> Bool {
    name.hasSuffix(".weight") && !name.split(separator: ".").contains { $0.lowercased().hasSuffix("norm") }
  }

  /// What both cameras show, as latents.
  ///
  /// - Parameters:
  ///   - staticPictures: bytes [R, 3, side, side].
  ///   - gripperPictures: bytes [R, 3, side, side].
  /// - Returns: [R, K, V], the fixed camera's first.
  public func visualLatents(staticPictures: Tensor, gripperPictures: Tensor) throws(TorchError) -> Tensor {
    try sight(staticPictures: staticPictures, gripperPictures: gripperPictures).latents
  }

  /// As `visualLatents`, with where each camera's landmarks seem to be.
  public func sight(staticPictures: Tensor, gripperPictures: Tensor) throws(TorchError) -> Sight {
    let (fixed, hand) = (try staticSight(staticPictures), try gripperSight(gripperPictures))
    return Sight(
      latents: try Tensor.cat([fixed.latents, hand.latents], dim: 1),
      landmarks: [fixed.landmarks, hand.landmarks].compactMap(\.self))
  }

  /// What the fixed camera shows: [R, K / 2, V].
  public func staticLatents(_ pictures: Tensor) throws(TorchError) -> Tensor { try staticSight(pictures).latents }

  /// What the hand camera shows: [R, K / 2, V].
  public func gripperLatents(_ pictures: Tensor) throws(TorchError) -> Tensor { try gripperSight(pictures).latents }

  private func staticSight(_ pictures: Tensor) throws(TorchError) -> (latents: Tensor, landmarks: Tensor?) {
    try resamplers[0](staticEncoder(pictures))
  }

  private func gripperSight(_ pictures: Tensor) throws(TorchError) -> (latents: Tensor, landmarks: Tensor?) {
    try resamplers[resamplers.count - 1](gripperEncoder(pictures))
  }

  /// The simulator's labels as the latents tell them, [R, labels]; nil unless made for training with labels.
  public func labels(_ latents: Tensor) throws(TorchError) -> Tensor? { try labelHead?(latents) }

  /// The sentences of a batch as the decoder takes them.
  public func embedded(_ batch: TokenBatch) throws(TorchError) -> SentenceTensors { try words(batch) }

  /// The arm's embedding, [R, 16] → [R, W]; nil where the policy does without.
  public func armEmbedding(_ proprioception: Tensor) throws(TorchError) -> Tensor? { try arm?(proprioception) }

  /// Begins to decode: layers run as exits are asked for.
  ///
  /// - Parameters:
  ///   - latents: [R, K, V].
  ///   - arm: [R, W] from `armEmbedding`.
  public func decoding(
    latents: Tensor, sentences: SentenceTensors, arm embedding: Tensor?
  ) throws(TorchError) -> DecoderPass {
    var seen = latents
    if let arm, let embedding { seen = try arm.appended(to: latents, embedding) }
    return try DecoderPass(self, latents: seen, sentences: sentences)
  }

  /// Evaluates the head for one decision.
  ///
  /// - Parameters:
  ///   - feature: [1, D], of an exit.
  ///   - arm: [1, W] from `armEmbedding`.
  ///   - state: what came before; nil for nothing.
  public func headOutput(
    feature: Tensor, arm: Tensor?, exit: Int, state: HeadState? = nil
  ) throws(TorchError) -> HeadOutput {
    if let packedHead { return try packedHead.output(feature: feature, arm: arm, exit: exit, state: state) }
    return try head.output(features: feature, arm: arm, exits: [exit], state: state)
  }

  /// The features of all exits up to the deepest.
  public func exitFeatures(
    latents: Tensor, sentences: SentenceTensors, arm embedding: Tensor?, deepestExit: Int? = nil
  ) throws(TorchError) -> ExitFeatures {
    let pass = try decoding(latents: latents, sentences: sentences, arm: embedding)
    let comparison = try pass.comparisonFeature()
    var exits: [Tensor] = []
    for exit in 0...(deepestExit ?? self.deepestExit) { exits.append(try pass.feature(exit: exit)) }
    return ExitFeatures(comparison: comparison, exits: exits)
  }

  /// Tokens through the one LayerNorm, then the largest of each entry over the tokens that are no padding: [R, D].
  func pooled(_ tokens: Tensor, _ sentences: SentenceTensors) throws(TorchError) -> Tensor {
    var normed = try norm(tokens)
    if let bias = sentences.poolingBias { normed = try normed + bias }
    return try normed.amax([1])
  }
}
