import Chains
import Evaluation
import Experiments
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
