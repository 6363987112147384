import Figures
import Foundation
import Vocabulary

// How thresholds were found for agents with a budget: every closed-loop trial, from `calibration/<agent>.json`.
extension Report {
  /// One closed-loop trial.
  private struct Trial {
    let number: Int
    let source: String
    let thresholds: [Double?]
    let operations: Double
    let meanLength: Double?
    let meets: Bool

    init?(_ value: JSONValue, number: Int) {
      guard let operations = value["meanMultiplyAccumulates"]?.asNumber else { return nil }
      if case .integer(let index)? = value["evaluation"] { self.number = index + 1 } else { self.number = number + 1 }
      if case .text(let word)? = value["source"] { source = word } else { source = "" }
      if case .list(let entries)? = value["thresholds"] {
        thresholds = entries.map(\.asNumber)
      } else {
        thresholds = []
      }
      self.operations = operations
      meanLength = value["meanLength"]?.asNumber
      meets = value["meets"] == .boolean(true)
    }
  }

  func appendSearch(to notebook: inout Notebook) throws {
    var isFirst = true
    for agent in experiment.agents {
      let path = Self.calibrationPath(agent.name)
      guard let file = calibration(of: agent.name), case .list(let entries)? = file["history"] else { continue }
      let trials = entries.enumerated().compactMap { Trial($0.element, number: $0.offset) }
      guard !trials.isEmpty else { continue }
      if isFirst {
        notebook.append(
          markdown: """
            ## Search for thresholds

            Every closed-loop trial on calibration chains, which are none of the chains above: thresholds from quantiles \
            of demonstrations, their corrections, and those of the online search. A trial meets the budget when its \
            operations are within 3 % of it; those of the online search may also stay below. The line is the longest \
            mean so far among trials that meet the budget. Without an online search, the trial nearest the budget is \
            the one that is used.
            """)
        isFirst = false
      }
      let query = RecordQuery("history", record: path)
      notebook.append(
        code: """
          import json

          for trial in json.load(open("\(path)"))["history"]:
              print(trial)
          """,
        outputs: try outputs(agent.name, file, trials, query))
    }
  }

  private static func calibrationPath(_ agent: String) -> String { "calibration/\(agent).json" }

  /// What was found for an agent with a budget; nil for others.
  private func calibration(of agent: String) -> JSONValue? {
    guard let text = try? String(contentsOfFile: "\(folder.path)/\(Self.calibrationPath(agent))", encoding: .utf8)
    else { return nil }
    return try? JSONDocument(text).value
  }

  /// The exits that no decision took of those that an agent's thresholds were made from, from 1; nil without a budget.
  func unusedExits(of agent: String) -> [Int]? {
    guard case .list(let exits)? = calibration(of: agent)?["unusedExits"] else { return nil }
    return exits.compactMap { if case .integer(let exit) = $0 { exit + 1 } else { nil } }
  }

  private func outputs(
    _ agent: String, _ file: JSONValue, _ trials: [Trial], _ query: RecordQuery
  ) throws -> [Notebook.Output] {
    var outputs = [try files.publish(table(trials), data: data(trials), as: "search-\(agent)", from: query)]
    var scope = "decoder"
    if case .text(let word)? = file["budget"]?["scope"], word == "policy" { scope = "whole policy" }
    let cost = LinePlot(
      x: Axis("closed-loop trial, \(agent)", range: range(trials), isWhole: true), y: Axis("\(scope), MMAC a decision"),
      series: sources(trials) { $0.operations / 1e6 }
        + (file["target"]?.asNumber).map { target in
          [
            LinePlot.Series(
              "budget", samples: [0.5, Double(trials.count) + 0.5].map { LinePlot.Sample($0, target / 1e6) },
              marker: Marker.none, dashes: [3, 2], color: .ink)
          ]
        }.orEmpty, width: 300, plotHeight: 110)
    outputs.append(
      try files.publish(
        cost, as: "search-compute-\(agent)", caption: "Operations of each trial for \(agent)", from: query))
    guard trials.contains(where: { $0.meanLength != nil }) else { return outputs }
    var best: [LinePlot.Sample] = []
    for trial in trials {
      guard let length = trial.meanLength, trial.meets else { continue }
      let longest = max(length, best.last?.y ?? length)
      // A step up where a longer one is found.
      if let last = best.last { best.append(LinePlot.Sample(Double(trial.number), last.y)) }
      best.append(LinePlot.Sample(Double(trial.number), longest))
    }
    let bestLine = LinePlot.Series("best within the budget", samples: best, marker: Marker.none, color: .ink)
    let length = LinePlot(
      x: Axis("closed-loop trial, \(agent)", range: range(trials), isWhole: true), y: Axis("mean length of five"),
      series: (best.isEmpty ? [] : [bestLine]) + sources(trials) { $0.meanLength ?? .nan }, width: 300, plotHeight: 110)
    outputs.append(
      try files.publish(
        length, as: "search-length-\(agent)", caption: "Mean length of each trial for \(agent)", from: query))
    return outputs
  }

