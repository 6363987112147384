import Chains
import Demonstrations
import Episodes
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
    /// Seconds that the agent took for its decisions in the chains; 0 where it does not tell.
    public let decisionSeconds: Double
    /// How long decisions took in the chains; nil where the agent does not tell.
    public let latencies: Latencies?
    /// What the agent's policy takes of memory; nil for agents without one.
    public let footprint: PolicyFootprint?
    /// The survey's attempts.
    public let attempts: [SurveyAttempt]
  }

  /// Agents and scenes in the order of the experiment.
  public let rows: [Row]

  /// The summary of what is recorded.
  ///
  /// The bootstrap draws from the experiment's seed and the entry's name: the same record gives the same intervals.
  init(of record: RunRecord, experiment: Experiment, entries: [RunEntry]) throws(RecordError) {
    var rows: [Row] = []
    let footprints = try record.footprints()
    for entry in entries {
      let stream = RandomStream(seed: experiment.seed).split("bootstrap").split(entry.agent).split(entry.scene.rawValue)
      let statistics = ChainStatistics(try record.chains(of: entry).map(\.summary), stream: stream)
      rows.append(
        Row(
          entry: entry, statistics: statistics, wallSeconds: try record.wallSeconds(of: entry),
          decisionSeconds: try record.decisionSeconds(of: entry), latencies: Latencies(try record.latencies(of: entry)),
          footprint: footprints[entry.agent], attempts: try record.attempts(of: entry)))
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
    let results = [
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
    ]
    var times = [JSONMember("decision_wall_seconds", rounded(decisionSeconds))]
    if let latencies {
      times += [
        JSONMember("decision_p50_wall_seconds", .number(latencies.median)),
        JSONMember("decision_p95_wall_seconds", .number(latencies.p95)),
        JSONMember("decision_p99_wall_seconds", .number(latencies.p99)),
      ]
    }
    times.append(JSONMember("wall_seconds", rounded(wallSeconds)))
    var compute = json(of: statistics.compute, steps: statistics.steps)
    if statistics.computeOfSuccesses.decisions > 0 {
      compute.append(
        JSONMember(
          "of_successes", .object(json(of: statistics.computeOfSuccesses, steps: statistics.stepsOfSuccesses))))
    }
    return .object(results + compute + footprintJSON + surveyJSON + times)
  }

  /// What is loaded, for agents with a policy.
  private var footprintJSON: [JSONMember] {
    guard let footprint else { return [] }
    return [
      JSONMember("deepest_exit", .integer(footprint.deepestExit)), JSONMember("layers", .integer(footprint.layers)),
      JSONMember("weight_bytes", .integer(footprint.weightBytes)),
      JSONMember("decoder_weight_bytes", .integer(footprint.decoderWeightBytes)),
    ]
  }

  private func rounded(_ seconds: Double) -> JSONValue { .number((seconds * 1000).rounded() / 1000) }

  /// Exits and operations, for agents that have them; over all decisions, whatever came of them.
  private func json(of compute: ComputeTally, steps: Int) -> [JSONMember] {
    guard compute.decisions > 0 else { return [] }
    func averages(_ name: String, _ sum: Int) -> [JSONMember] {
      [
        JSONMember(name, .integer(sum)),
        JSONMember(name + "_per_decision", .number(Double(sum) / Double(compute.decisions))),
        JSONMember(name + "_per_step", .number(Double(sum) / Double(max(1, steps)))),
      ]
    }
    return [
      JSONMember("decisions", .integer(compute.decisions)),
      JSONMember("exits", .list(compute.exits.map { .integer($0) })),
      JSONMember("mean_exit", compute.meanExit.map { .number($0) } ?? .null),
    ] + averages("multiply_accumulates", compute.multiplyAccumulates)
      + averages("decoder_multiply_accumulates", compute.decoderMultiplyAccumulates) + [
        JSONMember("peak_multiply_accumulates", .integer(compute.peakMultiplyAccumulates)),
        JSONMember("peak_decoder_multiply_accumulates", .integer(compute.peakDecoderMultiplyAccumulates)),
      ] + latency(of: compute)
  }

  /// How late decisions took effect, for agents whose decisions take time.
  private func latency(of compute: ComputeTally) -> [JSONMember] {
    guard compute.delaySteps > 0 else { return [] }
    return [
      JSONMember("delay_physics_steps", .integer(compute.delaySteps)),
      JSONMember(
        "delay_physics_steps_per_decision", .number(Double(compute.delaySteps) / Double(compute.decisions))),
      JSONMember("missed_deadlines", .integer(compute.missedDeadlines)),
      JSONMember("missed_share", compute.missedShare.map { .number($0) } ?? .null),
    ]
  }

  /// The survey's part: success of each subtask from each kind of start.
  private var surveyJSON: [JSONMember] {
    guard !attempts.isEmpty else { return [] }
    let starts = SurveyStart.allCases.compactMap { start -> JSONMember? in
      let own = attempts.filter { $0.start == start }
      guard !own.isEmpty else { return nil }
      let subtasks = Subtask.allCases.compactMap { subtask -> JSONMember? in
        let tried = own.filter { $0.subtask == subtask }
        guard !tried.isEmpty else { return nil }
        let success = Proportion(successes: tried.count(where: \.succeeded), trials: tried.count)
        return JSONMember(
          subtask.rawValue,
          .object(
            [
              JSONMember("success", .number(success.share)), JSONMember("successes", .integer(success.successes)),
              JSONMember("attempts", .integer(success.trials)), JSONMember("interval", json(of: success.wilson())),
            ]
              + json(
                of: tried.reduce(ComputeTally()) { $0 + $1.compute }, steps: tried.reduce(0) { $0 + $1.steps })))
      }
      return JSONMember(start.rawValue, .object(subtasks))
    }
    return [JSONMember("survey", .object(starts))]
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
