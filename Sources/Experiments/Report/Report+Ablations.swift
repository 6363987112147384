import Chains
import Demonstrations
import Episodes
import Evaluation
import Figures
import Vocabulary

// The arms beside each other, subtask by subtask: what leaving something out changes.
extension Report {
  /// An arm's single subtasks and what its decisions cost.
  private struct Arm {
    let row: RunSummary.Row
    /// Success of each subtask that was tried.
    let subtasks: [Subtask: Proportion]
    /// Chains and single subtasks together.
    let compute: ComputeTally
    /// The arm that it is compared with; nil where there is none.
    let reference: String?
    /// The same attempts as that arm's.
    let singles: PairedProportion?
    /// The same chains as that arm's.
    let chains: PairedComparison?

    var all: Proportion {
      Proportion(
        successes: subtasks.values.reduce(0) { $0 + $1.successes }, trials: subtasks.values.reduce(0) { $0 + $1.trials }
      )
    }
  }

  private static let attemptsQuery = RecordQuery(
    """
    SELECT agent, scene, subtask, SUM(succeeded), COUNT(*), SUM(decoder_multiply_accumulates) * 1.0 / SUM(decisions),
      SUM(multiply_accumulates) * 1.0 / SUM(decisions)
    FROM attempts GROUP BY agent, scene, subtask
    """)

  /// Columns of subtasks in the table for people; with more of them, all subtasks together alone.
  private static let mostSubtasks = 8

  func appendAblations(to notebook: inout Notebook) throws {
    guard experiment.agents.count > 1, summary.rows.contains(where: { !$0.attempts.isEmpty }) else { return }
    let reference = commonReference ?? "the arm that an arm stands against"
    notebook.append(
      markdown: """
        ## Arms, subtask by subtask

        Single subtasks from the same starts: the share of successes of each arm with Wilson's interval, of each \
        subtask and of all attempts together. Differences are from \(reference): of all attempts in points, with \
        Newcombe's interval and McNemar's exact test on attempts from the same start; of the mean length in chains, with \
        a bootstrap interval and the exact test of all signs. Operations of a decision in MMAC, over chains and single \
        subtasks. Intervals are 95 %; the probabilities are not corrected for the number of comparisons.
        """)
    for scene in experiment.evaluation.scenes {
      let arms = try arms(in: scene)
      guard arms.count > 1 else { continue }
      let suffix = experiment.evaluation.scenes.count > 1 ? "-\(scene.rawValue)" : ""
      let subtasks = Subtask.allCases.filter { subtask in arms.contains { $0.subtasks[subtask] != nil } }
      notebook.append(
        code: Self.attemptsQuery.python,
        outputs: [
          try files.publish(
            ablationTable(arms, subtasks), data: ablationData(arms, subtasks), as: "ablations\(suffix)",
            from: Self.attemptsQuery),
          try files.publish(
            ablationFigure(arms), as: "ablations\(suffix)", caption: "Success over single subtasks, arm by arm",
            from: Self.attemptsQuery),
        ])
    }
  }

  /// The arms of a scene, each as often as it is compared with another one, and once where it never is.
  private func arms(in scene: SceneName) throws -> [Arm] {
    let rows = summary.rows.filter { $0.entry.scene == scene && !$0.attempts.isEmpty }
    return try rows.flatMap { row in
      let references = experiment.comparisons.filter { $0.of == row.entry.agent }.compactMap { pair in
        rows.first { $0.entry.agent == pair.with }
      }
      guard !references.isEmpty else { return [try arm(row, against: nil)] }
      return try references.map { try arm(row, against: $0) }
    }
  }

  private func arm(_ row: RunSummary.Row, against reference: RunSummary.Row?) throws -> Arm {
    Arm(
      row: row,
      subtasks: Dictionary(grouping: row.attempts, by: \.subtask).mapValues { tried in
        Proportion(successes: tried.count(where: \.succeeded), trials: tried.count)
      },
      compute: row.attempts.reduce(row.statistics.compute) { $0 + $1.compute },
      reference: reference?.entry.agent,
      singles: reference.map {
        RunComparison.paired($0.attempts, row.attempts).values.reduce(PairedProportion(), +)
      },
      chains: try reference.map { try comparison(of: row, with: $0.entry.agent) })
  }

