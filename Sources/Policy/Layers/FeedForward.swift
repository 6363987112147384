import Tensors

// N rows, S tokens, D width, F factor.

/// Normalisation, a wider middle with GELU, and back: [N, S, D] → [N, S, D], to be added to the input.
struct FeedForward {
  private let norm: Normalisation
  private let widen: Projection
  private let narrow: Projection

  init(_ parameters: Parameters, _ name: String) {
    norm = Normalisation(parameters, "\(name).norm")
    widen = Projection(parameters, "\(name).widen")
    narrow = Projection(parameters, "\(name).narrow")
  }

  /// Its parameters; `share` scales what it adds before training.
  static func specify(_ list: inout ParameterList, _ name: String, width: Int, factor: Int, share: Double) {
    list.addNormalisation("\(name).norm", width)
    list.addMatrix("\(name).widen", factor * width, width)
    list.addMatrix("\(name).narrow", width, factor * width, gain: share)
  }

  func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor { try narrow(widen(norm(input)).gelu()) }
}
