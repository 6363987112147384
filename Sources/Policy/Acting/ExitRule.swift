/// Which exit a decision is taken at.
public enum ExitRule: Hashable, Codable, Sendable {
  /// The first exit whose action differs from the one before it by no more than its threshold; else the deepest.
  ///
  /// The difference is the root of the mean square over all pose entries of the chunk, in the network's units of −1 … 1
  /// (deer.md, section 3.1: DeeR's rule). One threshold for each exit but the deepest, whose own is infinite; below 0 an
  /// exit is never taken. Numbers beyond these are ignored, so thresholds for all exits serve a policy cut short.
  case actionConsistency(thresholds: [Double])
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
    case .actionConsistency(let thresholds):
      guard thresholds.count >= deepestExit else {
        throw .wrongCount("thresholds", count: thresholds.count, exits: exits)
      }
      if let index = thresholds.firstIndex(where: \.isNaN) {
        throw .badNumber("thresholds", index: index, allowed: "a number")
      }
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

  /// The deepest exit that the rule can ask of a policy with so many exits: what need not be loaded lies past it.
  public func deepestExit(of exits: Int) -> Int {
    switch self {
    case .fixed(let exit): min(max(exit, 0), exits - 1)
    case .random(let probabilities): probabilities.lastIndex { $0 > 0 } ?? exits - 1
    case .actionConsistency, .fullDepth: exits - 1
    }
  }
}

extension [Double] {
  /// The threshold of an exit when these are the thresholds: infinite for the deepest exit.
  func threshold(of exit: Int, deepest: Int) -> Double { exit >= deepest ? .infinity : self[exit] }
}

/// Root of the mean square of the differences between two actions' numbers.
func rootMeanSquare(_ first: [Float], _ second: [Float]) -> Double {
  precondition(first.count == second.count && !first.isEmpty, "actions of one length")
  let sum = zip(first, second).reduce(0) { $0 + (Double($1.0) - Double($1.1)) * (Double($1.0) - Double($1.1)) }
  return (sum / Double(first.count)).squareRoot()
}
