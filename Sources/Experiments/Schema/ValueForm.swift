import Vocabulary

/// What a key of an experiment accepts, as data: validation, messages and documentation are made from it.
public indirect enum ValueForm: Hashable, Sendable {
  /// A whole number in a range.
  case integer(ClosedRange<Int>)
  /// A number in a range.
  case number(ClosedRange<Double>)
  /// A number in a range, or a list of three: one for each axis.
  case axes(ClosedRange<Double>)
  /// `true` or `false`.
  case boolean
  /// 1 to 60 letters, digits, ".", "_" and "-", beginning with a letter or digit: it becomes part of file names.
  case name
  /// The same, or null.
  case optionalName
  /// The path of a file that exists, relative to the experiment file; or null.
  case file
  /// One of some words.
  case choice([String])
  /// One of some words, or a list of different ones.
  case choices([String])
  /// A list of different whole numbers, each in a range.
  case integers(ClosedRange<Int>, count: ClosedRange<Int>)
  /// A list of whole numbers, each in a range; they may be the same.
  case sizes(ClosedRange<Int>, count: ClosedRange<Int>)
  /// A list of numbers, each in a range; they may be the same.
  case numbers(ClosedRange<Double>, count: ClosedRange<Int>)
  /// An object.
  case section([KeyDescription])
  /// An object with some of the keys of another section, whose name is given, and of the objects in it.
  case changes(of: String, [KeyDescription])
  /// A list of objects.
  case sections([KeyDescription], count: ClosedRange<Int>)
}

/// One key of an experiment: what the documentation, the messages and the validation know about it.
public struct KeyDescription: Hashable, Sendable {
  /// Its name in its object.
  public let name: String
  /// What it accepts.
  public let form: ValueForm
  /// Its value where the file says nothing; nil where `otherwise` tells what it is made from.
  public let standard: JSONValue?
  /// In words, what the value is made from where the file says nothing.
  public let otherwise: String?
  /// What it is for, in one sentence.
  public let sentence: String

  /// The same key where only what differs is stated: objects need not be whole.
  var asChange: KeyDescription {
    guard case .section(let keys) = form else { return self }
    return KeyDescription(
      name: name, form: .changes(of: name, keys), standard: standard, otherwise: otherwise, sentence: sentence)
  }
}

extension ValueForm {
  /// The kind of value, in a word or two.
  public var typeName: String {
    switch self {
    case .integer: "whole number"
    case .number: "number"
    case .axes: "number or list of three"
    case .boolean: "true or false"
    case .name: "name"
    case .optionalName: "name or null"
    case .file: "file or null"
    case .choice: "word"
    case .choices: "word or list of words"
    case .integers, .sizes: "list of whole numbers"
    case .numbers: "list of numbers"
    case .section, .changes: "object"
    case .sections: "list of objects"
    }
  }

  /// Which values of that kind; empty where all are.
  public var range: String {
    switch self {
    case .integer(let range): "\(range.lowerBound) … \(range.upperBound)"
    case .number(let range), .axes(let range): Self.text(range, " … ")
    case .boolean, .section: ""
    case .name, .optionalName: "1 … 60 of A–Z a–z 0–9 . _ -"
    case .changes(let section, _): "keys of `\(section)`"
    case .file: "a file that exists"
    case .choice(let words), .choices(let words): words.joined(separator: ", ")
    case .integers(let range, let count), .sizes(let range, let count):
      "\(count.lowerBound) … \(count.upperBound) of \(range.lowerBound) … \(range.upperBound)"
    case .numbers(let range, let count):
      "\(count.lowerBound) … \(count.upperBound) of \(Self.text(range, " … "))"
    case .sections(_, let count): "\(count.lowerBound) … \(count.upperBound) entries"
    }
  }

  /// What is allowed, as the end of "… is not".
  public var allowed: String {
    switch self {
    case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .number(let range): "a number from \(Self.text(range, " to "))"
    case .axes(let range): "a number from \(Self.text(range, " to ")), nor a list of three"
    case .boolean: "true or false"
    case .name:
      "a name: 1 to 60 letters, digits, \".\", \"_\" and \"-\" in double quotes, the first one a letter or digit"
    case .optionalName: ValueForm.name.allowed + ", or null"
    case .file: "the path of a file in double quotes, or null"
    case .choice(let words): "one of \(ValueForm.quoted(words))"
    case .choices(let words): "one of \(ValueForm.quoted(words)), nor a list of different ones"
    case .integers(let range, let count):
      "a list of \(count.lowerBound) to \(count.upperBound) different whole numbers"
        + " from \(range.lowerBound) to \(range.upperBound)"
    case .sizes(let range, let count):
      "a list of \(count.lowerBound) to \(count.upperBound) whole numbers from \(range.lowerBound) to \(range.upperBound)"
    case .numbers(let range, let count):
      "a list of \(count.lowerBound) to \(count.upperBound) numbers from \(Self.text(range, " to "))"
    case .section, .changes: "an object, as in {…}"
    case .sections(_, let count): "a list of \(count.lowerBound) to \(count.upperBound) objects, as in [{…}]"
    }
  }

  /// A range's ends, whole numbers without a point.
  private static func text(_ range: ClosedRange<Double>, _ separator: String) -> String {
    [range.lowerBound, range.upperBound].map { end in
      Int(exactly: end).map { String($0) } ?? String(end)
    }.joined(separator: separator)
  }

  /// Words in double quotes, with "or" before the last.
  static func quoted(_ words: [String]) -> String {
    let quoted = words.map { "\"\($0)\"" }
    guard let last = quoted.last, quoted.count > 1 else { return quoted.first ?? "" }
    return quoted.dropLast().joined(separator: ", ") + " or " + last
  }

  /// Words in double quotes, with "and" before the last.
  static func listed(_ words: [String]) -> String {
    let quoted = words.map { "\"\($0)\"" }
    guard let last = quoted.last, quoted.count > 1 else { return quoted.first ?? "" }
    return quoted.dropLast().joined(separator: ", ") + " and " + last
  }
}
