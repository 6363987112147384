import Evaluation
import Vocabulary

extension ExperimentRunner {
  /// What a thread keeps between chains: its own view of the record, and a world of the scene that it drew last.
  private struct Studio {
    let record: RunRecord
    var scene: SceneName?
    var world: World?
  }

  /// Draws the pictures of the chosen chains of every entry, whatever is there already.
  func drawPictures(
    in folder: RunFolder, _ cancellation: Cancellation, _ progress: (RunProgress) -> Void
  ) throws -> Completion {
    let chosen = Set(experiment.report.frames)
    var jobs: [PictureJob] = []
    for entry in entries {
      for chain in try folder.record.chains(of: entry) where chosen.contains(chain.chain) {
        jobs.append(PictureJob(entry: entry, seed: experiment.seed, settings: experiment.report, chain: chain))
      }
    }
    guard let first = jobs.first else { return .finished }
    var finished = 0
    progress(RunProgress(phase: .pictures, entry: first.entry, finished: 0, total: jobs.count))
    let laboratory = laboratory
    let path = folder.path
    return try carryOut(
      jobs, workers: experiment.evaluation.workers, cancellation: cancellation,
      makeContext: { _ in Studio(record: try RunRecord(reading: path + "/run.sqlite")) },
      work: { job, studio, stop in
        if studio.scene != job.entry.scene {
          do {
            studio.world = try laboratory.makeWorld(job.entry.scene)
            studio.scene = job.entry.scene
          } catch {
            throw RunError.cannotStart(job.entry, reason: error)
          }
        }
        guard let world = studio.world else { return job.entry }
        try ChainPictures(job, studio.record, laboratory, world, folder: path).write(stop)
        return job.entry
      },
      deliver: { entry in
        finished += 1
        progress(RunProgress(phase: .pictures, entry: entry, finished: finished, total: jobs.count))
      })
  }
}
