import Chains
import Demonstrations
import Evaluation
import Vocabulary

extension ExperimentRunner {
  /// Carries out the attempts at single subtasks that are still missing.
  func carryOutSurvey(
    in folder: RunFolder, _ cancellation: Cancellation, _ progress: (RunProgress) -> Void
  ) throws -> Completion {
    let jobs = try zip(entries, agents).map { entry, agent in
      (entry, agent, Self.jobs(experiment.survey, agent), Set(try folder.record.attempts(of: entry).map(Key.init)))
    }
    let total = jobs.reduce(0) { $0 + $1.2.count }
    var finished = 0
    for (entry, agent, all, done) in jobs {
      let missing = all.filter { job in
        !done.contains(Key(start: job.start, index: job.index, subtask: job.subtask ?? Subtask.allCases[0]))
      }
      finished += all.count - missing.count
      guard !missing.isEmpty else { continue }
      progress(RunProgress(phase: .survey, entry: entry, finished: finished, total: total))
      let laboratory = laboratory
      let completion = try carryOut(
        missing, workers: experiment.evaluation.workers, cancellation: cancellation,
        makeContext: { _ in
          do {
            return try laboratory.makeSurveyor(agent, entry.scene)
          } catch {
            throw RunError.cannotStart(entry, reason: error)
          }
        },
        work: { job, surveyor, _ in try surveyor.attempts(job) },
        deliver: { attempts in
          try folder.record.add(attempts, for: entry)
          finished += 1
          progress(RunProgress(phase: .survey, entry: entry, finished: finished, total: total))
        })
      guard completion == .finished else { return .cancelled }
    }
    return .finished
  }

  private struct Key: Hashable {
    let start: SurveyStart
    let index: Int
    let subtask: Subtask

    init(start: SurveyStart, index: Int, subtask: Subtask) {
      (self.start, self.index, self.subtask) = (start, index, subtask)
    }

    init(_ attempt: SurveyAttempt) {
      self.init(start: attempt.start, index: attempt.index, subtask: attempt.subtask)
    }
  }

  private static func jobs(_ survey: SurveySettings, _ agent: AgentSettings) -> [SurveyJob] {
    if agent.kind.heedsNothing {
      return (0..<survey.reset).map { SurveyJob(start: .reset, index: $0, subtask: nil) }
    }
    return SurveyStart.allCases.flatMap { start in
      (0..<survey[start]).flatMap { index in
        survey.subtasks.map { SurveyJob(start: start, index: index, subtask: $0) }
      }
    }
  }
}
