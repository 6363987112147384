import Experiments
import Foundation
import Policy
import Testing
import Vocabulary

/// Demonstrations, training, rounds and evaluation through the program, with the smallest policy.
@Suite(.serialized) struct LearningTests {
  private static let experiment = """
    {"demonstrations": {"scene": ["A", "B", "C"], "episodes": 2, "validationEpisodes": 1, "leftBehindShare": 0,
       "subtasks": ["turn_on_led", "open_drawer"]},
     "policy": {"preset": "tiny"},
     "training": {"encoders": {"steps": 4, "batch": 4}, "joint": {"steps": 6, "batch": 4}, "heads": {"steps": 3, "batch": 4},
       "validationInterval": 5, "validationBatch": 4, "checkpointInterval": 2},
     "rounds": {"count": 1, "episodes": 1, "steps": 4, "learnerSteps": 30},
     "agents": [{"name": "policy", "kind": "policy", "exit": "random"}],
     "evaluation": {"scene": "D", "chains": 3, "maximumSteps": 24, "recordSteps": true},
     "survey": {"reset": 1, "subtasks": ["turn_on_led", "open_drawer"]},
     "report": {"frames": []}}
    """

  /// Every file of the stages by its path, with its bytes.
  private func stages(_ folder: TemporaryFolder) throws -> [String: Data] {
    let cache = folder.path + "/notebooks-out/cache"
    var files: [String: Data] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: cache) {
      if let data = FileManager.default.contents(atPath: cache + "/" + name) { files[name] = data }
    }
    return files
  }

  private func record(_ folder: TemporaryFolder, _ name: String = "tiny") throws -> [RecordTable: String] {
    let record = try RunRecord(reading: "\(folder.path)/notebooks-out/\(name)/run.sqlite")
    var tables: [RecordTable: String] = [:]
    for table in RecordTable.allCases where table != .timings && table != .stepTimings {
      tables[table] = try record.exported(table, as: .csv)
    }
    return tables
  }

  /// The lines of the summary that no clock measured.
  private func summary(_ folder: TemporaryFolder) throws -> [Substring] {
    let text = try String(contentsOfFile: folder.path + "/notebooks-out/tiny/summary.json", encoding: .utf8)
    return text.split(separator: "\n").filter { !$0.contains("wall_seconds") }
  }

  /// Logs carry times; everything else of a training is the same however it went.
  private func weights(_ files: [String: Data]) -> [String: Data] {
    files.filter { $0.key.hasSuffix("policy.safetensors") || $0.key.hasSuffix("episodes.bin") }
  }

  @Test func aPolicyTrainedInThreeScenesMeetsTheFourthInEvaluationAlone() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(Self.experiment, to: "tiny.json")
    // Nothing is trained by evaluate.
    let early = try Program.run("evaluate", file, in: folder.path)
    #expect(early.status == 2 && early.errors.contains("sandbox train"), "\(early.errors)")
    let result = try Program.run("run", file, in: folder.path)
    #expect(result.status == 0, "\(result.errors)")
    let manifest = try JSONDocument(readFile(folder.path + "/notebooks-out/tiny/manifest.json")).value
    let expected: [(String, [String])] = [
      ("demonstrations", ["A", "B", "C"]), ("encoders", ["A", "B", "C"]), ("training", ["A", "B", "C"]),
      ("evaluation", ["D"]),
    ]
    for (stage, scenes) in expected {
      #expect(manifest["stages"]?[stage] == .list(scenes.map { .text($0) }), "\(stage)")
    }
    let summary = try JSONDocument(readFile(folder.path + "/notebooks-out/tiny/summary.json")).value
    guard case .list(let agents)? = summary["agents"], let agent = agents.first else {
      Issue.record("no agents")
      return
    }
    #expect(agent["mean_exit"] != nil && agent["survey"]?["reset"]?["open_drawer"]?["attempts"] == .integer(1))
    let exported = try record(folder)
    #expect(exported[.steps]?.contains("static encoder") == true)

    // Another evaluation of the same training finds everything, in a run folder of its own.
    let before = try stages(folder)
    let again = try Program.run(
      "run", file, "--set", "evaluation.chains=2", "--output", folder.path + "/notebooks-out/fewer", in: folder.path)
    #expect(again.status == 0, "\(again.errors)")
    let evaluated = try Program.run(
      "evaluate", file, "--output", folder.path + "/notebooks-out/alone", in: folder.path)
    #expect(evaluated.status == 0, "\(evaluated.errors)")
    #expect(try stages(folder) == before)
    #expect(try record(folder, "alone") == exported)
    // Encoders need no demonstrations: another policy begins with the same ones.
    let another = try Program.run("train", file, "--set", "demonstrations.episodes=1", in: folder.path)
    #expect(another.status == 0, "\(another.errors)")
    let products = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/notebooks-out/cache")
    #expect(products.count { $0.hasPrefix("encoders-") } == 1)
    #expect(products.count { $0.hasPrefix("training-") } == 2)
    // The same folder with another evaluation is refused before anything is done.
    let refused = try Program.run("run", file, "--set", "evaluation.chains=2", in: folder.path)
    #expect(refused.status == 2 && refused.errors.contains("evaluation.chains"), "\(refused.errors)")
  }

  @Test func aTrainingKilledTenTimesEndsInTheSameWeights() throws {
    let calm = try TemporaryFolder()
    let file = try calm.write(Self.experiment, to: "tiny.json")
    let started = ContinuousClock.now
    let arguments = ["train", file, "--output", "policy.safetensors"]
    let trained = try Program.run(Program.path, arguments, in: calm.path)
    #expect(trained.status == 0, "\(trained.errors)")
    let seconds = (ContinuousClock.now - started) / .seconds(1)
    let wanted = weights(try stages(calm))
    #expect(wanted.keys.contains { $0.hasSuffix("round-1/policy.safetensors") })
    for rough in try Program.killed(10, before: "policy.safetensors", of: seconds, arguments) {
      #expect(weights(try stages(rough)) == wanted)
      #expect(
        FileManager.default.contentsEqual(
          atPath: rough.path + "/policy.safetensors", andPath: calm.path + "/policy.safetensors"))
    }
  }

  @Test func anEvaluationOfAPolicyKilledTenTimesEndsInTheSameResults() throws {
    let calm = try TemporaryFolder()
    let file = try calm.write(Self.experiment, to: "tiny.json")
    let policy = calm.path + "/policy.safetensors"
    #expect(try Program.run("train", file, "--output", policy, in: calm.path).status == 0)
    // So many chains and attempts that most of the time goes into them.
    let arguments = [
      "evaluate", file, "--checkpoint", policy, "--set", "evaluation.chains=80", "--set", "survey.reset=8",
    ]
    let started = ContinuousClock.now
    #expect(try Program.run(Program.path, arguments, in: calm.path).status == 0)
    let seconds = (ContinuousClock.now - started) / .seconds(1)
    for rough in try Program.killed(10, before: "notebooks-out/tiny/summary.json", of: seconds, arguments) {
      #expect(try record(rough) == record(calm))
      #expect(try summary(rough) == summary(calm))
    }
  }

  /// Every part of the policy is another one than the preset's; the variants differ in what comes after the encoders, and
  /// in what they see with.
  @Test func aPolicyOfOtherPartsLearnsAndActs() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(
      """
      {"demonstrations": {"scene": "D", "episodes": 1, "leftBehindShare": 0, "subtasks": ["turn_on_led"]},
       "policy": {"preset": "tiny",
         "staticCamera": {"reduction": 8, "attentionLayers": 1, "attentionHeads": 3, "stages": [
           {"channels": 6, "kernel": 5, "stride": 2, "normalised": false}, {"channels": 24, "kernel": 2, "stride": 2}]},
         "gripperCamera": {"reduction": 6, "stages": [{"channels": 24, "stride": 3, "rectified": false}]},
         "resampler": {"blocks": 2, "width": 24, "heads": 3, "headWidth": 5, "feedForwardFactor": 1, "shared": true},
         "instruction": {"maximumTokens": 5, "hashRows": 7},
         "decoder": {"width": 20, "heads": 5, "feedForwardFactor": 1, "causal": true, "positions": false,
           "gateStart": 0.5, "crossAttentionHeads": 3, "crossAttentionHeadWidth": 9},
         "arm": {"width": 5, "token": false},
         "head": {"memoryLayers": 1, "hiddenWidths": [9, 9], "memoryDropout": 0.2, "hiddenDropout": 0.1,
           "exitEmbedding": 3, "seesInput": false},
         "auxiliaryHead": {"hiddenWidths": []}, "labels": {"hiddenWidth": 7}},
       "training": {"encoders": {"steps": 2, "batch": 4}, "decoder": {"steps": 2, "batch": 4},
         "joint": {"steps": 2, "batch": 4}, "heads": {"steps": 1, "batch": 4}, "validationInterval": 0},
       "variants": [
         {"name": "narrow", "policy": {"decoder": {"width": 10}, "head": {"memoryLayers": 0, "seesInput": true},
           "arm": {"width": 3}, "auxiliaryHead": {"hiddenWidths": [4]}, "instruction": {"hashRows": 5}}},
         {"name": "other-eyes", "policy": {"resampler": {"keypoints": false}}}],
       "agents": [{"name": "own", "kind": "policy", "exit": "dynamic", "thresholds": [0.1], "weights": "int8"},
         {"name": "narrow", "kind": "policy", "variant": "narrow", "exit": "random"},
         {"name": "other-eyes", "kind": "policy", "variant": "other-eyes"}],
       "evaluation": {"scene": "D", "chains": 1, "maximumSteps": 9}, "report": {"frames": []}}
      """, to: "parts.json")
    let result = try Program.run("run", file, in: folder.path)
    #expect(result.status == 0, "\(result.errors)")
    let products = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/notebooks-out/cache")
    #expect(products.count { $0.hasPrefix("training-") } == 3)
    #expect(products.count { $0.hasPrefix("encoders-") } == 2)
    let trained = try JSONDocument(try Program.run("train", file, "--json", in: folder.path).output).value
    guard case .text(let path)? = trained["checkpoint"] else { throw CocoaError(.fileReadCorruptFile) }
    let configuration = try Checkpoint(path: path).configuration
    #expect(configuration.decoder.width == 20 && configuration.resampler.isShared)
    // What is trained is what is counted.
    let cost = try Program.run("cost", file, "--computed-only", "--json", "--tokens", "4")
    guard case .list(let exits)? = try JSONDocument(cost.output).value["exits"] else {
      throw CocoaError(.fileReadCorruptFile)
    }
    let account = CostAccount(configuration)
    #expect(
      exits.map { $0["decoder_multiply_accumulates"] }
        == (0..<2).map { .integer(account.decoder(upTo: $0, tokens: 4)) })
  }

  @Test func whatDoesNotGoTogetherIsRefusedWithItsPlace() throws {
    let folder = try TemporaryFolder()
    let cases: [(text: String, message: String)] = [
      (#"{"agents": [{"kind": "policy"}]}"#, "agents[0].checkpoint"),
      (#"{"agents": [{"kind": "policy", "checkpoint": "x.json"}]}"#, "there is no file"),
      (#"{"policy": {"preset": "openflamingo-3b"}}"#, "policy.preset"),
      (
        #"{"demonstrations": {"episodes": 1}, "policy": {"exitInterval": 40}, "training": {"window": 0}}"#,
        "training.window"
      ),
      (#"{"demonstrations": {"episodes": 1}, "agents": [{"kind": "policy", "exit": "dynamic"}]}"#, "agents[0].exit"),
      (#"{"rounds": {"count": 1}}"#, "rounds.count"),
      (#"{"policy": {"decoder": {"heads": 3}}}"#, "policy.decoder.heads"),
      (#"{"policy": {"head": {"width": 3}}}"#, "policy.head.width: unknown key"),
      (
        #"{"demonstrations": {"episodes": 1}, "rounds": {"count": 1, "episodes": 1, "learningRate": 0}}"#,
        "rounds.learningRate"
      ),
      (
        #"{"demonstrations": {"episodes": 1}, "rounds": {"count": 1, "episodes": 1}, "training": {"joint": {"steps": 0}}}"#,
        "training.joint.steps"
      ),
      (
        #"{"evaluation": {"instructionsFile": "sentences.json"}}"#,
        "there is no subtask open_drawr; did you mean open_drawer?"
      ),
    ]
    _ = try folder.write(#"{"open_drawr": ["pull"]}"#, to: "sentences.json")
    for (text, message) in cases {
      let file = try folder.write(text, to: "case.json")
      let result = try Program.run("run", file, "--dry-run", in: folder.path)
      #expect(result.status == 2 && result.errors.contains(message), "\(text): \(result.errors)")
    }
    let file = try folder.write("{}", to: "plain.json")
    for command in [["demos", "record", file], ["train", file], ["demos", "stats", folder.path]] {
      let result = try Program.run(Program.path, command)
      #expect(result.status == 2 && !result.errors.isEmpty, "\(command): \(result.errors)")
    }
  }

  @Test func demonstrationsAreCountedAndShown() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(Self.experiment, to: "tiny.json")
    let recorded = try Program.run("demos", "record", file, in: folder.path)
    #expect(recorded.status == 0, "\(recorded.errors)")
    let store = recorded.output.trimmingCharacters(in: .whitespacesAndNewlines)
    let statistics = try Program.run("demos", "stats", store, "--json")
    let counted = try JSONDocument(statistics.output).value
    #expect(counted["subtasks"]?["open_drawer"]?["episodes"] == .integer(2))
    let picture = folder.path + "/episode.png"
    let shown = try Program.run("demos", "show", store, "--episode", "1", "--output", picture, "--json")
    #expect(shown.status == 0, "\(shown.errors)")
    #expect(try JSONDocument(shown.output).value["subtask"] != nil)
    #expect(FileManager.default.fileExists(atPath: picture))
    let none = try Program.run("demos", "show", store, "--episode", "99", "--json")
    #expect(none.status == 2 && none.errors.contains("there is no number 99"))
  }
}
