import Chains
import Evaluation
import Figures
import Vocabulary

// Arms against each other, chain by chain: each against the first one, or the pairs that the experiment states.
extension Report {
  private static let query = RecordQuery(
    """
    SELECT a.agent, b.agent, a.scene, COUNT(*), AVG(b.completed - a.completed),
      SUM(a.completed >= 1 AND b.completed < 1), SUM(a.completed < 1 AND b.completed >= 1)
    FROM chains a JOIN chains b USING (scene, chain) WHERE a.agent <> b.agent GROUP BY a.agent, b.agent, a.scene
    """)

  /// An arm in a scene, what it is compared with, and how they compare.
  private typealias Row = (row: RunSummary.Row, reference: String, comparison: PairedComparison)

  func appendComparison(to notebook: inout Notebook) throws {
    var rows: [Row] = []
    for pair in experiment.comparisons {
      for row in summary.rows where row.entry.agent == pair.of {
        rows.append((row, pair.with, try comparison(of: row, with: pair.with)))
      }
    }
    guard rows.contains(where: { $0.comparison.chains > 0 }) else { return }
    let chains = rows.map(\.comparison.chains).max() ?? 0
    let detectable = DetectableDifference(chains: max(1, chains))
    let reference = commonReference
    let title = reference.map { "Against \($0), chain by chain" } ?? "Pairs of arms, chain by chain"
    let subject =
      reference.map { "Differences of the other arms' results from \($0)'s" }
      ?? "Differences of an arm's results from those of the one that it stands against"
    notebook.append(
      markdown: """
        ## \(title)

        \(subject) on the same chains. Mean length: bootstrap interval over chains, and the exact test of all signs. At \
        least one and all five in a row: Newcombe's interval, and McNemar's exact test. Operations saved in a decision: \
        bootstrap interval over chains. Intervals are 95 %; the probabilities are not corrected for the number of \
        comparisons. With \(chains) chains, tests at 5 % find a difference in mean length of \
        \(NumberText.fixed(detectable.meanLength(deviation: 1), places: 2)) four times in five where the differences of \
        the chains' lengths have a deviation of 1, of \
        \(NumberText.fixed(detectable.meanLength(deviation: 2.5), places: 2)) where of 2.5.
        """)
    notebook.append(code: Self.query.python, outputs: [try table(rows), try figure(rows)])
  }

  /// The arm that all others are compared with; nil where there are several such arms.
  var commonReference: String? {
    let references = Set(experiment.comparisons.map(\.with))
    return references.count == 1 ? references.first : nil
  }

  /// An arm on the chains that another one carried out as well.
  func comparison(of row: RunSummary.Row, with reference: String) throws -> PairedComparison {
    let first = try folder.record.chains(of: RunEntry(agent: reference, scene: row.entry.scene))
    let second = try folder.record.chains(of: row.entry)
    let stream = RandomStream(seed: experiment.seed).split("comparison").split(reference).split(row.entry.agent)
    return PairedComparison(
      first.map(\.summary), second.map(\.summary), stream: stream.split(row.entry.scene.rawValue))
  }

  private func table(_ rows: [Row]) throws -> Notebook.Output {
    let namesReference = commonReference == nil
    var table = Table(
      (["agent"] + (namesReference ? ["against"] : []) + ["scene"]).map { Table.Column($0) }
        + [
          "mean length", "p", "≥ 1, points", "p", "≥ 5, points", "p", "decoder saved", "policy saved",
        ].map { Table.Column($0, .right) })
    var data = Table(
      ([
        "agent", "reference", "scene", "chains", "mean_length_difference", "low", "high", "p", "deviation",
      ]
        + (1...Chain.length).flatMap { length in
          ["both", "only_reference", "only_agent", "neither", "difference", "low", "high", "p"].map {
            "success_\(length)_\($0)"
          }
        }
        + ["decoder", "policy"].flatMap { ["\($0)_saving", "\($0)_saving_low", "\($0)_saving_high"] })
        .map { Table.Column($0) })
    for (row, reference, comparison) in rows {
      guard let mean = comparison.meanLength else { continue }
      let (first, last) = (comparison.success[0], comparison.success[Chain.length - 1])
      table.append(
        ([row.entry.agent] + (namesReference ? [reference] : []) + [row.entry.scene.rawValue]).map { .init($0) }
          + [
            Self.signed(mean.difference, mean.interval, places: 2), Self.probability(mean.probability),
            Self.points(first), Self.probability(first.probability), Self.points(last),
            Self.probability(last.probability), Self.saving(comparison.decoderCompute), Self.saving(comparison.compute),
          ].map { .init($0) })
      func number(_ value: Double?) -> String { value.map { $0.isFinite ? "\($0)" : "" } ?? "" }
      let success = comparison.success.flatMap { pairs -> [String] in
        let interval = pairs.interval()
        return [pairs.both, pairs.onlyFirst, pairs.onlySecond, pairs.neither].map(String.init)
          + [pairs.difference, interval.lower, interval.upper, pairs.probability].map { number($0) }
      }
      let savings = [comparison.decoderCompute, comparison.compute].flatMap {
        [number($0?.saving), number($0?.interval.lower), number($0?.interval.upper)]
      }
      data.append(
        ([row.entry.agent, reference, row.entry.scene.rawValue, String(comparison.chains)]
          + [mean.difference, mean.interval.lower, mean.interval.upper, mean.probability, mean.deviation].map {
            number($0)
          } + success + savings).map { .init($0) })
    }
    return try files.publish(table, data: data, as: "paired", from: Self.query)
  }

  private func figure(_ rows: [Row]) throws -> Notebook.Output {
    let shown = rows.compactMap { row, reference, comparison in comparison.meanLength.map { (row, reference, $0) } }
    let reference = commonReference
    let chart = BarChart(
      axis: Axis(reference.map { "mean length minus that of \($0)" } ?? "difference in mean length"),
      categories: shown.map { title($0.0.entry) + (reference == nil ? " against \($0.1)" : "") },
      series: [
        BarChart.Series(
          bars: shown.map { BarChart.Bar($0.2.difference, interval: $0.2.interval.lower...$0.2.interval.upper) })
      ], direction: .right, valuePlaces: 2, width: 397)
    return try files.publish(
      chart, as: "paired", caption: "Difference in mean length\(reference.map { " from \($0)" } ?? ""), same chains",
      from: Self.query)
  }

  private static func signed(_ value: Double, places: Int) -> String {
    NumberText.signed(value, NumberText.fixed(value, places: places))
  }

  /// "+0.31 [+0.10, +0.52]".
  static func signed(_ value: Double, _ interval: Interval, places: Int) -> String {
    "\(signed(value, places: places)) "
      + "[\(signed(interval.lower, places: places)), \(signed(interval.upper, places: places))]"
  }

  /// A difference of shares in points, as `signed`.
  static func points(_ pairs: PairedProportion) -> String {
    let interval = pairs.interval()
    return signed(
      pairs.difference * 100, Interval(lower: interval.lower * 100, upper: interval.upper * 100), places: 1)
  }

  /// A test's probability with three decimals.
  static func probability(_ p: Double) -> String { p < 0.001 ? "<0.001" : NumberText.fixed(p, places: 3) }

  private static func saving(_ compute: PairedCompute?) -> String {
    guard let compute else { return "–" }
    return "\(NumberText.percent(compute.saving)) [\(NumberText.fixed(compute.interval.lower * 100, places: 1)), "
      + "\(NumberText.fixed(compute.interval.upper * 100, places: 1))]"
  }
}
