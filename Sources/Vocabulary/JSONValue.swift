/// A JSON value that keeps what experiments depend on: the order of keys, and whole numbers apart from others.
public indirect enum JSONValue: Hashable, Sendable {
  /// The empty value.
  case null
  /// `true` or `false`.
  case boolean(Bool)
  /// A number written without fraction and exponent that fits 64 bits.
  case integer(Int)
  /// Any other number.
  case number(Double)
  /// A text.
  case text(String)
  /// A list.
  case list([JSONValue])
  /// An object: its members in order, no name twice.
  case object([JSONMember])

  /// The member of an object with a name; nil for anything else.
  public subscript(name: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name == name }?.value
  }
}

/// One name and value of a JSON object.
public struct JSONMember: Hashable, Sendable {
  /// The key.
  public let name: String
  /// What stands behind it.
  public var value: JSONValue

  /// A member from its parts.
  public init(_ name: String, _ value: JSONValue) {
    self.name = name
    self.value = value
  }
}

// MARK: - Writing

extension JSONValue {
  /// The value on one line, no blanks; the same value gives the same text.
  public var compactText: String {
    var text = ""
    write(into: &text, indentation: nil)
    return text
  }

  /// The value for people: two blanks a level, lists of plain values on one line, a line break at the end.
  public var text: String {
    var text = ""
    write(into: &text, indentation: 0)
    return text + "\n"
  }

  /// Whether it has no inner structure.
  private var isPlain: Bool {
    switch self {
    case .list(let values): values.isEmpty
    case .object(let members): members.isEmpty
    default: true
    }
  }

  private func write(into text: inout String, indentation: Int?) {
    switch self {
    case .null: text += "null"
    case .boolean(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    case .number(let value):
      precondition(value.isFinite, "JSON has no infinite numbers")
      text += String(value)
    case .text(let value): JSONValue.write(quoted: value, into: &text)
    case .list(let values):
      let spread = indentation != nil && !values.allSatisfy(\.isPlain)
      JSONValue.write(values, "[", "]", indentation, spread: spread, into: &text) { value, text, inner in
        value.write(into: &text, indentation: inner)
      }
    case .object(let members):
      let spread = indentation != nil && !members.isEmpty
      JSONValue.write(members, "{", "}", indentation, spread: spread, into: &text) { member, text, inner in
        JSONValue.write(quoted: member.name, into: &text)
        text += inner == nil ? ":" : ": "
        member.value.write(into: &text, indentation: inner)
      }
    }
  }

  private static func write<Element>(
    _ elements: [Element], _ open: String, _ close: String, _ indentation: Int?, spread: Bool,
    into text: inout String, _ body: (Element, inout String, Int?) -> Void
  ) {
    let inner = indentation.map { $0 + 1 }
    text += open
    for (index, element) in elements.enumerated() {
      if index > 0 { text += indentation != nil && !spread ? ", " : "," }
      if spread { text += "\n" + String(repeating: "  ", count: inner ?? 0) }
      body(element, &text, inner)
    }
    if spread { text += "\n" + String(repeating: "  ", count: indentation ?? 0) }
    text += close
  }

  private static func write(quoted value: String, into text: inout String) {
    text += "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case "\0"..<" ", "\u{7F}":
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}
