import Policy
import Tensors
import TestSupport
import Testing
import Training
import Vocabulary

private func train(
  _ configuration: TrainingConfiguration, in folder: TemporaryFolder? = nil, start: String? = nil
) throws -> TrainingOutcome {
  let folder = try folder ?? TemporaryFolder()
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
    let folder = try TemporaryFolder()
    let after = try train(.small(encoders: 150), in: folder)
    let position = "validation/block position, m"
    #expect(try #require(after.validation[position]) < 0.5 * #require(before[position]))
    #expect(try #require(after.validation["validation/truths wrong"]) < 0.1)
    #expect(try #require(after.validation["validation/labels"]) < 0.2 * #require(before["validation/labels"]))
    // The landmark is seen in the place of the grid that it is nearest to; the greatest share of blind guesses is a quarter.
    let policy = PointingWorld.policy
    let network = try PolicyNetwork(policy, .stored(Checkpoint(path: after.checkpoint)))
    let reader: any RandomViewReader = try PointingWorld().makeReader()
    var frame = TrainingFrame(horizon: 2, staticSide: 20, gripperSide: 8)
    var right = 0
    for view in 1...60 {
      try reader.read(view: -view, into: &frame)
      var planes = [UInt8](repeating: 0, count: 3 * 10 * 10)
      ObservationPixels.writePlanes(of: frame.staticCamera, policy.staticCamera, into: &planes, at: 0)
      let sight = try network.sight(
        staticPictures: Tensor(bytes: planes, [1, 3, 10, 10]),
        gripperPictures: Tensor(bytes: [UInt8](repeating: 90, count: 3 * 8 * 8), [1, 3, 8, 8]))
      let side = policy.staticCamera.gridSize
      let logits = try sight.landmarks[0].values().prefix(side * side)
      let best = logits.indices.max { logits[$0] < logits[$1] }!
      let cell = (frame.labels.places[0] * 10 - 0.5) / Float(policy.staticCamera.tokenStride)
      let expected = cell.clamped(lowerBound: .zero, upperBound: SIMD2(repeating: Float(side - 1)))
      let seen = SIMD2(Float(best % side), Float(best / side))
      if (seen - expected).max() <= 0.7, (expected - seen).max() <= 0.7 { right += 1 }
    }
    #expect(right >= 48, "\(right) of 60")
  }
}
