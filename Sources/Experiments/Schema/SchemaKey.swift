import Training
import Vocabulary

/// What an object of an experiment file becomes: settings with a standard value and the keys that change it.
public protocol SchemaObject: Hashable, Sendable {
  /// The standard settings.
  init()
  /// Its keys, in the order of the documentation and of resolved files.
  static var keys: [SchemaKey<Self>] { get }
}

/// One key of an object: its description, and how its value gets into the settings and out again.
public struct SchemaKey<Settings: SchemaObject>: Sendable {
  /// What the documentation, the messages and the validation know about it.
  public let description: KeyDescription
  /// Reads the settings' value; nil where it is still to be made as `otherwise` says.
  let read: @Sendable (Settings) -> JSONValue?
  /// Stores a value that the description's form accepts.
  let write: @Sendable (inout Settings, JSONValue) -> Void

  /// A key.
  ///
  /// - Parameter isDerived: whether the value follows from others where a file says nothing, though settings have one.
  init(
    _ name: String, _ form: ValueForm, _ sentence: String, otherwise: String? = nil, isDerived: Bool = false,
    read: @escaping @Sendable (Settings) -> JSONValue?, write: @escaping @Sendable (inout Settings, JSONValue) -> Void
  ) {
    description = KeyDescription(
      name: name, form: form, standard: isDerived ? nil : read(Settings()), otherwise: otherwise, sentence: sentence)
    self.isDerived = isDerived
    self.read = read
    self.write = write
  }

  private let isDerived: Bool

  /// Its description where other settings are the standard.
  func described(_ standard: Settings) -> KeyDescription {
    KeyDescription(
      name: description.name, form: description.form, standard: isDerived ? nil : read(standard),
      otherwise: description.otherwise, sentence: description.sentence)
  }
}

extension SchemaObject {
  /// The descriptions of its keys.
  static var descriptions: [KeyDescription] { keys.map(\.description) }

  /// The descriptions of its keys where other settings are the standard.
  static func descriptions(of standard: Self) -> [KeyDescription] { keys.map { $0.described(standard) } }

  /// Settings from an object that validation has completed.
  init(completed object: JSONValue) {
    self.init()
    for key in Self.keys {
      if let value = object[key.description.name] { key.write(&self, value) }
    }
  }

  /// All settings, in the schema's order.
  var completeJSON: JSONValue {
    .object(
      Self.keys.compactMap { key in key.read(self).map { JSONMember(key.description.name, $0) } })
  }
}

// MARK: - Kinds of keys

extension SchemaKey {
  /// A whole number in a range; with `otherwise`, 0 stands for one that is still to be made as that says.
  static func integer<Number: BinaryInteger & SendableMetatype>(
    _ name: String, _ path: WritableKeyPath<Settings, Number> & Sendable, _ range: ClosedRange<Int>,
    otherwise: String? = nil, _ sentence: String
  ) -> SchemaKey {
    SchemaKey(
      name, .integer(range), sentence, otherwise: otherwise,
      read: { settings in
        let number = Int(settings[keyPath: path])
        return number == 0 && otherwise != nil ? nil : .integer(number)
      },
      write: { if case .integer(let value) = $1 { $0[keyPath: path] = Number(value) } })
  }

  /// A whole number in a range that follows from keys before it, as `otherwise` says, unless it is stated.
  static func derived(
    _ name: String, _ path: WritableKeyPath<Settings, Int> & Sendable, _ range: ClosedRange<Int>,
    from otherwise: String, _ sentence: String
  ) -> SchemaKey {
    SchemaKey(
      name, .integer(range), sentence, otherwise: otherwise, isDerived: true, read: { .integer($0[keyPath: path]) },
      write: { if case .integer(let value) = $1 { $0[keyPath: path] = value } })
  }

