import Episodes
import Figures
import Vocabulary

// What agents with exits spent on their decisions.
extension Report {
  func appendExits(to notebook: inout Notebook) throws {
    let rows = summary.rows.compactMap { row -> (RunSummary.Row, ComputeTally)? in
      let compute = row.attempts.reduce(row.statistics.compute) { $0 + $1.compute }
      return compute.exits.isEmpty ? nil : (row, compute)
    }
    guard !rows.isEmpty else { return }
    notebook.append(
      markdown: """
        ## Exits

        The exit that decisions were taken at, counted from 1, over chains and single subtasks together, and what a \
        decision cost in multiply-accumulate operations. Steps that carry out what was decided before cost nothing and \
        are not counted.
        """)
    let exits = rows.map { $0.1.exits.count }.max() ?? 0
    var table = Table(
      [Table.Column("agent"), Table.Column("scene"), Table.Column("decisions", .right)]
        + (1...exits).map { Table.Column("exit \($0)", .right) }
        + [Table.Column("mean exit", .right), Table.Column("million operations", .right)])
    for (row, compute) in rows {
      table.append(
        [.init(row.entry.agent), .init(row.entry.scene.rawValue), .init(String(compute.decisions))]
          + (0..<exits).map { exit in
            .init(NumberText.percent(Self.share(of: exit, compute)))
          }
          + [
            .init(NumberText.fixed((compute.meanExit ?? 0) + 1, places: 2)),
            .init(
              NumberText.fixed(
                Double(compute.multiplyAccumulates) / Double(max(1, compute.decisions)) / 1e6, places: 2)),
          ])
    }
    let chart = BarChart(
      axis: Axis("decisions", range: 0...1, isPercent: true), categoryTitle: "exit",
      categories: (1...exits).map(String.init),
      series: rows.map { row, compute in
        BarChart.Series("\(row.entry)", bars: (0..<exits).map { BarChart.Bar(Self.share(of: $0, compute)) })
      }, width: 397)
    let drawing = try chart.drawing()
    notebook.append(
      code: """
        for row in record.execute(
            "SELECT agent, scene, exits, multiply_accumulates, decisions FROM subtasks WHERE decisions > 0"
            " UNION ALL SELECT agent, scene, exits, multiply_accumulates, decisions FROM attempts WHERE decisions > 0"
        ):
            print(row)
        """,
      outputs: [
        .table(table),
        .vector(
          svg: try drawing.svg(), png: try drawing.png(pixelsPerPoint: 2), alternative: "Decisions by exit"),
      ])
  }

  private static func share(of exit: Int, _ compute: ComputeTally) -> Double {
    let count = compute.exits.indices.contains(exit) ? compute.exits[exit] : 0
    return Double(count) / Double(max(1, compute.exits.reduce(0, +)))
  }
}
