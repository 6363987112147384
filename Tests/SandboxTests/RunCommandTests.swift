import Foundation
import Testing

/// Runs of agents that need no skill, short enough for tests.
@Suite struct RunCommandTests {
  /// Two agents, three chains of at most eight steps a subtask, small pictures.
  private static let small = """
    {"seed": 3, "agents": [{"kind": "idle"}, {"kind": "random"}],
     "evaluation": {"chains": 3, "maximumSteps": 8, "recordSteps": true},
     "report": {"frames": [1], "pictureSize": 48, "samples": 1, "frameEverySteps": 4}}
    """

  private static let root = ["SANDBOX_ROOT": Program.root]

  /// Every file below a folder with its bytes, but for what may differ between two runs of one experiment.
  static func contents(_ folder: String) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder) {
      let attributes = try FileManager.default.attributesOfItem(atPath: folder + "/" + name)
      guard attributes[.type] as? FileAttributeType == .typeRegular,
        !["run.sqlite", ".", "wall-clock/"].contains(where: { name.hasPrefix($0) })
      else { continue }
      var data = try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name))
      if name == "summary.json" {
        let lines = String(decoding: data, as: UTF8.self).split(separator: "\n")
        data = Data(lines.filter { !$0.contains("wall_seconds") }.joined(separator: "\n").utf8)
      }
      files[name] = data
    }
    for table in ["chains", "subtasks", "steps", "states"] {
      files["table \(table)"] = Data(try Program.run("export", folder, "--table", table).output.utf8)
    }
    return files
  }

  @Test func aRunLeavesItsFolderAndPrintsItsResult() throws {
    let folder = try TemporaryFolder()
    _ = try folder.write(Self.small, to: "small.json")
    let result = try Program.run("run", "small.json", in: folder.path, environment: Self.root)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("idle") && result.output.contains("mean length"))
    #expect(folder.contents == ["notebooks-out", "small.json"])
    let run = folder.path + "/notebooks-out/small"
    let names = try FileManager.default.contentsOfDirectory(atPath: run)
    for name in ["experiment.json", "manifest.json", "run.sqlite", "summary.json", "report.ipynb", "frames"] {
      #expect(names.contains(name), "\(name)")
    }
    let summary = try #require(
      JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: run + "/summary.json")))
        as? [String: Any])
    let agents = try #require(summary["agents"] as? [[String: Any]])
    #expect(agents.map { $0["name"] as? String } == ["idle", "random"])
    #expect(agents.allSatisfy { $0["chains"] as? Int == 3 && $0["scene"] as? String == "D" })
    // The resolved file is an experiment too, and the same one: nothing is left to do.
    let again = try Program.run("run", run + "/experiment.json", in: folder.path, environment: Self.root)
    #expect(again.status == 0 && again.output == result.output, "\(again.errors)")
  }

  @Test func aRunTellsTheMostMemoryThatItTook() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(Self.small, to: "small.json")
    let run = folder.path + "/run"
    let note = run + "/wall-clock/memory.json"
    func peakAfterRunning() throws -> Int {
      let result = try Program.run("run", file, "--output", run, environment: Self.root)
      #expect(result.status == 0, "\(result.errors)")
      let object = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: note)))
      return try #require((object as? [String: Int])?["peak_resident_bytes"])
    }
    // More than its own code, less than the machine has.
    let machine = Int(ProcessInfo.processInfo.physicalMemory)
    #expect(try (10_000_000..<machine).contains(peakAfterRunning()))
    // What an earlier process took stays.
    try Data(#"{"peak_resident_bytes": \#(machine)}"#.utf8).write(to: URL(fileURLWithPath: note))
    #expect(try peakAfterRunning() == machine)
  }

  @Test func aRunKilledAnywhereEndsWithTheSameContent() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(Self.small, to: "small.json")
    let whole = folder.path + "/whole"
    #expect(try Program.run("run", file, "--output", whole, environment: Self.root).status == 0)
    let cut = folder.path + "/cut"
    for seconds in ["0.05", "0.15", "0.3", "0.5"] {
      _ = try Program.run(
        "/usr/bin/timeout", ["--signal=KILL", seconds, Program.path, "run", file, "--output", cut],
        environment: Self.root)
    }
    let last = try Program.run("run", file, "--output", cut, "--set", "evaluation.workers=1", environment: Self.root)
    #expect(last.status == 0, "\(last.errors)")
    var (first, second) = (try Self.contents(whole), try Self.contents(cut))
    // The manifest and the resolved file may tell of another number of workers.
    for name in ["experiment.json", "manifest.json"] { (first[name], second[name]) = (nil, nil) }
    #expect(first.keys.sorted() == second.keys.sorted())
    for (name, data) in first { #expect(second[name] == data, "\(name)") }
  }

  @Test func anInterruptedRunSaysSoAndGoesOn() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(Self.small, to: "small.json")
    let arguments = ["run", file, "--set", "evaluation.chains=10000", "--output", folder.path + "/long"]
    let result = try Program.run(
      "/usr/bin/timeout", ["--signal=INT", "--preserve-status", "3", Program.path] + arguments,
      environment: Self.root)
    #expect(result.status == 130, "\(result.errors)")
    #expect(result.errors.contains("the same command goes on"))
    #expect(result.output.isEmpty)
  }

  @Test func anotherExperimentsFolderIsRefusedUnlessFresh() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(Self.small, to: "small.json")
    let output = folder.path + "/out"
    #expect(try Program.run("run", file, "--output", output, environment: Self.root).status == 0)
    let before = try Self.contents(output)
    let other = ["run", file, "--output", output, "--set", "seed=4"]
    let refused = try Program.run(Program.path, other, environment: Self.root)
    #expect(refused.status == 2 && refused.errors.contains("seed is 3 there and 4 here"), "\(refused.errors)")
    #expect(try Self.contents(output) == before)
    let fresh = try Program.run(Program.path, other + ["--fresh"], environment: Self.root)
    #expect(fresh.status == 0, "\(fresh.errors)")
    #expect(try Self.contents(output + ".1") == before)
  }

  @Test func aDryRunPrintsTheResolvedFileAndWritesNothing() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(Self.small, to: "small.json")
    let result = try Program.run(
      "run", file, "--dry-run", "--set", "evaluation.scene=[\"A\",\"B\"]", in: folder.path, environment: Self.root)
    #expect(result.status == 0)
    let resolved = try #require(JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    #expect((resolved["evaluation"] as? [String: Any])?["scene"] as? [String] == ["A", "B"])
    #expect(result.errors.contains("would run 12 chains into \(folder.path)/notebooks-out/small"))
    // How small a difference it could show, as a run says before it begins; one agent alone differs from nobody.
    let difference = "with 3 chains, tests at 5 % find these differences between two arms"
    #expect(result.errors.contains(difference))
    let alone = try Program.run("run", file, "--dry-run", "--set", #"agents=[{"kind": "idle"}]"#, in: folder.path)
    #expect(alone.status == 0 && !alone.errors.contains("tests at 5 %"))
    #expect(folder.contents == ["small.json"])
    // What it prints is the same experiment.
    let again = try folder.write(result.output, to: "resolved.json")
    #expect(try Program.run("run", again, "--dry-run", environment: Self.root).output == result.output)
  }

  @Test(arguments: [
    ("{\"evaluation\": {\"chain\": 5}}", "x.json:1:17: evaluation.chain: unknown key; did you mean evaluation.chains?"),
    ("{\"evaluation\": {\"chains\": 0}}", "evaluation.chains: 0 is not a whole number from 1 to 100000"),
    ("{\"seed\": 1,}", "x.json:1:12: not valid JSON"),
    ("{\"evaluation\": {\"chainsFile\": \"no.jsonl\"}}", "evaluation.chainsFile: there is no file"),
  ])
  func aMalformedExperimentWritesNothing(text: String, words: String) throws {
    let folder = try TemporaryFolder()
    _ = try folder.write(text, to: "x.json")
    let result = try Program.run("run", "x.json", in: folder.path, environment: Self.root)
    #expect(result.status == 2 && result.output.isEmpty)
    #expect(result.errors.contains(words), "\(result.errors)")
    #expect(folder.contents == ["x.json"])
  }

  @Test(arguments: [("taken", "a file has that name"), ("/proc/none", "No such file or directory")])
  func aFolderThatCannotBeMadeIsWrongInput(output: String, words: String) throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(Self.small, to: "small.json")
    _ = try folder.write("", to: "taken")
    let result = try Program.run("run", file, "--output", output, in: folder.path, environment: Self.root)
    #expect(result.status == 2 && result.output.isEmpty)
    #expect(result.errors.contains(words) && result.errors.contains("--output"), "\(result.errors)")
  }

  @Test func aRunDoesNotGoOnInOtherSentences() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(
      #"{"agents": [{"kind": "idle"}], "evaluation": {"chains": 1, "maximumSteps": 2, "instructionsFile": "s.json"}, "#
        + #""report": {"frames": []}}"#, to: "x.json")
    let sentences = #"{"open_drawer": ["pull it open"]}"#
    _ = try folder.write(sentences, to: "s.json")
    #expect(try Program.run("run", file, in: folder.path, environment: Self.root).status == 0)
    _ = try folder.write(#"{"open_drawer": ["tear it open"]}"#, to: "s.json")
    let changed = try Program.run("run", file, in: folder.path, environment: Self.root)
    #expect(changed.status == 2 && changed.output.isEmpty)
    #expect(changed.errors.contains("another experiment: instructions was "), "\(changed.errors)")
    _ = try folder.write(sentences, to: "s.json")
    #expect(try Program.run("run", file, in: folder.path, environment: Self.root).status == 0)
  }

  @Test func infeasibleChainsOfAFileAreCounted() throws {
    let folder = try TemporaryFolder()
    let state =
      #"{"led":0,"lightbulb":0,"slider":"right","drawer":"closed","red_block":"table","#
      + #""blue_block":"slider_left","pink_block":"table","grasped":0}"#
    let good = #"["open_drawer","close_drawer","turn_on_led","turn_on_lightbulb","lift_red_block_table"]"#
    let bad = good.replacing("close_drawer", with: "open_drawer")
    let lines = [good, bad].map { "{\"initial_state\":\(state),\"sequence\":\($0)}\n" }
    _ = try folder.write(lines.joined(), to: "two.jsonl")
    let file = try folder.write(#"{"evaluation": {"chainsFile": "two.jsonl"}}"#, to: "x.json")
    let result = try Program.run("run", file, "--dry-run", environment: Self.root)
    #expect(result.status == 0)
    #expect(result.errors.contains("1 of 2 chains are infeasible under the physical rules"), "\(result.errors)")
    #expect(result.errors.contains("sandbox chains check \(folder.path)/two.jsonl"), "\(result.errors)")
  }

  @Test func tablesAreExportedAsCSVAndJSONLines() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(Self.small, to: "small.json")
    let output = folder.path + "/out"
    #expect(try Program.run("run", file, "--output", output, environment: Self.root).status == 0)
    let csv = try Program.run("export", output, "--table", "chains")
    let heading = try #require(csv.output.split(separator: "\n").first).split(separator: ",").map(String.init)
    for column in ["chain", "scene", "agent", "completed", "outcome", "state_hash"] {
      #expect(heading.contains(column), "\(column)")
    }
    #expect(csv.output.split(separator: "\n").count == 1 + 6)
    let lines = try Program.run("export", output, "--table", "subtasks", "--format", "jsonl").output
    for line in lines.split(separator: "\n") {
      let row = try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      #expect(row["subtask"] is String)
    }
    let written = folder.path + "/chains.csv"
    #expect(try Program.run("export", output, "--output", written).status == 0)
    #expect(try String(contentsOfFile: written, encoding: .utf8) == csv.output)
    let none = try Program.run("export", folder.path)
    #expect(none.status == 2 && none.errors.contains("holds no run.sqlite"))
  }
}
