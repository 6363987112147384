import Glibc
import Vocabulary

/// One pass over a JSON value: complete, of the right kinds, in range, and nothing unknown.
struct Validation {
  /// Named in errors.
  let source: String
  /// Where keys stand in the source.
  let positions: [String: TextPosition]
  /// The directory that relative paths of files start from.
  let directory: String
  /// All keys, for finding the one that a misspelt one stands for.
  let keys: [KeyDescription]

  /// Checks an object and fills in what it leaves out.
  func complete(_ value: JSONValue) throws(SchemaError) -> JSONValue {
    try check(value, .section(keys), path: "")
  }

  func error(_ problem: SchemaError.Problem, path: String) -> SchemaError {
    SchemaError(source: source, position: positions[path], path: path, problem: problem)
  }

  private func check(_ value: JSONValue, _ form: ValueForm, path: String) throws(SchemaError) -> JSONValue {
    let refusal = error(
      .notAllowed(found: Validation.describe(value), allowed: form.allowed + suggestion(for: value, form)), path: path)
    switch (form, value) {
    case (.integer(let range), .integer(let number)) where range.contains(number): return value
    case (.number(let range), .integer(let number)) where range.contains(Double(number)):
      return .number(Double(number))
    case (.number(let range), .number(let number)) where range.contains(number): return value
    case (.axes(let range), .integer(let number)) where range.contains(Double(number)):
      return .number(Double(number))
    case (.axes(let range), .number(let number)) where range.contains(number): return value
    case (.boolean, .boolean), (.file, .null), (.optionalName, .null): return value
    case (.name, .text(let text)) where Validation.isName(text): return value
    case (.optionalName, .text(let text)) where Validation.isName(text): return value
    case (.file, .text(let text)) where !text.isEmpty: return .text(try existingFile(text, path: path))
    case (.choice(let words), .text(let word)) where words.contains(word): return value
    case (.choices(let words), .text(let word)) where words.contains(word): return value
    case (.choices(let words), .list(let values)) where !values.isEmpty:
      return .list(try checkAll(values, .choice(words), path: path))
    case (.integers(let range, let count), .list(let values)) where count.contains(values.count):
      return .list(try checkAll(values, .integer(range), path: path))
    case (.sizes(let range, let count), .list(let values)) where count.contains(values.count):
      return .list(try checkEach(values, .integer(range), path: path))
    case (.numbers(let range, let count), .list(let values)) where count.contains(values.count):
      return .list(try checkEach(values, .number(range), path: path))
    case (.axes(let range), .list(let values)) where values.count == 3:
      return .list(try checkEach(values, .number(range), path: path))
    case (.section(let keys), .object(let members)): return try checkMembers(members, keys, path: path)
    case (.changes(_, let keys), .object(let members)):
      return try checkMembers(members, keys.map(\.asChange), isWhole: false, path: path)
    case (.sections(let keys, let count), .list(let values)) where count.contains(values.count):
      return .list(try checkEach(values, .section(keys), path: path))
    default: throw refusal
    }
  }

  /// The word that a misspelt one stands for, as the end of a message; empty where none is near.
  private func suggestion(for value: JSONValue, _ form: ValueForm) -> String {
    guard case .text(let word) = value, word.count > 2 else { return "" }
    switch form {
    case .choice(let words), .choices(let words):
      return nearestName(to: word, among: words).map { "; did you mean \"\($0)\"?" } ?? ""
    default: return ""
    }
  }

  /// The entries of a list; they may be the same.
  private func checkEach(_ values: [JSONValue], _ form: ValueForm, path: String) throws(SchemaError) -> [JSONValue] {
    var checked: [JSONValue] = []
    for (index, value) in values.enumerated() { checked.append(try check(value, form, path: "\(path)[\(index)]")) }
    return checked
  }

  /// The entries of a list, all different.
  private func checkAll(_ values: [JSONValue], _ form: ValueForm, path: String) throws(SchemaError) -> [JSONValue] {
    var checked: [JSONValue] = []
    for (index, value) in values.enumerated() {
      let entry = try check(value, form, path: "\(path)[\(index)]")
      if checked.contains(entry) { throw error(.repeated(entry.compactText), path: "\(path)[\(index)]") }
      checked.append(entry)
    }
    return checked
  }

  /// The members of an object in the schema's order; with the standard values of those left out where it is whole.
  private func checkMembers(
    _ members: [JSONMember], _ keys: [KeyDescription], isWhole: Bool = true, path: String
  ) throws(SchemaError) -> JSONValue {
    func inner(_ name: String) -> String { path.isEmpty ? name : path + "." + name }
    for member in members where !keys.contains(where: { $0.name == member.name }) {
      let nearest = nearestKey(to: member.name, among: keys, at: path)
      throw error(.unknownKey(nearest: nearest, known: keys.map(\.name)), path: inner(member.name))
    }
    var complete: [JSONMember] = []
    for key in keys {
      if let member = members.first(where: { $0.name == key.name }) {
        complete.append(JSONMember(key.name, try check(member.value, key.form, path: inner(key.name))))
      } else if isWhole, let standard = key.standard {
        complete.append(JSONMember(key.name, standard))
      }
    }
    return .object(complete)
  }

  /// The path of the key that a misspelt one stands for: a near name beside it, or else the same name elsewhere.
  private func nearestKey(to name: String, among keys: [KeyDescription], at path: String) -> String? {
    if let near = nearestName(to: name, among: keys.map(\.name)) { return path.isEmpty ? near : path + "." + near }
    let paths = SchemaRow.rows(of: self.keys).map(\.path)
    let last = name.split(separator: ".").last.map(String.init) ?? name
    // Of several, the one that lies least deep is meant.
    let same = paths.filter { $0 == name || $0.hasSuffix("." + last) }
    return same.min { $0.count(where: { $0 == "." }) < $1.count(where: { $0 == "." }) }
      ?? nearestName(to: name, among: paths)
  }

  private func existingFile(_ text: String, path: String) throws(SchemaError) -> String {
    let absolute = absolutePath(text, from: directory)
    var information = stat()
    guard unsafe stat(absolute, &information) == 0, information.st_mode & S_IFMT == S_IFREG else {
      throw error(.missingFile(absolute), path: path)
    }
    return absolute
  }

  static func isName(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    func isAlphanumeric(_ byte: UInt8) -> Bool { Unicode.Scalar(byte).properties.isAlphabetic || isDigit(byte) }
    func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    guard (1...60).contains(bytes.count), bytes.allSatisfy({ $0 < 0x80 }), isAlphanumeric(bytes[0]) else {
      return false
    }
    return bytes.allSatisfy { isAlphanumeric($0) || [0x2E, 0x5F, 0x2D].contains($0) }
  }

  /// A value as messages name it.
  static func describe(_ value: JSONValue) -> String {
    switch value {
    case .null: "null"
    case .boolean(let value): value ? "true" : "false"
    case .integer(let number): "\(number)"
    case .number(let number): "\(number)"
    case .text(let text): "the text " + JSONValue.text(text.count > 40 ? text.prefix(40) + "…" : text).compactText
    case .list(let values): values.isEmpty ? "an empty list" : "a list of \(values.count)"
    case .object: "an object"
    }
  }
}
