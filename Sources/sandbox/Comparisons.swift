import Chains
import Evaluation
import Experiments
import Figures
import Vocabulary

/// Comparisons as tables for a terminal.
enum Comparisons {
  /// How small a difference a run can show, in one line.
  static func detectable(_ difference: DetectableDifference) -> String {
    func points(_ discordant: Double) -> String {
      difference.success(discordant: discordant).map { "\(($0 * 100).text(digits: 1)) points" } ?? "none at all"
    }
    // The deviation of independent lengths is at most 2.5·√2; arms of one policy differ by one subtask or so.
    return "with \(difference.chains) chains, tests at \((difference.significance * 100).text(digits: 0)) % find these "
      + "differences between two arms \((difference.power * 100).text(digits: 0)) times in 100: in mean length "
      + "\(difference.meanLength(deviation: 1).text(digits: 2)) where the differences of the chains' lengths have a "
      + "deviation of 1, \(difference.meanLength(deviation: 2.5).text(digits: 2)) where of 2.5; in success "
      + "\(points(0.1)) where 10 % of the chains come out differently, \(points(0.5)) where 50 % do"
  }

  /// One pair: chains, then subtasks, then what differs in the agents' settings.
  static func text(_ pair: RunComparison.Pair, showsRuns: Bool) -> String {
    func name(_ arm: RunComparison.Arm) -> String { showsRuns ? "\(arm.agent) of \(arm.run)" : arm.agent }
    let comparison = pair.comparison
    var lines = "\(name(pair.second)) against \(name(pair.first)), scene \(pair.scene.rawValue): "
    lines += "\(comparison.chains) chains of both"
    let alone = comparison.onlyFirst + comparison.onlySecond
    if alone > 0 { lines += ", \(alone) of one alone left out" }
    lines += "\n\n"
    var table = TextTable([
      ("", .left), ("first", .right), ("second", .right), ("difference", .right), ("95 %", .left), ("p", .right),
      ("only first", .right), ("only second", .right),
    ])
    for (index, success) in comparison.success.enumerated() where success.pairs > 0 {
      table.add(["\(index + 1) in a row"] + cells(success))
    }
    if let mean = comparison.meanLength {
      table.add([
        "mean length", mean.first.text(digits: 2), mean.second.text(digits: 2), signed(mean.difference, digits: 2),
        "\(signed(mean.interval.lower, digits: 2)) … \(signed(mean.interval.upper, digits: 2))",
        probability(mean.probability), "", "",
      ])
    }
    for (title, compute) in [
      ("policy, million operations", comparison.compute), ("decoder, million operations", comparison.decoderCompute),
    ] {
      guard let compute else { continue }
      table.add([
        title, (compute.first / 1e6).text(digits: 2), (compute.second / 1e6).text(digits: 2),
        signed(-compute.saving * 100, digits: 1) + " %",
        "\(signed(-compute.interval.upper * 100, digits: 1)) … \(signed(-compute.interval.lower * 100, digits: 1)) %",
        "", "", "",
      ])
    }
    lines += table.text
    let attempts = comparison.attempts.map { cells($0.pairs, $0.interval, $0.probability) + ["\($0.pairs.pairs)"] }
    lines += subtasks("subtasks that both came to", comparison.subtasks, all: attempts ?? [])
    // Single subtasks have starts of their own, so they count one by one.
    let singles = pair.singles.values.reduce(PairedProportion(), +)
    lines += subtasks("single subtasks from the same starts", pair.singles, all: cells(singles) + ["\(singles.pairs)"])
    lines += differences(pair.settings, title: "the agents' settings")
    return lines
  }

  /// What differs, a line a key; empty where nothing does.
  static func differences(_ differences: [ExperimentDifference], title: String) -> String {
    guard !differences.isEmpty else { return "" }
    var table = TextTable([(title, .left), ("first", .left), ("second", .left)])
    for difference in differences {
      let shown = difference.shown
      table.add([difference.key, shown.first, shown.second])
    }
    return "\n" + table.text
  }

  /// Subtask by subtask, and the cells of a row for all of them.
  private static func subtasks(_ title: String, _ subtasks: [Subtask: PairedProportion], all: [String]) -> String {
    guard !subtasks.isEmpty else { return "" }
    var table = TextTable([
      (title, .left), ("first", .right), ("second", .right), ("difference", .right), ("95 %", .left), ("p", .right),
      ("only first", .right), ("only second", .right), ("pairs", .right),
    ])
    for subtask in Subtask.allCases {
      guard let pairs = subtasks[subtask] else { continue }
      table.add([subtask.rawValue] + cells(pairs) + ["\(pairs.pairs)"])
    }
    table.add(["all"] + all)
    return "\n" + table.text
  }

