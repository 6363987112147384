import Chains
import Episodes
import Figures
import Vocabulary

// Which exits decisions were taken at: overall, by subtask, and over the time within a subtask.
extension Report {
  private static let query = RecordQuery(
    """
    SELECT agent, scene, exits, multiply_accumulates, decisions FROM subtasks WHERE decisions > 0
    UNION ALL SELECT agent, scene, exits, multiply_accumulates, decisions FROM attempts WHERE decisions > 0
    """)
  private static let courseQuery = RecordQuery(
    """
    SELECT agent, scene, chain, position, subtask, exit_course FROM subtasks WHERE exit_course <> '[]'
    """)

  func appendExits(to notebook: inout Notebook) throws {
    let rows = summary.rows.compactMap { row -> (row: RunSummary.Row, compute: ComputeTally)? in
      let compute = row.attempts.reduce(row.statistics.compute) { $0 + $1.compute }
      return compute.exits.isEmpty ? nil : (row, compute)
    }
    guard !rows.isEmpty else { return }
    notebook.append(
      markdown: """
        ## Exits

        The exit that decisions were taken at, counted from 1, over chains and single subtasks together, and what a \
        decision cost in million multiply-accumulate operations (MMAC). Steps that carry out what was decided before \
        cost nothing and are not counted.
        """)
    let exits = max(rows.map(\.compute.exits.count).max() ?? 0, rows.compactMap { $0.row.footprint?.exits }.max() ?? 0)
    var table = Table(
      [Table.Column("agent"), Table.Column("scene"), Table.Column("decisions", .right)]
        + (1...exits).map { Table.Column("exit \($0)", .right) }
        + [Table.Column("mean exit", .right), Table.Column("MMAC a decision", .right)])
    var data = Table(
      (["agent", "scene", "decisions"] + (1...exits).map { "exit_\($0)_share" } + ["mean_exit", "policy_mac"])
        .map { Table.Column($0) })
    for (row, compute) in rows {
      let shares = Self.shares(compute.exits, of: exits)
      let operations = Double(compute.multiplyAccumulates) / Double(max(1, compute.decisions))
      let numbers = shares + [(compute.meanExit ?? 0) + 1, operations]
      let names = [row.entry.agent, row.entry.scene.rawValue, String(compute.decisions)]
      data.append((names + numbers.map { "\($0)" }).map { .init($0) })
      table.append(
        [.init(row.entry.agent), .init(row.entry.scene.rawValue), .init(String(compute.decisions))]
          + shares.map { .init(NumberText.percent($0)) }
          + [.init(NumberText.fixed((compute.meanExit ?? 0) + 1, places: 2)), .init(Self.millions(operations))])
    }
    let chart = StackedBars(
      shareTitle: "share of decisions", noteTitle: "mean exit", parts: Self.parts(exits),
      bars: rows.map { row, compute in
        StackedBars.Bar(
          title(row.entry), shares: Self.shares(compute.exits, of: exits),
          note: NumberText.fixed((compute.meanExit ?? 0) + 1, places: 2))
      })
    notebook.append(
      code: Self.query.python,
      outputs: [
        try files.publish(table, data: data, as: "exits", from: Self.query),
        try files.publish(chart, as: "exits", caption: "Decisions by exit", from: Self.query),
      ])
    // What always leaves at the same exit has nothing more to show.
    for (row, compute) in rows where compute.exits.count(where: { $0 > 0 }) > 1 {
      try appendExits(of: row, exits, to: &notebook)
    }
  }

  private func appendExits(of row: RunSummary.Row, _ exits: Int, to notebook: inout Notebook) throws {
    let attempts = try folder.record.chains(of: row.entry).flatMap(\.attempts)
    var counts: [Subtask: ComputeTally] = [:]
    for attempt in attempts { counts[attempt.subtask] = (counts[attempt.subtask] ?? ComputeTally()) + attempt.compute }
    for attempt in row.attempts {
      counts[attempt.subtask] = (counts[attempt.subtask] ?? ComputeTally()) + attempt.compute
    }
    let bars = Subtask.allCases.compactMap { subtask -> StackedBars.Bar? in
      guard let compute = counts[subtask], compute.decisions > 0 else { return nil }
      return StackedBars.Bar(
        subtask.rawValue, shares: Self.shares(compute.exits, of: exits), note: String(compute.decisions))
    }
    var outputs: [Notebook.Output] = []
    if !bars.isEmpty {
      let chart = StackedBars(
        shareTitle: "share of decisions, \(title(row.entry))", noteTitle: "decisions", parts: Self.parts(exits),
        bars: bars)
      outputs.append(
        try files.publish(
          chart, as: "exits-by-subtask-\(fileName(row.entry))",
          caption: "Decisions of \(row.entry) by exit and subtask",
          from: Self.query))
    }
    if let chart = overTime(attempts, exits, title(row.entry)) {
      outputs.append(
        try files.publish(
          chart, as: "exits-over-time-\(fileName(row.entry))",
          caption: "Exits of \(row.entry) over the time within a subtask", from: Self.courseQuery))
    }
    notebook.append(code: "# \(row.entry)\n" + Self.query.python + Self.courseQuery.python, outputs: outputs)
  }

  /// The exits that actions came from, by the control step of the subtask; nil without any.
  private func overTime(_ attempts: [RecordedAttempt], _ exits: Int, _ name: String) -> StackedBins? {
    let courses = attempts.map(\.exitCourse.exits).filter { !$0.isEmpty }
    guard let longest = courses.map(\.count).max() else { return nil }
    // A third of a second at CALVIN's rate, or less where subtasks are short.
    let step = max(1, min(10, longest / 12))
    var counts = [[Int]](repeating: [Int](repeating: 0, count: exits), count: (longest + step - 1) / step)
    var lasting = [Int](repeating: 0, count: counts.count)
    for course in courses {
      for (index, exit) in course.enumerated() { if let exit { counts[index / step][exit] += 1 } }
      for bin in 0...(course.count - 1) / step { lasting[bin] += 1 }
    }
    return StackedBins(
      axisTitle: "control step of the subtask, \(name)", shareTitle: "share of steps", parts: Self.parts(exits),
      step: Double(step), bins: counts.map { Self.shares($0, of: exits) },
      line: StackedBins.Line("attempts still under way", lasting.map { Double($0) / Double(courses.count) }),
      width: 300, plotHeight: 110)
  }

  /// The exits as the kinds that a whole is divided into.
  static func parts(_ exits: Int) -> [StackedBars.Part] {
    (0..<exits).map { StackedBars.Part("exit \($0 + 1)", Palette.level($0, of: exits)) }
  }

  private static func shares(_ counts: [Int], of exits: Int) -> [Double] {
    let sum = Double(max(1, counts.reduce(0) { $0 + $1 }))
    return (0..<exits).map { counts.indices.contains($0) ? Double(counts[$0]) / sum : 0 }
  }
}
