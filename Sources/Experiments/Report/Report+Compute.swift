import Episodes
import Evaluation
import Figures
import Vocabulary

// Success against what it costs, one curve for each permitted depth.
extension Report {
  /// A curve: arms that differ in how much they may spend alone.
  private struct Curve: Hashable {
    enum Kind: Hashable {
      /// A rule decides for each observation, up to an exit from 0.
      case dynamic(rule: ExitChoice, deepest: Int)
      /// The same exit for every decision, of one policy with all exits.
      case fixed
      /// The same for policies that were trained one by one.
      case separate
      /// Exits by chance.
      case random
    }

    let kind: Kind
    /// The variant that it is of; nil for the experiment's own policy, a checkpoint, and policies trained one by one.
    var variant: String?

    var order: Int {
      switch kind {
      case .dynamic(_, let deepest): -1 - deepest
      case .fixed: 1
      case .separate: 2
      case .random: 3
      }
    }

    var name: String { variant.map { "\($0): \(exits)" } ?? exits }

    private var exits: String {
      switch kind {
      case .dynamic(let rule, let deepest):
        (rule == .dynamic ? "thresholds" : rule.rawValue) + (deepest == 0 ? ", exit 1" : ", exits 1 to \(deepest + 1)")
      case .fixed: "one exit throughout"
      case .separate: "policies trained one by one"
      case .random: "exits by chance"
      }
    }
  }

  func appendCompute(to notebook: inout Notebook) throws {
    let shown = summary.rows.filter { row in
      guard let agent = experiment.agents.first(where: { $0.name == row.entry.agent }) else { return false }
      return row.costs != nil && row.statistics.chains > 0 && !agent.blackImages && !agent.permutedInstructions
    }
    guard shown.count > 1 else { return }
    notebook.append(
      markdown: """
        ## Success against compute

        Mean length with its bootstrap interval against the operations of a decision, averaged over all decisions, \
        those of failed attempts included: of the decoder's layers alone, and of the whole policy. One curve for each \
        depth that thresholds may use.
        """)
    for scene in experiment.evaluation.scenes {
      let rows = shown.filter { $0.entry.scene == scene }
      guard rows.count > 1 else { continue }
      let suffix = experiment.evaluation.scenes.count > 1 ? "-\(scene.rawValue)" : ""
      var outputs: [Notebook.Output] = []
      if rows.contains(where: { ($0.costs?.decoder ?? 0) > 0 }) {
        outputs.append(
          try files.publish(
            plot(rows, "decoder, MMAC a decision") { $0.decoder }, as: "compute-decoder\(suffix)",
            caption: "Mean length against the decoder's operations", from: Self.computeQuery))
      }
      outputs.append(
        try files.publish(
          plot(rows, "whole policy, MMAC a decision") { $0.policy }, as: "compute-policy\(suffix)",
          caption: "Mean length against the policy's operations", from: Self.computeQuery))
      notebook.append(code: Self.armsQuery.python + Self.computeQuery.python, outputs: outputs)
    }
  }

  private func plot(
    _ rows: [RunSummary.Row], _ title: String, _ cost: ((decoder: Double, policy: Double)) -> Double
  ) -> LinePlot {
    var curves: [Curve: [LinePlot.Sample]] = [:]
    for row in rows {
      guard let costs = row.costs, let curve = curve(of: row) else { continue }
      let interval = row.statistics.meanLengthInterval
      curves[curve, default: []].append(
        LinePlot.Sample(cost(costs) / 1e6, row.statistics.meanLength, interval: interval.lower...interval.upper))
    }
    let series = curves.sorted { ($0.key.order, $0.key.name) < ($1.key.order, $1.key.name) }.map { curve, samples in
      let isDynamic = if case .dynamic = curve.kind { true } else { false }
      return LinePlot.Series(
        curve.name, samples: samples.sorted { $0.x < $1.x }, spread: .bars,
        dashes: isDynamic ? [] : [3, 2])
    }
    return LinePlot(x: Axis(title), y: Axis("mean length of five"), series: series, width: 300, plotHeight: 150)
  }

  private func curve(of row: RunSummary.Row) -> Curve? {
    guard let agent = experiment.agents.first(where: { $0.name == row.entry.agent }) else { return nil }
    switch agent.exit {
    case .random: return Curve(kind: .random, variant: agent.variant)
    case .fixed: return Curve(kind: .fixed, variant: agent.variant)
    case .full:
      // Policies that others are cut short of are the last point of that curve; the rest were trained for their depth.
      let others = experiment.agents.filter { $0.exit != .full }
      let isShared = others.contains { $0.checkpoint == agent.checkpoint && $0.variant == agent.variant }
      return others.isEmpty || isShared ? Curve(kind: .fixed, variant: agent.variant) : Curve(kind: .separate)
    default:
      let deepest = row.footprint?.deepestExit ?? row.usedExits.last ?? 0
      return Curve(kind: .dynamic(rule: agent.exit, deepest: deepest), variant: agent.variant)
    }
  }
}

extension RunSummary.Row {
  /// The exits that decisions were taken at, from 0, in chains and single subtasks.
  var usedExits: [Int] {
    let compute = attempts.reduce(statistics.compute) { $0 + $1.compute }
    return compute.exits.indices.filter { compute.exits[$0] > 0 }
  }
}
