/// Where something stands in a text, counted from 1; columns count bytes.
public struct TextPosition: Hashable, Sendable {
  /// The line.
  public let line: Int
  /// The byte in the line.
  public let column: Int

  /// A position from its parts.
  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }
}

/// A text that is not JSON, and where that shows.
public struct JSONSyntaxError: Error, Hashable, Sendable {
  /// Where.
  public let position: TextPosition
  /// What is wrong there.
  public let reason: String
}

/// A JSON value together with the places of its keys and values in the text.
public struct JSONDocument: Hashable, Sendable {
  /// The value.
  public let value: JSONValue
  /// Where each value's key stands, or the value itself in a list, by its path such as `agents[1].kind`.
  public let positions: [String: TextPosition]

  /// Reads a text as RFC 8259 has it: no comments, no trailing commas, no key twice, valid UTF-8.
  ///
  /// - Throws: the first fault, with its line and column.
  public init(_ bytes: [UInt8]) throws(JSONSyntaxError) {
    var reader = JSONReader(bytes: bytes)
    value = try reader.readDocument()
    positions = reader.positions
  }

  /// Reads a text.
  public init(_ text: String) throws(JSONSyntaxError) { try self.init(Array(text.utf8)) }
}

/// The reader: one pass over the bytes by recursive descent.
private struct JSONReader {
  let bytes: [UInt8]
  var place = 0
  var depth = 0
  var positions: [String: TextPosition] = [:]
  /// The last place that was asked for and where it stands, so that a text is gone through once.
  private var known = (place: 0, line: 1, start: 0)

  init(bytes: [UInt8]) { self.bytes = bytes }

  static let deepest = 64

  mutating func readDocument() throws(JSONSyntaxError) -> JSONValue {
    guard String(validating: bytes, as: UTF8.self) != nil else { throw fault("the file is not UTF-8 text") }
    skipBlanks()
    guard place < bytes.count else { throw fault("the file is empty") }
    let value = try readValue(path: "")
    skipBlanks()
    guard place == bytes.count else { throw fault("there is more text after the end of the value") }
    return value
  }

  private func fault(_ reason: String, at place: Int? = nil) -> JSONSyntaxError {
    JSONSyntaxError(position: position(of: place ?? self.place), reason: reason)
  }

  private func position(of place: Int) -> TextPosition {
    let before = bytes[..<min(place, bytes.count)]
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    return TextPosition(line: line, column: place - start + 1)
  }

  /// Notes where a value stands; places are noted from front to back.
  private mutating func note(_ path: String, at place: Int) {
    while known.place < place {
      if bytes[known.place] == UInt8(ascii: "\n") { known = (known.place, known.line + 1, known.place + 1) }
      known.place += 1
    }
    positions[path] = TextPosition(line: known.line, column: place - known.start + 1)
  }

  private var current: UInt8? { place < bytes.count ? bytes[place] : nil }

  private mutating func skipBlanks() {
    while let byte = current, byte == 0x20 || (byte >= 0x09 && byte <= 0x0D && byte != 0x0B && byte != 0x0C) {
      place += 1
    }
  }

