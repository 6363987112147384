import Tensors

// N rows, W width of the embedding, V width of latents.

/// The arm's numbers as an embedding for the head, and as one more latent for the decoder.
struct ArmEmbedding {
  private let first: (weight: Tensor, bias: Tensor)
  private let second: (weight: Tensor, bias: Tensor)
  private let token: Projection?

  init?(_ parameters: Parameters, _ configuration: ProprioceptionConfiguration) {
    guard configuration.width > 0 else { return nil }
    first = (parameters["proprioception.0.weight"], parameters["proprioception.0.bias"])
    second = (parameters["proprioception.1.weight"], parameters["proprioception.1.bias"])
    token = configuration.isToken ? Projection(parameters, "proprioception.token") : nil
  }

  static func specify(_ list: inout ParameterList, _ configuration: PolicyConfiguration) {
    let width = configuration.proprioception.width
    guard width > 0 else { return }
    var inputs = Proprioception.count
    for layer in 0..<2 {
      list.addMatrix("proprioception.\(layer)", width, inputs)
      list.add("proprioception.\(layer).bias", [width], .constant(0))
      inputs = width
    }
    if configuration.proprioception.isToken {
      list.addMatrix("proprioception.token", configuration.resampler.width, width)
    }
  }

  /// [N, 16] → [N, W].
  func callAsFunction(_ numbers: Tensor) throws(TorchError) -> Tensor {
    try numbers.linear(first.weight, first.bias).gelu().linear(second.weight, second.bias)
  }

  /// The latents with the arm behind them: [N, K, V] → [N, K + 1, V]; as they are where the arm is no token.
  func appended(to latents: Tensor, _ embedding: Tensor) throws(TorchError) -> Tensor {
    guard let token else { return latents }
    return try Tensor.cat([latents, token(embedding).unsqueeze(1)], dim: 1)
  }
}