  private func ablationTable(_ arms: [Arm], _ subtasks: [Subtask]) -> Table {
    let shown = subtasks.count <= Self.mostSubtasks ? subtasks : []
    let hasChains = arms.contains { $0.row.statistics.chains > 1 }
    let namesReference = commonReference == nil
    var table = Table(
      (["agent"] + (namesReference ? ["against"] : [])).map { Table.Column($0) }
        + (shown.map { $0.rawValue.replacing("_", with: " ") } + ["all", "difference, points", "p"]).map {
          Table.Column($0, .right)
        }
        + (hasChains ? ["mean length", "difference", "p"] : []).map { Table.Column($0, .right) }
        + ["decoder", "policy"].map { Table.Column($0, .right) })
    let best = arms.map(\.all.share).max()
    for arm in arms {
      let row = arm.row
      var cells: [Table.Cell] = [.init(row.entry.agent)]
      if namesReference { cells.append(.init(arm.reference ?? "–")) }
      cells += shown.map { .init(arm.subtasks[$0].map(Self.wholePercent) ?? "–") }
      cells.append(.init(Self.wholePercent(arm.all), isStrong: arm.all.share == best))
      cells.append(.init(arm.singles.map(Self.points) ?? "–"))
      cells.append(.init(arm.singles.map { Self.probability($0.probability) } ?? "–"))
      if hasChains {
        let mean = arm.chains?.meanLength
        cells.append(.init(Self.text(row.statistics.meanLength, row.statistics.meanLengthInterval)))
        cells.append(.init(mean.map { Self.signed($0.difference, $0.interval, places: 2) } ?? "–"))
        cells.append(.init(mean.map { Self.probability($0.probability) } ?? "–"))
      }
      for operations in [arm.compute.decoderMultiplyAccumulates, arm.compute.multiplyAccumulates] {
        let decisions = Double(arm.compute.decisions)
        cells.append(.init(Self.millions(decisions > 0 ? Double(operations) / decisions : nil)))
      }
      table.append(cells)
    }
    return table
  }

  /// The table's numbers, row by row.
  private func ablationData(_ arms: [Arm], _ subtasks: [Subtask]) -> Table {
    let proportion = ["success", "low", "high", "successes", "attempts"]
    let paired = ["both", "only_reference", "only_agent", "neither", "difference", "low", "high", "p"]
    var headings = ["agent", "reference", "scene"]
    headings += (subtasks.map(\.rawValue) + ["all"]).flatMap { name in proportion.map { "\(name)_\($0)" } }
    headings += paired.map { "paired_\($0)" }
    headings += ["chains", "mean_length", "mean_length_low", "mean_length_high"]
    headings += ["difference", "low", "high", "p"].map { "mean_length_paired_\($0)" }
    headings += ["decisions", "decoder_mac", "policy_mac"]
    var table = Table(headings.map { Table.Column($0) })
    func number(_ value: Double?) -> String { value.map { $0.isFinite ? "\($0)" : "" } ?? "" }
    func cells(_ proportion: Proportion?) -> [String] {
      guard let proportion, proportion.trials > 0 else { return ["", "", "", "0", "0"] }
      let interval = proportion.wilson()
      return [proportion.share, interval.lower, interval.upper].map { number($0) }
        + [proportion.successes, proportion.trials].map(String.init)
    }
    for arm in arms {
      let (statistics, compute) = (arm.row.statistics, arm.compute)
      let pairs = arm.singles.map { singles -> [String] in
        let interval = singles.interval()
        return [singles.both, singles.onlyFirst, singles.onlySecond, singles.neither].map(String.init)
          + [singles.difference, interval.lower, interval.upper, singles.probability].map { number($0) }
      }
      let mean = arm.chains?.meanLength
      let decisions = Double(compute.decisions)
      var texts = [arm.row.entry.agent, arm.reference ?? "", arm.row.entry.scene.rawValue]
      texts += subtasks.flatMap { cells(arm.subtasks[$0]) }
      texts += cells(arm.all)
      texts += pairs ?? paired.map { _ in "" }
      texts.append(String(statistics.chains))
      let numbers: [Double?] = [
        statistics.meanLength, statistics.meanLengthInterval.lower, statistics.meanLengthInterval.upper,
        mean?.difference, mean?.interval.lower, mean?.interval.upper, mean?.probability,
      ]
      texts += numbers.map { number($0) }
      texts.append(String(compute.decisions))
      for operations in [compute.decoderMultiplyAccumulates, compute.multiplyAccumulates] {
        texts.append(number(decisions > 0 ? Double(operations) / decisions : nil))
      }
      table.append(texts.map { .init($0) })
    }
    return table
  }

  private func ablationFigure(_ arms: [Arm]) -> BarChart {
    var shown: [Arm] = []
    for arm in arms where !shown.contains(where: { $0.row.entry == arm.row.entry }) { shown.append(arm) }
    return BarChart(
      axis: Axis("success of single subtasks", range: 0...1, isPercent: true), categories: shown.map(\.row.entry.agent),
      series: [
        BarChart.Series(
          bars: shown.map { arm in
            let interval = arm.all.wilson()
            return BarChart.Bar(arm.all.share, interval: interval.lower...interval.upper)
          })
      ], direction: .right, valuePlaces: 0, width: 397)
  }

  /// "80% [61, 91]".
  private static func wholePercent(_ proportion: Proportion) -> String {
    let interval = proportion.wilson()
    return "\(NumberText.percent(proportion.share, places: 0)) "
      + "[\(NumberText.fixed(interval.lower * 100, places: 0)), \(NumberText.fixed(interval.upper * 100, places: 0))]"
  }
}
