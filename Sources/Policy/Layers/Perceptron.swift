import Tensors

/// Dropout, then layers of matrix, LayerNorm, ReLU and dropout, then a last matrix: [N, inputs] → [N, outputs].
struct Perceptron {
  private let hidden: [(weight: Tensor, bias: Tensor, norm: Normalisation)]
  private let weight: Tensor
  private let bias: Tensor

  init(_ parameters: Parameters, _ name: String, layers: Int) {
    hidden = (0..<layers).map {
      let path = "\(name).\($0)"
      return (parameters["\(path).weight"], parameters["\(path).bias"], Normalisation(parameters, "\(path).norm"))
    }
    weight = parameters["\(name).output.weight"]
    bias = parameters["\(name).output.bias"]
  }

  static func specify(_ list: inout ParameterList, _ name: String, inputs: Int, widths: [Int], outputs: Int) {
    var inputs = inputs
    for (index, width) in widths.enumerated() {
      list.addMatrix("\(name).\(index)", width, inputs)
      list.add("\(name).\(index).bias", [width], .constant(0))
      list.addNormalisation("\(name).\(index).norm", width)
      inputs = width
    }
    list.addMatrix("\(name).output", outputs, inputs, gain: 0.1)
    list.add("\(name).output.bias", [outputs], .constant(0))
  }

  func callAsFunction(_ input: Tensor, dropout: Double, noise: DropoutNoise?) throws(TorchError) -> Tensor {
    var x = input
    if let noise { x = try noise.dropped(x, share: dropout) }
    for layer in hidden {
      x = try layer.norm(x.linear(layer.weight, layer.bias)).relu()
      if let noise { x = try noise.dropped(x, share: dropout) }
    }
    return try x.linear(weight, bias)
  }
}
