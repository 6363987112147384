import Evaluation
import Vocabulary

extension ExperimentRunner {
  /// What a thread keeps between chains: a world of the scene that it drew last.
  private struct Studio {
    var scene: SceneName?
    var world: World?
  }

  /// Draws the pictures of the chosen chains of every entry, whatever is there already.
  func drawPictures(
    in folder: RunFolder, _ cancellation: Cancellation, _ progress: (RunProgress) -> Void
  ) throws -> Completion {
    let chosen = Set(experiment.report.frames)
    var jobs: [PictureJob<World.State>] = []
    for entry in entries {
      for chain in try folder.record.chains(of: entry) where chosen.contains(chain.chain) {
        let states = try folder.record.states(of: chain.chain, for: entry, as: World.State.self)
        jobs.append(
          PictureJob(
            entry: entry, seed: experiment.seed, settings: experiment.report, chain: chain, states: states))
      }
    }
    guard let first = jobs.first else { return .finished }
    var finished = 0
    progress(RunProgress(phase: .pictures, entry: first.entry, finished: 0, total: jobs.count))
    let laboratory = laboratory
    let path = folder.path
    return try carryOut(
      jobs, workers: experiment.evaluation.workers, cancellation: cancellation,
      makeContext: { _ in Studio() },
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
        try ChainPictures(job: job, laboratory: laboratory, world: world, folder: path).write(stop)
        return job.entry
      },
      deliver: { entry in
        finished += 1
        progress(RunProgress(phase: .pictures, entry: entry, finished: finished, total: jobs.count))
      })
  }
}
