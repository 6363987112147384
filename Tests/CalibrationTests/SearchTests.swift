import Calibration
import Glibc
import Policy
import Testing
import Vocabulary

/// Functions that optimisers are tried on, on the unit cube (Dixon and Szegö 1978).
private enum TestFunction: String, CaseIterable {
  case branin
  case hartmann3

  var dimensions: Int { self == .branin ? 2 : 3 }
  var minimum: Double { self == .branin ? 0.397887 : -3.86278 }

  func callAsFunction(_ point: [Double]) -> Double {
    switch self {
    case .branin:
      let (x, y) = (15 * point[0] - 5, 15 * point[1])
      let curve = y - 5.1 / (4 * Double.pi * Double.pi) * x * x + 5 / Double.pi * x - 6
      return curve * curve + 10 * (1 - 1 / (8 * Double.pi)) * cos(x) + 10
    case .hartmann3:
      let weights = [1.0, 1.2, 3.0, 3.2]
      let a = [[3.0, 10, 30], [0.1, 10, 35], [3, 10, 30], [0.1, 10, 35]]
      let p = [
        [0.3689, 0.1170, 0.2673], [0.4699, 0.4387, 0.7470], [0.1091, 0.8732, 0.5547], [0.0381, 0.5743, 0.8828],
      ]
      var sum = 0.0
      for row in 0..<4 {
        var exponent = 0.0
        for column in 0..<3 {
          let distance = point[column] - p[row][column]
          exponent += a[row][column] * distance * distance
        }
        sum -= weights[row] * exp(-exponent)
      }
      return sum
    }
  }
}

@Suite struct SearchTests {
  private func regret(_ function: TestFunction, _ acquisition: Acquisition, seed: UInt64, trials count: Int) -> Double {
    let search = BayesianSearch(
      dimensions: function.dimensions, acquisition: acquisition, stream: RandomStream(seed: seed))
    var trials: [BayesianSearch.Trial] = []
    for _ in 0..<count {
      let point = search.next(after: trials)
      trials.append(BayesianSearch.Trial(point: point, value: function(point)))
    }
    return (trials.map(\.value).min() ?? .infinity) - function.minimum
  }

  private func randomRegret(_ function: TestFunction, seed: UInt64, trials count: Int) -> Double {
    var stream = RandomStream(seed: seed).split("random search")
    let values = (0..<count).map { _ in function((0..<function.dimensions).map { _ in stream.uniform() }) }
    return (values.min() ?? .infinity) - function.minimum
  }

  @Test(arguments: Acquisition.allCases) func itComesNearerThanRandomSearchInAsManyTrials(acquisition: Acquisition) {
    for function in TestFunction.allCases {
      let seeds = 1...5 as ClosedRange<UInt64>
      let found = seeds.map { regret(function, acquisition, seed: $0, trials: 30) }.sorted()
      let random = seeds.map { randomRegret(function, seed: $0, trials: 30) }.sorted()
      #expect(found[2] < random[2] / 5, "\(function): \(found) against \(random)")
      #expect(found[2] < 0.1, "\(function): \(found)")
    }
  }

  /// The smallest permitted value of a bowl lies on the edge of what is permitted.
  @Test(arguments: Acquisition.allCases) func itKeepsToAConstraint(acquisition: Acquisition) throws {
    let search = BayesianSearch(dimensions: 2, acquisition: acquisition, stream: RandomStream(seed: 3))
    var trials: [BayesianSearch.Trial] = []
    for _ in 0..<25 {
      let point = search.next(after: trials)
      let value = (point[0] - 0.8) * (point[0] - 0.8) + (point[1] - 0.8) * (point[1] - 0.8)
      trials.append(BayesianSearch.Trial(point: point, value: value, excess: point[0] + point[1] - 1))
    }
    let best = try #require(search.best(of: trials))
    // On the line x + y = 1 nearest to (0.8, 0.8): (0.5, 0.5), where the value is 0.18.
    #expect(trials[best].isPermitted && trials[best].value < 0.2, "\(trials[best])")
    #expect(trials.count(where: \.isPermitted) > 5)
  }

  @Test func theNextPointDependsOnSeedAndTrialsAlone() {
    let search = BayesianSearch(
      dimensions: 3, acquisition: .expectedImprovement, stream: RandomStream(seed: 4))
    var trials: [BayesianSearch.Trial] = []
    for _ in 0..<8 {
      let point = search.next(after: trials)
      #expect(point == search.next(after: trials))
      #expect(point.allSatisfy { (0...1).contains($0) } && !trials.contains { $0.point == point })
      trials.append(BayesianSearch.Trial(point: point, value: TestFunction.hartmann3(point)))
    }
    let other = BayesianSearch(dimensions: 3, acquisition: .expectedImprovement, stream: RandomStream(seed: 5))
    #expect(other.next(after: []) != search.next(after: []))
  }

