import Vocabulary

/// A key in which two resolved experiments differ.
public struct ExperimentDifference: Hashable, Sendable {
  /// The key, as `--set` names it.
  public let key: String
  /// Its value in the first, as JSON; nil where there is none.
  public let first: String?
  /// Likewise in the second.
  public let second: String?

  /// Both values for people: long ones are cut, from shortly before they begin to differ.
  public var shown: (first: String, second: String) {
    let common = zip(first ?? "", second ?? "").prefix { $0 == $1 }.count
    let start = common > 40 ? common - 20 : 0
    func cut(_ text: String?) -> String {
      guard let text else { return "absent" }
      if text.count <= 60 { return text }
      let part = text.dropFirst(start).prefix(57)
      return (start > 0 ? "…" : "") + String(part) + (start + part.count < text.count ? "…" : "")
    }
    return (cut(first), cut(second))
  }
}

extension ExperimentDifference {
  /// All keys in which two values differ, in the order of the first; lists of as many objects entry by entry.
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
    if case .list(let left)? = first, case .list(let right)? = second, left.count == right.count,
      (left + right).allSatisfy({ if case .object = $0 { true } else { false } })
    {
      return zip(left, right).enumerated().flatMap { index, pair in
        all(pair.0, pair.1, key: "\(key)[\(index)]", leavingOut: leavingOut)
      }
    }
    return [ExperimentDifference(key: key, first: first?.compactText, second: second?.compactText)]
  }
}
