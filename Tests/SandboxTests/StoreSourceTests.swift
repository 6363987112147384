import Demonstrations
import Evaluation
import Experiments
import Tabletop
import Testing
import Vocabulary

@Suite struct StoreSourceTests {
  /// Episodes of a store: a learner that keeps still acts for a while, then the expert for at most so many steps.
  private func store(_ folder: TemporaryFolder, expertSteps: Int) throws -> DemonstrationStore {
    var plan = DemonstrationPlan()
    (plan.scenes, plan.subtasks, plan.episodes) = ([.d], [.turnOnLED], 2)
    (plan.round, plan.learner, plan.learnerSteps) = (1, "a test", 12)
    plan.maximumSteps = expertSteps
    let scenes = [SceneName.d: try TabletopScene(.d)]
    let path = folder.path + "/\(expertSteps)"
    let stage = DemonstrationStage(plan: plan, scenes: scenes, folder: path, workers: 1) {
      IdleAgent<TabletopEnvironment>()
    }
    #expect(try stage.run() == .finished)
    return try DemonstrationStore(folder: path)
  }

  @Test func whatTheExpertCouldNotEndIsNotLearntFrom() throws {
    let folder = try TemporaryFolder()
    let scenes = [SceneName.d: try TabletopScene(.d)]
    let (ended, cut) = (try store(folder, expertSteps: 360), try store(folder, expertSteps: 3))
    #expect(!cut.entries.isEmpty && cut.entries.allSatisfy { $0.episode.ending == .timedOut })
    #expect(StoreSource([cut], scenes: scenes).episodes.isEmpty)
    let episodes = StoreSource([ended, cut], scenes: scenes).episodes
    // The learner's decisions before the expert took over are among them.
    #expect(episodes.count == ended.entries.count && episodes.allSatisfy { $0.round == 1 && $0.decisions > 4 })
  }
}
