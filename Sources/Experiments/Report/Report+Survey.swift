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
        draws stands in the last column.
        """)
    for agent in experiment.agents.map(\.name) {
      for start in SurveyStart.allCases {
        let scenes = (attempts[agent] ?? [:]).mapValues { $0.filter { $0.start == start } }
        guard scenes.values.contains(where: { !$0.isEmpty }) else { continue }
        notebook.append(
          code: """
            # \(agent), \(start.rawValue)
            for row in record.execute(
                "SELECT subtask, scene, COUNT(*), SUM(succeeded) FROM attempts"
                " WHERE agent = '\(agent)' AND start = '\(start.rawValue)' GROUP BY subtask, scene"
            ):
                print(row)
            """, outputs: [.table(surveyTable(scenes))])
      }
    }
  }

  private func surveyTable(_ scenes: [SceneName: [SurveyAttempt]]) -> Table {
    let names = scenes.keys.sorted()
    var table = Table(
      [Table.Column("subtask")] + names.map { Table.Column($0.rawValue, .right) } + [
        Table.Column("success", .right), Table.Column("median steps", .right), Table.Column("95 % within", .right),
        Table.Column("infeasible", .right),
      ])
    func row(_ title: String, _ chosen: (SurveyAttempt) -> Bool) -> [Table.Cell] {
      let perScene = names.map { (scenes[$0] ?? []).filter(chosen) }
      let all = perScene.flatMap { $0 }
      let steps = all.filter(\.succeeded).map(\.steps).sorted()
      let ruledOut = all.reduce(0) { $0 + $1.infeasible.values.reduce(0, +) }
      let pooled = Proportion(successes: steps.count, trials: all.count)
      func step(_ share: Double) -> String {
        steps.isEmpty ? "–" : String(steps[min(steps.count - 1, Int(share * Double(steps.count)))])
      }
      return [.init(title)]
        + perScene.map { .init("\($0.filter(\.succeeded).count)/\($0.count)") }
        + [
          .init(Self.text(of: pooled)), .init(step(0.5)), .init(step(0.95)),
          .init(NumberText.percent(Double(ruledOut) / Double(max(1, ruledOut + all.count)))),
        ]
    }
    for subtask in Subtask.allCases { table.append(row(subtask.rawValue) { $0.subtask == subtask }) }
    table.append(row("all") { _ in true })
    return table
  }
}
