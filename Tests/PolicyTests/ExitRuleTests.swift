import Episodes
import Policy
import Tensors
import Testing
import Vocabulary

@Suite struct ExitRuleTests {
  private let pixels: ObservationPixels
  private let arm = [Float](repeating: 0.2, count: Proprioception.count)

  init() throws {
    var stream = RandomStream(seed: 2)
    func picture(_ side: Int) -> Image {
      Image(width: side, height: side, pixels: (0..<side * side * 3).map { _ in UInt8(stream.index(below: 256)) })
    }
    let observation = Observation(
      staticCamera: picture(20), gripperCamera: picture(8), robot: [Double](repeating: 0, count: 15))
    pixels = try ObservationPixels(observation, TinyPolicy.configuration())
  }

  /// Four layers with an exit after each.
  private static let dense = TinyPolicy.configuration { $0.decoder.exitInterval = 1 }

  private func answers(
    _ rule: ExitRule, _ configuration: PolicyConfiguration, deepestExit: Int? = nil, decisions: Int = 4
  ) throws -> (answers: [PolicyDecider.Answer], headEvaluations: Int) {
    let network = try TinyPolicy.network(configuration, deepestExit: deepestExit)
    let decider = try PolicyDecider(network, rule: rule)
    decider.beginChain(RandomStream(seed: 6))
    try decider.begin(Instruction("push the red block"))
    return (try (0..<decisions).map { _ in try decider.decide(pixels, proprioception: arm) }, decider.headEvaluations)
  }

  private func differences() throws -> [Double] {
    let never = ExitRule.actionConsistency(thresholds: [-1, -1, -1])
    return try answers(never, Self.dense, decisions: 1).answers[0].differences
  }

  @Test func thresholdsBelowZeroTakeTheDeepestExitAndInfiniteOnesTheFirst() throws {
    let deep = try answers(.actionConsistency(thresholds: [-1, -1, -1]), Self.dense)
    #expect(deep.answers.allSatisfy { $0.exit == 3 && $0.differences.count == 4 })
    let shallow = try answers(.actionConsistency(thresholds: [.infinity, 0, 0]), Self.dense)
    #expect(shallow.answers.allSatisfy { $0.exit == 0 && $0.differences.isEmpty })
    #expect(shallow.headEvaluations == 4)
  }

  @Test func anExitIsTakenAtItsThresholdExactlyAndNotBelow() throws {
    let differences = try differences()
    #expect(differences.count == 4 && differences.allSatisfy { $0 > 0 })
    for exit in 0..<3 {
      var thresholds = [-1.0, -1, -1]
      thresholds[exit] = differences[exit]
      #expect(try answers(.actionConsistency(thresholds: thresholds), Self.dense, decisions: 1).answers[0].exit == exit)
      thresholds[exit] = differences[exit].nextDown
      #expect(try answers(.actionConsistency(thresholds: thresholds), Self.dense, decisions: 1).answers[0].exit == 3)
    }
  }

  @Test func whatStandsBeyondTheDeepestExitIsIgnored() throws {
    let cut = try answers(.actionConsistency(thresholds: [-1, -1, -1, -1]), Self.dense, deepestExit: 1)
    #expect(cut.answers.allSatisfy { $0.exit == 1 })
  }

  @Test func theDifferenceIsTheRootMeanSquareOverThePoseAndTheFirstIsToTheComparison() throws {
    for configuration in [Self.dense, TinyPolicy.configuration()] {
      let network = try TinyPolicy.network(configuration)
      let decider = try PolicyDecider(network, rule: .actionConsistency(thresholds: [-1, -1, -1]))
      try decider.begin(Instruction("push the red block"))
      let answer = try decider.decide(pixels, proprioception: arm)
      let latents = try network.visualLatents(
        staticPictures: Tensor(bytes: pixels.staticPlanes, [1, 3, 10, 10]),
        gripperPictures: Tensor(bytes: pixels.gripperPlanes, [1, 3, 8, 8]))
      let embedding = try network.armEmbedding(Tensor(arm, [1, 16]))
      let tokens = Lexicon(configuration.instruction).tokens(of: "push the red block")
      let features = try network.exitFeatures(
        latents: latents, sentences: network.embedded(TokenBatch([tokens])), arm: embedding)
      var last = try network.head.output(features: features.comparison, arm: embedding, exits: [0]).pose.values()
      for (exit, feature) in features.exits.enumerated() {
        let pose = try network.head.output(features: feature, arm: embedding, exits: [exit]).pose.values()
        let mean = zip(pose, last).reduce(0) { $0 + square(Double($1.0 - $1.1)) } / Double(pose.count)
        #expect(abs(answer.differences[exit] - mean.squareRoot()) < 1e-6)
        last = pose
      }
      #expect(last == answer.pose)
    }
  }

