import Chains
import Episodes
import Evaluation
import Foundation
import Vocabulary

extension RunRecord {
  /// Writes down what the whole run rests on, such as the scenes' hashes; what is there already stays.
  ///
  /// - Returns: the first key whose recorded value is another one, with that value; nil when all agree.
  public func agree(on provenance: [(key: String, value: String)]) throws(RecordError) -> (key: String, found: String)?
  {
    var difference: (key: String, found: String)?
    try database.transaction { () throws(RecordError) in
      for (key, value) in provenance {
        let found = try database.rows("SELECT value FROM provenance WHERE key = ?", [.text(key)])
        if case .text(let recorded)? = found.first?.first {
          if recorded != value, difference == nil { difference = (key, recorded) }
        } else {
          try database.execute("INSERT INTO provenance (key, value) VALUES (?, ?)", [.text(key), .text(value)])
        }
      }
    }
    return difference
  }

  /// Adds a finished chain in one transaction.
  ///
  /// - Throws: `RecordError.full` when there is no space for it; the record is then as it was before.
  public func add<State>(_ result: ChainResult<State>, of chain: Chain, for entry: RunEntry) throws {
    // Encoded outside of the transaction: a state that cannot be encoded is the world's fault, not the record's.
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let states = try result.states.map { record in
      (record, String(decoding: try encoder.encode(record.state), as: UTF8.self))
    }
    let rollout = result.rollout
    let key: [DatabaseValue] = [
      .integer(rollout.chain), .text(entry.scene.rawValue), .text(entry.agent),
    ]
    var reason: String?
    if case .diverged(let text) = rollout.outcome { reason = text }

    try database.transaction { () throws(RecordError) in
      try database.execute(
        "INSERT INTO chains VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        key + [
          .text(chain.initial.json), .text(JSONValue.list(chain.subtasks.map { .text($0.rawValue) }).compactText),
          .integer(rollout.completed), .text(rollout.outcome.word), .optional(reason), .integer(rollout.steps),
          .text(rollout.stateHash.hexadecimal),
        ])
      for (position, attempt) in zip(1..., rollout.subtasks) {
        try database.execute(
          "INSERT INTO subtasks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
          key + [
            .integer(position), .text(attempt.subtask.rawValue), .text(attempt.instruction.text),
            .text(attempt.outcome.word), .integer(attempt.steps), .text(rollout.stateHashes[position].hexadecimal),
          ] + attempt.compute.columns + [.text(Self.text(of: attempt.exitCourse))])
      }
      for step in result.steps {
        try database.execute(
          "INSERT INTO steps VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
          key + [
            .integer(step.position), .integer(step.step), .text(Self.text(of: step.decision.action)),
            .optional(step.decision.exit), .integer(step.decision.multiplyAccumulates),
            .optional(Self.differences(of: step.decision)), .optional(Self.parts(of: step.decision)),
            .integer(step.decision.delay), .integer(step.decision.missedDeadlines),
            .optional(Self.segments(of: step.decision)),
          ])
        guard step.decision.seconds > 0 else { continue }
        try database.execute(
          "INSERT INTO step_timings VALUES (?, ?, ?, ?, ?, ?)",
          key + [.integer(step.position), .integer(step.step), .real(step.decision.seconds)])
      }
      for (record, text) in states {
        try database.execute(
          "INSERT INTO states VALUES (?, ?, ?, ?, ?, ?, ?)",
          key + [
            .integer(record.position), .integer(record.step), .text(record.stateHash.hexadecimal), .text(text),
          ])
      }
      try database.execute(
        "INSERT INTO timings VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        key + [
          .integer(result.timing.worker), .real(result.timing.started), .real(result.timing.finished),
          .real(result.timing.decisionSeconds),
          .text(JSONValue.list(result.timing.latencies.map { .integer(Int(($0 * 1e6).rounded())) }).compactText),
        ])
    }
  }

  /// How much the action changed at each exit tried, as a JSON list; nil where nothing was compared.
  private static func differences(of decision: Decision) -> String? {
    decision.differences.isEmpty ? nil : JSONValue.list(decision.differences.map { .number($0) }).compactText
  }

  /// What was spent on each part, as a JSON object; nil where nothing was.
  private static func parts(of decision: Decision) -> String? {
    decision.parts.isEmpty
      ? nil
      : JSONValue.object(decision.parts.map { JSONMember($0.name, .integer($0.multiplyAccumulates)) }).compactText
  }

  /// The parts of a control step as a JSON list of their actions and physics steps; nil where there is one.
  private static func segments(of decision: Decision) -> String? {
    guard !decision.segments.isEmpty else { return nil }
    return "["
      + decision.segments.map { "[\(text(of: $0.action)),\($0.physicsSteps)]" }.joined(separator: ",") + "]"
  }

  /// Exits and their numbers of control steps as a JSON list of pairs.
  private static func text(of course: [ExitStretch]) -> String {
    JSONValue.list(
      course.map { .list([$0.exit.map { .integer($0) } ?? .null, .integer($0.steps)]) }
    ).compactText
  }

  /// The course in such a text; nil where it makes no sense.
  static func exitCourse(from text: String) -> [ExitStretch]? {
    guard case .list(let pairs)? = (try? JSONDocument(text))?.value else { return nil }
    var course: [ExitStretch] = []
    for pair in pairs {
      guard case .list(let numbers) = pair, numbers.count == 2, case .integer(let steps) = numbers[1], steps > 0 else {
        return nil
      }
      if case .integer(let exit) = numbers[0] {
        course.append(ExitStretch(exit: exit, steps: steps))
      } else {
        course.append(ExitStretch(exit: nil, steps: steps))
      }
    }
    return course
  }

  /// An action as JSON: CALVIN's seven numbers, or an object that names the other form.
  static func text(of action: Action) -> String {
    func list(_ numbers: [Double]) -> JSONValue { .list(numbers.map { .number($0) }) }
    let gripper = JSONMember("gripper", .integer(action.gripper.rawValue))
    switch action {
    case .relativePose: return list(action.relativeNumbers ?? []).compactText
    case .absolutePose(let pose, _):
      let p = pose.position
      let q = pose.orientation
      return JSONValue.object([
        JSONMember("position", list([p.x, p.y, p.z])), JSONMember("orientation", list([q.w, q.x, q.y, q.z])), gripper,
      ]).compactText
    case .jointTargets(let angles, _):
      return JSONValue.object([JSONMember("joints", list(angles)), gripper]).compactText
    }
  }
}