  private mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard current == UInt8(ascii: character) else { return false }
    place += 1
    return true
  }

  private mutating func readValue(path: String) throws(JSONSyntaxError) -> JSONValue {
    guard let byte = current else { throw fault("the file ends where a value is expected") }
    switch Unicode.Scalar(byte) {
    case "{": return try readObject(path: path)
    case "[": return try readList(path: path)
    case "\"": return .text(try readText())
    case "-", "0"..."9": return try readNumber()
    case "t": return try readWord("true", .boolean(true))
    case "f": return try readWord("false", .boolean(false))
    case "n": return try readWord("null", .null)
    case "/", "#": throw fault("comments are not part of JSON")
    case "'": throw fault("texts stand in double quotes")
    default: throw fault("a value is expected here")
    }
  }

  private mutating func readWord(_ word: String, _ value: JSONValue) throws(JSONSyntaxError) -> JSONValue {
    guard bytes[place...].starts(with: word.utf8) else { throw fault("a value is expected here") }
    place += word.utf8.count
    return value
  }

  private mutating func enter() throws(JSONSyntaxError) {
    depth += 1
    if depth > JSONReader.deepest { throw fault("values are nested more than \(JSONReader.deepest) deep") }
    place += 1
    skipBlanks()
  }

  private mutating func readObject(path: String) throws(JSONSyntaxError) -> JSONValue {
    try enter()
    defer { depth -= 1 }
    var members: [JSONMember] = []
    var names: Set<String> = []
    if skip("}") { return .object(members) }
    while true {
      let keyPlace = place
      guard current == UInt8(ascii: "\"") else {
        throw fault(current == UInt8(ascii: "}") ? "a comma before \"}\"" : "a key in double quotes is expected here")
      }
      let name = try readText()
      guard names.insert(name).inserted else { throw fault("the key \"\(name)\" a second time", at: keyPlace) }
      let inner = path.isEmpty ? name : path + "." + name
      note(inner, at: keyPlace)
      skipBlanks()
      guard skip(":") else { throw fault("\":\" is expected after the key \"\(name)\"") }
      skipBlanks()
      members.append(JSONMember(name, try readValue(path: inner)))
      skipBlanks()
      if skip("}") { return .object(members) }
      guard skip(",") else { throw fault("\",\" or \"}\" is expected here") }
      skipBlanks()
    }
  }

  private mutating func readList(path: String) throws(JSONSyntaxError) -> JSONValue {
    try enter()
    defer { depth -= 1 }
    var values: [JSONValue] = []
    if skip("]") { return .list(values) }
    while true {
      if current == UInt8(ascii: "]") { throw fault("a comma before \"]\"") }
      let inner = "\(path)[\(values.count)]"
      note(inner, at: place)
      values.append(try readValue(path: inner))
      skipBlanks()
      if skip("]") { return .list(values) }
      guard skip(",") else { throw fault("\",\" or \"]\" is expected here") }
      skipBlanks()
    }
  }

  private mutating func readDigits() -> Int {
    let start = place
    while let byte = current, byte >= 0x30, byte <= 0x39 { place += 1 }
    return place - start
  }

  private mutating func readNumber() throws(JSONSyntaxError) -> JSONValue {
    let start = place
    _ = skip("-")
    let leadsWithZero = current == UInt8(ascii: "0")
    let digits = readDigits()
    var isWhole = true
    var isNumber = digits > 0 && !(leadsWithZero && digits > 1)
    if skip(".") {
      isWhole = false
      isNumber = readDigits() > 0 && isNumber
    }
    if skip("e") || skip("E") {
      isWhole = false
      _ = skip("+") || skip("-")
      isNumber = readDigits() > 0 && isNumber
    }
    let text = String(decoding: bytes[start..<place], as: UTF8.self)
    guard isNumber else { throw fault("\"\(text)\" is not a number", at: start) }
    if isWhole, let value = Int(text) { return .integer(value) }
    guard let value = Double(text), value.isFinite else { throw fault("\(text) is too large a number", at: start) }
    return .number(value)
  }

  private mutating func readText() throws(JSONSyntaxError) -> String {
    let start = place
    place += 1
    var result: [UInt8] = []
    while let byte = current {
      switch byte {
      case UInt8(ascii: "\""):
        place += 1
        return String(decoding: result, as: UTF8.self)
      case UInt8(ascii: "\\"): result += String(try readEscape()).utf8
      case 0..<0x20: throw fault("a control character inside a text; line breaks are written \\n")
      default:
        result.append(byte)
        place += 1
      }
    }
    throw fault("the text that begins here does not end", at: start)
  }

  private mutating func readEscape() throws(JSONSyntaxError) -> Unicode.Scalar {
    let start = place
    place += 1
    guard let byte = current else { throw fault("the file ends inside a text") }
    place += 1
    switch Unicode.Scalar(byte) {
    case "\"", "\\", "/": return Unicode.Scalar(byte)
    case "b": return "\u{8}"
    case "f": return "\u{C}"
    case "n": return "\n"
    case "r": return "\r"
    case "t": return "\t"
    case "u":
      var unit = try readHexadecimal(start)
      if unit & 0xFC00 == 0xD800, skip("\\"), skip("u") {
        let low = try readHexadecimal(start)
        if low & 0xFC00 == 0xDC00 { unit = 0x10000 + (unit & 0x3FF) << 10 + (low & 0x3FF) }
      }
      guard let scalar = Unicode.Scalar(unit) else { throw fault("half of a surrogate pair", at: start) }
      return scalar
    default: throw fault("an unknown escape in a text", at: start)
    }
  }

  private mutating func readHexadecimal(_ start: Int) throws(JSONSyntaxError) -> UInt32 {
    let digits = bytes[place..<min(place + 4, bytes.count)]
    guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else {
      throw fault("four hexadecimal digits are expected after \\u", at: start)
    }
    place += 4
    return UInt32(String(decoding: digits, as: UTF8.self), radix: 16) ?? 0
  }
}
