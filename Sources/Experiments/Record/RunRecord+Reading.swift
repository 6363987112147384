import Chains
import Episodes
import Evaluation
import Foundation
import Vocabulary

/// A chain as its record has it.
public struct RecordedChain: Hashable, Sendable {
  /// The chain's number in its set.
  public let chain: Int
  /// Subtasks done in a row.
  public let completed: Int
  /// How it ended: `Outcome.word`.
  public let outcome: String
  /// Identity of its course.
  public let stateHash: ContentHash
  /// Its attempts in order.
  public let attempts: [RecordedAttempt]

  /// What statistics need of it.
  public var summary: ChainSummary {
    ChainSummary(
      chain: chain, completed: completed, outcome: outcome,
      attempts: attempts.map {
        AttemptSummary(subtask: $0.subtask, outcome: $0.outcome, steps: $0.steps, compute: $0.compute)
      })
  }
}

/// An attempt at a subtask as its record has it.
public struct RecordedAttempt: Hashable, Sendable {
  /// What was asked for.
  public let subtask: Subtask
  /// In which words.
  public let instruction: String
  /// How it ended: `Outcome.word`.
  public let outcome: String
  /// Control steps taken.
  public let steps: Int
  /// Identity of the state at its end.
  public let stateHash: ContentHash
  /// What the agent spent.
  public let compute: ComputeTally
  /// The exits that the actions came from, step by step; empty for agents without exits.
  public let exitCourse: [ExitStretch]
}

/// A moment in the course of a chain.
public struct StatePlace: Hashable, Sendable {
  /// The place of the subtask that was being carried out, from 1.
  public let position: Int
  /// Control steps done in that subtask.
  public let step: Int

  /// A place from its parts.
  public init(position: Int, step: Int) {
    self.position = position
    self.step = step
  }
}

extension RunRecord {
  /// Numbers of the chains that are finished.
  public func finishedChains(of entry: RunEntry) throws(RecordError) -> Set<Int> {
    var chains: Set<Int> = []
    try database.forEach("SELECT chain FROM chains WHERE agent = ? AND scene = ?", entry.key) { row in
      if case .integer(let chain) = row[0] { chains.insert(chain) }
    }
    return chains
  }

  /// The finished chains in the order of their numbers.
  public func chains(of entry: RunEntry) throws(RecordError) -> [RecordedChain] {
    var attempts: [Int: [RecordedAttempt]] = [:]
    var damage: String?
    try database.forEach(
      """
      SELECT chain, subtask, instruction, outcome, steps, state_hash, exit_course, \(ComputeTally.columnNames)
      FROM subtasks WHERE agent = ? AND scene = ?
      ORDER BY chain, position
      """, entry.key
    ) { row in
      guard case .integer(let chain) = row[0], case .text(let name) = row[1], case .text(let instruction) = row[2],
        case .text(let outcome) = row[3], case .integer(let steps) = row[4], case .text(let hash) = row[5],
        case .text(let course) = row[6], let subtask = Subtask(rawValue: name),
        let exitCourse = Self.exitCourse(from: course), let compute = ComputeTally(columns: row[7...])
      else {
        damage = "a row of subtasks"
        return
      }
      attempts[chain, default: []].append(
        RecordedAttempt(
          subtask: subtask, instruction: instruction, outcome: outcome, steps: steps,
          stateHash: ContentHash(hexadecimal: hash), compute: compute, exitCourse: exitCourse))
    }
    var chains: [RecordedChain] = []
    try database.forEach(
      "SELECT chain, completed, outcome, state_hash FROM chains WHERE agent = ? AND scene = ? ORDER BY chain", entry.key
    ) { row in
      guard case .integer(let chain) = row[0], case .integer(let completed) = row[1], case .text(let outcome) = row[2],
        case .text(let hash) = row[3]
      else {
        damage = "a row of chains"
        return
      }
      chains.append(
        RecordedChain(
          chain: chain, completed: completed, outcome: outcome, stateHash: ContentHash(hexadecimal: hash),
          attempts: attempts[chain] ?? []))
    }
    if let damage { throw .damaged(path: database.path, reason: "\(damage) makes no sense") }
    return chains
  }

  /// Where a chain's states were recorded, in the order of its course.
  public func statePlaces(of chain: Int, for entry: RunEntry) throws(RecordError) -> [StatePlace] {
    var places: [StatePlace] = []
    try database.forEach(
      "SELECT position, step FROM states WHERE agent = ? AND scene = ? AND chain = ? ORDER BY position, step",
      entry.key + [.integer(chain)]
    ) { row in
      guard case .integer(let position) = row[0], case .integer(let step) = row[1] else { return }
      places.append(StatePlace(position: position, step: step))
    }
    return places
  }

  /// One recorded state of a chain.
  ///
  /// - Throws: `RecordError.damaged` when it is not there, or cannot be read as a state of this kind of world.
  public func state<State: Hashable & Codable & Sendable>(
    of chain: Int, at place: StatePlace, for entry: RunEntry, as: State.Type = State.self
  ) throws(RecordError) -> StateRecord<State> {
    let rows = try database.rows(
      """
      SELECT state_hash, state FROM states WHERE agent = ? AND scene = ? AND chain = ? AND position = ? AND step = ?
      """, entry.key + [.integer(chain), .integer(place.position), .integer(place.step)])
    guard let row = rows.first, case .text(let hash) = row[0], case .text(let text) = row[1],
      let state = try? JSONDecoder().decode(State.self, from: Data(text.utf8))
    else { throw .damaged(path: database.path, reason: "a state of chain \(chain) cannot be read") }
    return StateRecord(
      position: place.position, step: place.step, state: state, stateHash: ContentHash(hexadecimal: hash))
  }

  /// Seconds that the agent of an entry took for its decisions in all chains, where it tells.
  public func decisionSeconds(of entry: RunEntry) throws(RecordError) -> Double {
    let rows = try database.rows(
      "SELECT TOTAL(decision_seconds) FROM timings WHERE agent = ? AND scene = ?", entry.key)
    guard case .real(let seconds)? = rows.first?.first else { return 0 }
    return seconds
  }

  /// Seconds of each decision of an entry, by chain, where the agent tells.
  public func latencies(of entry: RunEntry) throws(RecordError) -> [Double] {
    var seconds: [Double] = []
    try database.forEach(
      "SELECT latencies FROM timings WHERE agent = ? AND scene = ? ORDER BY chain", entry.key
    ) { row in
      guard case .text(let text) = row[0], case .list(let values)? = (try? JSONDocument(text))?.value else { return }
      for case .integer(let microseconds) in values { seconds.append(Double(microseconds) * 1e-6) }
    }
    return seconds
  }

  /// Seconds in which at least one worker was at work for an entry, over all the times that the run was started.
  public func wallSeconds(of entry: RunEntry) throws(RecordError) -> Double {
    var total = 0.0
    var end = -Double.infinity
    try database.forEach(
      "SELECT started, finished FROM timings WHERE agent = ? AND scene = ? ORDER BY started, finished", entry.key
    ) { row in
      guard case .real(let started) = row[0], case .real(let finished) = row[1] else { return }
      total += max(0, finished - max(started, end))
      end = max(end, finished)
    }
    return total
  }
}

extension RunEntry {
  /// Agent and scene as parameters of a query.
  var key: [DatabaseValue] { [.text(agent), .text(scene.rawValue)] }
}