  /// A number in a range.
  static func number(
    _ name: String, _ path: WritableKeyPath<Settings, Double> & Sendable, _ range: ClosedRange<Double>,
    _ sentence: String
  ) -> SchemaKey {
    SchemaKey(
      name, .number(range), sentence, read: { .number($0[keyPath: path]) },
      write: { if case .number(let value) = $1 { $0[keyPath: path] = value } })
  }

  /// A list of numbers, each in a range.
  static func numbers(
    _ name: String, _ path: WritableKeyPath<Settings, [Double]> & Sendable, _ range: ClosedRange<Double>,
    count: ClosedRange<Int>, _ sentence: String
  ) -> SchemaKey {
    SchemaKey(
      name, .numbers(range, count: count), sentence, read: { .list($0[keyPath: path].map(JSONValue.number)) },
      write: { settings, value in
        guard case .list(let numbers) = value else { return }
        settings[keyPath: path] = numbers.compactMap { if case .number(let number) = $0 { number } else { nil } }
      })
  }

  /// Numbers for three axes, each in a range; a single one is written where they agree.
  static func scales(
    _ name: String, _ path: WritableKeyPath<Settings, AxisScales> & Sendable, _ range: ClosedRange<Double>,
    _ sentence: String
  ) -> SchemaKey {
    SchemaKey(
      name, .axes(range), sentence,
      read: { settings in
        let scales = settings[keyPath: path]
        return scales.common.map(JSONValue.number) ?? .list(scales.values.map(JSONValue.number))
      },
      write: { settings, value in
        let entries = if case .list(let entries) = value { entries } else { [value, value, value] }
        let numbers = entries.compactMap { if case .number(let number) = $0 { number } else { nil } }
        settings[keyPath: path] = AxisScales(numbers) ?? settings[keyPath: path]
      })
  }

  /// `true` or `false`.
  static func boolean(
    _ name: String, _ path: WritableKeyPath<Settings, Bool> & Sendable, _ sentence: String
  ) -> SchemaKey {
    SchemaKey(
      name, .boolean, sentence, read: { .boolean($0[keyPath: path]) },
      write: { if case .boolean(let value) = $1 { $0[keyPath: path] = value } })
  }

  /// A name that may become part of file names; left out, it is made as `otherwise` says.
  static func name(
    _ name: String, _ path: WritableKeyPath<Settings, String> & Sendable, otherwise: String, _ sentence: String
  ) -> SchemaKey {
    SchemaKey(
      name, .name, sentence, otherwise: otherwise,
      read: { $0[keyPath: path].isEmpty ? nil : .text($0[keyPath: path]) },
      write: { if case .text(let value) = $1 { $0[keyPath: path] = value } })
  }

  /// The name of something, or null.
  static func optionalName(
    _ name: String, _ path: WritableKeyPath<Settings, String?> & Sendable, _ sentence: String
  ) -> SchemaKey {
    SchemaKey(
      name, .optionalName, sentence, read: { $0[keyPath: path].map(JSONValue.text) ?? .null },
      write: { if case .text(let value) = $1 { $0[keyPath: path] = value } else { $0[keyPath: path] = nil } })
  }

  /// A file that exists, or null; stored as an absolute path.
  static func file(
    _ name: String, _ path: WritableKeyPath<Settings, String?> & Sendable, _ sentence: String
  ) -> SchemaKey {
    SchemaKey(
      name, .file, sentence, read: { $0[keyPath: path].map(JSONValue.text) ?? .null },
      write: { if case .text(let value) = $1 { $0[keyPath: path] = value } else { $0[keyPath: path] = nil } })
  }

  /// One of the words of an enumeration.
  static func choice<Choice: RawRepresentable<String> & CaseIterable & SendableMetatype>(
    _ name: String, _ path: WritableKeyPath<Settings, Choice> & Sendable, _ sentence: String
  ) -> SchemaKey {
    SchemaKey(
      name, .choice(Choice.allCases.map(\.rawValue)), sentence, read: { .text($0[keyPath: path].rawValue) },
      write: { if case .text(let word) = $1, let value = Choice(rawValue: word) { $0[keyPath: path] = value } })
  }

