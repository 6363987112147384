import Chains
import Episodes
import Evaluation
import Figures
import Vocabulary

// The main table: what each arm achieved, and what it spent.
extension Report {
  /// What gives the main table's numbers again.
  static let armsQuery = RecordQuery(
    """
    SELECT agent, scene, COUNT(*) AS chains, AVG(completed >= 1), AVG(completed >= 2), AVG(completed >= 3),
      AVG(completed >= 4), AVG(completed >= 5), AVG(completed) AS mean_length
    FROM chains GROUP BY agent, scene
    """)

  static let computeQuery = RecordQuery(
    """
    SELECT agent, scene, SUM(decoder_multiply_accumulates) * 1.0 / SUM(decisions) AS decoder,
      SUM(multiply_accumulates) * 1.0 / SUM(decisions) AS policy,
      SUM(decoder_multiply_accumulates * (outcome = 'succeeded')) * 1.0 / SUM(decisions * (outcome = 'succeeded')),
      MAX(peak_decoder_multiply_accumulates), MAX(peak_multiply_accumulates), layers, weight_bytes
    FROM subtasks LEFT JOIN agents USING (agent) WHERE decisions > 0 GROUP BY agent, scene
    """)

  func appendArms(to notebook: inout Notebook) throws {
    notebook.append(
      markdown: """
        ## Subtasks in a row

        Share of the chains in which at least so many subtasks in a row were done, with Wilson's interval, and how many \
        were done on average, with a bootstrap interval over chains; 95 % each.
        """)
    notebook.append(code: Self.armsQuery.python, outputs: [try successTable(), try successFigure()])
    if summary.rows.count > 2 {
      notebook.append(code: Self.armsQuery.python, outputs: [try lengthFigure()])
    }
    if hasCompute {
      notebook.append(
        markdown: """
          ## Arms

          The same beside what a decision cost, in million multiply-accumulate operations (MMAC): the decoder's layers \
          alone, the whole policy, the decoder in successful attempts alone (what some papers report), and the most of \
          one decision. Averages are over all decisions, those of failed attempts included; a control step costs this \
          over the number of steps that a decision covers. Weights are what is loaded: layers past the deepest \
          permitted exit are not. Unused exits, counted from 1, are those of an arm with a budget that no decision took \
          when its thresholds were made.
          """)
      notebook.append(
        code: Self.armsQuery.python + Self.computeQuery.python,
        outputs: [
          try files.publish(
            armsTable(withLatency: false), data: armsData(withLatency: false), as: "arms", from: Self.computeQuery)
        ])
    }
    let outcomes = summary.rows.map { row in
      "\(row.entry): "
        + ["succeeded", "timedOut", "diverged"].map { "\($0) \(row.statistics.outcomes[$0] ?? 0)" }
        .joined(separator: ", ") + "\n"
    }
    notebook.append(
      code: RecordQuery("SELECT agent, scene, outcome, COUNT(*) FROM chains GROUP BY agent, scene, outcome").python,
      outputs: [.text(outcomes.joined())])
  }

  /// Whether any agent spends something on its decisions.
  var hasCompute: Bool { summary.rows.contains { $0.statistics.compute.decisions > 0 } }

  private func successTable() throws -> Notebook.Output {
    var table = Table(
      [Table.Column("agent"), Table.Column("scene"), Table.Column("chains", .right)]
        + (1...Chain.length).map { Table.Column("≥ \($0)", .right) } + [Table.Column("mean length", .right)])
    var data = Table(
      ["agent", "scene", "chains"].map { Table.Column($0) }
        + (1...Chain.length).flatMap { ["success_\($0)", "success_\($0)_low", "success_\($0)_high"] }.map {
          Table.Column($0)
        } + ["mean_length", "mean_length_low", "mean_length_high"].map { Table.Column($0) })
    for row in summary.rows {
      let statistics = row.statistics
      let name: [Table.Cell] = [
        .init(row.entry.agent), .init(row.entry.scene.rawValue), .init(String(statistics.chains)),
      ]
      table.append(
        name + statistics.success.map { .init(Self.text(of: $0)) }
          + [.init(Self.text(statistics.meanLength, statistics.meanLengthInterval))])
      let numbers =
        statistics.success.flatMap { [$0.share, $0.wilson().lower, $0.wilson().upper] } + [
          statistics.meanLength, statistics.meanLengthInterval.lower, statistics.meanLengthInterval.upper,
        ]
      data.append(name + numbers.map { .init("\($0)") })
    }
    return try files.publish(table, data: data, as: "success", from: Self.armsQuery)
  }

