import Chains
import Demonstrations
import Evaluation
import Figures
import Vocabulary

// Single subtasks: what the survey's attempts came to, scene by scene.
extension Report {
  func appendSurvey(to notebook: inout Notebook) throws {
    var attempts: [String: [SceneName: [SurveyAttempt]]] = [:]
    for entry in entries { attempts[entry.agent, default: [:]][entry.scene] = try folder.record.attempts(of: entry) }
    guard attempts.values.contains(where: { $0.values.contains { !$0.isEmpty } }) else { return }
    notebook.append(
      markdown: """
        ## Single subtasks

        Attempts from random resets with random arm poses (`reset`), from what one to four random subtasks with \
        disturbed actions left behind (`leftBehind`), and with arm, block or gripper disturbed on the way \
        (`disturbed`). Successes of attempts in each scene, the pooled share with Wilson's 95 % interval, and the steps \
        of successful attempts. Draws of a start that stated geometry rules out are not attempts; their share of all \
        draws stands in the last column. The CSV has Clopper and Pearson's exact interval too (`exact_low`, `exact_high`).
        """)
    for agent in experiment.agents.map(\.name) {
      for start in SurveyStart.allCases {
        let scenes = (attempts[agent] ?? [:]).mapValues { $0.filter { $0.start == start } }
        guard scenes.values.contains(where: { !$0.isEmpty }) else { continue }
        let query = RecordQuery(
          """
          SELECT subtask, scene, COUNT(*), SUM(succeeded) FROM attempts
          WHERE agent = '\(agent)' AND start = '\(start.rawValue)' GROUP BY subtask, scene
          """)
        let names = scenes.keys.sorted()
        var rows: [SurveyRow] = []
        for subtask in Subtask.allCases {
          let tried = names.map { (scenes[$0] ?? []).filter { $0.subtask == subtask } }
          if tried.contains(where: { !$0.isEmpty }) { rows.append(SurveyRow(subtask.rawValue, tried)) }
        }
        rows.append(SurveyRow("all", names.map { scenes[$0] ?? [] }))
        notebook.append(
          code: "# \(agent), \(start.rawValue)\n" + query.python,
          outputs: [
            try files.publish(
              surveyTable(rows, names), data: surveyData(rows, names), as: "survey-\(agent)-\(start.rawValue)",
              from: query)
          ])
      }
    }
  }

  /// The attempts at a subtask, or at all of them.
  private struct SurveyRow {
    let title: String
    /// In the order of the scenes.
    let perScene: [[SurveyAttempt]]
    /// Over all scenes.
    let success: Proportion
    /// Of successful attempts, from the fewest.
    let steps: [Int]
    /// The share of all draws of a start that stated geometry rules out.
    let infeasibleShare: Double

    init(_ title: String, _ perScene: [[SurveyAttempt]]) {
      (self.title, self.perScene) = (title, perScene)
      let all = perScene.flatMap { $0 }
      steps = all.filter(\.succeeded).map(\.steps).sorted()
      success = Proportion(successes: steps.count, trials: all.count)
      let ruledOut = all.reduce(0) { $0 + $1.infeasible.values.reduce(0, +) }
      infeasibleShare = Double(ruledOut) / Double(max(1, ruledOut + all.count))
    }

    /// Steps within which a share of the successful attempts came to their end; nil without any.
    func steps(of share: Double) -> Int? {
      steps.isEmpty ? nil : steps[min(steps.count - 1, Int(share * Double(steps.count)))]
    }
  }

  private func surveyTable(_ rows: [SurveyRow], _ scenes: [SceneName]) -> Table {
    var table = Table(
      [Table.Column("subtask")] + scenes.map { Table.Column($0.rawValue, .right) } + [
        Table.Column("success", .right), Table.Column("median steps", .right), Table.Column("95 % within", .right),
        Table.Column("infeasible", .right),
      ])
    for row in rows {
      let counts = row.perScene.map { "\($0.count(where: \.succeeded))/\($0.count)" }
      let steps = [0.5, 0.95].map { row.steps(of: $0).map(String.init) ?? "–" }
      let texts =
        [row.title] + counts + [Self.text(of: row.success)] + steps + [NumberText.percent(row.infeasibleShare)]
      table.append(texts.map { .init($0) })
    }
    return table
  }

  private func surveyData(_ rows: [SurveyRow], _ scenes: [SceneName]) -> Table {
    let counted = scenes.flatMap { ["\($0.rawValue)_succeeded", "\($0.rawValue)_attempts"] }
    let shares = ["success", "low", "high", "exact_low", "exact_high"]
    let columns = ["subtask"] + counted + shares + ["steps_p50", "steps_p95", "infeasible_share"]
    var table = Table(columns.map { Table.Column($0) })
    for row in rows {
      let counts = row.perScene.flatMap { [String($0.count(where: \.succeeded)), String($0.count)] }
      let (interval, exact) = (row.success.wilson(), row.success.clopperPearson())
      let numbers = [row.success.share, interval.lower, interval.upper, exact.lower, exact.upper]
      let shares = numbers.map { $0.isFinite ? "\($0)" : "" }
      let steps = [0.5, 0.95].map { row.steps(of: $0).map(String.init) ?? "" }
      let texts = [row.title] + counts + shares + steps + ["\(row.infeasibleShare)"]
      table.append(texts.map { .init($0) })
    }
    return table
  }
}
