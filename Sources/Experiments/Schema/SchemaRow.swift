import Vocabulary

/// One line of the schema's documentation.
public struct SchemaRow: Hashable, Sendable {
  /// The key's whole path, such as `evaluation.chains`; entries of lists as `agents[].kind`.
  public let path: String
  /// What it accepts.
  public let form: ValueForm
  /// The standard value as it stands in a file, or in words what it is made from.
  public let standard: String
  /// What it is for.
  public let sentence: String

  /// Every key of an experiment, sections before what is in them.
  public static let all = rows(of: Experiment.descriptions)

  static func rows(of keys: [KeyDescription], below prefix: String = "") -> [SchemaRow] {
    keys.flatMap { key -> [SchemaRow] in
      let path = prefix + key.name
      switch key.form {
      case .section(let inner): return rows(of: inner, below: path + ".")
      case .sections(let inner, _): return [SchemaRow(path, key)] + rows(of: inner, below: path + "[].")
      default: return [SchemaRow(path, key)]
      }
    }
  }

  private init(_ path: String, _ key: KeyDescription) {
    self.path = path
    form = key.form
    standard = key.otherwise ?? key.standard?.compactText ?? ""
    sentence = key.sentence
  }
}

/// The schema's documentation in the forms that `sandbox schema` prints.
public enum SchemaDocumentation {
  /// For a terminal: a line with path, type, range and default, then the sentence.
  public static var text: String {
    SchemaRow.all.map { row in
      let range = row.form.range.isEmpty ? "" : ": \(row.form.range)"
      return "\(row.path)\n    \(row.form.typeName)\(range); default: \(row.standard)\n    \(row.sentence)\n"
    }.joined()
  }

  /// For machines: a list of objects.
  public static var json: JSONValue {
    .list(
      SchemaRow.all.map { row in
        .object([
          JSONMember("key", .text(row.path)), JSONMember("type", .text(row.form.typeName)),
          JSONMember("range", .text(row.form.range)), JSONMember("default", .text(row.standard)),
          JSONMember("sentence", .text(row.sentence)),
        ])
      })
  }

  /// For `Experiments/README.md`: a Markdown table.
  public static var markdown: String {
    let head = "| Key | Type | Range | Default | Meaning |\n|---|---|---|---|---|\n"
    return SchemaRow.all.reduce(into: head) { table, row in
      table += "| `\(row.path)` | \(row.form.typeName) | \(row.form.range) | `\(row.standard)` | \(row.sentence) |\n"
    }
  }
}
