extension PolicyConfiguration {
  /// Every tensor of the policy in its order, without making one.
  ///
  /// - Parameters:
  ///   - deepestExit: layers past this exit are left out; nil for none.
  ///   - forTraining: with the auxiliary heads and the head for the simulator's labels.
  public func parameters(deepestExit: Int? = nil, forTraining: Bool = false) -> [ParameterSpecification] {
    var list = ParameterList()
    let deepest = deepestExit ?? exitCount - 1
    CameraEncoder.specify(&list, "encoder.static", staticCamera)
    CameraEncoder.specify(&list, "encoder.gripper", gripperCamera)
    for name in resamplerNames { PerceiverResampler.specify(&list, name, resampler) }
    WordEmbedding.specify(&list, self)
    ArmEmbedding.specify(&list, self)
    for layer in 0..<decoder.layers(upTo: deepest) {
      DecoderLayer.specify(&list, layer, decoder, visualWidth: resampler.width)
    }
    list.addNormalisation("exit.norm", decoder.width)
    ActionHead.specify(&list, "head", head, self)
    guard forTraining else { return list.specifications }
    for exit in 0...deepest { ActionHead.specify(&list, "auxiliary.\(exit)", auxiliary, self) }
    if labels.count > 0 { LabelHead.specify(&list, self) }
    return list.specifications
  }

  /// The resamplers' names: one that both cameras share, or one for each.
  var resamplerNames: [String] { resampler.isShared ? ["resampler"] : ["resampler.static", "resampler.gripper"] }
}
