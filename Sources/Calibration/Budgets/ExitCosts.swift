import Policy

/// What decisions at each exit of a policy cost under an exit rule, and what its weights take when it is cut there.
public struct ExitCosts: Hashable, Sendable {
  /// One figure for the decoder's layers alone, and one for the whole policy.
  public struct Cost: Hashable, Sendable {
    /// Multiply-accumulates of the decoder's layers.
    public let decoder: Double
    /// Multiply-accumulates of everything.
    public let policy: Double

    /// A cost from its parts.
    public init(decoder: Double, policy: Double) {
      self.decoder = decoder
      self.policy = policy
    }

    /// The one that counts.
    public subscript(scope: Budget.Scope) -> Double { scope == .decoder ? decoder : policy }
  }

  /// The mean cost of a decision at each exit, over the sentences given.
  public let exits: [Cost]
  /// The cost of a decision at each exit with the longest sentence that there can be.
  public let peaks: [Cost]
  /// The mean cost of a decision at full depth: all layers, the head once.
  public let fullDepth: Cost
  /// Bytes of the weights of a policy whose deepest exit this is.
  public let weightBytes: [Int]

  /// Costs from their parts.
  public init(exits: [Cost], peaks: [Cost], fullDepth: Cost, weightBytes: [Int]) {
    precondition(!exits.isEmpty && exits.count == peaks.count && exits.count == weightBytes.count, "one for each exit")
    self.exits = exits
    self.peaks = peaks
    self.fullDepth = fullDepth
    self.weightBytes = weightBytes
  }

  /// The costs of a policy under a rule.
  ///
  /// - Parameters:
  ///   - rule: how exits are chosen; a rule that compares actions is taken to compare at the first exit too.
  ///   - sentences: how many decisions were asked for in sentences of so many tokens; at least one.
  ///   - weights: how the decoder's matrices are kept.
  ///   - halved: matrices of the head that are kept in 16 bits.
  public init(
    _ configuration: PolicyConfiguration, rule: ExitRule, sentences: [Int: Int], weights: WeightFormat = .float32,
    halved: Set<String> = []
  ) {
    let account = CostAccount(configuration)
    let last = configuration.exitCount - 1
    let rule = rule.with(thresholds: [Double](repeating: -1, count: last))
    let total = Double(sentences.values.reduce(0, +))
    precondition(total > 0, "costs are averaged over decisions")
    func mean(_ cost: (Int) -> Int) -> Double {
      sentences.sorted { $0.key < $1.key }.reduce(0) { $0 + Double(cost($1.key)) * Double($1.value) } / total
    }
    exits = (0...last).map { exit in
      Cost(
        decoder: mean { account.decoder(upTo: exit, tokens: $0) },
        policy: mean { account.policy(exit: exit, rule: rule, deepestExit: last, tokens: $0) })
    }
    let longest = configuration.instruction.maximumTokens
    peaks = (0...last).map { exit in
      Cost(
        decoder: Double(account.decoder(upTo: exit, tokens: longest)),
        policy: Double(account.policy(exit: exit, rule: rule, deepestExit: last, tokens: longest)))
    }
    fullDepth = Cost(
      decoder: mean { account.decoder(upTo: last, tokens: $0) },
      policy: mean { account.policy(exit: last, rule: .fullDepth, deepestExit: last, tokens: $0) })
    weightBytes = (0...last).map { configuration.weightBytes(deepestExit: $0, weights, halved: halved) }
  }

  /// The deepest exit that peak and memory permit.
  ///
  /// - Throws: `CalibrationError.peak` or `.memory` where not even the first is permitted.
  public func deepestExit(within budget: Budget) throws(CalibrationError) -> Int {
    if let peak = budget.peak, peaks[0][budget.scope] > peak {
      throw .peak(wanted: peak, scope: budget.scope, lowest: peaks[0][budget.scope])
    }
    if let memory = budget.memory, weightBytes[0] > memory { throw .memory(wanted: memory, lowest: weightBytes[0]) }
    return exits.indices.last { exit in
      peaks[exit][budget.scope] <= budget.peak ?? .infinity && weightBytes[exit] <= budget.memory ?? .max
    } ?? 0
  }

  /// The mean cost that a budget asks for; nil where it leaves the average open.
  ///
  /// - Throws: `CalibrationError.average` where no choice of exits up to the deepest permitted one has it.
  public func target(of budget: Budget, deepestExit: Int) throws(CalibrationError) -> Double? {
    let full = fullDepth[budget.scope]
    let wanted: Double
    switch budget.average {
    case nil: return nil
    case .operations(let operations): wanted = operations
    case .share(let share): wanted = share * full
    }
    let (lowest, highest) = (exits[0][budget.scope], exits[deepestExit][budget.scope])
    // The ends themselves are reachable, whatever a sum's last bits are.
    guard wanted >= lowest * (1 - 1e-9), wanted <= highest * (1 + 1e-9) else {
      throw .average(wanted: wanted, scope: budget.scope, lowest: lowest, highest: highest, fullDepth: full)
    }
    return min(max(wanted, lowest), highest)
  }

  /// The mean cost of decisions of which so many were taken at each exit; not a number without any.
  public func mean(of exitCounts: [Int], _ scope: Budget.Scope) -> Double {
    let total = exitCounts.reduce(0, +)
    return zip(exitCounts, exits).reduce(0) { $0 + Double($1.0) * $1.1[scope] } / Double(total)
  }
}
