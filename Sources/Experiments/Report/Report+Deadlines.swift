import Chains
import Demonstrations
import Episodes
import Evaluation
import Figures
import Vocabulary

// What is left of success when the policy must look so many times a second, and how many looks it misses.
extension Report {
  /// Arms that differ in how often they look alone.
  private struct DeadlineSeries {
    let name: String
    /// By looks a second, fewest first.
    var points: [(rate: Int, row: RunSummary.Row)]
    /// The same agent without latency, where the experiment has it.
    var prompt: RunSummary.Row?
  }

  private static let deadlineQuery = RecordQuery(
    """
    SELECT agent, scene, SUM(missed_deadlines) * 1.0 / (SUM(missed_deadlines) + SUM(decisions)) AS missed_share,
      SUM(delay_steps) / 240.0 / SUM(decisions) AS seconds
    FROM subtasks WHERE decisions > 0 GROUP BY agent, scene
    """)

  func appendDeadlines(to notebook: inout Notebook) throws {
    var isFirst = true
    for scene in experiment.evaluation.scenes {
      let series = deadlineSeries(in: scene)
      guard series.contains(where: { $0.points.count > 1 }) else { continue }
      if isFirst {
        notebook.append(
          markdown: """
            ## Success against the control deadline

            Each decision takes its time in the world, by the latency of `experiment.json`, and the policy looks so many \
            times a second: what takes longer than from one look to the next misses the looks that fall due meanwhile, and \
            older actions go on. Missed looks are a share of all that were due; a decision within the period misses none, \
            and its actions are late all the same, by the delay. Dashed lines: the same policy when its decisions take \
            no time. Differences are from \(series[0].name) at the same number of looks, on the same chains; \
            intervals are 95 %.
            """)
        isFirst = false
      }
      let suffix = experiment.evaluation.scenes.count > 1 ? "-\(scene.rawValue)" : ""
      notebook.append(
        code: Self.armsQuery.python + Self.deadlineQuery.python,
        outputs: [
          try files.publish(
            deadlineFigure(series), as: "deadlines\(suffix)",
            caption: "Success and missed looks against looks a second", from: Self.deadlineQuery),
          try files.publish(
            deadlineTable(series), data: deadlineData(series), as: "deadlines\(suffix)", from: Self.deadlineQuery),
        ])
    }
  }

  private func deadlineSeries(in scene: SceneName) -> [DeadlineSeries] {
    var series: [AgentSettings: DeadlineSeries] = [:]
    var order: [AgentSettings] = []
    var names: [AgentSettings: [String]] = [:]
    let rows = summary.rows.filter { $0.entry.scene == scene && ($0.statistics.chains > 0 || !$0.attempts.isEmpty) }
    func agent(_ row: RunSummary.Row) -> AgentSettings? {
      experiment.agents.first { $0.name == row.entry.agent && $0.kind == .policy }
    }
    for row in rows {
      guard var settings = agent(row), settings.latency.rate > 0 else { continue }
      let rate = settings.latency.rate
      names[settings.deadlineless, default: []].append(settings.name)
      settings = settings.deadlineless
      if series[settings] == nil { order.append(settings) }
      series[settings, default: DeadlineSeries(name: "", points: [])].points.append((rate, row))
    }
    return order.compactMap { settings in
      guard let found = series[settings], let known = names[settings] else { return nil }
      var prompt = settings
      prompt.latency = LatencySettings()
      return DeadlineSeries(
        name: Self.commonName(known, else: settings.exit.rawValue), points: found.points.sorted { $0.rate < $1.rate },
        prompt: rows.first { row in agent(row).map { !$0.latency.isActive && $0.deadlineless == prompt } ?? false })
    }
  }

  /// What names have in common at their beginning, by whole words, without a dash at its end.
  static func commonName(_ names: [String], else standard: String) -> String {
    guard let first = names.first else { return standard }
    if names.count == 1 { return first }
    var common = names.dropFirst().reduce(first) { $0.commonPrefix(with: $1) }
    let isCut = names.contains { $0.dropFirst(common.count).first.map { !"-_".contains($0) } ?? false }
    if isCut, let end = common.lastIndex(where: { "-_".contains($0) }) { common = String(common[..<end]) }
    while let last = common.last, "-_.".contains(last) { common.removeLast() }
    return common.isEmpty ? standard : common
  }

  /// Success over single subtasks in place of chains, where there are no chains to speak of.
  var countsSingles: Bool { experiment.evaluation.chains < 2 && summary.rows.contains { !$0.attempts.isEmpty } }

  private func success(_ row: RunSummary.Row) -> (value: Double, interval: Interval) {
    guard countsSingles else { return (row.statistics.meanLength, row.statistics.meanLengthInterval) }
    let all = Proportion(successes: row.attempts.count(where: \.succeeded), trials: row.attempts.count)
    return (all.share, all.wilson())
  }

  private func spent(_ row: RunSummary.Row) -> ComputeTally {
    row.attempts.reduce(row.statistics.compute) { $0 + $1.compute }
  }

