import Chains
import Evaluation
import Foundation
import Vocabulary

/// The result of a run for programs: `summary.json`, documented in `Experiments/README.md`.
public struct RunSummary: Sendable {
  /// One agent in one scene.
  public struct Row: Sendable {
    /// Which.
    public let entry: RunEntry
    /// What its chains say.
    public let statistics: ChainStatistics
    /// Seconds in which at least one worker was at work on them.
    public let wallSeconds: Double
  }

  /// Agents and scenes in the order of the experiment.
  public let rows: [Row]

  /// The summary of what is recorded.
  ///
  /// The bootstrap draws from the experiment's seed and the entry's name: the same record gives the same intervals.
  init(of record: RunRecord, experiment: Experiment, entries: [RunEntry]) throws(RecordError) {
    var rows: [Row] = []
    for entry in entries {
      let stream = RandomStream(seed: experiment.seed).split("bootstrap").split(entry.agent).split(entry.scene.rawValue)
      let statistics = ChainStatistics(try record.chains(of: entry).map(\.summary), stream: stream)
      rows.append(Row(entry: entry, statistics: statistics, wallSeconds: try record.wallSeconds(of: entry)))
    }
    self.rows = rows
  }

  /// The file's content.
  public var json: JSONValue {
    .object([JSONMember("format", .integer(1)), JSONMember("agents", .list(rows.map(\.json)))])
  }
}

extension RunSummary.Row {
  fileprivate var json: JSONValue {
    let subtasks = Subtask.allCases.compactMap { subtask in
      statistics.subtasks[subtask].map { JSONMember(subtask.rawValue, json(of: $0)) }
    }
    return .object([
      JSONMember("name", .text(entry.agent)),
      JSONMember("scene", .text(entry.scene.rawValue)),
      JSONMember("chains", .integer(statistics.chains)),
      JSONMember("success", .list(statistics.success.map { .number($0.share) })),
      JSONMember("success_intervals", .list(statistics.success.map { json(of: $0.wilson()) })),
      JSONMember("mean_length", .number(statistics.meanLength)),
      JSONMember("mean_length_interval", json(of: statistics.meanLengthInterval)),
      JSONMember(
        "outcomes",
        .object(
          ["succeeded", "timedOut", "diverged"].map { JSONMember($0, .integer(statistics.outcomes[$0] ?? 0)) })),
      JSONMember("subtasks", .object(subtasks)),
      JSONMember("steps", .integer(statistics.steps)),
      JSONMember("wall_seconds", .number((wallSeconds * 1000).rounded() / 1000)),
    ])
  }

  private func json(of subtask: SubtaskStatistics) -> JSONValue {
    .object([
      JSONMember("success", .number(subtask.success.share)),
      JSONMember("successes", .integer(subtask.success.successes)),
      JSONMember("attempts", .integer(subtask.success.trials)),
      JSONMember("interval", json(of: subtask.success.wilson())),
      JSONMember("median_steps", subtask.medianSteps.map { .number($0) } ?? .null),
    ])
  }

  private func json(of interval: Interval) -> JSONValue { .list([.number(interval.lower), .number(interval.upper)]) }
}
