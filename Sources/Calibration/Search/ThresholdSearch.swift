import Glibc
import Policy
import Vocabulary

/// Looks for thresholds with which chains come further at no greater cost, from a calibration's own thresholds on.
///
/// What varies is, for each exit but the deepest, which share leaves of the recorded decisions that reach it: on a
/// logistic scale, so that the calibration lies in the middle of the cube, and at its edge where it leaves an exit unused.
/// Thresholds are the quantiles of these shares. The budget is the one that the calibration met: its target, or what its
/// own thresholds cost where that is more.
public struct ThresholdSearch {
  /// The calibration that is improved on.
  public let calibration: Calibration
  /// What recorded decisions compare with the calibration's thresholds.
  public let samples: [[Double]]
  /// Which operations the budget counts.
  public let scope: Budget.Scope
  /// Closed-loop trials, besides the calibration's.
  public let evaluations: Int
  /// The point of the cube at which the calibration lies.
  package let start: [Double]
  private let search: BayesianSearch
  private let axes: [Axis]

  /// What a coordinate stands for: shares that leave at an exit, on a logistic scale.
  private struct Axis {
    let lowest: Double
    let highest: Double
    /// The coordinate of the calibration.
    let start: Double

    /// How far the cube reaches to each side of what the calibration does.
    private static let reach = 2.0
    /// Seldom used exits are sought from this share on, and often used ones up to as much below 1.
    private static let seldom = 0.02

    /// The axis around a share; none and all are not on the scale: so few decisions stand for them that they round away.
    init(leaving: Int, of count: Int, exits: Int) {
      let few = 0.25 / Double(exits)
      let share = count > 0 ? min(max(Double(leaving), few), Double(count) - few) / Double(count) : 0.5
      func logistic(_ share: Double) -> Double { log(share / (1 - share)) }
      let (own, middle) = (logistic(share), logistic(min(max(share, Self.seldom), 1 - Self.seldom)))
      lowest = min(own, middle - Self.reach)
      highest = max(own, middle + Self.reach)
      start = (own - lowest) / (highest - lowest)
    }

    func share(at coordinate: Double) -> Double { 1 / (1 + exp(-(lowest + (highest - lowest) * coordinate))) }
  }

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
    axes = thresholds.indices.map { exit in
      let before = left.count
      left.removeAll { $0[exit] <= thresholds[exit] }
      return Axis(leaving: before - left.count, of: before, exits: thresholds.count)
    }
    start = axes.map(\.start)
    search = BayesianSearch(dimensions: thresholds.count, acquisition: acquisition, stream: stream)
  }

  /// The thresholds that a point of the cube stands for, the last infinite, and the exits that nothing takes.
  package func thresholds(at point: [Double]) -> QuantileThresholds {
    var left = 1.0
    var shares: [Double] = []
    for (coordinate, axis) in zip(point, axes) {
      let share = axis.share(at: coordinate)
      shares.append(left * share)
      left *= 1 - share
    }
    return QuantileThresholds(samples: samples, shares: shares + [left])
  }

  /// Tries thresholds, and keeps the best that meet the budget: the calibration's own, if there are none better.
  ///
  /// - Parameter carryOut: what chains cost under a rule.
  public func run(carryOut: (ExitRule) throws -> CourseCost) throws -> Calibration {
    guard let target = calibration.target,
      let own = calibration.trials.filter(\.meets).min(by: {
        abs($0.cost.mean(scope) - target) < abs($1.cost.mean(scope) - target)
      })
    else { return calibration }
    let limit = max(target, own.cost.mean(scope))
    var trials = calibration.trials
    var results = [calibration.rule]
    var unused = [calibration.unusedExits]
    func tried(_ point: [Double], _ cost: CourseCost) -> BayesianSearch.Trial {
      BayesianSearch.Trial(
        point: point, value: -(cost.meanLength ?? 0), excess: cost.mean(scope) / limit - 1)
    }
    // The calibration comes first, in place of the first scattered point.
    var known = [tried(start, own.cost)]
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
