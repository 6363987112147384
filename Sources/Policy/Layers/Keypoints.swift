import Tensors

// N pictures, C channels, P places, M landmarks, K latents, V width.

/// Where each channel is strongest: the mean place under a softmax over the picture (spatial softmax, Levine et al. 2016).
///
/// Attention learns where things are as well, but only after it has learnt what to look for; this tells places from the
/// first step on. Landmarks are channels of which training knows where they ought to be strongest; beside its place a
/// landmark has its height, the share of the softmax that falls on its strongest place.
struct Keypoints {
  private let sharpness: Tensor
  private let landmarks: Tensor?
  private let projection: Projection

  init(_ parameters: Parameters, _ name: String, _ configuration: ResamplerConfiguration) {
    sharpness = parameters["\(name).sharpness"]
    landmarks = configuration.landmarks > 0 ? parameters["\(name).landmarks.weight"] : nil
    projection = Projection(parameters, name)
  }

  static func specify(_ list: inout ParameterList, _ name: String, _ configuration: ResamplerConfiguration) {
    list.add("\(name).sharpness", [configuration.width, 1], .constant(3))
    if configuration.landmarks > 0 {
      list.addMatrix("\(name).landmarks", configuration.landmarks, configuration.width)
    }
    list.addMatrix(name, configuration.latents * configuration.width, inputCount(configuration))
  }

  /// How many numbers the latents begin with: two for each channel, three for each landmark.
  static func inputCount(_ configuration: ResamplerConfiguration) -> Int {
    2 * configuration.width + 3 * configuration.landmarks
  }

  /// Channels [N, C, P] of a square picture → what is added to the latents, [N, K·V], and the landmarks' logits, [N, M, P].
  func callAsFunction(_ channels: Tensor) throws(TorchError) -> (latents: Tensor, landmarks: Tensor?) {
    let (count, places) = (channels.shape[1], channels.shape[2])
    var side = 1
    while side * side < places { side += 1 }
    let scale = side > 1 ? 2 / Float(side - 1) : 0
    // Columns and rows of the places, −1 … 1.
    let coordinates = try Tensor(
      (0..<places).flatMap { place -> [Float] in
        let (column, row) = (Float(place % side), Float(place / side))
        return [column * scale - 1, row * scale - 1]
      }, [places, 2])
    let points = try (channels * sharpness).softmax(-1).matmul(coordinates).reshape([channels.shape[0], 2 * count])
    guard let landmarks else { return (try projection(points), nil) }
    let logits = try landmarks.matmul(channels)
    let shares = try logits.softmax(-1)
    let seen = try Tensor.cat([shares.matmul(coordinates), shares.amax([-1], keepingDimensions: true)], dim: 2)
    return (try projection(Tensor.cat([points, seen.flatten(from: 1)], dim: 1)), logits)
  }
}
