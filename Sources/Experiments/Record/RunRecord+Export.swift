import Vocabulary

/// A table of a record.
public enum RecordTable: String, CaseIterable, Hashable, Sendable {
  /// One row a chain.
  case chains
  /// One row an attempt at a subtask.
  case subtasks
  /// One row a control step, where the experiment asks for them.
  case steps
  /// Recorded states of the chains that have pictures.
  case states
  /// One row an attempt of the survey.
  case attempts
  /// When chains were carried out: what differs between two runs.
  case timings
  /// How long each recorded decision took: likewise.
  case stepTimings = "step_timings"

  /// The columns that rows are sorted by.
  var order: String {
    switch self {
    case .chains, .timings: "agent, scene, chain"
    case .subtasks: "agent, scene, chain, position"
    case .attempts: "agent, scene, start, number, subtask"
    case .steps, .states, .stepTimings: "agent, scene, chain, position, step"
    }
  }
}

/// A text format of a table.
public enum ExportFormat: String, CaseIterable, Hashable, Sendable {
  /// Comma-separated values as in RFC 4180 with line feeds: a heading, then a line a row; empty for null.
  case csv
  /// A JSON object a row, keys in the table's order.
  case jsonLines = "jsonl"
}

extension RunRecord {
  /// Writes a table as text, sorted by its key, so that equal content gives equal text.
  ///
  /// - Parameter write: called with one or more whole lines at a time.
  public func export(_ table: RecordTable, as format: ExportFormat, write: (String) -> Void) throws(RecordError) {
    let query = "SELECT * FROM \(table.rawValue) ORDER BY \(table.order)"
    let columns = try database.columns(query)
    if format == .csv { write(columns.joined(separator: ",") + "\n") }
    try database.forEach(query) { row in
      switch format {
      case .csv: write(row.map(Self.field).joined(separator: ",") + "\n")
      case .jsonLines:
        write(JSONValue.object(zip(columns, row).map { JSONMember($0, Self.json($1)) }).compactText + "\n")
      }
    }
  }

  /// A table as one text.
  public func exported(_ table: RecordTable, as format: ExportFormat) throws(RecordError) -> String {
    var text = ""
    try export(table, as: format) { text += $0 }
    return text
  }

  private static func field(_ value: DatabaseValue) -> String {
    switch value {
    case .null: return ""
    case .integer(let number): return String(number)
    case .real(let number): return String(number)
    case .text(let text):
      let needsQuotes = text.isEmpty || text.unicodeScalars.contains { ",\"\r\n".unicodeScalars.contains($0) }
      return needsQuotes ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
    }
  }

  private static func json(_ value: DatabaseValue) -> JSONValue {
    switch value {
    case .null: .null
    case .integer(let number): .integer(number)
    case .real(let number): .number(number)
    case .text(let text): .text(text)
    }
  }
}
