import Evaluation
import Experiments
import Tabletop
import Viewer
import Vocabulary

extension RunJob {
  /// Does the same with a window on it: the main thread shows, another one runs. Closing the window stops the run.
  func carryOut(
    watchedOn screen: GLFWScreen, _ run: TabletopRun, picturesFolder: String, _ cancellation: Cancellation
  ) throws -> ExperimentRunner<TabletopEnvironment>.Result {
    let spectator = Spectator<TabletopEnvironment>(run.chainSource)
    let viewer = Viewer(
      screen: screen, scenes: run.scenes, source: spectator,
      subject: Viewer.Subject(
        kind: .run, name: runner.experiment.name, maximumSteps: runner.experiment.evaluation.maximumSteps,
        picturesFolder: picturesFolder),
      speed: .unlimited)
    let (end, say) = (spectator.end, spectator.say)
    let watched = watched(by: spectator, trained: run.trained)
    let job = BackgroundJob("run", atEnd: end) {
      var phase = RunProgress.Phase.chains
      return try watched.carryOut(cancellation) { progress in
        guard progress.phase != phase else { return }
        phase = progress.phase
        say(phase == .survey ? "single subtasks are surveyed; they are not shown" : "pictures and report are made")
      }
    }
    let shown = Result { try viewer.run() }
    let isOver = spectator.hasEnded
    end()
    if !isOver { cancellation.request() }
    let result = try job.value()
    try shown.get()
    return result
  }

  /// The same run with agents that let a spectator look on.
  private func watched(by spectator: Spectator<TabletopEnvironment>, trained: TrainedPolicies) -> RunJob {
    let (laboratory, wrapping) = (runner.laboratory, spectator.wrapping)
    var job = self
    job.runner = ExperimentRunner(
      runner.experiment, chains: runner.chains,
      laboratory: Laboratory(
        makeWorld: laboratory.makeWorld,
        makeAgent: { settings, scene in
          wrapping(try laboratory.makeAgent(settings, scene), Cast(settings, scene, trained: trained))
        },
        makeSurveyor: laboratory.makeSurveyor, draw: laboratory.draw, footprint: laboratory.footprint),
      instruction: runner.instruction)
    return job
  }
}
