import Figures
import Foundation
import Pictures
import Vocabulary

/// A report's files besides the notebook: figures as SVG, PDF and PNG, tables as CSV and LaTeX, and `sources.csv`, which
/// says for each of them which rows of the record its numbers come from.
final class ReportFiles {
  /// The folder that a file belongs in.
  enum Place: String {
    case figures
    case tables
    /// What differs from run to run: nothing else does.
    case wallClock = "wall-clock"
  }

  private let folder: String
  private let run: String
  private var sources = Table(["file", "record", "query"].map { Table.Column($0) })

  /// Files of a run.
  ///
  /// - Parameters:
  ///   - folder: the run folder.
  ///   - run: the experiment's name.
  init(folder: String, run: String) {
    (self.folder, self.run) = (folder, run)
  }

  /// Writes a figure, and gives it for the notebook.
  ///
  /// - Parameters:
  ///   - caption: what is seen, in words.
  ///   - query: what gives its numbers again from the record.
  func publish(
    _ figure: some Figure, as name: String, in place: Place = .figures, caption: String, from query: RecordQuery
  ) throws -> Notebook.Output {
    let drawing = try figure.drawing()
    let svg = try drawing.svg()
    let title = "\(run): \(caption)"
    let text: [PNG.Text] = [("Title", title), ("Source", "\(query.record): \(query.line)")]
    try write(svg, "\(name).svg", place, query)
    try write(try drawing.pdf(title: title), "\(name).pdf", place, query)
    try write(
      try drawing.png(pixelsPerPoint: 300 / 72, text: text, compression: .small), "\(name).png", place, query)
    return .vector(svg: svg, png: try drawing.png(pixelsPerPoint: 2, compression: .small), alternative: caption)
  }

  /// Writes a table, and gives it for the notebook.
  ///
  /// - Parameter data: the same with plain numbers, for programs; the table itself unless told.
  func publish(
    _ table: Table, data: Table? = nil, as name: String, in place: Place = .tables, from query: RecordQuery
  ) throws -> Notebook.Output {
    let plain = (data ?? table).csv().replacing("−", with: "-")
    try write(Array(plain.utf8), "\(name).csv", place, query)
    let latex = "% \(run), from \(query.record): \(query.line)\n" + table.latex()
    try write(Array(latex.utf8), "\(name).tex", place, query)
    return .table(table)
  }

  /// Writes down where the numbers come from.
  func finish() throws(FileError) { try AtomicFile.write(Array(sources.csv().utf8), to: folder + "/sources.csv") }

  private func write(_ bytes: [UInt8], _ name: String, _ place: Place, _ query: RecordQuery) throws {
    try makeFolder(folder + "/" + place.rawValue)
    try AtomicFile.write(bytes, to: "\(folder)/\(place.rawValue)/\(name)", durable: false)
    sources.append([.init("\(place.rawValue)/\(name)"), .init(query.record), .init(query.line)])
  }
}

/// A question to a run's record in SQL.
struct RecordQuery {
  /// The lines.
  let lines: [String]
  /// Which record: a file of the run.
  let record: String

  init(_ text: String, record: String = "run.sqlite") {
    lines = text.split(separator: "\n").map(String.init)
    self.record = record
  }

  /// On one line.
  var line: String { lines.map { $0.trimmingCharacters(in: .whitespaces) }.joined(separator: " ") }

  /// Python that prints its answer.
  var python: String {
    let text = lines.map { "    \($0)\n" }.joined()
    return "for row in record.execute(\n    \"\"\"\n\(text)    \"\"\"\n):\n    print(row)\n"
  }
}
