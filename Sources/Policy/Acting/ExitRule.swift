import Episodes

/// Which exit a decision is taken at.
///
/// Rules with thresholds have one for each exit but the deepest, whose own is infinite: the first exit whose number is no
/// greater than its threshold is taken. An exit with a threshold below 0 is never taken. Thresholds beyond these are
/// ignored, so that those for all exits serve a policy cut short.
public enum ExitRule: Hashable, Codable, Sendable {
  /// The first exit whose action differs little from the one before it (DeeR-VLA, section 3.2).
  case actionConsistency(thresholds: [Double], comparison: ActionComparison = ActionComparison())
  /// The first exit whose pooled feature hardly turns away from the one before it: 1 less the cosine between them.
  ///
  /// Compared is the largest of each entry over the tokens, which is what the head sees; DeeR-VLA takes the cosine token by
  /// token and averages it.
  case featureSimilarity(thresholds: [Double])
  /// The first exit that has not had its time: control steps into the subtask, so that depth grows with them.
  case elapsedTime(thresholds: [Double])
  /// Always this exit, from 0.
  case fixed(exit: Int)
  /// Always the deepest exit.
  case fullDepth
  /// An exit drawn anew for each decision, with these weights, one for each exit.
  case random(probabilities: [Double])

  /// Checks that the rule fits a policy whose exits are 0 … `deepestExit`.
  ///
  /// - Throws: `PolicyError.noExit`, `.wrongCount` or `.badNumber`.
  public func validate(deepestExit: Int) throws(PolicyError) {
    let exits = deepestExit + 1
    switch self {
    case .actionConsistency(let thresholds, let comparison):
      try Self.validate(thresholds, deepestExit: deepestExit)
      try comparison.validate()
    case .featureSimilarity(let thresholds), .elapsedTime(let thresholds):
      try Self.validate(thresholds, deepestExit: deepestExit)
    case .fixed(let exit):
      guard (0...deepestExit).contains(exit) else { throw .noExit(exit, exits: exits) }
    case .fullDepth: return
    case .random(let probabilities):
      guard probabilities.count == exits else {
        throw .wrongCount("probabilities", count: probabilities.count, exits: exits)
      }
      if let index = probabilities.firstIndex(where: { !($0 >= 0 && $0.isFinite) }) {
        throw .badNumber("probabilities", index: index, allowed: "0 or more")
      }
      if probabilities.reduce(0, +) <= 0 {
        throw .badNumber("probabilities", index: 0, allowed: "above 0 for at least one exit")
      }
    }
  }

  private static func validate(_ thresholds: [Double], deepestExit: Int) throws(PolicyError) {
    guard thresholds.count >= deepestExit else {
      throw .wrongCount("thresholds", count: thresholds.count, exits: deepestExit + 1)
    }
    if let index = thresholds.firstIndex(where: \.isNaN) {
      throw .badNumber("thresholds", index: index, allowed: "a number")
    }
  }

  /// What is compared on the way to an exit; nil where it is known from the start.
  var comparison: ExitComparison? {
    switch self {
    case .actionConsistency: .actions
    case .featureSimilarity: .features
    case .elapsedTime, .fixed, .fullDepth, .random: nil
    }
  }

  /// The deepest exit that the rule can ask of a policy with so many exits: what need not be loaded lies past it.
  public func deepestExit(of exits: Int) -> Int {
    switch self {
    case .fixed(let exit): min(max(exit, 0), exits - 1)
    case .random(let probabilities): probabilities.lastIndex { $0 > 0 } ?? exits - 1
    case .actionConsistency, .featureSimilarity, .elapsedTime, .fullDepth: exits - 1
    }
  }

  /// How often the head is evaluated for a decision that ends at an exit of a policy.
  ///
  /// A rule that compares actions evaluates it at every exit on the way, and once for what the first is compared with,
  /// unless the first is taken whatever it says. Other rules evaluate it once.
  public func headEvaluations(exit: Int, deepestExit: Int) -> Int {
    guard case .actionConsistency(let thresholds, _) = self else { return 1 }
    return exit + 1 + (thresholds.threshold(of: 0, deepest: deepestExit) == .infinity ? 0 : 1)
  }

  /// The rule's thresholds; nil for rules without.
  public var thresholds: [Double]? {
    switch self {
    case .actionConsistency(let thresholds, _), .featureSimilarity(let thresholds), .elapsedTime(let thresholds):
      thresholds
    case .fixed, .fullDepth, .random: nil
    }
  }

  /// The same rule with other thresholds; rules without any stay as they are.
  public func with(thresholds: [Double]) -> ExitRule {
    switch self {
    case .actionConsistency(_, let comparison): .actionConsistency(thresholds: thresholds, comparison: comparison)
    case .featureSimilarity: .featureSimilarity(thresholds: thresholds)
    case .elapsedTime: .elapsedTime(thresholds: thresholds)
    case .fixed, .fullDepth, .random: self
    }
  }
}

extension [Double] {
  /// The threshold of an exit when these are the thresholds: infinite for the deepest exit.
  func threshold(of exit: Int, deepest: Int) -> Double { exit >= deepest ? .infinity : self[exit] }
}

extension [Float] {
  /// 1 less the cosine of the angle to another vector: 0 for one direction, 1 for a right angle; 0 for two zero vectors.
  func turn(to other: [Float]) -> Double {
    precondition(count == other.count && !isEmpty, "vectors of one length")
    var (product, own, others) = (0.0, 0.0, 0.0)
    for index in indices {
      let (a, b) = (Double(self[index]), Double(other[index]))
      product += a * b
      own += a * a
      others += b * b
    }
    if own == 0 || others == 0 { return own == others ? 0 : 1 }
    return Swift.max(0, 1 - product / (own * others).squareRoot())
  }
}
