/// One part of a policy: what it multiplies in a decision, and what it weighs.
public struct PolicyPart: Hashable, Sendable {
  /// What it is called, such as `layer 3, cross-attention`.
  public let name: String
  /// Multiply-accumulates of one decision; of the head, of one evaluation.
  public let multiplyAccumulates: Int
  /// Its weights.
  public let parameters: Int
  /// The first exit that needs it.
  public let exit: Int

  /// Floating-point operations: two for each multiply-accumulate.
  public var flops: Int { 2 * multiplyAccumulates }
}

extension PolicyConfiguration {
  /// Every part with what it multiplies and weighs, without making one; all weights are in exactly one of them.
  ///
  /// - Parameter tokens: tokens of the sentence.
  public func parts(tokens: Int) -> [PolicyPart] {
    let account = CostAccount(self)
    let parameters = parameters()
    func weights(_ prefixes: String...) -> Int {
      parameters.reduce(0) { sum, parameter in
        sum + (prefixes.contains { parameter.name.hasPrefix($0) } ? parameter.count : 0)
      }
    }
    func part(_ name: String, _ operations: Int, _ weights: Int, exit: Int = 0) -> PolicyPart {
      PolicyPart(name: name, multiplyAccumulates: operations, parameters: weights, exit: exit)
    }
    var parts = [
      part("static encoder", account.staticEncoder, weights("encoder.static.")),
      part("gripper encoder", account.gripperEncoder, weights("encoder.gripper.")),
    ]
    if resampler.isShared {
      parts.append(part("resampler, both cameras", account.resampler, weights("resampler.")))
    } else {
      parts.append(part("static resampler", account.staticResampler, weights("resampler.static.")))
      parts.append(part("gripper resampler", account.gripperResampler, weights("resampler.gripper.")))
    }
    if proprioception.width > 0 { parts.append(part("arm", account.arm, weights("proprioception."))) }
    parts.append(part("words", 0, weights("words.")))
    for layer in 0..<decoder.layers {
      let cost = account.parts(ofLayer: layer, tokens: tokens)
      let exit = decoder.exitLayers.firstIndex { $0 >= layer } ?? 0
      let prefix = "decoder.\(layer)."
      if decoder.hasCrossAttention(layer) {
        parts.append(
          part(
            "layer \(layer), cross-attention", cost.crossAttention,
            weights(prefix + "crossAttention.", prefix + "crossFeedForward."), exit: exit))
      }
      parts.append(
        part("layer \(layer), self-attention", cost.selfAttention, weights(prefix + "selfAttention."), exit: exit))
      parts.append(part("layer \(layer), feed-forward", cost.feedForward, weights(prefix + "feedForward."), exit: exit))
    }
    parts.append(part("exit norm", 0, weights("exit.norm")))
    parts.append(part("head, once", account.headEvaluation, weights("head.")))
    return parts
  }
}
