import Experiments
import Foundation
import Physics
import Policy
import Tabletop
import Tensors
import Testing
import Training
import Vocabulary

/// Checkpoints as other programs read them.
@Suite struct CheckpointReadingTests {
  private static let experiment = """
    {"seed": 7,
     "demonstrations": {"scene": "B", "episodes": 1, "leftBehindShare": 0, "subtasks": ["turn_on_led"]},
     "policy": {"preset": "tiny"},
     "training": {"encoders": {"steps": 2, "batch": 4}, "joint": {"steps": 3, "batch": 4}, "heads": {"steps": 1, "batch": 4},
       "rotationScale": [0.5, 0.5, 0.25]},
     "agents": [{"name": "policy", "kind": "policy"}]}
    """

  /// What Python says about a file, with nothing but its standard library.
  private func read(_ path: String) throws -> JSONValue {
    let script = Program.root + "/Tests/SandboxTests/read_checkpoint.py"
    let result = try Program.run("/usr/bin/python3", ["-I", script, path])
    #expect(result.status == 0, "\(result.errors)")
    return try JSONDocument(result.output).value
  }

  private func expectTheSame(_ value: JSONValue, as checkpoint: Checkpoint, isHalf: Bool) throws {
    let shapes = checkpoint.configuration.parameters(forTraining: true)
    for parameter in shapes where checkpoint.has(parameter.name) {
      let tensor = value["tensors"]?[parameter.name]
      #expect(tensor?["shape"] == .list(parameter.shape.map { .integer($0) }), "\(parameter.name)")
      #expect(tensor?["type"] == .text(isHalf ? "F16" : "F32"), "\(parameter.name)")
      let numbers = try checkpoint.values(parameter)
      for (name, number) in [("first", numbers.first), ("last", numbers.last)] {
        #expect(tensor?[name].map(Self.number) == number.map(Double.init), "\(parameter.name)")
      }
    }
    guard case .object(let members)? = value["tensors"] else { throw CocoaError(.fileReadCorruptFile) }
    #expect(Set(members.map(\.name)) == Set(checkpoint.names))
  }

  private static func number(_ value: JSONValue) -> Double {
    switch value {
    case .integer(let number): Double(number)
    case .number(let number): number
    default: .nan
    }
  }

  @Test func pythonReadsWeightsAndWhereTheyComeFrom() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(Self.experiment, to: "tiny.json")
    let half = folder.path + "/half.safetensors"
    let result = try Program.run("train", file, "--output", half, "--precision", "float16", "--json", in: folder.path)
    #expect(result.status == 0, "\(result.errors)")
    guard case .text(let path)? = try JSONDocument(result.output).value["checkpoint"] else {
      throw CocoaError(.fileReadCorruptFile)
    }
    for (path, isHalf) in [(path, false), (half, true)] {
      let value = try read(path)
      try expectTheSame(value, as: Checkpoint(path: path), isHalf: isHalf)
      #expect(
        value["policy"]?["actionScales"].map { $0 } == .list([1.0, 1.0, 1.0, 0.5, 0.5, 0.25].map { .number($0) }))
      let origin = try #require(value["policy"]?["provenance"])
      #expect(origin["seed"] == .integer(7) && origin["round"] == .integer(0) && origin["steps"] == .integer(4))
      #expect(origin["git_revision"] == .text(Provenance.current(checkout: Program.root).gitRevision))
      #expect(origin["scenes"] == .list([.text("B")]))
      #expect(origin["scene_hashes"]?["B"] == .text(try TabletopScene(.b).contentHash.hexadecimal))
      #expect(origin["mujoco"] == .text(engineVersion))
      #expect(origin["libtorch"] == .text(try Torch.versions().libtorch))
      guard case .list(let stores)? = origin["demonstrations"], case .object(let training)? = origin["training"] else {
        throw CocoaError(.fileReadCorruptFile)
      }
      #expect(stores.count == 1)
      #expect(training.map(\.name) == TrainingConfiguration.keys.map(\.description.name))
      #expect(origin["training"]?["joint"]?["steps"] == .integer(3))
      #expect(origin["training"]?["rotationScale"] == .list([.number(0.5), .number(0.5), .number(0.25)]))
    }
  }

  @Test func pythonReadsTheCommittedCheckpoint() throws {
    let path = Program.root + "/Experiments/Checkpoints/desk.safetensors"
    try expectTheSame(read(path), as: Checkpoint(path: path), isHalf: true)
  }

  @Test func trainingGoesOnFromACheckpoint() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(Self.experiment, to: "tiny.json")
    let first = folder.path + "/first.safetensors"
    let trained = try Program.run("train", file, "--output", first, "--precision", "float16", in: folder.path)
    #expect(trained.status == 0, "\(trained.errors)")
    let onward = [
      "training.encoders.steps=0", "training.decoder.steps=1", "training.decoder.batch=4", "training.joint.steps=0",
      "training.heads.steps=0", "training.decoder.learningRate=1e-12", "training.decoder.headLearningRate=1e-12",
    ].flatMap { ["--set", $0] }
    func train(_ changes: [String]) throws -> Program.Result {
      try Program.run(
        Program.path, ["train", file, "--output", "second.safetensors"] + onward + changes, in: folder.path)
    }
    let result = try train(["--set", "policy.checkpoint=first.safetensors"])
    #expect(result.status == 0, "\(result.errors)")
    // So slow a step moves no weight by more than rounding.
    let (before, after) = (
      try Checkpoint(path: first), try Checkpoint(path: folder.path + "/second.safetensors")
    )
    for parameter in before.configuration.parameters() {
      let pairs = zip(try before.values(parameter), try after.values(parameter))
      #expect(pairs.allSatisfy { abs($0 - $1) < 1e-6 }, "\(parameter.name)")
    }
    #expect(after.provenance["begun_with"]?["provenance"] == before.provenance)
    #expect(after.provenance["begun_with"]?["sha256"] == .text(ContentHash(of: try readFile(first)).hexadecimal))

    let fromNothing = try train([])
    #expect(fromNothing.status == 0, "\(fromNothing.errors)")
    let drawn = try Checkpoint(path: folder.path + "/second.safetensors")
    #expect(
      try before.configuration.parameters().contains { try before.values($0) != drawn.values($0) })
    #expect(drawn.provenance["begun_with"] == nil)

    for (change, words) in [
      ("policy.layers=6", "policy.checkpoint"), ("training.encoders.steps=2", "training.encoders.steps"),
      ("training.rotationScale=0.5", "rotationScale"), ("demonstrations.episodes=0", "policy.checkpoint"),
    ] {
      let refused = try train(["--set", "policy.checkpoint=first.safetensors", "--set", change])
      #expect(refused.status == 2 && refused.errors.contains(words), "\(change): \(refused.errors)")
    }
  }
}