  private func successFigure() throws -> Notebook.Output {
    let axis = Axis("chains", range: 0...1, isPercent: true)
    let caption = "Chains by subtasks in a row"
    // Bars for a few arms; more of them would be hairs, so lines then.
    if summary.rows.count <= 4 {
      let chart = BarChart(
        axis: axis, categoryTitle: "subtasks in a row, at least", categories: (1...Chain.length).map(String.init),
        series: summary.rows.map { row in
          BarChart.Series(
            title(row.entry),
            bars: row.statistics.success.map {
              let interval = $0.wilson()
              return BarChart.Bar($0.share, interval: interval.lower...interval.upper)
            })
        }, width: 397)
      return try files.publish(chart, as: "success", caption: caption, from: Self.armsQuery)
    }
    let plot = LinePlot(
      x: Axis("subtasks in a row, at least", isWhole: true), y: axis,
      series: summary.rows.enumerated().map { index, row in
        LinePlot.Series(
          title(row.entry),
          samples: row.statistics.success.enumerated().map { LinePlot.Sample(Double($0.offset + 1), $0.element.share) },
          dashes: index >= Palette.categories.count ? [3, 2] : [])
      }, width: 397, plotHeight: 150)
    return try files.publish(plot, as: "success", caption: caption, from: Self.armsQuery)
  }

  private func lengthFigure() throws -> Notebook.Output {
    let chart = BarChart(
      axis: Axis("mean length of five", range: 0...5), categories: summary.rows.map { title($0.entry) },
      series: [
        BarChart.Series(
          bars: summary.rows.map {
            let interval = $0.statistics.meanLengthInterval
            return BarChart.Bar(
              $0.statistics.meanLength,
              interval: interval.lower <= interval.upper ? interval.lower...interval.upper : nil)
          })
      ], direction: .right, valuePlaces: 2, width: 397)
    return try files.publish(chart, as: "mean-length", caption: "Mean length of each arm", from: Self.armsQuery)
  }
}

// MARK: - What it cost

extension Report {
  /// The main table: what each arm achieved beside what it spent.
  func armsTable(withLatency: Bool) -> Table {
    let hasWeights = summary.rows.contains { $0.footprint != nil }
    let hasBudgets = summary.rows.contains { unusedExits(of: $0.entry.agent) != nil }
    var table = Table(
      [Table.Column("agent"), Table.Column("scene")]
        + (1...Chain.length).map { Table.Column("≥ \($0)", .right) }
        + ["mean length", "decoder", "policy", "decoder, successes", "peak decoder", "peak policy"].map {
          Table.Column($0, .right)
        }
        + (hasWeights ? ["layers", "weights, MB"] : []).map { Table.Column($0, .right) }
        + (hasBudgets ? [Table.Column("unused exits")] : [])
        + (withLatency ? ["p50, ms", "p95, ms", "p99, ms"] : []).map { Table.Column($0, .right) })
    let best = summary.rows.map(\.statistics.meanLength).filter(\.isFinite).max()
    for row in summary.rows {
      let (statistics, compute) = (row.statistics, row.statistics.compute)
      let all = row.costs
      table.append(
        [.init(row.entry.agent), .init(row.entry.scene.rawValue)]
          + statistics.success.map { .init(NumberText.percent($0.share)) }
          + [
            .init(
              Self.text(statistics.meanLength, statistics.meanLengthInterval), isStrong: statistics.meanLength == best),
            .init(Self.millions(all?.decoder)), .init(Self.millions(all?.policy)),
            .init(Self.millions(row.costsOfSuccesses?.decoder)),
            .init(Self.millions(all.map { _ in Double(compute.peakDecoderMultiplyAccumulates) })),
            .init(Self.millions(all.map { _ in Double(compute.peakMultiplyAccumulates) })),
          ]
          + (hasWeights
            ? [
              .init(row.footprint.map { String($0.layers) } ?? "–"),
              .init(row.footprint.map { NumberText.fixed(Double($0.weightBytes) / 1e6, places: 2) } ?? "–"),
            ] : [])
          + (hasBudgets ? [.init(Self.listed(unusedExits(of: row.entry.agent)))] : [])
          + (withLatency ? [row.latencies?.median, row.latencies?.p95, row.latencies?.p99] : []).map {
            .init($0.map { NumberText.fixed($0 * 1e3, places: 2) } ?? "–")
          })
    }
    return table
  }

