import Glibc
import Policy

/// Finds thresholds for a budget: from recorded decisions first, then from those that the policy's own course meets.
///
/// How decisions are recorded and chains carried out, it does not know: `replay` and `carryOut` do it.
public struct Calibrator {
  /// Decisions, recorded ones decided on again or those of a closed loop.
  public struct Replay: Hashable, Sendable {
    /// The number that the rule compares with its thresholds, for each decision at each exit; none where it compares
    /// nothing.
    public let samples: [[Double]]
    /// What they came to.
    public let cost: CourseCost

    /// A replay from its parts.
    public init(samples: [[Double]], cost: CourseCost) {
      self.samples = samples
      self.cost = cost
    }
  }

  /// What the policy's exits cost under the rule.
  public let costs: ExitCosts
  /// How exits are chosen; its thresholds are what is sought.
  public let rule: ExitRule
  /// Decides on the recorded decisions again under a rule for a policy with this deepest exit.
  public let replay: (ExitRule, _ deepestExit: Int) throws -> Replay
  /// Carries out the calibration chains under a rule; tells what the rule compares at every exit on the way.
  public let carryOut: (ExitRule, _ deepestExit: Int) throws -> Replay

  /// A calibrator from its parts.
  public init(
    costs: ExitCosts, rule: ExitRule, replay: @escaping (ExitRule, _ deepestExit: Int) throws -> Replay,
    carryOut: @escaping (ExitRule, _ deepestExit: Int) throws -> Replay
  ) {
    self.costs = costs
    self.rule = rule
    self.replay = replay
    self.carryOut = carryOut
  }

  /// How far the measured mean may be from the budget.
  public static let tolerance = 0.03
  /// Closed-loop trials at most.
  public static let mostTrials = 16
  /// Turns at most until recorded decisions and thresholds agree.
  private static let mostTurns = 12
  /// How near recorded decisions come to a mean before the turns end.
  private static let agreement = 0.003

  /// Finds the rule for a budget.
  ///
  /// - Throws: `CalibrationError`, and what `replay` and `carryOut` throw.
  public func calibrate(_ budget: Budget) throws -> Calibration {
    let deepest = try costs.deepestExit(within: budget)
    guard let target = try costs.target(of: budget, deepestExit: deepest) else {
      return Calibration(
        rule: .fixed(exit: deepest), deepestExit: deepest, target: nil, q: nil, unusedExits: Array(0..<deepest),
        trials: [])
    }
    let known = costs.exits[...deepest].map { $0[budget.scope] }
    // What decisions are made to cost, and those that the closed loop has met.
    var model = target
    var met: [[Double]] = []
    var trials: [Calibration.Trial] = []
    var best: (solution: Solution, distance: Double)?
    while trials.count < Self.mostTrials {
      let solution =
        met.isEmpty
        ? try solve(for: model, budget.scope, deepest: deepest)
        : solve(for: model, budget.scope, deepest: deepest, samples: met)
      let course = try carryOut(solution.rule, deepest)
      let cost = course.cost
      let mean = cost.mean(budget.scope)
      guard mean.isFinite else { throw CalibrationError.noDecisions }
      let distance = abs(mean / target - 1)
      let meets = distance <= Self.tolerance
      trials.append(
        Calibration.Trial(
          source: trials.isEmpty ? .demonstrations : .correction, thresholds: solution.numbers, cost: cost, meets: meets
        ))
      if distance < best?.distance ?? .infinity { best = (solution, distance) }
      // Half of what is allowed leaves room for other chains; what merely meets the budget is kept if nothing better comes.
      if distance <= Self.tolerance / 2 || (meets && trials.count >= 4) { break }
      // Thresholds among the decisions that the policy meets itself say more than those among the demonstrations'; what
      // their course then costs more or less, because it is another one again, is asked for less or more.
      let isFirst = met.isEmpty && !course.samples.isEmpty
      met += course.samples
      if !isFirst { model = min(max(model * pow(target / mean, 0.7), known[0]), known[deepest]) }
    }
    guard let best, best.distance <= Self.tolerance else {
      let means = trials.map { $0.cost.mean(budget.scope) }
      throw CalibrationError.notMet(
        wanted: target, closest: means.min { abs($0 - target) < abs($1 - target) } ?? .nan, lowest: known[0],
        highest: known[deepest])
    }
    return Calibration(
      rule: best.solution.rule, deepestExit: deepest, target: target, q: best.solution.q,
      unusedExits: best.solution.unusedExits, trials: trials)
  }

  /// A rule made from decisions.
  struct Solution {
    let rule: ExitRule
    let numbers: [Double]
    let q: Double
    let unusedExits: [Int]
  }

  /// The rule with which decisions cost a mean on average, as they are.
  private func solve(for mean: Double, _ scope: Budget.Scope, deepest: Int, samples: [[Double]]) -> Solution {
    let exits = geometric(mean, scope, deepest: deepest)
    let quantiles = QuantileThresholds(samples: samples, shares: exits.shares)
    return Solution(
      rule: rule.with(thresholds: Array(quantiles.thresholds.dropLast())), numbers: quantiles.thresholds, q: exits.q,
      unusedExits: quantiles.unusedExits)
  }

  private func geometric(_ mean: Double, _ scope: Budget.Scope, deepest: Int) -> GeometricExits {
    guard let exits = GeometricExits(costs: costs.exits[...deepest].map { $0[scope] }, mean: mean) else {
      preconditionFailure("the mean lies between the ends")
    }
    return exits
  }

  /// The rule with which recorded decisions cost a mean on average.
  ///
  /// Thresholds change what the policy remembers, and that changes the differences: both are found in turns.
  func solve(for mean: Double, _ scope: Budget.Scope, deepest: Int) throws -> Solution {
    let exits = geometric(mean, scope, deepest: deepest)
    if case .random = rule {
      return Solution(
        rule: .random(probabilities: exits.shares), numbers: exits.shares, q: exits.q,
        unusedExits: exits.shares.indices.filter { exits.shares[$0] == 0 })
    }
    var thresholds = [Double](repeating: -1, count: deepest) + [.infinity]
    var unused = Array(0..<deepest)
    var best: (thresholds: [Double], unused: [Int], distance: Double)?
    for turn in 0..<Self.mostTurns {
      let replay = try replay(rule.with(thresholds: Array(thresholds.dropLast())), deepest)
      guard !replay.samples.isEmpty else { throw CalibrationError.noDecisions }
      if turn > 0 {
        let distance = abs(costs.mean(of: replay.cost.exits, scope) / mean - 1)
        if distance < best?.distance ?? .infinity { best = (thresholds, unused, distance) }
        if distance <= Self.agreement { break }
      }
      let quantiles = QuantileThresholds(samples: replay.samples, shares: exits.shares)
      if turn > 0, quantiles.thresholds == thresholds { break }
      (thresholds, unused) = (quantiles.thresholds, quantiles.unusedExits)
    }
    let found = best ?? (thresholds, unused, 0)
    return Solution(
      rule: rule.with(thresholds: Array(found.thresholds.dropLast())), numbers: found.thresholds, q: exits.q,
      unusedExits: found.unused)
  }
}
