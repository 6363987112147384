import Tensors

// N pictures, C channels, P places, M landmarks, K latents, V width.

/// Where each channel is strongest: the mean place under a softmax over the picture (spatial softmax, Levine et al. 2016).
///
/// Attention learns where things are as well, but only after it has learnt what to look for; this tells places from the
/// first step on. Landmarks are channels of which training knows where they ought to be strongest; beside its place a
/// landmark has its height, the share of the softmax that falls on its strongest place.
///
/// Each landmark begins a latent of its own with its place, its height and what the picture is like there, so that a
/// word finds its thing by one key; the other latents begin with all places together.
struct Keypoints {
  private let sharpness: Tensor
  private let landmarks: Landmarks?
  private let projection: Projection

  private struct Landmarks {
    let channels: Tensor
    let place: Projection
    let look: Projection
  }

  init(_ parameters: Parameters, _ name: String, _ configuration: ResamplerConfiguration) {
    sharpness = parameters["\(name).sharpness"]
    landmarks =
      configuration.landmarks > 0
      ? Landmarks(
        channels: parameters["\(name).landmarks.weight"], place: Projection(parameters, "\(name).landmarks.place"),
        look: Projection(parameters, "\(name).landmarks.look")) : nil
    projection = Projection(parameters, name)
  }

  static func specify(_ list: inout ParameterList, _ name: String, _ configuration: ResamplerConfiguration) {
    let width = configuration.width
    list.add("\(name).sharpness", [width, 1], .constant(3))
    if configuration.landmarks > 0 {
      list.addMatrix("\(name).landmarks", configuration.landmarks, width)
      // As large as the latents that tell landmarks apart.
      list.addMatrix("\(name).landmarks.place", width, 3, gain: 2)
      list.addMatrix("\(name).landmarks.look", width, width)
    }
    list.addMatrix(name, configuration.otherLatents * width, inputCount(configuration))
  }

  /// How many numbers the other latents begin with: two for each channel, three for each landmark.
  private static func inputCount(_ configuration: ResamplerConfiguration) -> Int {
    2 * configuration.width + 3 * configuration.landmarks
  }

  /// Multiply-accumulates for a picture of so many places.
  static func cost(_ configuration: ResamplerConfiguration, places: Int) -> Int {
    let (width, landmarks) = (configuration.width, configuration.landmarks)
    // Channels and landmarks: their mean places; landmarks: their logits, and what the picture is like there.
    let found = 2 * width * places + landmarks * (2 * width + 2) * places
    return found + landmarks * (3 + width) * width + inputCount(configuration) * configuration.otherLatents * width
  }

  /// Channels [N, C, P] of a square picture → what is added to the latents, [N, K, V], and the landmarks' logits, [N, M, P].
  func callAsFunction(_ channels: Tensor) throws(TorchError) -> (latents: Tensor, landmarks: Tensor?) {
    let (rows, count, places) = (channels.shape[0], channels.shape[1], channels.shape[2])
    var side = 1
    while side * side < places { side += 1 }
    let scale = side > 1 ? 2 / Float(side - 1) : 0
    // Columns and rows of the places, −1 … 1.
    let coordinates = try Tensor(
      (0..<places).flatMap { place -> [Float] in
        let (column, row) = (Float(place % side), Float(place / side))
        return [column * scale - 1, row * scale - 1]
      }, [places, 2])
    let points = try (channels * sharpness).softmax(-1).matmul(coordinates).reshape([rows, 2 * count])
    guard let landmarks else { return (try projection(points).reshape([rows, -1, count]), nil) }
    let logits = try landmarks.channels.matmul(channels)
    let shares = try logits.softmax(-1)
    let seen = try Tensor.cat([shares.matmul(coordinates), shares.amax([-1], keepingDimensions: true)], dim: 2)
    let looks = try shares.matmul(channels.transpose(1, 2))
    let own = try landmarks.place(seen) + landmarks.look(looks)
    let others = try projection(Tensor.cat([points, seen.flatten(from: 1)], dim: 1)).reshape([rows, -1, count])
    return (try Tensor.cat([own, others], dim: 1), logits)
  }
}

extension ResamplerConfiguration {
  /// Latents that are no landmark's own.
  fileprivate var otherLatents: Int { latents - landmarks }
}
