import Demonstrations
import Evaluation
import Physics
import Vocabulary

/// The stages before the evaluation: demonstrations, and the policy that is trained on them.
public struct LearningStages: Sendable {
  /// What is asked for.
  public let experiment: Experiment
  /// Where scenes come from.
  public let shelf: SceneShelf
  /// Where the stages' products are kept.
  public let cache: StageCache

  /// The stages of an experiment.
  public init(_ experiment: Experiment, shelf: SceneShelf, cache: StageCache) {
    self.experiment = experiment
    self.shelf = shelf
    self.cache = cache
  }

  /// The folder of the expert's own demonstrations, recorded now as far as they are missing; nil when asked to stop.
  ///
  /// - Throws: `DemonstrationError`, and what scenes throw.
  public func recordDemonstrations(
    _ cancellation: Cancellation = Cancellation(), progress: (LearningProgress) -> Void = { _ in }
  ) throws -> String? {
    let plan = experiment.demonstrations.plan(seed: experiment.seed, chunk: experiment.policy.chunk)
    let scenes = try shelf.open(plan.scenes, for: .demonstrations)
    let header = StoreHeader(plan, scenes: scenes)
    let folder = cache.place(of: .demonstrations, [header.identity, "MuJoCo \(engineVersion)"])
    let stage = DemonstrationStage(
      plan: plan, scenes: scenes, folder: folder, workers: experiment.demonstrations.workers)
    return try stage.run(cancellation, progress: progress) == .finished ? folder : nil
  }
}
