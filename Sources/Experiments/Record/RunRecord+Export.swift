import Vocabulary

/// A table of a record.
public enum RecordTable: String, CaseIterable, Hashable, Sendable {
  /// One row an agent with a policy: what it takes of memory.
  case agents
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

  /// The key of an experiment that asks for the table; nil for tables that every run has.
  public var askedForBy: String? {
    switch self {
    case .agents, .chains, .subtasks, .timings: nil
    case .steps, .stepTimings: "evaluation.recordSteps"
    case .states: "report.frames"
    case .attempts: "survey"
    }
  }

  /// The columns that hold lists and objects as JSON.
  var structured: Set<String> {
    ["exits", "exit_course", "differences", "parts", "action", "infeasible", "sequence", "latencies"]
  }

  /// The columns that rows are sorted by.
  var order: String {
    switch self {
    case .agents: "agent"
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

/// Which rows of a table.
public struct RowFilter: Hashable, Sendable {
  /// The agents; all when empty.
  public var agents: [String]
  /// The scenes; all when empty.
  public var scenes: [SceneName]
  /// The chains by number; all when empty. The tables `attempts` and `agents` are not about chains.
  public var chains: [ClosedRange<Int>]

  /// All rows unless told.
  public init(agents: [String] = [], scenes: [SceneName] = [], chains: [ClosedRange<Int>] = []) {
    (self.agents, self.scenes, self.chains) = (agents, scenes, chains)
  }

  /// The condition in SQL, and its parameters.
  fileprivate func condition(_ table: RecordTable) -> (sql: String, values: [DatabaseValue]) {
    var parts: [String] = []
    var values: [DatabaseValue] = []
    func add(_ choices: [(String, [DatabaseValue])]) {
      guard !choices.isEmpty else { return }
      parts.append("(" + choices.map(\.0).joined(separator: " OR ") + ")")
      values += choices.flatMap(\.1)
    }
    add(agents.map { ("agent = ?", [.text($0)]) })
    if table != .agents { add(scenes.map { ("scene = ?", [.text($0.rawValue)]) }) }
    if table != .agents, table != .attempts {
      add(chains.map { ("chain BETWEEN ? AND ?", [.integer($0.lowerBound), .integer($0.upperBound)]) })
    }
    return (parts.isEmpty ? "" : " WHERE " + parts.joined(separator: " AND "), values)
  }
}

extension RunRecord {
  /// Writes a table as text, sorted by its key, so that equal content gives equal text.
  ///
  /// - Parameter write: called with one or more whole lines at a time.
  public func export(
    _ table: RecordTable, as format: ExportFormat, _ filter: RowFilter = RowFilter(), write: (String) -> Void
  ) throws(RecordError) {
    let (condition, values) = filter.condition(table)
    let query = "SELECT * FROM \(table.rawValue)\(condition) ORDER BY \(table.order)"
    let columns = try database.columns(query)
    if format == .csv { write(columns.joined(separator: ",") + "\n") }
    try database.forEach(query, values) { row in
      switch format {
      case .csv: write(row.map(Self.field).joined(separator: ",") + "\n")
      case .jsonLines:
        write(
          JSONValue.object(
            zip(columns, row).map { JSONMember($0, Self.json($1, isStructured: table.structured.contains($0))) }
          ).compactText + "\n")
      }
    }
  }

  /// Whether a table has no row.
  public func isEmpty(_ table: RecordTable) throws(RecordError) -> Bool {
    var isEmpty = true
    try database.forEach("SELECT 1 FROM \(table.rawValue) LIMIT 1", []) { _ in isEmpty = false }
    return isEmpty
  }

  /// A table as one text.
  public func exported(
    _ table: RecordTable, as format: ExportFormat, _ filter: RowFilter = RowFilter()
  ) throws(RecordError) -> String {
    var text = ""
    try export(table, as: format, filter) { text += $0 }
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

  private static func json(_ value: DatabaseValue, isStructured: Bool) -> JSONValue {
    switch value {
    case .null: .null
    case .integer(let number): .integer(number)
    case .real(let number): .number(number)
    case .text(let text):
      if isStructured, let value = try? JSONDocument(text).value { value } else { .text(text) }
    }
  }
}
