import Episodes
import Evaluation
import Figures
import Vocabulary

// How soon attempts succeed: the share of all of them that has by each control step.
extension Report {
  private static let chainsQuery = RecordQuery(
    """
    SELECT agent, scene, steps, SUM(outcome = 'succeeded'), COUNT(*) FROM subtasks GROUP BY agent, scene, steps
    """)
  private static let surveyQuery = RecordQuery(
    "SELECT agent, scene, steps, SUM(succeeded), COUNT(*) FROM attempts GROUP BY agent, scene, steps")

  func appendSuccessOverTime(to notebook: inout Notebook) throws {
    let chains = countsSingles ? [] : summary.rows.map { ($0.entry, $0.statistics.successByStep) }
    let singles = summary.rows.map { row in
      (
        row.entry,
        SuccessByStep(
          attempts: row.attempts.count, stepsOfSuccesses: row.attempts.filter(\.succeeded).map(\.steps))
      )
    }
    let outputs =
      try successOverTime(chains, "attempts in chains", "success-over-time", Self.chainsQuery)
      + successOverTime(singles, "single subtasks", "survey-over-time", Self.surveyQuery)
    guard !outputs.isEmpty else { return }
    notebook.append(
      markdown: """
        ## Success over time

        The share of all attempts at subtasks that had succeeded by so many control steps \
        (\(controlStepsPerSecond) a second), those that failed counted in all of them; with Wilson's 95 % interval, which \
        takes attempts as independent. Those of one chain are not quite that, and whoever does more in a row is tried at \
        later places of a chain too.
        """)
    notebook.append(code: Self.chainsQuery.python + Self.surveyQuery.python, outputs: outputs)
  }

  /// A figure and a table of one kind of attempts; none where there are none.
  private func successOverTime(
    _ arms: [(entry: RunEntry, success: SuccessByStep)], _ subject: String, _ name: String, _ query: RecordQuery
  ) throws -> [Notebook.Output] {
    let arms = arms.filter { $0.success.attempts > 0 }
    guard !arms.isEmpty else { return [] }
    // Six places in the limit of steps: every two seconds of CALVIN's twelve.
    let limit = experiment.evaluation.maximumSteps
    let steps = Array(Set((1...6).map { max(1, limit * $0 / 6) })).sorted()
    var table = Table(
      ["agent", "scene"].map { Table.Column($0) }
        + (["attempts"] + steps.map { "by step \($0)" }).map { Table.Column($0, .right) })
    var data = Table(
      (["agent", "scene", "attempts"] + steps.flatMap { ["by_\($0)", "by_\($0)_low", "by_\($0)_high"] })
        .map { Table.Column($0) })
    for (entry, success) in arms {
      let names = [entry.agent, entry.scene.rawValue, String(success.attempts)]
      let shares = steps.map { success.success(by: $0) }
      table.append((names + shares.map { Self.text(of: $0) }).map { .init($0) })
      let numbers = shares.flatMap { [$0.share, $0.wilson().lower, $0.wilson().upper] }
      data.append((names + numbers.map { "\($0)" }).map { .init($0) })
    }
    let plot = LinePlot(
      x: Axis("control step of the subtask", range: 0...Double(limit)),
      y: Axis("\(subject), succeeded", range: 0...1, isPercent: true),
      series: arms.enumerated().map { index, arm in
        LinePlot.Series(
          title(arm.entry), samples: Self.stairs(arm.success, upTo: limit, hasBand: arms.count <= 4),
          marker: Marker.none, dashes: Self.dashes(index))
      }, width: 397, plotHeight: 150)
    return [
      try files.publish(
        plot, as: name, caption: "Share of \(subject) that have succeeded by control step", from: query),
      try files.publish(table, data: data, as: name, from: query),
    ]
  }

  /// A stair at each step after which more attempts have succeeded; bands of a few arms can be told apart.
  private static func stairs(_ success: SuccessByStep, upTo limit: Int, hasBand: Bool) -> [LinePlot.Sample] {
    var last = Proportion(successes: 0, trials: success.attempts)
    func sample(_ step: Int) -> LinePlot.Sample {
      let interval = last.wilson()
      return LinePlot.Sample(
        Double(step), last.share, interval: hasBand ? interval.lower...interval.upper : nil)
    }
    var samples = [sample(0)]
    for step in success.changes where step <= limit {
      samples.append(sample(step))
      last = success.success(by: step)
      samples.append(sample(step))
    }
    return samples + [sample(limit)]
  }

  /// Lines whose colour comes a second and a third time are told apart by their dashes.
  private static func dashes(_ index: Int) -> [Double] {
    [[], [3, 2], [1, 1.5]][index / Palette.categories.count % 3]
  }
}
