import Demonstrations
import Episodes
import Evaluation
import Tabletop
import Vocabulary

/// How far a stage before the evaluation is.
public struct LearningProgress: Hashable, Sendable {
  /// Demonstrations, encoders, training or calibration.
  public var stage: RunStage
  /// 0 for encoders, the expert's own demonstrations and what is learnt from them, then the round; of a calibration 0
  /// while decisions are recorded, then the trial.
  public var round: Int
  /// Units recorded, episodes looked at, optimiser steps done, or chains carried out.
  public var finished: Int
  /// How many there will be.
  public var total: Int
  /// A few words on how it goes.
  public var remark: String
  /// Whether a training's encoders look at the episodes, once for all its steps.
  public var isLooking = false
  /// More on how it goes, for where there is room: what matters most comes first.
  public var details: [String] = []
}

/// Records a store of demonstrations on several threads; what is there already is kept.
public struct DemonstrationStage: Sendable {
  /// What is recorded.
  public let plan: DemonstrationPlan
  /// The plan's scenes.
  public let scenes: [SceneName: TabletopScene]
  /// The store's folder.
  public let folder: String
  /// How many units are recorded at the same time.
  public let workers: Int
  /// Makes a learner on the thread that it will act on; nil where the expert acts.
  public let makeLearner: (@Sendable () throws -> any Agent<TabletopEnvironment>)?

  /// A recording from its parts.
  public init(
    plan: DemonstrationPlan, scenes: [SceneName: TabletopScene], folder: String, workers: Int,
    makeLearner: (@Sendable () throws -> any Agent<TabletopEnvironment>)? = nil
  ) {
    self.plan = plan
    self.scenes = scenes
    self.folder = folder
    self.workers = workers
    self.makeLearner = makeLearner
  }

  /// Records what is missing.
  ///
  /// - Throws: `DemonstrationError`, and what the learner throws.
  public func run(
    _ cancellation: Cancellation = Cancellation(), progress: (LearningProgress) -> Void = { _ in }
  ) throws -> Completion {
    let writer = try DemonstrationWriter(folder: folder, header: StoreHeader(plan, scenes: scenes))
    let header = writer.header
    let (plan, scenes, makeLearner) = (plan, scenes, makeLearner)
    var finished = writer.finished
    func tell() {
      progress(
        LearningProgress(
          stage: .demonstrations, round: plan.round, finished: finished, total: plan.unitCount, remark: ""))
    }
    tell()
    return try carryOut(
      Array(writer.missing), workers: workers, cancellation: cancellation,
      makeContext: { _ in DemonstrationRecorder(plan, scenes: scenes, learner: try makeLearner?()) },
      work: { unit, recorder, _ in
        (unit, DemonstrationWriter.payload(of: try recorder.record(unit: unit), header: header))
      },
      deliver: { unit, payload in
        try writer.add(unit: unit, payload: payload)
        finished += 1
        tell()
      })
  }
}
