import Policy
import TestSupport
import Testing
import Training
import Vocabulary

private func train(_ configuration: TrainingConfiguration, start: String? = nil) throws -> TrainingOutcome {
  let folder = try TemporaryFolder()
  let trainer = try Trainer(
    configuration, policy: PointingWorld.policy, source: PointingWorld(), randomViews: PointingWorld(),
    folder: folder.path, stream: RandomStream(seed: 1), start: start)
  return try trainer.run()
}

@Suite struct LearningTests {
  @Test func everyExitAloneLearnsWhatIsSeenAndWhatIsSaid() throws {
    let outcome = try train(.small(joint: 220, heads: 30))
    #expect(outcome.isFinished && outcome.steps == 250)
    for exit in 1...PointingWorld.policy.exitCount {
      let error = try #require(outcome.validation["validation/pose error, exit \(exit)"])
      #expect(error < 0.5 * PointingWorld.blindError, "exit \(exit)")
      let wrong = try #require(outcome.validation["validation/gripper wrong, exit \(exit)"])
      #expect(wrong < 0.02, "exit \(exit)")
    }
  }

  @Test func theEncodersLearnToSee() throws {
    let before = try train(.small(encoders: 1)).validation
    let after = try train(.small(encoders: 150)).validation
    let position = "validation/block position, m"
    #expect(try #require(after[position]) < 0.5 * #require(before[position]))
    #expect(try #require(after["validation/truths wrong"]) < 0.1)
    #expect(try #require(after["validation/labels"]) < 0.2 * #require(before["validation/labels"]))
  }
}
