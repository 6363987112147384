import Vocabulary

/// Reads one line of a chain file, key by key.
struct ChainLineReader {
  typealias Fault = ChainFileError.Fault

  /// The line's object.
  let value: JSONValue

  /// The JSON value of a line.
  static func value(of line: [UInt8]) throws(Fault) -> JSONValue {
    do {
      return try JSONDocument(line).value
    } catch {
      throw .notJSON(column: error.position.column, reason: error.reason)
    }
  }

  func chain(index: Int) throws(Fault) -> Chain {
    guard case .object = value else { throw .wrongType(path: "", expected: "an object", found: value.kind) }
    let initial = try facts(try member("initial_state", of: value, path: ""))
    let sequence = try subtasks(try member("sequence", of: value, path: ""))
    return Chain(index: index, initial: initial, subtasks: sequence)
  }

  private func facts(_ value: JSONValue) throws(Fault) -> Facts {
    guard case .object = value else {
      throw .wrongType(path: "initial_state", expected: "an object", found: value.kind)
    }
    let facts = Facts(
      led: try flag(.led, in: value), lightbulb: try flag(.lightbulb, in: value),
      slider: try name(.slider, in: value), drawer: try name(.drawer, in: value), red: try name(.red, in: value),
      blue: try name(.blue, in: value), pink: try name(.pink, in: value))
    let grasped = try flag(.grasped, in: value)
    if let reason = facts.contradiction { throw .contradiction(path: "initial_state", reason: reason) }
    if grasped != (facts.grasped != nil) {
      let reason = grasped ? "1, but no block is \"grasped\"" : "0, but a block is \"grasped\""
      throw .contradiction(path: "initial_state.grasped", reason: reason)
    }
    return facts
  }

  private func subtasks(_ value: JSONValue) throws(Fault) -> [Subtask] {
    guard case .list(let values) = value else {
      throw .wrongType(path: "sequence", expected: "a list of \(Chain.length) names", found: value.kind)
    }
    guard values.count == Chain.length else { throw .wrongLength(path: "sequence", found: values.count) }
    var subtasks: [Subtask] = []
    for (index, value) in values.enumerated() {
      let path = "sequence[\(index)]"
      guard case .text(let name) = value else { throw .wrongType(path: path, expected: "a name", found: value.kind) }
      guard let subtask = Subtask(rawValue: name) else {
        let near = nearestName(to: name, among: Subtask.allCases.map(\.rawValue))
        throw .unknownSubtask(path: path, name: name, near: near)
      }
      subtasks.append(subtask)
    }
    return subtasks
  }

  /// The value of a key that must be there.
  private func member(_ key: String, of value: JSONValue, path: String) throws(Fault) -> JSONValue {
    if let member = value[key] { return member }
    guard case .object(let members) = value else { preconditionFailure("only objects have members") }
    let known = ["initial_state", "sequence"] + Facts.CodingKeys.allCases.map(\.rawValue)
    let unknown = members.map(\.name).filter { !known.contains($0) }
    throw .missing(path: path + key, near: nearestName(to: key, among: unknown))
  }

  /// A lamp or `grasped`: 0 or 1.
  private func flag(_ key: Facts.CodingKeys, in object: JSONValue) throws(Fault) -> Bool {
    let path = "initial_state.\(key.rawValue)"
    switch try member(key.rawValue, of: object, path: "initial_state.") {
    case .integer(0): return false
    case .integer(1): return true
    case .integer(let number): throw .notAllowed(path: path, found: "\(number)", allowed: ["0", "1"], near: nil)
    case .number(let number): throw .notAllowed(path: path, found: "\(number)", allowed: ["0", "1"], near: nil)
    case let value: throw .wrongType(path: path, expected: "0 or 1", found: value.kind)
    }
  }

  /// One of an enumeration's names.
  private func name<Name>(_ key: Facts.CodingKeys, in object: JSONValue) throws(Fault) -> Name
  where Name: RawRepresentable<String> & CaseIterable {
    let path = "initial_state.\(key.rawValue)"
    let value = try member(key.rawValue, of: object, path: "initial_state.")
    guard case .text(let text) = value else { throw .wrongType(path: path, expected: "a name", found: value.kind) }
    if let name = Name(rawValue: text) { return name }
    let allowed = Name.allCases.map(\.rawValue)
    throw .notAllowed(path: path, found: "\"\(text)\"", allowed: allowed, near: nearestName(to: text, among: allowed))
  }
}

extension JSONValue {
  /// The value's type, with its article.
  fileprivate var kind: String {
    switch self {
    case .null: "null"
    case .boolean: "a boolean"
    case .integer, .number: "a number"
    case .text: "a text"
    case .list: "a list"
    case .object: "an object"
    }
  }
}
