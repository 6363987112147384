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
}
