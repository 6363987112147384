import Tensors

/// Layer normalisation over the last dimension, with a scale and an offset.
struct Normalisation {
  private let weight: Tensor
  private let bias: Tensor

  init(_ parameters: Parameters, _ name: String) {
    weight = parameters["\(name).weight"]
    bias = parameters["\(name).bias"]
  }

  func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor { try input.layerNorm(weight, bias) }
}

/// A matrix without offset: [outputs, inputs].
struct Projection {
  let weight: Tensor

  init(_ parameters: Parameters, _ name: String) { weight = parameters["\(name).weight"] }

  func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor { try input.linear(weight, nil) }
}
