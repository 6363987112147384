import Foundation
import TestSupport
import Testing
import Training
import Vocabulary

@Suite struct ElapsedErrorsTests {
  private func trainer(_ configuration: TrainingConfiguration, _ world: PointingWorld, _ folder: String) throws
    -> Trainer
  {
    try Trainer(
      configuration, policy: PointingWorld.policy, source: world, randomViews: world, folder: folder,
      stream: RandomStream(seed: 1))
  }

  @Test func stretchesTogetherAreAWindowOverTheWholeEpisode() throws {
    // One held-out episode of 50 decisions, in a window of its length, or a few decisions at once.
    let folder = try TemporaryFolder()
    let world = PointingWorld(episodes: 3, times: 10)
    #expect(world.episodes.filter(\.isValidation).map(\.decisions) == [50])
    var configuration = TrainingConfiguration.small(joint: 2)
    configuration.window = 50
    configuration.warmUpDecisions = 0
    configuration.rowsAtOnce = 7
    configuration.validationBatch = 2
    configuration.joint.batch = 2
    let found = try trainer(configuration, world, folder.path).run().validation
    let spans = ["decisions 0-14", "decisions 15-29", "decisions 30-59"]
    let counts = spans.compactMap { found["validation/count, \($0)"] }
    #expect(counts == [15, 15, 20])
    for name in ["pose error", "gripper wrong"] {
      let whole = try #require(found["validation/\(name), exit \(PointingWorld.policy.exitCount)"])
      let parts = spans.compactMap { found["validation/\(name), \($0)"] }
      let mean = zip(parts, counts).reduce(0) { $0 + $1.0 * $1.1 } / 50
      #expect(parts.count == 3 && abs(mean - whole) < 1e-5, "\(name): \(mean), \(whole)")
    }
    #expect(found.keys.filter { $0.contains("decisions") }.count == 9)
  }

  @Test func everyPhaseThatActsEndsWithThem() throws {
    let folder = try TemporaryFolder()
    let world = PointingWorld(episodes: 60, times: 2)
    var configuration = TrainingConfiguration.small(encoders: 2, decoder: 2, joint: 1, heads: 2)
    configuration.validationBatch = 1000
    _ = try trainer(configuration, world, folder.path).run()
    let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: folder("metrics.jsonl"))), as: UTF8.self)
    let lines = try text.split(separator: "\n").map { try JSONDocument(String($0)).value }
      .filter { $0["validation/count, decisions 0-14"] != nil }
    #expect(lines.map { $0["step"] } == [.integer(4), .integer(5), .integer(7)])
    #expect(lines.map { $0["phase"] } == [.text("decoder"), .text("joint"), .text("heads")])
    let lengths = world.episodes.filter(\.isValidation).map(\.decisions)
    let (early, late) = (lengths.reduce(0) { $0 + min(15, $1) }, lengths.reduce(0) { $0 + max(0, $1 - 15) })
    for line in lines {
      #expect(line["validation/count, decisions 0-14"] == .number(Double(early)))
      #expect(line["validation/count, decisions 15-29"] == .number(Double(late)))
    }
  }
}
