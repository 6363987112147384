import Calibration
import Policy
import Testing
import Vocabulary

/// A made-up policy of six exits whose differences depend on what it did before: deeper exits calm it.
private struct MadeUpPolicy {
  /// How much more differences are in closed loop than in recorded decisions.
  var shift = 1.4
  var decisions = 3000
  let costs: ExitCosts = {
    let costs = (1...6).map { ExitCosts.Cost(decoder: Double($0) * 100, policy: 1000 + Double($0) * 130) }
    return ExitCosts(
      exits: costs, peaks: costs, fullDepth: ExitCosts.Cost(decoder: 600, policy: 1670),
      weightBytes: (1...6).map { $0 * 1000 })
  }()

  func course(_ rule: ExitRule, deepest: Int, scale: Double, seed: UInt64) -> Calibrator.Replay {
    var stream = RandomStream(seed: seed)
    var samples: [[Double]] = []
    var counts = [Int](repeating: 0, count: deepest + 1)
    var last = 0
    for _ in 0..<decisions {
      let unrest = scale * (1.5 - 0.15 * Double(last))
      let sample = (0...deepest).map { unrest * stream.uniform() / Double($0 + 1) }
      samples.append(sample)
      if case .random(let weights) = rule {
        var left = stream.uniform() * weights.reduce(0, +)
        last =
          weights.firstIndex {
            left -= $0; return left < 0
          } ?? deepest
      } else {
        last = QuantileThresholds.exit(of: sample, under: (rule.thresholds ?? []).prefix(deepest) + [.infinity])
      }
      counts[last] += 1
    }
    let decoder = zip(counts, costs.exits).reduce(0) { $0 + $1.0 * Int($1.1.decoder) }
    let policy = zip(counts, costs.exits).reduce(0) { $0 + $1.0 * Int($1.1.policy) }
    return Calibrator.Replay(samples: samples, cost: CourseCost(exits: counts, decoder: decoder, policy: policy))
  }

  func calibrator(_ rule: ExitRule) -> Calibrator {
    Calibrator(
      costs: costs, rule: rule, replay: { course($0, deepest: $1, scale: 1, seed: 1) },
      carryOut: { course($0, deepest: $1, scale: shift, seed: 2) })
  }
}

@Suite struct CalibratorTests {
  private let consistency = ExitRule.actionConsistency(thresholds: [], comparison: ActionComparison(measure: .max))

  @Test func theClosedLoopMeetsEveryBudgetThatCanBeReached() throws {
    let policy = MadeUpPolicy()
    for scope in Budget.Scope.allCases {
      let (low, high) = (policy.costs.exits[0][scope], policy.costs.exits[5][scope])
      for step in 0...10 {
        let wanted = low + (high - low) * Double(step) / 10
        for rule in [consistency, .random(probabilities: [])] {
          let found = try policy.calibrator(rule).calibrate(Budget(scope: scope, average: .operations(wanted)))
          let course = policy.course(found.rule, deepest: 5, scale: policy.shift, seed: 2).cost
          #expect(abs(course.mean(scope) / wanted - 1) <= Calibrator.tolerance, "\(scope) \(wanted) \(rule)")
          #expect(found.target.map { abs($0 - wanted) < 1e-9 } == true && found.deepestExit == 5)
          #expect(found.trials.contains { $0.meets })
        }
      }
    }
  }

  @Test func whatTheDemonstrationsMissIsCorrectedAndToldApart() throws {
    let found = try MadeUpPolicy().calibrator(consistency).calibrate(Budget(average: .share(0.5)))
    #expect(found.trials.count > 1 && found.trials[0].source == .demonstrations && !found.trials[0].meets)
    #expect(found.trials.dropFirst().allSatisfy { $0.source == .correction })
    guard case .actionConsistency(_, let comparison) = found.rule else { return #expect(Bool(false)) }
    #expect(comparison.measure == .max, "the rule keeps its comparison")
    // Where the closed loop is as the demonstrations were, nothing needs correction.
    var same = MadeUpPolicy()
    same.shift = 1
    #expect(try same.calibrator(consistency).calibrate(Budget(average: .share(0.5))).trials.count == 1)
  }

  @Test func recordedDecisionsAgreeWithTheThresholdsMadeFromThem() throws {
    let policy = MadeUpPolicy(shift: 1)
    for share in [0.3, 0.5, 0.8] {
      let found = try policy.calibrator(consistency).calibrate(Budget(average: .share(share)))
      let again = policy.course(found.rule, deepest: 5, scale: 1, seed: 1).cost
      #expect(abs(again.mean(.decoder) / (600 * share) - 1) < 0.01, "\(share)")
    }
  }

  @Test func aBudgetWithoutAnAverageIsADepth() throws {
    let found = try MadeUpPolicy().calibrator(consistency).calibrate(Budget(peak: 300))
    #expect(found.rule == .fixed(exit: 2) && found.deepestExit == 2 && found.trials.isEmpty)
    let small = try MadeUpPolicy().calibrator(consistency).calibrate(Budget(average: .operations(250), memory: 3500))
    #expect(small.deepestExit == 2 && small.rule.thresholds?.count == 2)
  }

  @Test func aGreaterBudgetSendsMoreDecisionsDeep() throws {
    var last = 0.0
    for share in stride(from: 0.2, to: 0.96, by: 0.05) {
      let q = try #require(
        try MadeUpPolicy(shift: 1).calibrator(consistency).calibrate(Budget(average: .share(share))).q)
      #expect(q > last)
      last = q
    }
    #expect(last > 1)
  }

  @Test func aCourseThatNeverComesNearIsAnErrorWithWhatCameNearestAndTheRange() {
    let policy = MadeUpPolicy()
    let stubborn = Calibrator(
      costs: policy.costs, rule: consistency, replay: { policy.course($0, deepest: $1, scale: 1, seed: 1) },
      carryOut: { _, _ in
        Calibrator.Replay(samples: [], cost: CourseCost(exits: [1, 0, 0, 0, 0, 0], decoder: 100, policy: 1130))
      })
    #expect(throws: CalibrationError.notMet(wanted: 300, closest: 100, lowest: 100, highest: 600)) {
      try stubborn.calibrate(Budget(average: .operations(300)))
    }
    // What peak or memory leave of the exits is what can be reached.
    #expect(throws: CalibrationError.notMet(wanted: 300, closest: 100, lowest: 100, highest: 400)) {
      try stubborn.calibrate(Budget(average: .operations(300), memory: 4500))
    }
  }
}
