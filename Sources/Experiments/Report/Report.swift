import Chains
import Episodes
import Evaluation
import Figures
import Foundation
import Vocabulary

/// The result of a run for people: `report.ipynb`, which shows without being run, and whose code gives each number
/// again from the record beside it.
struct Report {
  let experiment: Experiment
  let summary: RunSummary
  let folder: RunFolder
  let entries: [RunEntry]

  /// The largest animation that is put into the notebook; larger ones are only named.
  private static let largestAnimation = 6 << 20

  /// Writes the file.
  func write() throws {
    let notebook: Notebook
    do {
      notebook = try made()
    } catch let error as FigureError {
      throw RunError.picture(reason: error)
    }
    // Piece by piece: pictures come from their files as they are needed.
    let file = try AtomicFile.Writer(folder.path + "/report.ipynb")
    try notebook.write { try file.append($0) }
    try file.commit()
  }

  private func made() throws -> Notebook {
    var notebook = Notebook()
    notebook.append(markdown: introduction)
    notebook.append(code: Self.openRecord)
    try appendSuccess(to: &notebook)
    try appendSubtasks(to: &notebook)
    try appendSurvey(to: &notebook)
    try appendExits(to: &notebook)
    try appendPictures(to: &notebook)
    return notebook
  }

  private var introduction: String {
    let evaluation = experiment.evaluation
    let chains = summary.rows.map(\.statistics.chains).max() ?? 0
    return """
      # \(experiment.name)

      \(chains) chains of five subtasks for each agent and scene, seed \(experiment.seed), \
      at most \(evaluation.maximumSteps) control steps a subtask (\(controlStepsPerSecond) a second). A chain ends at \
      its first subtask that fails. Every chain counts, also one whose world diverged.

      The experiment is `experiment.json`, program and machine are in `manifest.json`, and every number below comes \
      from `run.sqlite`, by the code above it.
      """
  }

  private static let openRecord = """
    import sqlite3

    record = sqlite3.connect("file:run.sqlite?mode=ro", uri=True)
    """
}

// MARK: - Success in a row

extension Report {
  private func appendSuccess(to notebook: inout Notebook) throws {
    notebook.append(
      markdown: """
        ## Subtasks in a row

        Share of the chains in which at least so many subtasks in a row were done, with Wilson's interval, and how many \
        were done on average, with a bootstrap interval over chains; 95 % each.
        """)
    var table = Table(
      [Table.Column("agent"), Table.Column("scene"), Table.Column("chains", .right)]
        + (1...Chain.length).map { Table.Column("≥ \($0)", .right) } + [Table.Column("mean length", .right)])
    for row in summary.rows {
      let statistics = row.statistics
      let interval = statistics.meanLengthInterval
      table.append(
        [.init(row.entry.agent), .init(row.entry.scene.rawValue), .init(String(statistics.chains))]
          + statistics.success.map { .init(Self.text(of: $0)) }
          + [
            .init(
              "\(NumberText.fixed(statistics.meanLength, places: 2)) "
                + "[\(NumberText.fixed(interval.lower, places: 2)), \(NumberText.fixed(interval.upper, places: 2))]")
          ])
    }
    let chart = BarChart(
      axis: Axis("chains", range: 0...1, isPercent: true), categoryTitle: "subtasks in a row, at least",
      categories: (1...Chain.length).map(String.init),
      series: summary.rows.map { row in
        BarChart.Series(
          "\(row.entry)",
          bars: row.statistics.success.map {
            let interval = $0.wilson()
            return BarChart.Bar($0.share, interval: interval.lower...interval.upper)
          })
      }, width: 397)
    notebook.append(
      code: """
        for row in record.execute(
            "SELECT agent, scene, COUNT(*), AVG(completed >= 1), AVG(completed >= 2), AVG(completed >= 3),"
            " AVG(completed >= 4), AVG(completed >= 5), AVG(completed) FROM chains GROUP BY agent, scene"
        ):
            print(row)
        """,
      outputs: [.table(table), try Self.output(chart, alternative: "Chains by subtasks in a row")])
    let outcomes = summary.rows.map { row in
      "\(row.entry): "
        + ["succeeded", "timedOut", "diverged"].map { "\($0) \(row.statistics.outcomes[$0] ?? 0)" }
        .joined(separator: ", ") + "\n"
    }
    notebook.append(
      code: """
        for row in record.execute("SELECT agent, scene, outcome, COUNT(*) FROM chains GROUP BY agent, scene, outcome"):
            print(row)
        """, outputs: [.text(outcomes.joined())])
  }