  private static func cells(_ pairs: PairedProportion) -> [String] {
    cells(pairs, pairs.interval(), pairs.probability)
  }

  private static func cells(_ pairs: PairedProportion, _ interval: Interval, _ probability: Double) -> [String] {
    [
      (pairs.first.share * 100).text(digits: 1) + " %", (pairs.second.share * 100).text(digits: 1) + " %",
      signed(pairs.difference * 100, digits: 1) + " %",
      "\(signed(interval.lower * 100, digits: 1)) … \(signed(interval.upper * 100, digits: 1)) %",
      Self.probability(probability), "\(pairs.onlyFirst)", "\(pairs.onlySecond)",
    ]
  }

  private static func signed(_ value: Double, digits: Int) -> String {
    NumberText.signed(value, value.text(digits: digits))
  }

  private static func probability(_ p: Double) -> String { p < 0.0001 ? "< 0.0001" : p.text(digits: 4) }
}

// MARK: - JSON

extension Comparisons {
  /// Everything for programs.
  static func json(_ comparison: RunComparison) -> JSONValue {
    .object([
      JSONMember("format", .integer(1)),
      JSONMember("pairs", .list(comparison.pairs.map(json))),
      JSONMember("differences", .list(comparison.differences.map(json))),
    ])
  }

  private static func json(_ pair: RunComparison.Pair) -> JSONValue {
    func arm(_ arm: RunComparison.Arm) -> JSONValue {
      .object([JSONMember("run", .text(arm.run)), JSONMember("agent", .text(arm.agent))])
    }
    let comparison = pair.comparison
    var members = [
      JSONMember("first", arm(pair.first)), JSONMember("second", arm(pair.second)),
      JSONMember("scene", .text(pair.scene.rawValue)), JSONMember("chains", .integer(comparison.chains)),
      JSONMember("chains_of_first_alone", .integer(comparison.onlyFirst)),
      JSONMember("chains_of_second_alone", .integer(comparison.onlySecond)),
      JSONMember("success", .list(comparison.chains > 0 ? comparison.success.map(json) : [])),
    ]
    if let mean = comparison.meanLength {
      members.append(
        JSONMember(
          "mean_length",
          .object([
            JSONMember("first", .number(mean.first)), JSONMember("second", .number(mean.second)),
            JSONMember("difference", .number(mean.difference)), JSONMember("interval", json(mean.interval)),
            JSONMember("probability", .number(mean.probability)), JSONMember("deviation", .number(mean.deviation)),
          ])))
    }
    for (name, compute) in [("compute", comparison.compute), ("decoder_compute", comparison.decoderCompute)] {
      guard let compute else { continue }
      members.append(
        JSONMember(
          name,
          .object([
            JSONMember("first", .number(compute.first)), JSONMember("second", .number(compute.second)),
            JSONMember("saving", .number(compute.saving)), JSONMember("interval", json(compute.interval)),
          ])))
    }
    for (name, subtasks) in [("subtasks", comparison.subtasks), ("single_subtasks", pair.singles)] {
      members.append(
        JSONMember(
          name,
          .object(
            Subtask.allCases.compactMap { subtask in
              subtasks[subtask].map { JSONMember(subtask.rawValue, json($0)) }
            })))
    }
    if let all = comparison.attempts {
      members.append(JSONMember("all_subtasks", json(all.pairs, all.interval, all.probability)))
    }
    members.append(JSONMember("settings", .list(pair.settings.map(json))))
    return .object(members)
  }

  private static func json(_ pairs: PairedProportion) -> JSONValue {
    json(pairs, pairs.interval(), pairs.probability)
  }

  private static func json(_ pairs: PairedProportion, _ interval: Interval, _ probability: Double) -> JSONValue {
    .object([
      JSONMember("pairs", .integer(pairs.pairs)), JSONMember("both", .integer(pairs.both)),
      JSONMember("only_first", .integer(pairs.onlyFirst)), JSONMember("only_second", .integer(pairs.onlySecond)),
      JSONMember("neither", .integer(pairs.neither)), JSONMember("difference", .number(pairs.difference)),
      JSONMember("interval", json(interval)), JSONMember("probability", .number(probability)),
    ])
  }

  private static func json(_ interval: Interval) -> JSONValue {
    .list([interval.lower, interval.upper].map { $0.isFinite ? .number($0) : .null })
  }

  private static func json(_ difference: ExperimentDifference) -> JSONValue {
    .object([
      JSONMember("key", .text(difference.key)),
      JSONMember("first", difference.first.map { .text($0) } ?? .null),
      JSONMember("second", difference.second.map { .text($0) } ?? .null),
    ])
  }
}
