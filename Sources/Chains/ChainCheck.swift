/// Which chains of a file the rules allow.
public struct ChainCheck: Hashable, Sendable {
  /// A chain that they do not allow.
  public struct Infeasible: Hashable, Sendable {
    /// The line that it stands on, from 1.
    public let line: Int
    /// Where it breaks.
    public let place: Chain.Break
  }

  /// How many chains there are.
  public let count: Int
  /// Those that break, in the file's order.
  public let infeasible: [Infeasible]

  /// Whether every chain is feasible.
  public var passed: Bool { infeasible.isEmpty }
}

extension ChainFile {
  /// Follows every chain through its facts.
  public func check(_ rules: ChainRules) -> ChainCheck {
    let infeasible = zip(chains, lines).compactMap { chain, line in
      chain.firstBreak(under: rules).map { ChainCheck.Infeasible(line: line, place: $0) }
    }
    return ChainCheck(count: chains.count, infeasible: infeasible)
  }
}

extension ChainCheck.Infeasible: CustomStringConvertible {
  /// One line of the report.
  public var description: String {
    "line \(line): infeasible at step \(place.step) (\(place.subtask.rawValue)): \(place.reason)"
  }
}

extension ChainCheck: CustomStringConvertible {
  /// A line for each infeasible chain, then the totals.
  public var description: String {
    let totals =
      "\(count) \(count == 1 ? "chain" : "chains"), \(count - infeasible.count) feasible, "
      + "\(infeasible.count) infeasible"
    return (infeasible.map(\.description) + [totals]).joined(separator: "\n")
  }
}