extension ComputeTally {
  /// The names of the columns that a tally fills, in their order.
  static let columnNames = [
    "decisions", "exits", "multiply_accumulates", "decoder_multiply_accumulates", "delay_steps", "missed_deadlines",
    "peak_multiply_accumulates", "peak_decoder_multiply_accumulates",
  ].joined(separator: ", ")

  /// The values of these columns.
  var columns: [DatabaseValue] {
    [
      .integer(decisions), .text(JSONValue.list(exits.map { .integer($0) }).compactText), .integer(multiplyAccumulates),
      .integer(decoderMultiplyAccumulates), .integer(delaySteps), .integer(missedDeadlines),
      .integer(peakMultiplyAccumulates), .integer(peakDecoderMultiplyAccumulates),
    ]
  }

  /// The tally in these columns; nil where they make no sense.
  init?(columns: ArraySlice<DatabaseValue>) {
    let columns = Array(columns)
    guard columns.count == 8, case .integer(let decisions) = columns[0], case .text(let text) = columns[1],
      case .integer(let operations) = columns[2], case .integer(let decoder) = columns[3],
      case .integer(let delay) = columns[4], case .integer(let missed) = columns[5],
      case .integer(let peak) = columns[6], case .integer(let decoderPeak) = columns[7],
      case .list(let counts)? = (try? JSONDocument(text))?.value
    else { return nil }
    let exits = counts.compactMap { if case .integer(let count) = $0 { count } else { nil } }
    guard exits.count == counts.count else { return nil }
    self.init(
      decisions: decisions, exits: exits, multiplyAccumulates: operations, decoderMultiplyAccumulates: decoder,
      delaySteps: delay, missedDeadlines: missed, peakMultiplyAccumulates: peak,
      peakDecoderMultiplyAccumulates: decoderPeak)
  }
}
