import Episodes
import Evaluation
import Experiments
import Foundation
import TestSupport
import Testing
import Vocabulary

/// What reports say of arms beside each other: single subtasks, and looks a second.
@Suite struct ArmReportTests {
  private func rows(_ path: String) throws -> [[String: String]] {
    let lines = String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
      .split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(lines[0], $0)) }
  }

  @Test func armsAreComparedOnSingleSubtasksFromTheSameStarts() throws {
    let folder = try TemporaryFolder()
    var run = ScriptedRun()
    run.survey = #"{"reset": 9, "disturbed": 3, "subtasks": ["open_drawer", "turn_on_led"]}"#
    try run.run(in: folder("run"))
    let record = try RunRecord(reading: folder("run/run.sqlite"))
    for scene in ["A", "D"] {
      let table = try rows(folder("run/tables/ablations-\(scene).csv"))
      #expect(table.map { $0["agent"] } == ["eager", "luck"] && table.map { $0["reference"] } == ["", "eager"])
      var attempts: [[SurveyKey: Bool]] = []
      for row in table {
        let entry = RunEntry(agent: row["agent"] ?? "", scene: try #require(SceneName(rawValue: scene)))
        let tried = try record.attempts(of: entry)
        attempts.append(
          Dictionary(
            uniqueKeysWithValues: tried.map {
              (SurveyKey($0.subtask.rawValue, $0.start.rawValue, $0.index), $0.succeeded)
            }))
        for name in ["open_drawer", "turn_on_led"] {
          let own = tried.filter { $0.subtask.rawValue == name }
          let success = Proportion(successes: own.count(where: \.succeeded), trials: own.count)
          #expect(row["\(name)_success"].flatMap(Double.init) == success.share)
          #expect(row["\(name)_low"].flatMap(Double.init) == success.wilson().lower)
        }
        #expect(row["all_attempts"] == String(tried.count))
      }
      let pairs = attempts[0].reduce(into: PairedProportion()) { table, trial in
        if let other = attempts[1][trial.key] { table.count(first: trial.value, second: other) }
      }
      #expect(pairs.pairs > 0 && table[1]["paired_both"] == String(pairs.both))
      #expect(table[1]["paired_p"].flatMap(Double.init) == pairs.probability && table[0]["paired_p"] == "")
      #expect(FileManager.default.fileExists(atPath: folder("run/figures/ablations-\(scene).pdf")))
    }
  }

  @Test func statedPairsAreComparedAndNoOthers() throws {
    let folder = try TemporaryFolder()
    try Data("weights".utf8).write(to: URL(fileURLWithPath: folder("p.safetensors")))
    let pairs = [["early-0.5", "dice"], ["dice", "early-0.5"], ["early-0.25", "full"], ["early-0.5", "full"]]
    let text = """
      {"name": "pairs",
       "agents": [{"name": "full", "kind": "policy", "checkpoint": "p.safetensors"},
         {"name": "early", "kind": "policy", "checkpoint": "p.safetensors", "exit": "dynamic", "budgets": [0.25, 0.5]},
         {"name": "dice", "kind": "policy", "checkpoint": "p.safetensors", "exit": "random"}],
       "evaluation": {"chains": 6, "maximumSteps": 40}, "survey": {"reset": 3, "subtasks": "open_drawer"},
       "report": {"frames": [],
         "comparisons": [\(pairs.map { #"{"of": "\#($0[0])", "with": "\#($0[1])"}"# }.joined(separator: ", "))]}}
      """
    let experiment = try Experiment(Array(text.utf8), source: "p.json", directory: folder.path)
    #expect(try Experiment(Array(experiment.text.utf8), source: "p.json", directory: "/") == experiment)
    _ = try run(experiment, in: folder("run")) { settings in
      if settings.name == "dice" { return RandomAgent<ScriptedWorld>() }
      return WaveringAgent()
    }
    let record = try RunRecord(reading: folder("run/run.sqlite"))
    let table = try rows(folder("run/tables/paired.csv"))
    #expect(table.map { [$0["agent"] ?? "", $0["reference"] ?? ""] } == pairs)
    for row in table {
      let completed = try ["agent", "reference"].map { name in
        try record.chains(of: RunEntry(agent: row[name] ?? "", scene: .d)).reduce(0) { $0 + $1.completed }
      }
      #expect(row["mean_length_difference"].flatMap(Double.init) == Double(completed[0] - completed[1]) / 6)
    }
    let differences = table.compactMap { $0["mean_length_difference"].flatMap(Double.init) }
    #expect(differences[0] != 0 && differences[1] == -differences[0] && table[0]["p"] == table[1]["p"])
    // On the command line it is the same pairs.
    let comparison = try RunComparison([folder("run")])
    #expect(comparison.pairs.map { [$0.second.agent, $0.first.agent] } == pairs)
    #expect(comparison.pairs.compactMap { $0.comparison.meanLength?.difference } == differences)
    // Every arm has a row, one for each that it is compared with.
    #expect(
      try rows(folder("run/tables/ablations.csv")).map { [$0["agent"] ?? "", $0["reference"] ?? ""] } == [
        ["full", ""], ["early-0.25", "full"], ["early-0.5", "dice"], ["early-0.5", "full"], ["dice", "early-0.5"],
      ])
    for (name, words) in [("report.ipynb", "Pairs of arms"), ("tables/paired.tex", "agent & against & scene")] {
      #expect(String(decoding: try readFile(folder("run/\(name)")), as: UTF8.self).contains(words), "\(name)")
    }
  }

  private struct SurveyKey: Hashable {
    let subtask: String
    let start: String
    let index: Int
    init(_ subtask: String, _ start: String, _ index: Int) {
      (self.subtask, self.start, self.index) = (subtask, start, index)
    }
  }

  @Test func onlyArmsThatDifferInWhatTheyMaySpendAreJoined() throws {
    let folder = try TemporaryFolder()
    for name in ["p", "q"] { try Data(name.utf8).write(to: URL(fileURLWithPath: folder("\(name).safetensors"))) }
    let arms = [
      ("early-0.1", #""exit": "dynamic", "thresholds": [0.1]"#),
      ("early-0.15", #""exit": "dynamic", "thresholds": [0.15]"#),
      ("small-0.1", #""exit": "dynamic", "thresholds": [0.1], "weights": "int8""#),
      ("small-0.2", #""exit": "dynamic", "thresholds": [0.2], "weights": "int8""#),
      ("largest", #""exit": "dynamic", "thresholds": [0.1], "comparison": {"measure": "max"}"#),
      ("late-1", #""exit": "dynamic", "thresholds": [0.1], "latency": {"overheadSeconds": 0.1}"#),
      ("other-1", #""exit": "dynamic", "thresholds": [0.1], "checkpoint": "q.safetensors""#),
      ("full", #""exit": "full""#), ("first", #""exit": "fixed""#), ("second", #""exit": "fixed", "fixedExit": 1"#),
      ("dice", #""exit": "random""#), ("loaded", #""exit": "random", "probabilities": [3, 1]"#),
    ]
    let agents = arms.map { name, settings in
      let checkpoint = settings.contains("checkpoint") ? "" : #""checkpoint": "p.safetensors", "#
      return #"{"name": "\#(name)", "kind": "policy", \#(checkpoint)\#(settings)}"#
    }
    let text = """
      {"name": "curves", "agents": [\(agents.joined(separator: ", "))],
       "evaluation": {"chains": 6, "maximumSteps": 40}, "report": {"frames": []}}
      """
    let experiment = try Experiment(Array(text.utf8), source: "c.json", directory: folder.path)
    let result = try run(experiment, in: folder("run")) { _ in WaveringAgent() }
    let curves = ComputeCurve.all(try #require(result.summary).rows, of: experiment)
    #expect(
      curves.map { $0.rows.map(\.entry.agent) } == [
        ["early-0.1", "early-0.15"], ["small-0.1", "small-0.2"], ["largest"], ["late-1"], ["other-1"],
        ["full", "first", "second"], ["dice", "loaded"],
      ])
    let rule = "thresholds, exits 1 to 2"
    #expect(
      curves.map(\.name) == ["early", "small", "largest", "late-1", "other-1"].map { "\($0): \(rule)" } + [
        "one exit throughout", "exits by chance",
      ])
    #expect(FileManager.default.fileExists(atPath: folder("run/figures/compute-policy.svg")))
  }

  /// A run in the scripted world.
  private func run(
    _ experiment: Experiment, in path: String,
    makeAgent: @escaping @Sendable (AgentSettings) -> any Agent<ScriptedWorld>
  ) throws -> ExperimentRunner<ScriptedWorld>.Result {
    let laboratory = Laboratory<ScriptedWorld>(
      makeWorld: { _ in ScriptedWorld() }, makeAgent: { settings, _ in makeAgent(settings) },
      makeSurveyor: { _, scene in ScriptedSurveyor(scene) },
      draw: { _, request in Image(width: request.size, height: request.size) })
    let runner = ExperimentRunner(experiment, chains: ScriptedWorld.chains(6), laboratory: laboratory) { subtask, _ in
      Instruction(subtask.rawValue)
    }
    let provenance = Provenance(gitRevision: "1", swift: "6", mujoco: "3", libraries: [], cpu: "abacus", system: "test")
    let manifest = Manifest(seed: 1, provenance: provenance, scenes: [:], chains: runner.chainsHash)
    return try runner.run(in: RunFolder(path: path, experiment: experiment, manifest: manifest))
  }

  @Test func successAndMissedLooksAreDrawnAgainstLooksASecond() throws {
    let folder = try TemporaryFolder()
    try Data("weights".utf8).write(to: URL(fileURLWithPath: folder("p.safetensors")))
    let rates = [5, 10, 30, 60]
    var agents = [#"{"name": "slow-now", "kind": "policy", "checkpoint": "p.safetensors"}"#]
    for (name, seconds) in [("slow", 0.15), ("fast", 0.02)] {
      agents += rates.map {
        #"{"name": "\#(name)-\#($0)", "kind": "policy", "checkpoint": "p.safetensors", "#
          + #""latency": {"overheadSeconds": \#(seconds), "rate": \#($0)}}"#
      }
    }
    let text = """
      {"name": "deadlines", "agents": [\(agents.joined(separator: ", "))],
       "evaluation": {"chains": 6, "maximumSteps": 40}, "report": {"frames": []}}
      """
    let experiment = try Experiment(Array(text.utf8), source: "d.json", directory: folder.path)
    let result = try run(experiment, in: folder("run")) { settings in
      guard settings.latency.isActive else { return WaveringAgent() }
      return PacedAgent(
        WaveringAgent(),
        pace: ControlPace(
          latency: LatencyModel(overheadSeconds: settings.latency.overheadSeconds),
          period: physicsStepsPerSecond / settings.latency.rate))
    }
    let table = try rows(folder("run/tables/deadlines.csv"))
    #expect(table.map { $0["series"] } == rates.map { _ in "slow" } + rates.map { _ in "fast" })
    #expect(table.map { $0["rate"] } == (rates + rates).map(String.init))
    for row in table {
      let own = try #require(result.summary?.rows.first { $0.entry.agent == row["agent"] })
      #expect(row["success"].flatMap(Double.init) == own.statistics.meanLength)
      #expect(row["missed_share"].flatMap(Double.init) == own.statistics.compute.missedShare)
    }
    let missed = table.compactMap { $0["missed_share"].flatMap(Double.init) }
    #expect(missed[..<4].sorted() == Array(missed[..<4]) && missed[3] > missed[7] && missed[3] > 0.5)
    #expect(table[0]["difference"] == "" && table[4]["difference"] != "")
    for kind in ["svg", "pdf", "png"] {
      #expect(FileManager.default.fileExists(atPath: folder("run/figures/deadlines.\(kind)")))
    }
  }
}
