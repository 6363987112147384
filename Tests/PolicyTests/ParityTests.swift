import Foundation
import Policy
import Tensors
import Testing
import Training
import Vocabulary

/// A policy of `Fixtures/tiny_policy.py`.
enum Fixture: String, CaseIterable {
  /// The tiny one.
  case tiny
  /// With everything that the tiny one is without.
  case complete

  var configuration: PolicyConfiguration {
    switch self {
    case .tiny: TinyPolicy.configuration { $0.decoder.crossAttentionHasFeedForward = true }
    case .complete: TinyPolicy.complete
    }
  }
}

/// A policy beside the same model in PyTorch, for the same weights and inputs.
private struct Model {
  let fixture: SafetensorsFile
  let network: PolicyNetwork

  init(_ name: Fixture) throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")
    let fixture = try SafetensorsFile(path: folder.appending(path: "\(name)_policy.safetensors").path)
    let configuration = name.configuration
    let parameters = configuration.parameters(forTraining: true)
    let names = fixture.entries.map(\.name).filter { $0.hasPrefix("parameter.") }.map { String($0.dropFirst(10)) }
    try #require(Set(names) == Set(parameters.map(\.name)))
    let checkpoint = try Checkpoint(
      configuration, actionScales: [1, 1, 1, 1, 1, 1], provenance: .null, parameters: parameters,
      values: parameters.flatMap { try fixture.floats("parameter.\($0.name)") })
    network = try PolicyNetwork(configuration, .stored(checkpoint), forTraining: true)
    self.fixture = fixture
  }

  /// Rows of the word table as the script has them: two sentences, two frames each.
  private let tokens = TokenBatch(
    [
      InstructionTokens(words: [
        .init(own: 0, grams: [6, 7, 9]), .init(own: nil, grams: [10, 11]), .init(own: 2, grams: [12]),
      ]),
      InstructionTokens(words: [.init(own: 3, grams: [30, 31, 32, 37])]),
    ], repeats: 2)

  private let exits = [0, 1, 1, 0]

  private func input(_ name: String) throws -> Tensor {
    let shape = try #require(fixture.entry("input.\(name)")).shape
    let values = try fixture.floats("input.\(name)")
    return try name == "arm" ? Tensor(values, shape) : Tensor(bytes: values.map { UInt8($0) }, shape)
  }

  /// The loss of a camera's landmarks for the fixture's places.
  private func placeLoss(_ name: String, _ camera: CameraConfiguration) throws -> PlaceLoss {
    let numbers = try fixture.floats("input.places.\(name)")
    let places = stride(from: 0, to: numbers.count, by: 2).map { SIMD2(numbers[$0], numbers[$0 + 1]) }
    return try PlaceLoss(places: places, weights: fixture.floats("input.visible.\(name)"), camera)
  }

  /// All outputs under the fixture's names.
  func outputs() throws -> [(name: String, tensor: Tensor)] {
    let sight = try network.sight(staticPictures: input("static"), gripperPictures: input("gripper"))
    let latents = sight.latents
    let arm = try network.armEmbedding(input("arm"))
    let features = try network.exitFeatures(latents: latents, sentences: network.embedded(tokens), arm: arm)
    let head = try network.head.output(features: features.chosen(exits), arm: arm, exits: exits, steps: 2)
    var outputs: [(name: String, tensor: Tensor)] = [
      ("latents", latents), ("comparison", features.comparison), ("exit.0", features.exits[0]),
      ("exit.1", features.exits[1]), ("pose", head.pose), ("gripper", head.gripperLogits),
      ("labels", try #require(try network.labels(latents))),
    ]
    for (exit, auxiliary) in network.auxiliaryHeads.enumerated() {
      let output = try auxiliary.output(features: features.exits[exit], arm: arm, exits: exits, steps: 2)
      outputs += [("auxiliary.\(exit).pose", output.pose), ("auxiliary.\(exit).gripper", output.gripperLogits)]
    }
    let cameras = [
      ("static", network.configuration.staticCamera), ("gripper", network.configuration.gripperCamera),
    ]
    for ((name, camera), logits) in zip(cameras, sight.landmarks) {
      let loss = try placeLoss(name, camera).rows(logits)
      outputs += [("landmarks.\(name)", logits), ("places.\(name)", loss)]
    }
    return outputs
  }
}

/// Where the architecture changes on purpose, run the script again.
@Suite struct ParityTests {
  @Test(arguments: Fixture.allCases) func outputsAreThoseOfPyTorch(_ name: Fixture) throws {
    let model = try Model(name)
    let outputs = try model.outputs()
    let stored = model.fixture.entries.map(\.name).filter { $0.hasPrefix("output.") }
    #expect(Set(outputs.map { "output." + $0.name }) == Set(stored))
    for (name, tensor) in outputs {
      #expect(tensor.shape == model.fixture.entry("output.\(name)")?.shape, "\(name)")
      let difference = largestDifference(try tensor.values(), try model.fixture.floats("output.\(name)"))
      #expect(difference < 2e-5, "\(name); Fixtures/tiny_policy.py makes the fixture anew")
    }
  }

  @Test(arguments: Fixture.allCases) func gradientsAreThoseOfPyTorch(_ name: Fixture) throws {
    let model = try Model(name)
    for (_, tensor) in model.network.parameters { try tensor.requireGradient() }
    var loss = try Tensor([0], [])
    for (name, tensor) in try model.outputs()
    where ["pose", "gripper", "labels", "auxiliary", "places"].contains(where: { name.hasPrefix($0) }) {
      let wave = (0..<tensor.count).map { Float(sin(0.7 * Double($0))) }
      loss = try loss + (tensor * Tensor(wave, tensor.shape)).sum()
    }
    try loss.backward()
    for (name, tensor) in model.network.parameters {
      let expected = try model.fixture.floats("gradient.\(name)")
      let found = try #require(try tensor.gradient(), "\(name)").values()
      let size = expected.reduce(0) { max($0, abs($1)) }
      #expect(largestDifference(found, expected) < 1e-4 * max(1, size), "\(name)")
    }
  }
}
