import Vocabulary

/// A key in which two resolved experiments differ.
public struct ExperimentDifference: Hashable, Sendable {
  /// The key, as `--set` names it.
  public let key: String
  /// Its value in the first, as JSON; nil where there is none.
  public let first: String?
  /// Likewise in the second.
  public let second: String?
}

extension ExperimentDifference {
  /// All keys in which two values differ, in the order of the first.
  static func all(
    _ first: JSONValue?, _ second: JSONValue?, key: String = "", leavingOut: Set<String> = []
  ) -> [ExperimentDifference] {
    if first == second || leavingOut.contains(key) { return [] }
    if case .object(let left)? = first, case .object(let right)? = second {
      let names = left.map(\.name) + right.map(\.name).filter { name in !left.contains { $0.name == name } }
      return names.flatMap { name in
        all(first?[name], second?[name], key: key.isEmpty ? name : "\(key).\(name)", leavingOut: leavingOut)
      }
    }
    return [ExperimentDifference(key: key, first: first?.compactText, second: second?.compactText)]
  }
}
