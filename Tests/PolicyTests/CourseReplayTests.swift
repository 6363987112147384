import Chains
import Policy
import Tensors
import Testing
import Vocabulary

@Suite struct CourseReplayTests {
  private static let dense = TinyPolicy.configuration { $0.decoder.exitInterval = 1 }

  /// Courses of different lengths with pictures drawn from a seed, as a decider records them.
  private func courses(_ network: PolicyNetwork, lengths: [Int] = [3, 7, 1, 5, 7]) throws -> [DecisionCourse] {
    let decider = try PolicyDecider(network, rule: .fullDepth)
    return try lengths.enumerated().map { index, length in
      try decider.begin(Instruction(index % 2 == 0 ? "push the red block" : "to the left"))
      var decisions: [DecisionFeatures] = []
      for step in 0..<length {
        var stream = RandomStream(seed: 9).split("picture", index * 100 + step)
        func picture(_ side: Int) -> Image {
          Image(width: side, height: side, pixels: (0..<side * side * 3).map { _ in UInt8(stream.index(below: 256)) })
        }
        let observation = Observation(
          staticCamera: picture(20), gripperCamera: picture(8), robot: [Double](repeating: 0, count: 15))
        let arm = (0..<16).map { _ in Float(stream.uniform(in: -1...1)) }
        decisions.append(
          try decider.features(ObservationPixels(observation, network.configuration), proprioception: arm))
      }
      return DecisionCourse(tokens: decider.sentenceTokens, decisions: decisions)
    }
  }

  @Test(arguments: [
    ExitRule.actionConsistency(thresholds: [0.02, 0.03, 0.02]),
    .actionConsistency(
      thresholds: [0.05, 0.1, 0.02], comparison: ActionComparison(measure: .max, includesGripper: true)),
    .featureSimilarity(thresholds: [0.05, 0.02, 0.01]), .elapsedTime(thresholds: [2, 8, 12]),
  ]) func allCoursesAtATimeComeOutAsEachByItself(rule: ExitRule) throws {
    let network = try TinyPolicy.network(Self.dense)
    let courses = try courses(network)
    for deepest in [3, 1] {
      let cut = try TinyPolicy.network(Self.dense, deepestExit: deepest)
      let result = try CourseReplay(network, courses).run(rule, deepestExit: deepest)
      #expect(result.exits.count == 23 && result.samples.allSatisfy { $0.count == deepest + 1 })
      var expected: [Int: Int] = [:]
      var sums = [Double](repeating: 0, count: deepest + 1)
      for course in courses {
        let decider = try PolicyDecider(cut, rule: rule, probesEveryExit: true)
        try decider.begin(Instruction(course.tokens > 3 ? "push the red block" : "to the left"))
        for features in course.decisions {
          let answer = try decider.decide(features)
          expected[answer.exit, default: 0] += 1
          for (exit, difference) in answer.differences.enumerated() { sums[exit] += difference }
        }
      }
      #expect(result.exits.reduce(into: [:]) { $0[$1, default: 0] += 1 } == expected)
      if case .elapsedTime = rule { continue }
      for exit in 0...deepest {
        let sum = result.samples.reduce(0) { $0 + $1[exit] }
        #expect(abs(sum - sums[exit]) < 1e-4, "exit \(exit)")
      }
    }
  }

  @Test func anAnswerThatIsNotFiniteLeavesNothingBehind() throws {
    let network = try TinyPolicy.network(Self.dense)
    let features = try courses(network, lengths: [3])[0].decisions
    let bad = DecisionFeatures(
      comparison: features[1].comparison, exits: features[1].exits.map { $0.map { _ in .nan } }, arm: features[1].arm)
    for rule in [ExitRule.fullDepth, .actionConsistency(thresholds: [0.02, 0.03, 0.02])] {
      let (plain, disturbed) = (try PolicyDecider(network, rule: rule), try PolicyDecider(network, rule: rule))
      for decider in [plain, disturbed] { try decider.begin(Instruction("push the red block")) }
      for feature in features {
        #expect(throws: PolicyError.notFinite("the policy's answer")) { try disturbed.decide(bad) }
        #expect(try disturbed.decide(feature) == plain.decide(feature))
      }
    }
  }

  @Test func actionsVaryAsTheirDeviationsSay() throws {
    let network = try TinyPolicy.network(Self.dense)
    let courses = try courses(network)
    let spread = try CourseReplay(network, courses).actionSpread(includesGripper: true)
    var poses: [[Float]] = []
    for course in courses {
      let decider = try PolicyDecider(network, rule: .fullDepth)
      try decider.begin(Instruction("push the red block"))
      for features in course.decisions { poses.append(try decider.decide(features).pose) }
    }
    #expect(spread.count == 7)
    for entry in 0..<6 {
      let numbers = poses.flatMap { pose in stride(from: entry, to: pose.count, by: 6).map { Double(pose[$0]) } }
      let mean = numbers.reduce(0, +) / Double(numbers.count)
      let variance = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(numbers.count)
      #expect(abs(spread[entry] - variance.squareRoot()) < 1e-5)
    }
  }
}