  /// The main table's numbers, one arm a row.
  func armsData(withLatency: Bool) -> Table {
    let latencyNames = ["p50", "p95", "p99", "mean"].map { "latency_\($0)_seconds" }
    var table = Table(
      ([
        "agent", "scene", "chains", "success_1", "success_2", "success_3", "success_4", "success_5", "mean_length",
        "mean_length_low", "mean_length_high", "decisions", "steps", "decoder_mac", "policy_mac",
        "decoder_mac_per_step",
        "policy_mac_per_step", "decoder_mac_successes", "policy_mac_successes", "peak_decoder_mac", "peak_policy_mac",
        "mean_exit", "deepest_exit", "layers", "weight_bytes", "decoder_weight_bytes", "unused_exits",
      ] + (withLatency ? latencyNames : [])).map { Table.Column($0) })
    for row in summary.rows {
      let (statistics, compute) = (row.statistics, row.statistics.compute)
      let spends = compute.decisions > 0
      func perStep(_ operations: Int) -> Double? {
        spends && statistics.steps > 0 ? Double(operations) / Double(statistics.steps) : nil
      }
      let interval = statistics.meanLengthInterval
      let numbers: [Double?] =
        statistics.success.map(\.share) + [
          statistics.meanLength, interval.lower, interval.upper, Double(compute.decisions), Double(statistics.steps),
          row.costs?.decoder, row.costs?.policy, perStep(compute.decoderMultiplyAccumulates),
          perStep(compute.multiplyAccumulates), row.costsOfSuccesses?.decoder, row.costsOfSuccesses?.policy,
          spends ? Double(compute.peakDecoderMultiplyAccumulates) : nil,
          spends ? Double(compute.peakMultiplyAccumulates) : nil, compute.meanExit.map { $0 + 1 },
          row.footprint.map { Double($0.deepestExit + 1) }, row.footprint.map { Double($0.layers) },
          row.footprint.map { Double($0.weightBytes) }, row.footprint.map { Double($0.decoderWeightBytes) },
        ]
      let unused = (unusedExits(of: row.entry.agent) ?? []).map { String($0) }.joined(separator: " ")
      let latencies = row.latencies
      let times = withLatency ? [latencies?.median, latencies?.p95, latencies?.p99, latencies?.mean] : []
      func text(_ number: Double?) -> String {
        number.map { $0 == $0.rounded() && abs($0) < 1e15 ? String(Int($0)) : "\($0)" } ?? ""
      }
      var texts = [row.entry.agent, row.entry.scene.rawValue, String(statistics.chains)]
      texts += numbers.map { text($0) } + [unused] + times.map { text($0) }
      table.append(texts.map { .init($0) })
    }
    return table
  }

  /// "2, 4"; "none" where none is, and a dash where there is nothing to tell.
  private static func listed(_ numbers: [Int]?) -> String {
    guard let numbers else { return "–" }
    return numbers.isEmpty ? "none" : numbers.map { String($0) }.joined(separator: ", ")
  }

  /// Operations in millions with three digits that count.
  static func millions(_ operations: Double?) -> String {
    guard let operations, operations.isFinite else { return "–" }
    let value = operations / 1e6
    return NumberText.fixed(value, places: value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3)
  }
}

extension RunSummary.Row {
  /// Operations of a decision on average; nil where nothing was spent.
  var costs: (decoder: Double, policy: Double)? { Self.costs(statistics.compute) }

  /// Those of successful attempts alone.
  var costsOfSuccesses: (decoder: Double, policy: Double)? { Self.costs(statistics.computeOfSuccesses) }

  private static func costs(_ compute: ComputeTally) -> (decoder: Double, policy: Double)? {
    guard compute.decisions > 0 else { return nil }
    let decisions = Double(compute.decisions)
    return (
      Double(compute.decoderMultiplyAccumulates) / decisions, Double(compute.multiplyAccumulates) / decisions
    )
  }
}