  /// One or several of the words of an enumeration; a single one is written without a list.
  ///
  /// With `otherwise`, an empty list stands for one that is still to be made as that says.
  static func choices<Choice: RawRepresentable<String> & CaseIterable & SendableMetatype>(
    _ name: String, _ path: WritableKeyPath<Settings, [Choice]> & Sendable, otherwise: String? = nil,
    _ sentence: String
  ) -> SchemaKey {
    SchemaKey(
      name, .choices(Choice.allCases.map(\.rawValue)), sentence, otherwise: otherwise,
      read: { settings in
        if settings[keyPath: path].isEmpty && otherwise != nil { return nil }
        let words = settings[keyPath: path].map { JSONValue.text($0.rawValue) }
        return words.count == 1 ? words[0] : .list(words)
      },
      write: { settings, value in
        let words = if case .list(let words) = value { words } else { [value] }
        settings[keyPath: path] = words.compactMap { word in
          if case .text(let word) = word { Choice(rawValue: word) } else { nil }
        }
      })
  }

  /// A list of different whole numbers.
  static func integers(
    _ name: String, _ path: WritableKeyPath<Settings, [Int]> & Sendable, _ range: ClosedRange<Int>,
    count: ClosedRange<Int>, _ sentence: String
  ) -> SchemaKey {
    wholeNumbers(name, path, .integers(range, count: count), sentence)
  }

  /// A list of whole numbers that may be the same.
  static func sizes(
    _ name: String, _ path: WritableKeyPath<Settings, [Int]> & Sendable, _ range: ClosedRange<Int>,
    count: ClosedRange<Int>, _ sentence: String
  ) -> SchemaKey {
    wholeNumbers(name, path, .sizes(range, count: count), sentence)
  }

  private static func wholeNumbers(
    _ name: String, _ path: WritableKeyPath<Settings, [Int]> & Sendable, _ form: ValueForm, _ sentence: String
  ) -> SchemaKey {
    SchemaKey(
      name, form, sentence, read: { .list($0[keyPath: path].map(JSONValue.integer)) },
      write: { settings, value in
        guard case .list(let numbers) = value else { return }
        settings[keyPath: path] = numbers.compactMap { if case .integer(let number) = $0 { number } else { nil } }
      })
  }

  /// An object inside the object.
  static func section<Section: SchemaObject>(
    _ name: String, _ path: WritableKeyPath<Settings, Section> & Sendable, _ sentence: String
  ) -> SchemaKey {
    SchemaKey(
      name, .section(Section.descriptions(of: Settings()[keyPath: path])), sentence,
      read: { $0[keyPath: path].completeJSON },
      write: { $0[keyPath: path] = Section(completed: $1) })
  }

  /// An object with the keys of a section that differ from that section's; stored as it is.
  static func changes<Section: SchemaObject>(
    _ name: String, _ path: WritableKeyPath<Settings, JSONValue> & Sendable, of section: Section.Type,
    _ sentence: String
  ) -> SchemaKey {
    SchemaKey(
      name, .changes(of: name, Section.descriptions), sentence, read: { $0[keyPath: path] },
      write: { $0[keyPath: path] = $1 })
  }

  /// A list of objects.
  static func sections<Section: SchemaObject>(
    _ name: String, _ path: WritableKeyPath<Settings, [Section]> & Sendable, count: ClosedRange<Int>,
    _ sentence: String
  ) -> SchemaKey {
    SchemaKey(
      name, .sections(Section.descriptions, count: count), sentence,
      read: { .list($0[keyPath: path].map(\.completeJSON)) },
      write: { settings, value in
        guard case .list(let objects) = value else { return }
        settings[keyPath: path] = objects.map(Section.init(completed:))
      })
  }
}
