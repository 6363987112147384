import Figures
import Vocabulary

// How long decisions took. The notebook names these files and does not contain them: they differ from run to run, and
// nothing else does.
extension Report {
  private static let query = RecordQuery("SELECT agent, scene, chain, latencies FROM timings WHERE latencies <> '[]'")

  func appendLatency(to notebook: inout Notebook) throws {
    let rows = summary.rows.compactMap { row in row.latencies.map { (row, $0) } }
    guard !rows.isEmpty else { return }
    var table = Table(
      [Table.Column("agent"), Table.Column("scene")]
        + ["decisions", "p50, ms", "p95, ms", "p99, ms", "mean, ms"].map { Table.Column($0, .right) })
    func milliseconds(_ seconds: Double) -> String { NumberText.fixed(seconds * 1e3, places: 2) }
    for (row, latencies) in rows {
      table.append(
        [.init(row.entry.agent), .init(row.entry.scene.rawValue), .init(String(latencies.count))]
          + [latencies.median, latencies.p95, latencies.p99, latencies.mean].map { .init(milliseconds($0)) })
    }
    _ = try files.publish(table, as: "latency", in: .wallClock, from: Self.query)
    _ = try files.publish(
      armsTable(withLatency: true), data: armsData(withLatency: true), as: "arms", in: .wallClock, from: Self.query)
    let chart = BarChart(
      axis: Axis("time of a decision, ms"), categories: rows.map { title($0.0.entry) },
      series: [
        BarChart.Series("median", bars: rows.map { BarChart.Bar($0.1.median * 1e3) }),
        BarChart.Series("95 % below", bars: rows.map { BarChart.Bar($0.1.p95 * 1e3) }),
        BarChart.Series("99 % below", bars: rows.map { BarChart.Bar($0.1.p99 * 1e3) }),
      ], direction: .right, valuePlaces: 2, width: 397)
    _ = try files.publish(
      chart, as: "latency", in: .wallClock, caption: "Time of a decision on the machine of the run", from: Self.query)
    notebook.append(
      markdown: """
        ## Latency

        How long decisions took on this machine, with as many workers at the same time as the experiment says. Times \
        differ from run to run, so they are not part of this notebook: the picture and `wall-clock/latency.csv` are made \
        with each run, and `wall-clock/arms.csv` has the table of arms with them.

        ![Time of a decision](wall-clock/latency.svg)
        """)
    notebook.append(
      code: """
        import json

        for agent, scene, seconds in record.execute(
            "SELECT agent, scene, json_group_array(json(latencies)) FROM timings GROUP BY agent, scene"
        ):
            microseconds = sorted(m for chain in json.loads(seconds) for m in chain)
            if microseconds:
                print(agent, scene, [microseconds[int(p * (len(microseconds) - 1))] / 1000 for p in (0.5, 0.95, 0.99)])
        """)
  }
}
