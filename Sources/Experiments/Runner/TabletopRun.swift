import Chains
import Demonstrations
import Episodes
import Evaluation
import Tabletop
import Vocabulary

extension Experiment {
  /// The chains that it is carried out on: generated from its seed, or the first ones of its file.
  ///
  /// - Throws: `ReadingError` or `ChainFileError` when the file has changed since it was validated.
  public func chains() throws -> [Chain] {
    guard let path = evaluation.chainsFile else {
      return ChainGenerator(seed: seed, rules: evaluation.rules).chains(count: evaluation.chains)
    }
    return Array(try ChainFile(readFile(path)).chains.prefix(evaluation.chains))
  }
}

/// An experiment on the four tables: its scenes compiled, its worlds and agents ready to be made.
public struct TabletopRun: Sendable {
  /// The scenes, shared by all workers.
  public let scenes: [SceneName: TabletopScene]
  /// What carries the experiment out.
  public let runner: ExperimentRunner<TabletopEnvironment>

  /// Compiles the scenes of an experiment.
  ///
  /// - Throws: `TabletopError`, `PhysicsError`, and those of a file of chains.
  public init(_ experiment: Experiment) throws {
    var scenes: [SceneName: TabletopScene] = [:]
    for name in experiment.evaluation.scenes { scenes[name] = try TabletopScene(name) }
    self.scenes = scenes
    let shared = scenes
    let group = experiment.evaluation.instructions
    let starts = experiment.evaluation.starts
    let (seed, maximumSteps) = (experiment.seed, experiment.evaluation.maximumSteps)
    let laboratory = Laboratory<TabletopEnvironment>(
      makeWorld: { TabletopEnvironment(scene: try TabletopRun.scene($0, of: shared), starts: starts) },
      makeAgent: { try TabletopRun.agent($0, in: TabletopRun.scene($1, of: shared)) },
      makeSurveyor: { settings, name in
        let scene = try TabletopRun.scene(name, of: shared)
        return SubtaskSurvey(
          scene, seed: seed, agent: try TabletopRun.agent(settings, in: scene), maximumSteps: maximumSteps)
      },
      draw: { world, request in
        let camera = request.view == .fixed ? world.scene.staticCamera : world.scene.gripperCamera
        let picture = world.picture(from: camera, width: request.size, height: request.size, samples: request.samples)
        return picture.image ?? Image(width: request.size, height: request.size)
      })
    runner = ExperimentRunner(experiment, chains: try experiment.chains(), laboratory: laboratory) { subtask, stream in
      InstructionCatalogue.standard.draw(for: subtask, from: group, stream: &stream)
    }
  }

  private static func agent(
    _ settings: AgentSettings, in scene: TabletopScene
  ) throws -> any Agent<TabletopEnvironment> {
    switch settings.kind {
    case .expert: ExpertAgent(scene)
    case .idle: IdleAgent<TabletopEnvironment>()
    case .random: RandomAgent<TabletopEnvironment>()
    }
  }

  private static func scene(_ name: SceneName, of scenes: [SceneName: TabletopScene]) throws -> TabletopScene {
    try scenes[name] ?? TabletopScene(name)
  }

  /// What the run rests on.
  ///
  /// - Parameter checkout: the root of the program's checkout.
  public func manifest(checkout: String?) -> Manifest {
    Manifest(
      seed: runner.experiment.seed, provenance: .current(checkout: checkout),
      scenes: scenes.mapValues(\.contentHash), chains: runner.chainsHash)
  }
}

extension SubtaskSurvey: Surveyor {
  /// The attempts that a job comes to.
  public func attempts(_ job: SurveyJob) throws -> [SurveyAttempt] {
    guard let subtask = job.subtask else { return try attemptsAtAll(index: job.index) }
    return [try attempt(subtask, job.start, index: job.index)]
  }
}
