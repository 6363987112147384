import Tensors

// N rows, K latents, V width.

/// Predicts what the simulator knows from all latents together; training alone has it.
struct LabelHead {
  private let perceptron: Perceptron

  init(_ parameters: Parameters) { perceptron = Perceptron(parameters, "labels", layers: 1) }

  static func specify(_ list: inout ParameterList, _ configuration: PolicyConfiguration) {
    Perceptron.specify(
      &list, "labels", inputs: 2 * configuration.resampler.latents * configuration.resampler.width,
      widths: [configuration.labels.hiddenWidth], outputs: configuration.labels.count)
  }

  /// [N, K, V] → [N, labels].
  func callAsFunction(_ latents: Tensor) throws(TorchError) -> Tensor {
    try perceptron(latents.flatten(from: 1), dropout: 0, noise: nil)
  }
}
