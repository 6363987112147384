/// Which chains of a file the rules allow, and which can be started.
public struct ChainCheck: Hashable, Sendable {
  /// A chain that they do not allow.
  public struct Infeasible: Hashable, Sendable {
    /// The line that it stands on, from 1.
    public let line: Int
    /// Where it breaks.
    public let place: Chain.Break
  }

  /// A chain whose start cannot be laid out.
  public struct Unstartable: Hashable, Sendable {
    /// The line that it stands on, from 1.
    public let line: Int
    /// Why not, and what can be.
    public let reason: String
  }

  /// How many chains there are.
  public let count: Int
  /// Those that break, in the file's order.
  public let infeasible: [Infeasible]
  /// Those that cannot be started, likewise.
  public let unstartable: [Unstartable]

  /// Whether every chain is feasible and can be started.
  public var passed: Bool { infeasible.isEmpty && unstartable.isEmpty }
}

extension ChainFile {
  /// Follows every chain through its facts.
  ///
  /// - Parameter refusal: why a start cannot be laid out, by whoever lays it out; nil where it can.
  public func check(_ rules: ChainRules, starts refusal: (Facts) -> String? = { _ in nil }) -> ChainCheck {
    let infeasible = zip(chains, lines).compactMap { chain, line in
      chain.firstBreak(under: rules).map { ChainCheck.Infeasible(line: line, place: $0) }
    }
    return ChainCheck(
      count: chains.count, infeasible: infeasible, unstartable: unstartable(among: chains.count, refusal))
  }

  /// Those of the first chains that cannot be started.
  public func unstartable(among count: Int, _ refusal: (Facts) -> String?) -> [ChainCheck.Unstartable] {
    zip(chains, lines).prefix(count).compactMap { chain, line in
      refusal(chain.initial).map { ChainCheck.Unstartable(line: line, reason: $0) }
    }
  }
}

extension ChainCheck.Infeasible: CustomStringConvertible {
  /// One line of the report.
  public var description: String {
    "line \(line): infeasible at step \(place.step) (\(place.subtask.rawValue)): \(place.reason)"
  }
}

extension ChainCheck.Unstartable: CustomStringConvertible {
  /// One line of the report.
  public var description: String { "line \(line): cannot be started: \(reason)" }
}

extension ChainCheck: CustomStringConvertible {
  /// A line for each chain that cannot be started, one for each infeasible chain, then the totals.
  public var description: String {
    let totals =
      "\(count) \(count == 1 ? "chain" : "chains"), \(count - infeasible.count) feasible, "
      + "\(infeasible.count) infeasible"
      + (unstartable.isEmpty ? "" : ", \(unstartable.count) that cannot be started")
    return (unstartable.map(\.description) + infeasible.map(\.description) + [totals]).joined(separator: "\n")
  }
}
