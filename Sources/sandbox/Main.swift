import ArgumentParser
import Glibc
import Physics
import Vocabulary

/// The command line: parses, runs, and turns every error into its text and exit code, once and here.
@main
struct Sandbox {
  static func main() {
    // Output into a closed pipe, as of `sandbox schema | head`, ends the program without a word.
    do {
      if let missing = Processor.missingFeatures() { throw MachineError.processor(missing: missing) }
      try SandboxCommand.checkName(CommandLine.arguments.dropFirst().first)
      var command = try SandboxCommand.parseAsRoot()
      try command.run()
    } catch {
      let report = ErrorText.report(error)
      if !report.text.isEmpty {
        if report.code == .done { print(report.text) } else { Console.complain(report.text) }
      }
      exit(report.code.rawValue)
    }
  }
}

/// The command's exit codes: a contract with scripts.
package enum CommandStatus: Int32, Error {
  /// What was asked for is done.
  case done = 0
  /// The answer is no: infeasible, moved, differs.
  case no = 1
  /// Wrong input, flags included.
  case wrongInput = 2
  /// The machine lacks something.
  case machine = 3
  /// Ctrl-C; the same command goes on where it stopped.
  case interrupted = 130
}

/// `sandbox` and its commands.
struct SandboxCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sandbox", abstract: "A simulation sandbox for dynamic-inference robot policies.",
    discussion: """
      Exit codes: 0 done; 1 the answer is no; 2 wrong input; 3 the machine lacks something; 130 interrupted with Ctrl-C, \
      the same command goes on where it stopped. Results go to stdout, progress to stderr.

      `sandbox test` runs the tests and `sandbox install` puts the command on the PATH.

      Examples:
        sandbox run Experiments/quickstart.json
        sandbox schema
        sandbox chains generate --count 1000 --output chains.jsonl
        sandbox doctor
      """,
    version: "sandbox 0.2 (unreleased), MuJoCo \(engineVersion)",
    subcommands: [
      RunCommand.self, TrainCommand.self, EvaluateCommand.self, DemosCommand.self, WatchCommand.self,
      ReplayCommand.self, ExportCommand.self, VerifyCommand.self, CompareCommand.self, SchemaCommand.self,
      ChainsCommand.self, StatesCommand.self, FrameCommand.self, ScenesCommand.self, CostCommand.self,
      BenchCommand.self, DoctorCommand.self,
    ])

  /// The front door's commands among them.
  private static let names = [
    "run", "train", "evaluate", "demos", "watch", "replay", "export", "verify", "compare", "schema", "chains", "states",
    "frame", "scenes", "cost", "bench", "doctor", "help",
    "test",
    "install",
  ]

  /// Refuses the name of a command that there is not; parsing by itself would not tell which one may be meant.
  static func checkName(_ name: String?) throws(InputError) {
    guard let name, !name.hasPrefix("-") else { return }
    guard !names.contains(name) else { return }
    throw .unknownCommand(name, near: nearestName(to: name, among: names))
  }
}