  private func deadlineFigure(_ series: [DeadlineSeries]) -> FigureRow {
    let rates = series.flatMap { $0.points.map { Double($0.rate) } }
    let (low, high) = ((rates.min() ?? 1) / 1.08, (rates.max() ?? 60) * 1.08)
    let axis = Axis("looks a second", scale: .logarithmic, range: low...high)
    let count = series.count
    var lines: [LinePlot.Series] = []
    for (number, series) in series.enumerated() {
      lines.append(
        LinePlot.Series(
          series.name,
          samples: series.points.map { rate, row in
            let success = success(row)
            // A little beside each other, so that no interval hides another one.
            let place = Double(rate) * (1 + 0.03 * (Double(number) - Double(count - 1) / 2))
            return LinePlot.Sample(
              place, success.value, interval: success.interval.lower...success.interval.upper)
          }, spread: .bars, color: Palette.category(number)))
    }
    let markers: [Marker] = [.disc, .square, .triangle, .diamond]
    for index in lines.indices { lines[index].marker = markers[index % markers.count] }
    for (number, series) in series.enumerated() {
      guard let prompt = series.prompt else { continue }
      let value = success(prompt).value
      lines.append(
        LinePlot.Series(
          "\(series.name), no latency", samples: [LinePlot.Sample(low, value), LinePlot.Sample(high, value)],
          marker: Marker.none, dashes: [3, 2], color: Palette.category(number)))
    }
    let missed = series.enumerated().map { number, series in
      LinePlot.Series(
        samples: series.points.compactMap { rate, row in
          spent(row).missedShare.map { LinePlot.Sample(Double(rate), $0) }
        }, marker: markers[number % markers.count], color: Palette.category(number))
    }
    let successAxis =
      countsSingles
      ? Axis("success of single subtasks", range: 0...1, isPercent: true) : Axis("mean length of five")
    return FigureRow([
      LinePlot(x: axis, y: successAxis, series: lines, width: 230, plotHeight: 130),
      LinePlot(
        x: axis, y: Axis("missed looks", range: 0...1, isPercent: true), series: missed, width: 180, plotHeight: 130),
    ])
  }

  private func deadlineTable(_ series: [DeadlineSeries]) -> Table {
    var table = Table(
      [Table.Column("agent"), Table.Column("looks a second", .right)]
        + [
          countsSingles ? "success" : "mean length", "difference", "p", "missed looks", "delay, ms", "mean exit",
        ].map { Table.Column($0, .right) })
    for (number, each) in series.enumerated() {
      if number > 0 { table.appendRule() }
      for (rate, row) in each.points {
        let (value, interval) = success(row)
        let gain = gain(row, rate, series[0], isFirst: number == 0)
        let compute = spent(row)
        let all = Proportion(successes: row.attempts.count(where: \.succeeded), trials: row.attempts.count)
        let texts: [String] = [
          row.entry.agent, String(rate), countsSingles ? Self.text(of: all) : Self.text(value, interval),
          gain.map { Self.signed($0.difference, $0.interval, places: 2) } ?? "–",
          gain.map { Self.probability($0.probability) } ?? "–",
          compute.missedShare.map { NumberText.percent($0) } ?? "–",
          compute.delaySeconds.map { NumberText.fixed($0 * 1e3, places: 1) } ?? "–",
          compute.meanExit.map { NumberText.fixed($0 + 1, places: 2) } ?? "–",
        ]
        table.append(texts.map { .init($0) })
      }
    }
    return table
  }

  private func deadlineData(_ series: [DeadlineSeries]) -> Table {
    var table = Table(
      [
        "agent", "series", "scene", "rate", "success", "low", "high", "difference", "difference_low", "difference_high",
        "p", "missed_share", "delay_seconds", "mean_exit",
      ].map { Table.Column($0) })
    func number(_ value: Double?) -> String { value.map { $0.isFinite ? "\($0)" : "" } ?? "" }
    for (index, each) in series.enumerated() {
      for (rate, row) in each.points {
        let (value, interval) = success(row)
        let gain = gain(row, rate, series[0], isFirst: index == 0)
        let compute = spent(row)
        let numbers: [Double?] = [
          value, interval.lower, interval.upper, gain?.difference, gain?.interval.lower, gain?.interval.upper,
          gain?.probability, compute.missedShare, compute.delaySeconds, compute.meanExit.map { $0 + 1 },
        ]
        let names = [row.entry.agent, each.name, row.entry.scene.rawValue, String(rate)]
        table.append((names + numbers.map { number($0) }).map { .init($0) })
      }
    }
    return table
  }

  /// What an arm achieves more than the first series' at the same rate; nil for that series itself.
  private func gain(
    _ row: RunSummary.Row, _ rate: Int, _ first: DeadlineSeries, isFirst: Bool
  ) -> (difference: Double, interval: Interval, probability: Double)? {
    guard !isFirst, let other = first.points.first(where: { $0.rate == rate })?.row else { return nil }
    if countsSingles {
      let pairs = RunComparison.paired(other.attempts, row.attempts).values.reduce(PairedProportion(), +)
      return (pairs.difference, pairs.interval(), pairs.probability)
    }
    guard let mean = (try? comparison(of: row, with: other.entry.agent))?.meanLength else { return nil }
    return (mean.difference, mean.interval, mean.probability)
  }
}

extension AgentSettings {
  /// The same agent, whatever it is called and however often it looks.
  fileprivate var deadlineless: AgentSettings {
    var agent = self
    agent.name = ""
    agent.latency.rate = 0
    return agent
  }
}

extension ComputeTally {
  /// Seconds from a look to when its actions take effect, on average; nil without decisions.
  fileprivate var delaySeconds: Double? {
    decisions > 0 ? Double(delaySteps) / Double(decisions) / Double(physicsStepsPerSecond) : nil
  }
}
