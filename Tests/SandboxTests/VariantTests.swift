import Experiments
import Foundation
import Policy
import Testing
import Vocabulary

/// Several policies of one experiment through the program, with the smallest policy.
@Suite(.serialized) struct VariantTests {
  /// A policy with two exits, one with a single exit, and one that learns without sampled exits.
  private static let experiment = """
    {"demonstrations": {"scene": "D", "episodes": 2, "validationEpisodes": 1, "leftBehindShare": 0,
       "subtasks": ["turn_on_led", "open_drawer"]},
     "policy": {"preset": "tiny"},
     "training": {"encoders": {"steps": 4, "batch": 4}, "decoder": {"steps": 5, "batch": 4}, "joint": {"steps": 0},
       "heads": {"steps": 2, "batch": 4}, "validationInterval": 0, "checkpointInterval": 2},
     "rounds": {"count": 1, "episodes": 1, "phase": "decoder", "steps": 4, "learnerSteps": 20},
     "variants": [
       {"name": "single", "policy": {"layers": 2, "exitInterval": 2}},
       {"name": "last-exit", "training": {"loss": {"perStepSampling": false, "segmentSampling": false}},
        "rounds": {"steps": 3}}],
     "agents": [
       {"name": "dynamic", "kind": "policy", "exit": "dynamic", "thresholds": [0.05]},
       {"name": "single", "kind": "policy", "variant": "single"},
       {"name": "mixed", "kind": "policy", "variant": "last-exit", "exit": "random"}],
     "evaluation": {"scene": "D", "chains": 2, "maximumSteps": 24, "recordSteps": true},
     "survey": {"reset": 1, "subtasks": ["turn_on_led", "open_drawer"]},
     "report": {"frames": []}}
    """

