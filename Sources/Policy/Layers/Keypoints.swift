import Tensors

// N pictures, C channels, P places, K latents, V width.

/// Where each channel is strongest: the mean place under a softmax over the picture (spatial softmax, Levine et al. 2016).
///
/// Attention learns where things are as well, but only after it has learnt what to look for; this tells places from the
/// first step on.
struct Keypoints {
  private let sharpness: Tensor
  private let projection: Projection

  init(_ parameters: Parameters, _ name: String) {
    sharpness = parameters["\(name).sharpness"]
    projection = Projection(parameters, name)
  }

  static func specify(_ list: inout ParameterList, _ name: String, _ configuration: ResamplerConfiguration) {
    list.add("\(name).sharpness", [configuration.width, 1], .constant(3))
    list.addMatrix(name, configuration.latents * configuration.width, 2 * configuration.width)
  }

  /// Channels [N, C, P] of a square picture → what is added to the latents, [N, K·V].
  func callAsFunction(_ channels: Tensor) throws(TorchError) -> Tensor {
    let (count, places) = (channels.shape[1], channels.shape[2])
    var side = 1
    while side * side < places { side += 1 }
    let scale = side > 1 ? 2 / Float(side - 1) : 0
    // Columns and rows of the places, −1 … 1.
    let coordinates = (0..<places).flatMap { place -> [Float] in
      let (column, row) = (Float(place % side), Float(place / side))
      return [column * scale - 1, row * scale - 1]
    }
    let points = try (channels * sharpness).softmax(-1).matmul(Tensor(coordinates, [places, 2]))
    return try projection(points.reshape([channels.shape[0], 2 * count]))
  }
}
