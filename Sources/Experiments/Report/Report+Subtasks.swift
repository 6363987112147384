import Chains
import Evaluation
import Figures
import Vocabulary

// Attempts at each subtask, as the chains came to them.
extension Report {
  func appendSubtasks(to notebook: inout Notebook) throws {
    notebook.append(
      markdown: """
        ## Subtask by subtask

        Attempts are what the chains came to; a subtask late in a chain is tried only where the ones before were done. \
        Steps are those of successful attempts. The CSV has Clopper and Pearson's exact interval (`exact_low`, \
        `exact_high`) beside Wilson's: it covers the true share at least 95 times in 100, however few the attempts.
        """)
    for row in summary.rows {
      let query = RecordQuery(
        """
        SELECT subtask, COUNT(*), SUM(outcome = 'succeeded') FROM subtasks
        WHERE agent = '\(row.entry.agent)' AND scene = '\(row.entry.scene.rawValue)' GROUP BY subtask
        """)
      var table = Table([
        Table.Column("subtask"), Table.Column("attempts", .right), Table.Column("done", .right),
        Table.Column("success", .right), Table.Column("median steps", .right), Table.Column("most steps", .right),
      ])
      var data = Table(
        [
          "subtask", "attempts", "successes", "success", "low", "high", "exact_low", "exact_high", "median_steps",
          "most_steps",
        ].map { Table.Column($0) })
      for subtask in Subtask.allCases {
        guard let statistics = row.statistics.subtasks[subtask] else { continue }
        table.append([
          .init(subtask.rawValue), .init(String(statistics.success.trials)),
          .init(String(statistics.success.successes)), .init(Self.text(of: statistics.success)),
          .init(statistics.medianSteps.map { NumberText.fixed($0, places: $0 == $0.rounded() ? 0 : 1) } ?? "–"),
          .init(statistics.stepsOfSuccesses.max().map(String.init) ?? "–"),
        ])
        let success = statistics.success
        let (interval, exact) = (success.wilson(), success.clopperPearson())
        let numbers: [Double?] = [
          success.share, interval.lower, interval.upper, exact.lower, exact.upper, statistics.medianSteps,
        ]
        var texts = [subtask.rawValue, String(success.trials), String(success.successes)]
        texts += numbers.map { number in number.map { "\($0)" } ?? "" }
        texts.append(statistics.stepsOfSuccesses.max().map { String($0) } ?? "")
        data.append(texts.map { .init($0) })
      }
      var outputs = [
        try files.publish(table, data: data, as: "subtasks-\(fileName(row.entry))", from: query)
      ]
      let steps = row.statistics.subtasks.values.flatMap(\.stepsOfSuccesses).map(Double.init).sorted()
      if !steps.isEmpty {
        let histogram = Histogram(
          axis: Axis("control steps of a successful attempt"), countTitle: "attempts", values: steps,
          references: [.init(steps[steps.count / 2], label: "median")], width: 300)
        outputs.append(
          try files.publish(
            histogram, as: "steps-\(fileName(row.entry))",
            caption: "Control steps of successful attempts of \(row.entry)", from: query))
      }
      notebook.append(code: "# \(row.entry)\n" + query.python, outputs: outputs)
    }
  }
}
