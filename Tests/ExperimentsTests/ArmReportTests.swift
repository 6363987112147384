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
      #expect(table.map { $0["agent"] } == ["eager", "luck"] && table.allSatisfy { $0["reference"] == "eager" })
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

  private struct SurveyKey: Hashable {
    let subtask: String
    let start: String
    let index: Int
    init(_ subtask: String, _ start: String, _ index: Int) {
      (self.subtask, self.start, self.index) = (subtask, start, index)
    }
  }

  @Test func successAndStaleActionsAreDrawnAgainstLooksASecond() throws {
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
    let laboratory = Laboratory<ScriptedWorld>(
      makeWorld: { _ in ScriptedWorld() },
      makeAgent: { settings, _ in
        guard settings.latency.isActive else { return WaveringAgent() }
        return PacedAgent(
          WaveringAgent(),
          pace: ControlPace(
            latency: LatencyModel(overheadSeconds: settings.latency.overheadSeconds),
            period: physicsStepsPerSecond / settings.latency.rate))
      }, makeSurveyor: { _, scene in ScriptedSurveyor(scene) },
      draw: { _, request in Image(width: request.size, height: request.size) })
    let runner = ExperimentRunner(experiment, chains: ScriptedWorld.chains(6), laboratory: laboratory) { subtask, _ in
      Instruction(subtask.rawValue)
    }
    let provenance = Provenance(gitRevision: "1", swift: "6", mujoco: "3", libraries: [], cpu: "abacus", system: "test")
    let manifest = Manifest(seed: 1, provenance: provenance, scenes: [:], chains: runner.chainsHash)
    let result = try runner.run(in: RunFolder(path: folder("run"), experiment: experiment, manifest: manifest))
    let table = try rows(folder("run/tables/deadlines.csv"))
    #expect(table.map { $0["series"] } == rates.map { _ in "slow" } + rates.map { _ in "fast" })
    #expect(table.map { $0["rate"] } == (rates + rates).map(String.init))
    for row in table {
      let own = try #require(result.summary?.rows.first { $0.entry.agent == row["agent"] })
      #expect(row["success"].flatMap(Double.init) == own.statistics.meanLength)
      #expect(row["stale_share"].flatMap(Double.init) == own.statistics.compute.staleShare)
    }
    let stale = table.compactMap { $0["stale_share"].flatMap(Double.init) }
    #expect(stale[..<4].sorted() == Array(stale[..<4]) && stale[3] > stale[7] && stale[3] > 0.5)
    #expect(table[0]["difference"] == "" && table[4]["difference"] != "")
    for kind in ["svg", "pdf", "png"] {
      #expect(FileManager.default.fileExists(atPath: folder("run/figures/deadlines.\(kind)")))
    }
  }
}
