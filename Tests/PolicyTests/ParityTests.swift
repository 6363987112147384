import Foundation
import Policy
import Tensors
import Testing
import Vocabulary

/// The tiny policy beside the same model in PyTorch, for the same weights and inputs.
///
/// `Fixtures/tiny_policy.py` made the fixture; where the architecture changes on purpose, run it again.
@Suite struct ParityTests {
  private let fixture: SafetensorsFile
  private let network: PolicyNetwork

  init() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")
    let fixture = try SafetensorsFile(path: folder.appending(path: "tiny_policy.safetensors").path)
    let configuration = TinyPolicy.configuration { $0.decoder.crossAttentionHasFeedForward = true }
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

  /// All outputs under the fixture's names.
  private func outputs() throws -> [(name: String, tensor: Tensor)] {
    let latents = try network.visualLatents(staticPictures: input("static"), gripperPictures: input("gripper"))
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
    return outputs
  }

  @Test func outputsAreThoseOfPyTorch() throws {
    for (name, tensor) in try outputs() {
      #expect(tensor.shape == fixture.entry("output.\(name)")?.shape, "\(name)")
      let difference = largestDifference(try tensor.values(), try fixture.floats("output.\(name)"))
      #expect(difference < 2e-5, "\(name); Fixtures/tiny_policy.py makes the fixture anew")
    }
  }

  @Test func gradientsAreThoseOfPyTorch() throws {
    for (_, tensor) in network.parameters { try tensor.requireGradient() }
    var loss = try Tensor([0], [])
    for (name, tensor) in try outputs()
    where ["pose", "gripper", "labels", "auxiliary"].contains(where: { name.hasPrefix($0) }) {
      let wave = (0..<tensor.count).map { Float(sin(0.7 * Double($0))) }
      loss = try loss + (tensor * Tensor(wave, tensor.shape)).sum()
    }
    try loss.backward()
    for (name, tensor) in network.parameters {
      let expected = try fixture.floats("gradient.\(name)")
      let found = try #require(try tensor.gradient(), "\(name)").values()
      let size = expected.reduce(0) { max($0, abs($1)) }
      #expect(largestDifference(found, expected) < 1e-4 * max(1, size), "\(name)")
    }
  }
}