  /// "97.0% [91.5, 99.0]".
  static func text(of proportion: Proportion) -> String {
    let interval = proportion.wilson()
    return "\(NumberText.percent(proportion.share)) "
      + "[\(NumberText.fixed(interval.lower * 100, places: 1)), \(NumberText.fixed(interval.upper * 100, places: 1))]"
  }

  private static func output(_ figure: some Figure, alternative: String) throws(FigureError) -> Notebook.Output {
    let drawing = try figure.drawing()
    return .vector(svg: try drawing.svg(), png: try drawing.png(pixelsPerPoint: 2), alternative: alternative)
  }
}

// MARK: - Subtasks

extension Report {
  private func appendSubtasks(to notebook: inout Notebook) throws {
    notebook.append(
      markdown: """
        ## Subtask by subtask

        Attempts are what the chains came to; a subtask late in a chain is tried only where the ones before were done. \
        Steps are those of successful attempts.
        """)
    for row in summary.rows {
      var table = Table([
        Table.Column("subtask"), Table.Column("attempts", .right), Table.Column("done", .right),
        Table.Column("success", .right), Table.Column("median steps", .right), Table.Column("most steps", .right),
      ])
      for subtask in Subtask.allCases {
        guard let statistics = row.statistics.subtasks[subtask] else { continue }
        table.append([
          .init(subtask.rawValue), .init(String(statistics.success.trials)),
          .init(String(statistics.success.successes)), .init(Self.text(of: statistics.success)),
          .init(statistics.medianSteps.map { NumberText.fixed($0, places: $0 == $0.rounded() ? 0 : 1) } ?? "–"),
          .init(statistics.stepsOfSuccesses.max().map(String.init) ?? "–"),
        ])
      }
      var outputs: [Notebook.Output] = [.table(table)]
      let steps = row.statistics.subtasks.values.flatMap(\.stepsOfSuccesses).map(Double.init).sorted()
      if !steps.isEmpty {
        let histogram = Histogram(
          axis: Axis("control steps of a successful attempt"), countTitle: "attempts", values: steps,
          references: [.init(steps[steps.count / 2], label: "median")], width: 300)
        outputs.append(try Self.output(histogram, alternative: "Control steps of successful attempts"))
      }
      notebook.append(
        code: """
          # \(row.entry)
          for row in record.execute(
              "SELECT subtask, COUNT(*), SUM(outcome = 'succeeded') FROM subtasks"
              " WHERE agent = '\(row.entry.agent)' AND scene = '\(row.entry.scene.rawValue)' GROUP BY subtask"
          ):
              print(row)
          """, outputs: outputs)
    }
  }
}

// MARK: - Pictures

extension Report {
  private func appendPictures(to notebook: inout Notebook) throws {
    let chosen = Set(experiment.report.frames)
    var isFirst = true
    for entry in entries {
      var isAnimated = false
      for chain in try folder.record.chains(of: entry) where chosen.contains(chain.chain) {
        if isFirst {
          notebook.append(
            markdown: """
              ## Chains

              Drawn from the states in the record, the hand's camera set into the corner. All frames are in `frames/`.
              """)
        }
        let places = PicturePlaces(entry, chain: chain.chain)
        var outputs: [Notebook.Output] = []
        if size(of: places.filmstrip) != nil { outputs.append(picture(places.filmstrip, width: 900)) }
        // One animation an entry: they are large.
        if !isAnimated, let size = size(of: places.animation) {
          isAnimated = true
          outputs.append(
            size <= Self.largestAnimation
              ? picture(places.animation, width: nil) : .text("\(places.animation): \(size) bytes\n"))
        }
        isFirst = false
        notebook.append(
          code: """
            # \(entry), chain \(chain.chain): \(chain.completed) of \(Chain.length) in a row
            for row in record.execute(
                "SELECT position, subtask, instruction, outcome, steps FROM subtasks"
                " WHERE agent = '\(entry.agent)' AND scene = '\(entry.scene.rawValue)' AND chain = \(chain.chain)"
            ):
                print(row)
            """, outputs: outputs)
      }
    }
  }

  private func picture(_ name: String, width: Int?) -> Notebook.Output {
    let url = URL(fileURLWithPath: folder.path + "/" + name)
    return .storedPicture(width: width, alternative: name) { Array(try Data(contentsOf: url)) }
  }

  /// Bytes of a file of the run; nil when there is none.
  private func size(of name: String) -> Int? {
    try? URL(fileURLWithPath: folder.path + "/" + name).resourceValues(forKeys: [.fileSizeKey]).fileSize
  }
}
