import Chains
import Demonstrations
import Episodes
import Vocabulary

// The survey's part of the record: attempts at single subtasks.
extension RunRecord {
  /// Adds what one job of the survey came to, all of it or nothing.
  ///
  /// - Throws: `RecordError.full` when there is no space for it; the record is then as it was before.
  public func add(_ attempts: [SurveyAttempt], for entry: RunEntry) throws(RecordError) {
    try database.transaction { () throws(RecordError) in
      for attempt in attempts {
        let reasons = attempt.infeasible.sorted { $0.key < $1.key }.map { JSONMember($0.key, .integer($0.value)) }
        try database.execute(
          "INSERT INTO attempts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
          [
            .text(entry.scene.rawValue), .text(entry.agent), .text(attempt.start.rawValue), .integer(attempt.index),
            .text(attempt.subtask.rawValue), .integer(attempt.succeeded ? 1 : 0), .integer(attempt.steps),
            .integer(attempt.failedPrefixes), .text(JSONValue.object(reasons).compactText),
          ] + attempt.compute.columns)
      }
    }
  }

  /// The recorded attempts of an entry, by start, number and subtask.
  ///
  /// - Throws: `RecordError.damaged` when a row cannot be read.
  public func attempts(of entry: RunEntry) throws(RecordError) -> [SurveyAttempt] {
    var attempts: [SurveyAttempt] = []
    var isDamaged = false
    try database.forEach(
      """
      SELECT start, number, subtask, succeeded, steps, failed_prefixes, infeasible, \(ComputeTally.columnNames)
      FROM attempts
      WHERE agent = ? AND scene = ? ORDER BY start, number, subtask
      """, entry.key
    ) { row in
      guard case .text(let startName) = row[0], let start = SurveyStart(rawValue: startName),
        case .integer(let index) = row[1], case .text(let name) = row[2], let subtask = Subtask(rawValue: name),
        case .integer(let succeeded) = row[3], case .integer(let steps) = row[4],
        case .integer(let prefixes) = row[5], case .text(let text) = row[6],
        case .object(let members)? = (try? JSONDocument(text))?.value, let compute = ComputeTally(columns: row[7...])
      else {
        isDamaged = true
        return
      }
      var infeasible: [String: Int] = [:]
      for member in members { if case .integer(let count) = member.value { infeasible[member.name] = count } }
      attempts.append(
        SurveyAttempt(
          subtask: subtask, start: start, index: index, succeeded: succeeded == 1, steps: steps,
          failedPrefixes: prefixes, infeasible: infeasible, compute: compute))
    }
    if isDamaged { throw .damaged(path: database.path, reason: "a row of attempts makes no sense") }
    return attempts
  }
}
