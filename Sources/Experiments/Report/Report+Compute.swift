import Episodes
import Evaluation
import Figures
import Vocabulary

// Success against what it costs, one curve for each permitted depth.
extension Report {
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
        depth that thresholds may use; lines join arms that differ in what they may spend alone.
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
    let series = ComputeCurve.all(rows, of: experiment).map { curve in
      let samples = curve.rows.compactMap { row in
        let interval = row.statistics.meanLengthInterval
        return row.costs.map {
          LinePlot.Sample(cost($0) / 1e6, row.statistics.meanLength, interval: interval.lower...interval.upper)
        }
      }
      return LinePlot.Series(
        curve.name, samples: samples.sorted { $0.x < $1.x }, spread: .bars, dashes: curve.isDynamic ? [] : [3, 2])
    }
    return LinePlot(x: Axis(title), y: Axis("mean length of five"), series: series, width: 300, plotHeight: 150)
  }
}

extension RunSummary.Row {
  /// The exits that decisions were taken at, from 0, in chains and single subtasks.
  var usedExits: [Int] {
    let compute = attempts.reduce(statistics.compute) { $0 + $1.compute }
    return compute.exits.indices.filter { compute.exits[$0] > 0 }
  }
}
