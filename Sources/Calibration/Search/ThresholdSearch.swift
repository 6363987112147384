import Glibc
import Policy
import Vocabulary

/// Looks for thresholds with which chains come further at no greater cost, from a calibration's own thresholds on.
///
/// What varies is, for each exit but the deepest, which share leaves of the recorded decisions that reach it: on a
/// logistic scale, so that the calibration lies in the middle of the cube. Thresholds are the quantiles of these shares.
public struct ThresholdSearch {
  /// The calibration that is improved on.
  public let calibration: Calibration
  /// What recorded decisions compare with the calibration's thresholds.
  public let samples: [[Double]]
  /// Which operations the budget counts.
  public let scope: Budget.Scope
  /// Closed-loop trials, besides the calibration's.
  public let evaluations: Int
  private let search: BayesianSearch
  private let middle: [Double]

  /// How far the cube reaches on the logistic scale, to each side.
  private static let reach = 2.0

  /// A search; the calibration has thresholds and a target.
  public init(
    _ calibration: Calibration, samples: [[Double]], scope: Budget.Scope, evaluations: Int, acquisition: Acquisition,
    stream: RandomStream
  ) {
    self.calibration = calibration
    self.samples = samples
    self.scope = scope
    self.evaluations = evaluations
    let thresholds = calibration.rule.thresholds ?? []
    precondition(
      !thresholds.isEmpty && calibration.target != nil && !samples.isEmpty, "there are thresholds to improve")
    var left = samples
    middle = thresholds.indices.map { exit in
      let before = left.count
      left.removeAll { $0[exit] <= thresholds[exit] }
      let share = before > 0 ? Double(before - left.count) / Double(before) : 0.5
      return Self.logistic(min(max(share, 0.02), 0.98))
    }
    search = BayesianSearch(dimensions: thresholds.count, acquisition: acquisition, stream: stream)
  }

  private static func logistic(_ share: Double) -> Double { log(share / (1 - share)) }

  /// The thresholds that a point of the cube stands for, the last infinite, and the exits that nothing takes.
  func thresholds(at point: [Double]) -> QuantileThresholds {
    var left = 1.0
    var shares: [Double] = []
    for (number, middle) in zip(point, middle) {
      let share = 1 / (1 + exp(-(middle + 2 * Self.reach * (number - 0.5))))
      shares.append(left * share)
      left *= 1 - share
    }
    return QuantileThresholds(samples: samples, shares: shares + [left])
  }

  /// Tries thresholds, and keeps the best that meet the budget: the calibration's own, if there are none better.
  ///
  /// - Parameter carryOut: what chains cost under a rule.
  public func run(carryOut: (ExitRule) throws -> CourseCost) throws -> Calibration {
    guard let target = calibration.target, let start = calibration.trials.last(where: \.meets) else {
      return calibration
    }
    var trials = calibration.trials
    var results = [calibration.rule]
    var unused = [calibration.unusedExits]
    func tried(_ point: [Double], _ cost: CourseCost) -> BayesianSearch.Trial {
      BayesianSearch.Trial(
        point: point, value: -(cost.meanLength ?? 0), excess: cost.mean(scope) / target - 1 - Calibrator.tolerance)
    }
    // The calibration comes first, in place of the first scattered point.
    let best = calibration.trials.filter(\.meets).min {
      abs($0.cost.mean(scope) - target) < abs($1.cost.mean(scope) - target)
    }
    var known = [tried([Double](repeating: 0.5, count: middle.count), (best ?? start).cost)]
    while known.count <= evaluations {
      let point = search.next(after: known)
      let quantiles = thresholds(at: point)
      let rule = calibration.rule.with(thresholds: Array(quantiles.thresholds.dropLast()))
      let cost = try carryOut(rule)
      let trial = tried(point, cost)
      known.append(trial)
      results.append(rule)
      unused.append(quantiles.unusedExits)
      trials.append(
        Calibration.Trial(
          source: .optimisation, thresholds: quantiles.thresholds, cost: cost, meets: trial.isPermitted))
    }
    let chosen = search.best(of: known) ?? 0
    return Calibration(
      rule: results[chosen], deepestExit: calibration.deepestExit, target: target, q: calibration.q,
      unusedExits: unused[chosen], trials: trials)
  }
}
