import Vocabulary

/// Two agents whose results are compared: differences are the first one's less the second one's.
public struct ArmComparison: SchemaObject {
  /// Whose results.
  public var of = ""
  /// What they are compared with.
  public var with = ""

  /// No agents yet.
  public init() {}

  /// A comparison of two agents by their names.
  init(of: String, with other: String) { (self.of, with) = (of, other) }
}

extension ArmComparison {
  /// The keys of a comparison.
  public static let keys: [SchemaKey<ArmComparison>] = [
    .name(
      "of", \.of, otherwise: "none; every comparison has one",
      "The agent whose results are compared; one of several budgets by its name with the share."),
    .name(
      "with", \.with, otherwise: "none; every comparison has one",
      "The agent that they are compared with: differences are the other one's results less this one's."),
  ]
}

extension Experiment {
  /// The comparisons that a report makes: those that are stated, or else every agent's with the first.
  var comparisons: [ArmComparison] {
    guard report.comparisons.isEmpty, let first = agents.first else { return report.comparisons }
    return agents.dropFirst().map { ArmComparison(of: $0.name, with: first.name) }
  }
}

extension Validation {
  /// Comparisons name two agents of those that budgets have become, and no two comparisons are the same.
  func checkComparisons(_ experiment: Experiment) throws(SchemaError) {
    let known = experiment.agents.map(\.name)
    let comparisons = experiment.report.comparisons
    for (index, comparison) in comparisons.enumerated() {
      let path = "report.comparisons[\(index)]"
      for (key, name) in [("of", comparison.of), ("with", comparison.with)] {
        if name.isEmpty {
          throw error(
            .contradiction(found: "a comparison without \"\(key)\"", allowed: "it names two agents, of and with"),
            path: path)
        }
        guard !known.contains(name) else { continue }
        let near = nearestName(to: name, among: known).map { "; did you mean \"\($0)\"?" } ?? ""
        throw error(
          .contradiction(found: "\"\(name)\"", allowed: "the agents are \(ValueForm.listed(known))\(near)"),
          path: "\(path).\(key)")
      }
      if comparison.of == comparison.with {
        throw error(
          .contradiction(found: "\"\(comparison.with)\"", allowed: "an agent is compared with another one"),
          path: path + ".with")
      }
      if comparisons[..<index].contains(comparison) {
        throw error(.repeated("\(comparison.of) with \(comparison.with)"), path: path)
      }
    }
  }
}
