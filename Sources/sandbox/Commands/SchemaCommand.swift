import ArgumentParser
import Experiments
import Vocabulary

struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "Print every key of an experiment file.",
    discussion: """
      Each key with its type, range, default and one sentence. Validation, error messages and the table in \
      Experiments/README.md come from the same source.
      """)

  @Flag(help: "Print a JSON list of objects.")
  var json = false

  @Flag(help: "Print the Markdown table of Experiments/README.md.")
  var markdown = false

  func validate() throws {
    if json && markdown { throw ValidationError("--json and --markdown exclude each other") }
  }

  func run() {
    if json {
      print(SchemaDocumentation.json.text, terminator: "")
    } else if markdown {
      print(SchemaDocumentation.markdown, terminator: "")
    } else {
      print(SchemaDocumentation.text, terminator: "")
    }
  }
}
