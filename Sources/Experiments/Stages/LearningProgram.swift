import Evaluation
import Training
import Vocabulary

/// All that an experiment trains, its own policy and its variants: the learning stages of each, one after the other.
///
/// What they have in common is found in the cache: demonstrations where their decisions have one length, encoders where
/// their settings agree, and what such encoders see of the demonstrations.
public struct LearningProgram: Sendable {
  /// A policy and the stages that make it.
  public struct Part: Sendable {
    /// The variant's name; nil for the experiment's own policy.
    public let variant: String?
    /// What makes it.
    public let stages: LearningStages
  }

  /// The policies in their order, the experiment's own first, where it is trained.
  public var parts: [Part]

  /// Everything that an experiment trains.
  ///
  /// - Parameter checkout: the root of the program's checkout, whose commit checkpoints name; nil outside of one.
  public init(_ experiment: Experiment, shelf: SceneShelf, cache: StageCache, checkout: String? = nil) {
    parts = experiment.learners.map { learner in
      Part(
        variant: learner.variant,
        stages: LearningStages(learner.experiment, shelf: shelf, cache: cache, checkout: checkout))
    }
  }

  /// Does what is still to be done; nil when asked to stop.
  ///
  /// - Parameter progress: told which experiment is at work: a variant's is named after both.
  /// - Throws: as `LearningStages.train`.
  public func train(
    _ cancellation: Cancellation = Cancellation(), progress: (String, LearningProgress) -> Void = { _, _ in }
  ) throws -> [(variant: String?, trained: LearningStages.Trained)]? {
    var all: [(variant: String?, trained: LearningStages.Trained)] = []
    for part in parts {
      let name = part.stages.experiment.name
      guard let trained = try part.stages.train(cancellation, progress: { progress(name, $0) }) else {
        return nil
      }
      all.append((part.variant, trained))
    }
    return all
  }

  /// The policies that some agents act with, if all of them have been trained; nothing is recorded or trained.
  ///
  /// - Throws: as `LearningStages.train`.
  public func finished(for agents: [AgentSettings]) throws -> TrainedPolicies? {
    var policies = TrainedPolicies()
    let learners = agents.filter { $0.kind == .policy && $0.checkpoint == nil }
    for part in parts where learners.contains(where: { $0.variant == part.variant }) {
      guard let trained = try part.stages.finished() else { return nil }
      policies.add(trained.checkpoint, of: part.variant)
    }
    return policies
  }
}

extension TrainedPolicies {
  /// The checkpoints of policies that were trained.
  public init(_ trained: [(variant: String?, trained: LearningStages.Trained)]) {
    self.init()
    for (variant, trained) in trained { add(trained.checkpoint, of: variant) }
  }
}