  /// Decisions at the second exit help; those at the first harm. The calibration's geometric shares cannot know that.
  @Test func betterThresholdsAreFoundAtNoGreaterCost() throws {
    let costs = (1...4).map { ExitCosts.Cost(decoder: Double($0) * 100, policy: Double($0) * 100) }
    let table = ExitCosts(exits: costs, peaks: costs, fullDepth: costs[3], weightBytes: [1, 2, 3, 4])
    var stream = RandomStream(seed: 1)
    let samples = (0..<2000).map { _ in (0..<4).map { _ in stream.uniform() } }
    func course(_ rule: ExitRule) -> CourseCost {
      var exits = [0, 0, 0, 0]
      for sample in samples {
        exits[QuantileThresholds.exit(of: sample, under: (rule.thresholds ?? []) + [.infinity])] += 1
      }
      let cost = zip(exits, [100, 200, 300, 400]).reduce(0) { $0 + $1.0 * $1.1 }
      let length = 2 + 2 * Double(exits[1]) / 2000 - Double(exits[0]) / 2000
      return CourseCost(exits: exits, decoder: cost, policy: cost, meanLength: length)
    }
    let calibrator = Calibrator(
      costs: table, rule: .actionConsistency(thresholds: []),
      replay: { rule, _ in Calibrator.Replay(samples: samples, cost: course(rule)) },
      carryOut: { rule, _ in Calibrator.Replay(samples: samples, cost: course(rule)) })
    let calibration = try calibrator.calibrate(Budget(average: .operations(220)))
    let search = ThresholdSearch(
      calibration, samples: samples, scope: .decoder, evaluations: 20, acquisition: .expectedImprovement,
      stream: RandomStream(seed: 2))
    let found = try search.run { course($0) }
    #expect(found.trials.count == calibration.trials.count + 20)
    #expect(found.trials.suffix(20).allSatisfy { $0.source == .optimisation && $0.thresholds.last == .infinity })
    let (before, after) = (course(calibration.rule), course(found.rule))
    #expect(after.mean(.decoder) <= max(220, before.mean(.decoder)) * (1 + 1e-9))
    // Nothing else is permitted on the way either.
    for trial in found.trials.suffix(20) {
      #expect(trial.meets == (trial.cost.mean(.decoder) <= max(220, before.mean(.decoder)) * (1 + 1e-9)))
    }
    #expect((after.meanLength ?? 0) > (before.meanLength ?? 0) + 0.3, "\(before) \(after)")
    // The same again, wherever it was cut short: every trial follows from those before it.
    #expect(try search.run { course($0) } == found)
  }

  /// A search around thresholds that recorded decisions are to leave by.
  private func search(_ thresholds: [Double], samples: [[Double]], cost: Double) -> ThresholdSearch {
    let met = CourseCost(exits: [0, 0, 0, 1000], decoder: Int(cost * 1000), policy: Int(cost * 1000), meanLength: 2)
    let calibration = Calibration(
      rule: .actionConsistency(thresholds: thresholds), deepestExit: 3, target: 100, q: 1, unusedExits: [],
      trials: [Calibration.Trial(source: .correction, thresholds: thresholds + [.infinity], cost: met, meets: true)])
    return ThresholdSearch(
      calibration, samples: samples, scope: .decoder, evaluations: 12, acquisition: .expectedImprovement,
      stream: RandomStream(seed: 6))
  }

  /// Also where an exit is unused, seldom used, or the last that is used.
  @Test(arguments: [[0.3, 0.3, 0.3], [-1, 0.4, 0.2], [0.5, -1, -1], [-1, -1, -1], [0.004, 0.2, 1], [1, 0.5, 0.5]])
  func theCubeBeginsWithTheCalibrationsOwnDecisions(thresholds: [Double]) {
    for count in [20, 1999] {
      var stream = RandomStream(seed: 7)
      let samples = (0..<count).map { _ in (0..<4).map { _ in stream.uniform() } }
      let search = search(thresholds, samples: samples, cost: 100)
      #expect(search.start.allSatisfy { (0...1).contains($0) })
      let found = search.thresholds(at: search.start).thresholds
      for sample in samples {
        let wanted = QuantileThresholds.exit(of: sample, under: thresholds + [.infinity])
        #expect(QuantileThresholds.exit(of: sample, under: found) == wanted, "\(sample) under \(found)")
      }
      // Away from there an exit that was unused is tried in earnest.
      if thresholds[0] < 0, count > 1000 {
        let taken = search.thresholds(at: [1, 0.5, 0.5]).taken
        #expect(taken[0] > count / 10, "\(taken)")
      }
    }
  }

  /// Further is dearer here: nothing better can be had at the calibration's own cost.
  @Test(arguments: [99.0, 101.4]) func whatCostsMoreThanTheCalibrationIsNotTaken(cost: Double) throws {
    var stream = RandomStream(seed: 8)
    let samples = (0..<500).map { _ in (0..<4).map { _ in stream.uniform() } }
    let search = search([0.3, 0.3, 0.3], samples: samples, cost: cost)
    let limit = max(100, cost)
    let found = try search.run { _ in
      CourseCost(
        exits: [0, 0, 0, 1000], decoder: Int(limit * 1010), policy: Int(limit * 1010), meanLength: 5)
    }
    #expect(found.rule == search.calibration.rule)
    #expect(found.trials.count == 13 && found.trials.dropFirst().allSatisfy { !$0.meets })
  }
}
