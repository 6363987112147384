import ArgumentParser
import Experiments
import Glibc
import Vocabulary

extension RecordTable: ExpressibleByArgument {}
extension ExportFormat: ExpressibleByArgument {}

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Print a table of a run's record as CSV or JSON lines.",
    discussion: """
      Rows are sorted by their key: two runs with the same results give the same text, but for the table timings.

      Example:
        sandbox export notebooks-out/quickstart --table subtasks --format jsonl
      """)

  @Argument(help: "The run folder.") var folder: String
  @Option(help: "The table.") var table = RecordTable.chains
  @Option(help: "The format.") var format = ExportFormat.csv
  @Option(help: ArgumentHelp("The file to write; stdout unless told.", valueName: "file")) var output: String?

  func run() throws {
    let path = folder + "/run.sqlite"
    guard unsafe access(path, R_OK) == 0 else { throw InputError.noRecord(folder: folder) }
    let record = try RunRecord(reading: path)
    if let output {
      try AtomicFile.write(try record.exported(table, as: format), to: output)
    } else {
      try record.export(table, as: format) { print($0, terminator: "") }
    }
  }
}
