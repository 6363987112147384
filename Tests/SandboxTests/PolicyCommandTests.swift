import Experiments
import Foundation
import Policy
import Testing
import Vocabulary
import sandbox

@Suite struct PolicyCommandTests {
  @Test func benchPolicyTimesEveryPartAndEveryExit() throws {
    let result = try Program.run("bench", "policy", "--preset", "tiny", "--seconds", "0.1", "--json")
    #expect(result.status == 0, "\(result.errors)")
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: any Sendable])
    let cost = CostAccount(PolicyPreset.tiny.configuration())
    #expect(object["head_multiply_accumulates"] as? Int == cost.headEvaluation)
    let exits = ["decoder", "decision", "features", "direct"].flatMap { ["\($0)_exit_1", "\($0)_exit_2"] }
    for key in ["pixels", "static_vision", "gripper_vision", "head"] + exits {
      #expect((object["\(key)_milliseconds"] as? Double).map { $0 > 0 } == true, "\(key)")
    }
    let table = try Program.run("bench", "policy", "--preset", "tiny", "--seconds", "0.1").output
    #expect(table.contains("exit 2 of 2, actions compared") && table.contains("exit 2 of 2, nothing compared"))
    #expect(table.contains("per control step, 3 to a decision"))
  }

  @Test func benchPolicyWeighsItsTimesByTheExitsOfARun() throws {
    let folder = try TemporaryFolder()
    var settings = PolicySettings()
    settings.preset = .tiny
    let network = try PolicyNetwork(settings.configuration(labels: 0), .drawn(RandomStream(seed: 1)))
    try network.checkpoint(actionScales: [Double](repeating: 1, count: 6), provenance: .null)
      .write(to: folder.path + "/p.safetensors")
    // One exit, and the same sizes otherwise.
    (settings.layers, settings.exitInterval) = (2, 2)
    try PolicyNetwork(settings.configuration(labels: 0), .drawn(RandomStream(seed: 1)))
      .checkpoint(actionScales: [Double](repeating: 1, count: 6), provenance: .null)
      .write(to: folder.path + "/q.safetensors")
    let file = try folder.write(
      """
      {"agents": [{"name": "full", "kind": "policy", "checkpoint": "p.safetensors"},
         {"name": "first", "kind": "policy", "checkpoint": "p.safetensors", "exit": "fixed", "fixedExit": 0},
         {"name": "shallow", "kind": "policy", "checkpoint": "q.safetensors"},
         {"name": "small", "kind": "policy", "checkpoint": "p.safetensors", "weights": "int8"},
         {"name": "still", "kind": "idle"}],
       "evaluation": {"chains": 1, "maximumSteps": 6}, "report": {"frames": []}}
      """, to: "exits.json")
    #expect(try Program.run("run", file, in: folder.path).status == 0)
    let run = folder.path + "/notebooks-out/exits"
    func bench(_ policy: String, _ more: String...) throws -> Program.Result {
      let measured = ["--checkpoint", folder.path + "/" + policy, "--seconds", "0.1", "--run", run]
      return try Program.run(Program.path, ["bench", "policy"] + measured + more)
    }
    let result = try bench("p.safetensors", "--json")
    #expect(result.status == 0, "\(result.errors)")
    guard case .list(let arms)? = try JSONDocument(result.output).value["arms"] else {
      throw CocoaError(.fileReadCorruptFile)
    }
    // What acts with another policy, or keeps its weights otherwise, has other times.
    #expect(arms.map { $0["name"] } == [.text("full"), .text("first")])
    #expect(
      try JSONDocument(result.output).value["arms_left_out"] == .list([.text("shallow"), .text("small")]))
    let other = try bench("q.safetensors")
    #expect(other.output.hasSuffix("left out, with another policy or other weights: full, first, small\n"))
    let byte = try bench("p.safetensors", "--weights", "int8")
    #expect(byte.output.hasSuffix("other weights: full, first, shallow\n"), "\(byte.output)")
    let none = try bench("p.safetensors", "--weights", "int4")
    #expect(none.status == 2 && none.errors.contains("no arm acts with"), "\(none.errors)")
    let preset = try Program.run("bench", "policy", "--preset", "tiny", "--run", run)
    #expect(preset.status == 2 && preset.errors.contains("--run needs --checkpoint"), "\(preset.errors)")
    guard case .number(let whole)? = arms.first?["decoder_milliseconds"],
      case .number(let part)? = arms.last?["decoder_milliseconds"]
    else { throw CocoaError(.fileReadCorruptFile) }
    // The first of two exits lies on the way to the second: its times are parts of the second's.
    #expect(part > 0 && part < whole)
    let nowhere = try Program.run(
      "bench", "policy", "--checkpoint", folder.path + "/p.safetensors", "--run", folder.path)
    #expect(nowhere.status == 2 && nowhere.errors.contains(folder.path), "\(nowhere.errors)")
  }

  @Test func benchWeightsOrdersTheFormatsByWhatTheyLose() throws {
    let result = try Program.run("bench", "weights", "--preset", "tiny", "--chains", "1", "--json")
    #expect(result.status == 0, "\(result.errors)")
    guard case .list(let rows)? = try JSONDocument(result.output).value["weights"] else {
      throw CocoaError(.fileReadCorruptFile)
    }
    var numbers: [String: (bytes: Int, difference: Double)] = [:]
    for row in rows {
      guard case .text(let format)? = row["format"], case .integer(let bytes)? = row["decoder_bytes"],
        case .number(let difference)? = row["pose_difference"]
      else { continue }
      numbers[format] = (bytes, difference)
    }
    let (all, half, byte, nibble) = try (
      #require(numbers["float32"]), #require(numbers["float16"]), #require(numbers["int8"]), #require(numbers["int4"])
    )
    #expect(all.bytes > half.bytes && half.bytes > byte.bytes && byte.bytes > nibble.bytes)
    #expect(all.difference == 0 && half.difference > 0)
    #expect(byte.difference > half.difference && nibble.difference > byte.difference)
    #expect(try #require(numbers["tensors"]).difference < half.difference)
  }

  @Test(arguments: [1, 2]) func benchTrainingTellsOfEveryPhase(replicas: Int) throws {
    let arguments = ["bench", "training", "--preset", "tiny", "--seconds", "0.1", "--replicas", "\(replicas)"]
    let result = try Program.run(Program.path, arguments + ["--json"])
    #expect(result.status == 0, "\(result.errors)")
    let value = try JSONDocument(result.output).value
    #expect(value["preset"] == .text("tiny") && value["replicas"] == .integer(replicas))
    let names = ["encoders", "look", "decoder"].flatMap { phase in
      ["frames_per_second", "gigaflops_per_second", "product_share", "reading_share"].map { "\(phase)_\($0)" }
    }
    for name in names + ["product_gigaflops_per_second"] {
      guard case .number(let number)? = value[name] else {
        Issue.record("no \(name): \(result.output)")
        continue
      }
      #expect(number > 0 || name == "decoder_reading_share", "\(name)")
      if name.hasSuffix("reading_share") { #expect(number < 1, "\(name)") }
    }
    let table = try Program.run(Program.path, arguments)
    for title in ["frames/s", "encoders, on random views", "a look at demonstrations", "decoder, on what was seen"] {
      #expect(table.output.contains(title), "\(table.output)")
    }
  }

  @Test func benchTrainingRefusesWhatItCannotTrain() throws {
    for arguments in [["--replicas", "0"], ["--seconds", "0"], ["--preset", "openflamingo-3b"]] {
      let result = try Program.run(Program.path, ["bench", "training"] + arguments)
      #expect(result.status == 2 && result.errors.contains(arguments[0]), "\(result.errors)")
    }
  }

  @Test func benchPolicyRefusesWhatIsNoPolicy() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/a.safetensors"
    try Data("no tensors here".utf8).write(to: URL(fileURLWithPath: path))
    let result = try Program.run("bench", "policy", "--checkpoint", path)
    #expect(result.status == 2 && result.errors.contains(path), "\(result.errors)")
    #expect(try Program.run("bench", "policy", "--preset", "openflamingo-3b").status == 2)
    #expect(try Program.run("bench", "policy", "--preset", "large").status == 2)
  }

  /// Errors and words of what the user is told.
  private static let cases: [(error: PolicyError, words: [String])] = [
    (.setting("decoder.layers", value: "0", allowed: "1 to 256"), ["decoder.layers is 0", "1 to 256"]),
    (.noExit(7, exits: 6), ["no exit 7", "0 to 5"]),
    (.wrongCount("thresholds", count: 2, exits: 6), ["thresholds has 2", "6"]),
    (.badNumber("probabilities", index: 3, allowed: "0 or more"), ["probabilities[3]", "0 or more"]),
    (.pictureSize(camera: "gripper", width: 80, height: 84, expected: 84), ["gripper", "80×84", "84×84"]),
    (.observation(field: "robot", count: 14, expected: 15), ["robot", "14", "15"]),
    (.notFinite("the policy's action"), ["the policy's action", "not finite"]),
    (.notACheckpoint(path: "a.safetensors", reason: "its format is not 1"), ["a.safetensors", "its format is not 1"]),
    (.missingTensor(path: "a.safetensors", name: "head.exits"), ["a.safetensors lacks", "head.exits"]),
    (
      .wrongShape(path: "a.safetensors", name: "head.exits", shape: [2], expected: [6, 16]),
      ["a.safetensors", "head.exits", "[2]", "[6, 16]"]
    ),
    (.unknownTensor(path: "a.safetensors", name: "spare"), ["a.safetensors", "spare"]),
    (.badWeight(path: "a.safetensors", name: "head.exits", index: 9), ["a.safetensors", "head.exits", "place 9"]),
  ]

  @Test(arguments: cases.indices) func errorsOfPoliciesAreWrongInputAndSayWhere(index: Int) {
    let (error, words) = Self.cases[index]
    let report = ErrorText.report(error)
    #expect(report.code == .wrongInput)
    for word in words { #expect(report.text.contains(word), "\(report.text)") }
  }

  @Test func failuresOfTheTensorLibraryKeepTheirOwnReport() {
    let report = ErrorText.report(PolicyError.torch(.libraryMissing(searched: ["/a/b.so"])))
    #expect(report.code == .machine && report.text.contains("/a/b.so"))
  }
}