  private func products(_ folder: TemporaryFolder) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path + "/notebooks-out/cache").sorted()
  }

  private func checkpoints(_ folder: TemporaryFolder) throws -> [String: Data] {
    let cache = folder.path + "/notebooks-out/cache"
    return try FileManager.default.subpathsOfDirectory(atPath: cache).filter { $0.hasSuffix(".safetensors") }
      .reduce(into: [:]) { $0[$1] = FileManager.default.contents(atPath: cache + "/" + $1) }
  }

  private func record(_ folder: TemporaryFolder) throws -> [RecordTable: String] {
    let record = try RunRecord(reading: folder.path + "/notebooks-out/v/run.sqlite")
    var tables: [RecordTable: String] = [:]
    for table in RecordTable.allCases where table != .timings && table != .stepTimings {
      tables[table] = try record.exported(table, as: .csv)
    }
    return tables
  }

  @Test func variantsShareDemonstrationsAndEncodersAndAreMeasuredOnTheSameChains() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(Self.experiment, to: "v.json")
    let planned = try Program.run("run", file, "--dry-run", in: folder.path)
    for line in [
      "would train the policy: 4 encoders, 5 decoder, 2 heads steps and 1 round of 4 steps, 2 exits",
      "would train variant single: 4 encoders, 5 decoder, 2 heads steps and 1 round of 4 steps, 1 exit; "
        + "policy.layers=2, policy.exitInterval=2",
      "would train variant last-exit: ", "training.loss.segmentSampling=false, rounds.steps=3",
    ] {
      #expect(planned.errors.contains(line), "\(planned.errors)")
    }
    let early = try Program.run("evaluate", file, in: folder.path)
    #expect(early.status == 2 && early.errors.contains("sandbox train"), "\(early.errors)")

    // One by one as asked for, then all.
    let alone = try Program.run(
      "train", file, "--variant", "single", "--output", folder.path + "/single.safetensors", in: folder.path)
    #expect(alone.status == 0, "\(alone.errors)")
    #expect(try Checkpoint(path: folder.path + "/single.safetensors").configuration.exitCount == 1)
    #expect(try products(folder).count { $0.hasPrefix("training-") } == 1)
    let result = try Program.run("run", file, in: folder.path)
    #expect(result.status == 0, "\(result.errors)")
    for (stage, count) in [("demonstrations-", 1), ("encoders-", 1), ("training-", 3)] {
      #expect(try products(folder).count { $0.hasPrefix(stage) } == count, "\(stage)")
    }
    let all = try Program.run("train", file, "--json", in: folder.path)
    let trained = try JSONDocument(all.output).value
    let manifest = try JSONDocument(readFile(folder.path + "/notebooks-out/v/manifest.json")).value
    let paths = [
      ("dynamic", trained["checkpoint"]), ("single", trained["variants"]?["single"]?["checkpoint"]),
      ("mixed", trained["variants"]?["last-exit"]?["checkpoint"]),
    ]
    for (agent, path) in paths {
      guard case .text(let path)? = path else {
        Issue.record("no checkpoint of \(agent): \(all.output)")
        continue
      }
      #expect(manifest["policies"]?[agent] == .text(ContentHash(of: try readFile(path)).hexadecimal), "\(agent)")
    }
    #expect(Set(paths.compactMap(\.1)).count == 3)

    // Each with its own exits.
    let agents = try JSONDocument(readFile(folder.path + "/notebooks-out/v/summary.json")).value["agents"]
    guard case .list(let rows)? = agents, rows.count == 3 else {
      Issue.record("three agents")
      return
    }
    #expect(rows[1]["deepest_exit"] == .integer(0) && rows[1]["layers"] == .integer(2))
    #expect(rows[0]["layers"] == .integer(4))
    let verified = try Program.run("verify", "notebooks-out/v", in: folder.path)
    #expect(verified.output.contains("6 of 6 identical"), "\(verified.output)\(verified.errors)")
    let table = try String(contentsOfFile: folder.path + "/notebooks-out/v/tables/ablations.csv", encoding: .utf8)
    #expect(table.split(separator: "\n").count == 4 && table.contains("open_drawer"), "\(table)")
  }

  @Test func killedAtAnyMomentVariantsEndInTheSameWeightsAndResults() throws {
    let calm = try TemporaryFolder()
    let started = ContinuousClock.now
    #expect(try Program.run("run", try calm.write(Self.experiment, to: "v.json"), in: calm.path).status == 0)
    let seconds = (ContinuousClock.now - started) / .seconds(1)
    for rough in try Program.killed(
      6, before: "notebooks-out/v/summary.json", of: seconds, ["run", calm.path + "/v.json"])
    {
      #expect(try checkpoints(rough) == checkpoints(calm))
      #expect(try record(rough) == record(calm))
    }
  }

  @Test func aCheckpointWithOneExitHasNothingToChoose() throws {
    let folder = try TemporaryFolder()
    var settings = PolicySettings()
    settings.preset = .tiny
    (settings.layers, settings.exitInterval) = (2, 2)
    try PolicyNetwork(settings.configuration(labels: 0), .drawn(RandomStream(seed: 1)))
      .checkpoint(actionScales: [Double](repeating: 1, count: 6), provenance: .object([]))
      .write(to: folder.path + "/p.safetensors")
    for choice in [
      #""exit": "dynamic""#, #""exit": "similarity""#, #""exit": "dynamic", "budget": {"share": 0.8, "chains": 2}"#,
    ] {
      let text = """
        {"agents": [{"name": "arm", "kind": "policy", "checkpoint": "p.safetensors", \(choice)}],
         "evaluation": {"chains": 1, "maximumSteps": 9}, "report": {"frames": []}}
        """
      let result = try Program.run("run", try folder.write(text, to: "one.json"), in: folder.path)
      #expect(result.status == 2 && result.errors.contains("arm has one exit"), "\(choice): \(result.errors)")
    }
  }

  @Test func namesThatAreMissingAreTold() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(Self.experiment, to: "v.json")
    let unknown = try Program.run("train", file, "--variant", "singel", in: folder.path)
    #expect(unknown.status == 2 && unknown.errors.contains("did you mean single?"), "\(unknown.errors)")
    let ownless = try folder.write(
      """
      {"demonstrations": {"episodes": 1}, "variants": [{"name": "a"}],
       "agents": [{"kind": "policy", "variant": "a"}]}
      """, to: "w.json")
    let output = try Program.run("train", ownless, "--output", folder.path + "/x.safetensors", in: folder.path)
    #expect(output.status == 2 && output.errors.contains("--variant"), "\(output.errors)")
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/notebooks-out"))
  }
}
