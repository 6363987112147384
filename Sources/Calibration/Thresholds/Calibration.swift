import Policy

/// What decisions of one course came to under a rule: recorded ones decided on again, or a closed loop.
public struct CourseCost: Hashable, Sendable {
  /// Decisions at each exit.
  public var exits: [Int]
  /// Multiply-accumulates of the decoder's layers, over all decisions.
  public var decoder: Int
  /// Multiply-accumulates of everything, over all decisions.
  public var policy: Int
  /// Subtasks in a row on average; nil where nothing was tried.
  public var meanLength: Double?

  /// A cost from its parts.
  public init(exits: [Int], decoder: Int, policy: Int, meanLength: Double? = nil) {
    self.exits = exits
    self.decoder = decoder
    self.policy = policy
    self.meanLength = meanLength
  }

  /// The mean cost of a decision; not a number without any.
  public func mean(_ scope: Budget.Scope) -> Double {
    Double(scope == .decoder ? decoder : policy) / Double(exits.reduce(0, +))
  }
}

/// Thresholds that were found for a budget, and how.
public struct Calibration: Hashable, Sendable {
  /// How thresholds came to be tried.
  public enum Source: String, CaseIterable, Hashable, Codable, Sendable {
    /// The quantiles of recorded decisions, or the first weights of a rule that draws exits.
    case demonstrations
    /// The quantiles of decisions that the policy met itself, or weights, for a mean that makes up for what its course
    /// costs then.
    case correction
    /// The online search.
    case optimisation
  }

  /// One closed-loop trial.
  public struct Trial: Hashable, Sendable {
    /// How it came to be tried.
    public let source: Source
    /// What was tried: the thresholds of each exit, the last infinite; weights, for a rule that draws exits.
    public let thresholds: [Double]
    /// What it came to.
    public let cost: CourseCost
    /// Whether the mean meets the budget; what the search tries may also stay below it.
    public let meets: Bool

    /// A trial from its parts.
    public init(source: Source, thresholds: [Double], cost: CourseCost, meets: Bool) {
      self.source = source
      self.thresholds = thresholds
      self.cost = cost
      self.meets = meets
    }
  }

  /// The rule that keeps to the budget.
  public let rule: ExitRule
  /// The deepest exit that is permitted; layers past it need not be loaded.
  public let deepestExit: Int
  /// The mean cost that was asked for; nil where it was left open.
  public let target: Double?
  /// The ratio of the geometric distribution that the thresholds were made from; nil without an average.
  public let q: Double?
  /// Exits that no decision takes of those that the thresholds were made from.
  public let unusedExits: [Int]
  /// Every closed-loop trial, in order.
  public let trials: [Trial]

  /// A calibration from its parts.
  public init(
    rule: ExitRule, deepestExit: Int, target: Double?, q: Double?, unusedExits: [Int], trials: [Trial]
  ) {
    self.rule = rule
    self.deepestExit = deepestExit
    self.target = target
    self.q = q
    self.unusedExits = unusedExits
    self.trials = trials
  }
}
