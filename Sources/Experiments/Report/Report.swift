import Chains
import Episodes
import Evaluation
import Figures
import Foundation
import Vocabulary

/// The result of a run for people: `report.ipynb`, which shows without being run, and whose code gives each number
/// again from the record beside it; and its figures and tables as files for a paper.
///
/// Nothing in it depends on how fast anything went: what does is in `wall-clock/` and shown by name.
struct Report {
  let experiment: Experiment
  let summary: RunSummary
  let folder: RunFolder
  let entries: [RunEntry]
  let files: ReportFiles

  init(experiment: Experiment, summary: RunSummary, folder: RunFolder, entries: [RunEntry]) {
    (self.experiment, self.summary, self.folder, self.entries) = (experiment, summary, folder, entries)
    files = ReportFiles(folder: folder.path, run: experiment.name)
  }

  /// Writes the files.
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
    try files.finish()
  }

  private func made() throws -> Notebook {
    var notebook = Notebook()
    notebook.append(markdown: introduction)
    notebook.append(code: Self.openRecord)
    if !countsSingles {
      try appendArms(to: &notebook)
      try appendComparison(to: &notebook)
    }
    try appendAblations(to: &notebook)
    if !countsSingles { try appendCompute(to: &notebook) }
    try appendDeadlines(to: &notebook)
    try appendExits(to: &notebook)
    try appendLatency(to: &notebook)
    try appendSearch(to: &notebook)
    try appendSuccessOverTime(to: &notebook)
    if !countsSingles { try appendSubtasks(to: &notebook) }
    try appendSurvey(to: &notebook)
    try appendPictures(to: &notebook)
    return notebook
  }

  private var introduction: String {
    let evaluation = experiment.evaluation
    let chains = summary.rows.map(\.statistics.chains).max() ?? 0
    let kind = evaluation.split == .validation ? "validation chains" : "chains"
    let attempts = summary.rows.map(\.attempts.count).max() ?? 0
    let subject =
      countsSingles
      ? "\(attempts) attempts at single subtasks for each agent and scene"
      : "\(chains) \(kind) of five subtasks for each agent and scene"
    let ending =
      countsSingles
      ? "The one chain beside them is for pictures and counts for nothing."
      : "A chain ends at its first subtask that fails. Every chain counts, also one whose world diverged."
    return """
      # \(experiment.name)

      \(subject), seed \(experiment.seed), at most \(evaluation.maximumSteps) control steps a subtask \
      (\(controlStepsPerSecond) a second). \(ending)

      The experiment is `experiment.json`, program and machine are in `manifest.json`, and every number below comes \
      from `run.sqlite`, by the code above it. The figures are in `figures/` as SVG, PDF and PNG, the tables in \
      `tables/` as CSV and LaTeX, and `sources.csv` names the rows of the record that each comes from.
      """
  }

  private static let openRecord = """
    import sqlite3

    record = sqlite3.connect("file:run.sqlite?mode=ro", uri=True)
    """

  /// "97.0% [91.5, 99.0]".
  static func text(of proportion: Proportion) -> String {
    let interval = proportion.wilson()
    return "\(NumberText.percent(proportion.share)) "
      + "[\(NumberText.fixed(interval.lower * 100, places: 1)), \(NumberText.fixed(interval.upper * 100, places: 1))]"
  }

  /// "2.31 [2.10, 2.52]".
  static func text(_ value: Double, _ interval: Interval, places: Int = 2) -> String {
    "\(NumberText.fixed(value, places: places)) "
      + "[\(NumberText.fixed(interval.lower, places: places)), \(NumberText.fixed(interval.upper, places: places))]"
  }

  /// A name for a file: the entry's, with the scene where there are several.
  func fileName(_ entry: RunEntry) -> String {
    experiment.evaluation.scenes.count > 1 ? "\(entry.agent)-\(entry.scene.rawValue)" : entry.agent
  }

  /// A name for a legend: the agent's, with the scene where there are several.
  func title(_ entry: RunEntry) -> String {
    experiment.evaluation.scenes.count > 1 ? entry.description : entry.agent
  }
}
