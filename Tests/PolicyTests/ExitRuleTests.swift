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
      (.elapsedTime(thresholds: [1]), .wrongCount("thresholds", count: 1, exits: 4)),
      (.featureSimilarity(thresholds: [.nan, 1, 1]), .badNumber("thresholds", index: 0, allowed: "a number")),
      (
        .actionConsistency(thresholds: [1, 1, 1], comparison: ActionComparison(scales: [1])),
        .wrongCount("scales", count: 1, exits: 6)
      ),
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

  @Test func everyRuleIsAskedAboutEachExitOnceInProbing() throws {
    let rules: [ExitRule] = [
      .actionConsistency(thresholds: [.infinity, -1, -1]), .actionConsistency(thresholds: [-1, .infinity, -1]),
      .featureSimilarity(thresholds: [2, -1, -1]), .featureSimilarity(thresholds: [-1, -1, 2]),
    ]
    for rule in rules {
      let network = try TinyPolicy.network(Self.dense)
      let plain = try PolicyDecider(network, rule: rule)
      let probing = try PolicyDecider(network, rule: rule, probesEveryExit: true)
      for decider in [plain, probing] { try decider.begin(Instruction("push the red block")) }
      for _ in 0..<4 {
        let (told, asked) = (
          try plain.decide(pixels, proprioception: arm), try probing.decide(pixels, proprioception: arm)
        )
        // What is done, what is remembered and what it is said to cost are the same.
        #expect(told.pose == asked.pose && told.exit == asked.exit && told.parts == asked.parts)
        #expect(asked.differences.count == 4)
        if !told.differences.isEmpty { #expect(Array(asked.differences.prefix(told.exit + 1)) == told.differences) }
      }
    }
  }

  @Test func recordedFeaturesAreDecidedOnAsWhatTheyCameFrom() throws {
    let rules: [ExitRule] = [
      .actionConsistency(thresholds: [0.01, 0.02, 0.01]), .featureSimilarity(thresholds: [0.01, 0.2, 0.1]), .fullDepth,
      .elapsedTime(thresholds: [0, 3, 6]), .random(probabilities: [1, 1, 1, 1]),
    ]
    for rule in rules {
      let network = try TinyPolicy.network(Self.dense)
      let (seeing, recalling) = (try PolicyDecider(network, rule: rule), try PolicyDecider(network, rule: rule))
      for decider in [seeing, recalling] { try decider.begin(Instruction("push the red block")) }
      for step in 0..<5 {
        let arm = arm.map { $0 + Float(step) / 10 }
        let features = try recalling.features(pixels, proprioception: arm)
        #expect(try recalling.decide(features) == seeing.decide(pixels, proprioception: arm), "\(rule)")
      }
    }
  }

  @Test func featuresAreComparedByTheirDirection() throws {
    let network = try TinyPolicy.network(Self.dense)
    let decider = try PolicyDecider(network, rule: .featureSimilarity(thresholds: [-1, -1, -1]))
    try decider.begin(Instruction("push the red block"))
    let features = try decider.features(pixels, proprioception: arm)
    let answer = try decider.decide(features)
    var last = features.comparison
    for (exit, feature) in features.exits.enumerated() {
      var (product, own, others) = (0.0, 0.0, 0.0)
      for (a, b) in zip(feature, last) {
        product += Double(a) * Double(b)
        own += square(Double(a))
        others += square(Double(b))
      }
      #expect(abs(answer.differences[exit] - (1 - product / (own * others).squareRoot())) < 1e-9)
      last = feature
    }
    #expect(answer.exit == 3 && decider.headEvaluations == 1)
    for exit in 0..<3 {
      var thresholds = [-1.0, -1, -1]
      thresholds[exit] = answer.differences[exit]
      #expect(
        try answers(.featureSimilarity(thresholds: thresholds), Self.dense, decisions: 1).answers[0].exit == exit)
    }
  }

  /// A decision covers three control steps: exits are taken while their time lasts.
  @Test func depthGrowsWithTheTimeInTheSubtaskAndBeginsAnew() throws {
    let rule = ExitRule.elapsedTime(thresholds: [3, -1, 11])
    #expect(try answers(rule, Self.dense, decisions: 6).answers.map(\.exit) == [0, 0, 2, 2, 3, 3])
    let decider = try PolicyDecider(TinyPolicy.network(Self.dense), rule: rule)
    for _ in 0..<2 {
      try decider.begin(Instruction("push"))
      #expect(try (0..<3).map { _ in try decider.decide(pixels, proprioception: arm).exit } == [0, 0, 2])
    }
  }

  @Test func measuresOfActionsAreWhatTheirNamesSay() {
    let (first, second): ([Float], [Float]) = ([0, 0.5, 0, 0, 0, 0], [0.25, 0, 0, 0, 0, 0])
    func difference(_ measure: ActionComparison.Measure, _ scales: [Double] = []) -> Double {
      ActionComparison(measure: measure, scales: scales).difference(first, second)
    }
    #expect(difference(.l2) == (0.0625 + 0.25).squareRoot() && difference(.rms) == (0.3125 / 6).squareRoot())
    #expect(difference(.mean) == 0.125 && difference(.max) == 0.5 && difference(.cosine) == 1)
    let scales = [0.25, 2, 1, 1, 1, 1]
    #expect(difference(.max, scales) == 1 && difference(.l2, scales) == 1.0625.squareRoot())
    // Two control steps, then the gripper of each: it counts where it is asked to, in its own scale.
    let open: [Float] = [Float](repeating: 0.5, count: 12) + [1, -1]
    let closed: [Float] = [Float](repeating: 0.5, count: 12) + [1, 1]
    let gripper = ActionComparison(measure: .max, includesGripper: true, scales: [1, 1, 1, 1, 1, 1, 4])
    #expect(gripper.difference(open, closed) == 0.5 && gripper.difference(open, open) == 0)
    for measure in ActionComparison.Measure.allCases {
      let comparison = ActionComparison(measure: measure)
      #expect(comparison.difference(first, second) == comparison.difference(second, first))
      #expect(comparison.difference(first, first) == 0)
    }
  }

  @Test func theGripperCanKeepADecisionFromEnding() throws {
    let network = try TinyPolicy.network(Self.dense)
    func differences(_ comparison: ActionComparison) throws -> [Double] {
      let decider = try PolicyDecider(
        network, rule: .actionConsistency(thresholds: [-1, -1, -1], comparison: comparison))
      try decider.begin(Instruction("push the red block"))
      return try decider.decide(pixels, proprioception: arm).differences
    }
    let (without, with) = (
      try differences(ActionComparison(measure: .l2)),
      try differences(ActionComparison(measure: .l2, includesGripper: true))
    )
    #expect(zip(without, with).allSatisfy { $0.0 < $0.1 })
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