  @Test func theHeadIsEvaluatedOncePerExitTriedAndOnceForTheComparison() throws {
    let differences = try differences()
    for exit in 0..<4 {
      var thresholds = [-1.0, -1, -1, -1]
      thresholds[exit] = differences[exit]
      let result = try answers(.actionConsistency(thresholds: thresholds), Self.dense, decisions: 1)
      #expect(result.headEvaluations == exit + 2)
      let cost = CostAccount(Self.dense)
      #expect(result.answers[0].parts.last?.multiplyAccumulates == (exit + 2) * cost.headEvaluation)
      // Where an exit follows layer 0, what ran is known from the layers' costs.
      #expect(result.answers[0].parts.count { $0.name.hasPrefix("layer") } == exit + 1)
    }
    for rule in [ExitRule.fixed(exit: 2), .fullDepth, .random(probabilities: [1, 1, 1, 1])] {
      #expect(try answers(rule, Self.dense).headEvaluations == 4)
    }
  }

  /// The recurrent state that goes on is the chosen exit's: a run that always took exit 1 by comparison equals a fixed one.
  @Test func theChosenExitsStateIsKept() throws {
    let compared = try answers(.actionConsistency(thresholds: [-1, .infinity, -1]), Self.dense)
    let fixed = try answers(.fixed(exit: 1), Self.dense)
    #expect(compared.answers.map(\.pose) == fixed.answers.map(\.pose))
    #expect(Set(fixed.answers.map(\.pose)).count == 4, "the state makes each decision another")
  }

  @Test func drawnExitsFollowTheirWeightsAndTheChainsStream() throws {
    let rule = ExitRule.random(probabilities: [0.5, 0, 0.25, 0.25])
    let exits = try answers(rule, Self.dense, decisions: 400).answers.map(\.exit)
    #expect(try answers(rule, Self.dense, decisions: 400).answers.map(\.exit) == exits)
    let shares = (0..<4).map { exit in Double(exits.count { $0 == exit }) / 400 }
    #expect(shares[1] == 0)
    #expect(abs(shares[0] - 0.5) < 0.08 && abs(shares[2] - 0.25) < 0.08)
  }

  @Test func rulesThatDoNotFitAreRefused() throws {
    let network = try TinyPolicy.network(Self.dense)
    let wrong: [(ExitRule, PolicyError)] = [
      (.fixed(exit: 4), .noExit(4, exits: 4)),
      (.fixed(exit: -1), .noExit(-1, exits: 4)),
      (.actionConsistency(thresholds: [1, 1]), .wrongCount("thresholds", count: 2, exits: 4)),
      (
        .actionConsistency(thresholds: [1, .nan, 1]), .badNumber("thresholds", index: 1, allowed: "a number")
      ),
      (.random(probabilities: [1, 1, 1]), .wrongCount("probabilities", count: 3, exits: 4)),
      (
        .random(probabilities: [1, -1, 1, 1]), .badNumber("probabilities", index: 1, allowed: "0 or more")
      ),
      (
        .random(probabilities: [0, 0, 0, 0]),
        .badNumber("probabilities", index: 0, allowed: "above 0 for at least one exit")
      ),
    ]
    for (rule, error) in wrong {
      #expect(throws: error) { try PolicyDecider(network, rule: rule) }
    }
  }

  @Test func onlyWhatARuleCanAskForNeedsToBeLoaded() {
    #expect(ExitRule.fixed(exit: 1).deepestExit(of: 4) == 1)
    #expect(ExitRule.random(probabilities: [1, 1, 0, 0]).deepestExit(of: 4) == 1)
    #expect(ExitRule.fullDepth.deepestExit(of: 4) == 3)
    #expect(ExitRule.actionConsistency(thresholds: []).deepestExit(of: 1) == 0)
  }
}

/// The square.
private func square(_ value: Double) -> Double { value * value }