  private func range(_ trials: [Trial]) -> ClosedRange<Double> {
    0.5...max(1.5, Double(trials.map(\.number).max() ?? 1) + 0.5)
  }

  /// Trials as points, a colour for each way in which they came to be tried.
  private func sources(_ trials: [Trial], _ value: (Trial) -> Double) -> [LinePlot.Series] {
    let kinds: [(name: String, marker: Marker)] = [
      ("demonstrations", .square), ("correction", .triangle), ("optimisation", .disc),
    ]
    return kinds.enumerated().compactMap { index, kind in
      let own = trials.filter { $0.source == kind.name }
      guard !own.isEmpty else { return nil }
      return LinePlot.Series(
        kind.name, samples: own.map { LinePlot.Sample(Double($0.number), value($0)) }, marker: kind.marker,
        isJoined: false, color: Palette.category(index))
    }
  }

  private func table(_ trials: [Trial]) -> Table {
    let count = trials.map(\.thresholds.count).max() ?? 0
    var table = Table(
      [Table.Column("trial", .right), Table.Column("source")]
        + ["MMAC a decision", "mean length", "meets budget"].map { Table.Column($0, .right) }
        + (0..<count).map { Table.Column("exit \($0 + 1)", .right) })
    for trial in trials {
      table.append(
        [
          .init(String(trial.number)), .init(trial.source), .init(Self.millions(trial.operations)),
          .init(trial.meanLength.map { NumberText.fixed($0, places: 2) } ?? "–"), .init(trial.meets ? "yes" : "no"),
        ]
          + (0..<count).map { index in
            .init(
              trial.thresholds.indices.contains(index)
                ? trial.thresholds[index].map { NumberText.fixed($0, places: 4) } ?? "∞" : "")
          })
    }
    return table
  }

  /// The table's numbers, thresholds in full; those that nothing exceeds are `inf`.
  private func data(_ trials: [Trial]) -> Table {
    let count = trials.map(\.thresholds.count).max() ?? 0
    let headings =
      ["trial", "source", "mac", "mean_length", "meets_budget"] + (0..<count).map { "exit_\($0 + 1)_threshold" }
    var table = Table(headings.map { Table.Column($0) })
    for trial in trials {
      let thresholds = (0..<count).map { index in
        trial.thresholds.indices.contains(index) ? "\(trial.thresholds[index] ?? .infinity)" : ""
      }
      let texts =
        [
          String(trial.number), trial.source, "\(trial.operations)", trial.meanLength.map { "\($0)" } ?? "",
          trial.meets ? "1" : "0",
        ] + thresholds
      table.append(texts.map { .init($0) })
    }
    return table
  }
}

extension JSONValue {
  /// A number of either kind; nil for anything else.
  fileprivate var asNumber: Double? {
    switch self {
    case .integer(let number): Double(number)
    case .number(let number): number
    default: nil
    }
  }
}

extension Optional where Wrapped: RangeReplaceableCollection {
  /// The collection, or an empty one.
  fileprivate var orEmpty: Wrapped { self ?? Wrapped() }
}
