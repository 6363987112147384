import Chains
import Demonstrations
import Evaluation
import Experiments
import Foundation
import TestSupport
import Testing
import Vocabulary

@Suite struct SurveyTests {
  @Test func everyAttemptThatWasAskedForIsRecordedOnce() throws {
    let folder = try TemporaryFolder()
    var run = ScriptedRun()
    run.survey = #"{"reset": 2, "disturbed": 1}"#
    try run.run(in: folder("run"))
    let record = try RunRecord(reading: folder("run") + "/run.sqlite")
    let survey = try run.experiment.survey
    for entry in try run.runner.entries {
      let attempts = try record.attempts(of: entry)
      let settings = try #require(run.experiment.agents.first { $0.name == entry.agent })
      let starts = survey.reset + (settings.kind.heedsNothing ? 0 : survey.disturbed + survey.leftBehind)
      #expect(attempts.count == starts * Subtask.allCases.count, "\(entry)")
      #expect(Set(attempts).count == attempts.count, "\(entry)")
      #expect(attempts.contains { !$0.infeasible.isEmpty } && attempts.contains { !$0.succeeded }, "\(entry)")
    }
    let rows = try record.exported(.attempts, as: .jsonLines).split(separator: "\n")
    #expect(rows.count == (try run.runner.entries.reduce(0) { try $0 + record.attempts(of: $1).count }))
  }

  @Test func theReportsTablesComeAsFilesWithTheirSources() throws {
    let folder = try TemporaryFolder()
    var run = ScriptedRun()
    run.survey = #"{"reset": 9, "disturbed": 3, "subtasks": ["open_drawer", "turn_on_led"]}"#
    try run.run(in: folder("run"))
    let record = try RunRecord(reading: folder("run") + "/run.sqlite")
    let sources = try String(contentsOfFile: folder("run/sources.csv"), encoding: .utf8)
    // Random actions are the same from any start, and judged for all subtasks.
    for (agent, start) in [("eager", "reset"), ("eager", "disturbed"), ("luck", "reset")] {
      let name = "survey-\(agent)-\(start)"
      #expect(sources.contains("tables/\(name).csv,run.sqlite,") && sources.contains("tables/\(name).tex,run.sqlite,"))
      let latex = try String(contentsOfFile: folder("run/tables/\(name).tex"), encoding: .utf8)
      #expect(latex.contains("\\toprule") && latex.contains("WHERE agent = '\(agent)' AND start = '\(start)'"))
      let lines = try String(contentsOfFile: folder("run/tables/\(name).csv"), encoding: .utf8).split(separator: "\n")
      let cells = lines.map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
      let rows = cells.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(cells[0], $0)) }
      var tried: [(scene: String, attempts: [SurveyAttempt])] = []
      for scene in [SceneName.a, .d] {
        let all = try record.attempts(of: RunEntry(agent: agent, scene: scene))
        tried.append((scene.rawValue, all.filter { $0.start.rawValue == start }))
      }
      #expect(
        Set(rows.compactMap { $0["subtask"] }) == Set(tried.flatMap(\.attempts).map(\.subtask.rawValue) + ["all"]))
      for row in rows {
        var (succeeded, count) = (0, 0)
        for (scene, attempts) in tried {
          let own = attempts.filter { row["subtask"] == "all" || row["subtask"] == $0.subtask.rawValue }
          #expect(row["\(scene)_attempts"] == String(own.count))
          #expect(row["\(scene)_succeeded"] == String(own.count(where: \.succeeded)))
          (succeeded, count) = (succeeded + own.count(where: \.succeeded), count + own.count)
        }
        #expect(row["success"].flatMap(Double.init) == Double(succeeded) / Double(count))
      }
    }
    #expect(!sources.contains("survey-luck-disturbed"))
  }

  @Test func aSurveyThatWasCutShortGoesOn() throws {
    let (whole, parts) = (try TemporaryFolder(), try TemporaryFolder())
    var run = ScriptedRun()
    run.survey = #"{"leftBehind": 1}"#
    try run.run(in: whole("run"))
    for stop in [1, 20, 50] {
      let cancellation = Cancellation()
      try run.run(in: parts("run"), cancellation: cancellation) { progress in
        if progress.phase == .survey, progress.finished >= stop { cancellation.request() }
      }
    }
    try run.run(in: parts("run"))
    let expected = try RunRecord(reading: whole("run") + "/run.sqlite").exported(.attempts, as: .csv)
    #expect(try RunRecord(reading: parts("run") + "/run.sqlite").exported(.attempts, as: .csv) == expected)
  }
}
