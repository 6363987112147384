import Policy
import Tensors
import Testing
import Training
import Vocabulary

@Suite struct GradientTests {
  /// Everything that training looks at, as one number: fixed random weights over all outputs.
  private struct Loss {
    let network: PolicyNetwork
    let batch = TinyPolicy.Batch(rows: 4, seed: 21)
    let tokens = TinyPolicy.tokens("push the red block", "left", repeats: 2)

    private func outputs() throws -> [Tensor] {
      let sight = try batch.sight(network)
      let latents = sight.latents
      let arm = try batch.arm(network)
      let features = try network.exitFeatures(latents: latents, sentences: network.embedded(tokens), arm: arm)
      let exits = [0, 1, 1, 0]
      let head = try network.head.output(features: features.chosen(exits), arm: arm, exits: exits, steps: 2)
      var outputs = [head.pose, head.gripperLogits]
      for (exit, auxiliary) in network.auxiliaryHeads.enumerated() {
        let output = try auxiliary.output(features: features.exits[exit], arm: arm, exits: exits, steps: 2)
        outputs += [output.pose, output.gripperLogits]
      }
      let cameras = [network.configuration.staticCamera, network.configuration.gripperCamera]
      for (camera, logits) in zip(cameras, sight.landmarks) { outputs.append(try places(camera).rows(logits)) }
      return try outputs + [#require(try network.labels(latents))]
    }

    /// Landmarks anywhere in the picture, and some outside it.
    private func places(_ camera: CameraConfiguration) throws -> PlaceLoss {
      var stream = RandomStream(seed: 6)
      let count = batch.rows * SimulatorLabels.landmarks.count
      let places = (0..<count).map { _ in
        SIMD2(Float(stream.uniform(in: 0...1)), Float(stream.uniform(in: 0...1)))
      }
      return try PlaceLoss(places: places, weights: places.map { $0.x < 0.8 ? 1 : 0 }, camera)
    }

    private func weights(_ index: Int, _ count: Int) -> [Float] {
      var stream = RandomStream(seed: 4).split("output", index)
      return (0..<count).map { _ in Float(stream.uniform(in: -1...1)) }
    }

    /// Summed in double precision, so that small differences show.
    func value() throws -> Double {
      try Torch.withoutGradient { () throws in
        try outputs().enumerated().reduce(0) { sum, output in
          let values = try output.element.values()
          return sum
            + zip(values, weights(output.offset, values.count)).reduce(0) { $0 + Double($1.0) * Double($1.1) }
        }
      }
    }

    func backward() throws {
      var sum = try Tensor([0], [])
      for (index, output) in try outputs().enumerated() {
        sum = try sum + (output * Tensor(weights(index, output.count), output.shape)).sum()
      }
      try sum.backward()
    }
  }

  /// Central differences along a random direction in each tensor, against the gradient's projection on it.
  @Test func gradientsOfTheWholeModelAreThoseOfItsOutputs() throws {
    let network = try TinyPolicy.network(TinyPolicy.complete, forTraining: true)
    #expect(try TinyPolicy.Batch(rows: 1, seed: 21).sight(network).landmarks.count == 2)
    for (_, tensor) in network.parameters { try tensor.requireGradient() }
    let loss = Loss(network: network)
    try loss.backward()
    var silent: [String] = []
    for (name, tensor) in network.parameters {
      let values = try tensor.values()
      guard let gradient = try tensor.gradient()?.values() else {
        silent.append(name)
        continue
      }
      var stream = RandomStream(seed: 8).split(name)
      var direction = values.map { _ in Float(stream.normal()) }
      let length = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
      direction = direction.map { $0 / length }
      let slope = zip(gradient, direction).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
      let size = gradient.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
      func lossAlong(_ distance: Float) throws -> Double {
        try tensor.setValues(from: zip(values, direction).map { $0 + distance * $1 })
        return try loss.value()
      }
      let step: Float = 2e-3
      let measured = try (lossAlong(step) - lossAlong(-step)) / Double(2 * step)
      try tensor.setValues(from: values)
      #expect(abs(measured - slope) <= 0.02 * max(abs(slope), 0.2 * size) + 2e-3, "\(name): \(measured), \(slope)")
    }
    #expect(silent.isEmpty)
  }
}
