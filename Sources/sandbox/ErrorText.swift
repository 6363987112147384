import ArgumentParser
import Chains
import Experiments
import Physics
import Pictures
import Vocabulary

/// The sentence for every error, with the next thing to try, and its exit code.
enum ErrorText {
  /// What the command line says about an error.
  struct Report: Equatable {
    /// The exit code.
    var code: ExitStatus
    /// For stderr; empty where everything has been said. With code `done`, for stdout.
    var text: String

    init(_ code: ExitStatus, _ text: String) {
      self.code = code
      self.text = text
    }
  }

  /// The report on whatever a command or its parsing threw.
  static func report(_ error: any Error) -> Report {
    switch error {
    case let error as ExitStatus: Report(error, "")
    case let error as SchemaError: report(error)
    case let error as MachineError: report(error)
    case let error as InputError: report(error)
    case let error as ReadingError: Report(.wrongInput, "\(error)")
    case let error as FileError: report(error)
    case let error as PhysicsError: report(error)
    case let error as PictureError: Report(.wrongInput, "\(error)")
    default: parsing(error)
    }
  }

  private static func report(_ error: SchemaError) -> Report {
    let text =
      switch error.problem {
      case .unreadable, .malformedOverride: error.message
      case .syntax: error.message + "\nan example of a valid file: Experiments/quickstart.json"
      default: error.message + "\n`sandbox schema` lists every key with its type, range and default"
      }
    return Report(.wrongInput, text)
  }

  private static func report(_ error: MachineError) -> Report {
    switch error {
    case .processor(let missing):
      Report(
        .machine,
        "this processor lacks \(missing.joined(separator: ", ")); the program is built for x86-64-v3 "
          + "(Intel Haswell, AMD Zen, or later)")
    case .noScenes(let searched):
      Report(
        .machine,
        "the folder Scenes is not found from \(searched); start through the checkout's ./sandbox, "
          + "or set SANDBOX_ROOT to the checkout")
    }
  }

  private static func report(_ error: InputError) -> Report {
    switch error {
    case .chainFile(let path, let error):
      Report(
        .wrongInput,
        "\(path): \(error)\n`sandbox chains generate --count 3` prints lines as they should be")
    }
  }

  private static func report(_ error: FileError) -> Report {
    if error.isDiskFull { return Report(.machine, "\(error)\nmake room and run the same command again") }
    return Report(.wrongInput, "\(error)\nis the folder there, and may you write to it?")
  }

  private static func report(_ error: PhysicsError) -> Report {
    switch error {
    case .versionMismatch(let header, let library):
      Report(
        .machine,
        "the MuJoCo that is loaded (\(library)) is not the one that the program was built with (\(header)); "
          + "run `sandbox doctor`, and rebuild with `rm -r .build && ./sandbox doctor`")
    case .sceneRefused(let path, let reason):
      Report(.wrongInput, "\(path): MuJoCo refuses the scene: \(reason)")
    case .engineFault(let reason): Report(.wrongInput, "MuJoCo stopped with a fault: \(reason)")
    case .diverged(let reason): Report(.wrongInput, "the simulation diverged: \(reason)")
    case .missingNames(let names):
      Report(
        .wrongInput,
        "the scene lacks \(names.joined(separator: ", ")); Scenes/README.md lists every name that it must have")
    case .stateOfAnotherScene(let count, let expected):
      Report(.wrongInput, "the state has \(count) numbers and the scene \(expected): it belongs to another scene")
    }
  }

  /// Errors of the command line itself, and requests for help.
  private static func parsing(_ error: any Error) -> Report {
    let code = SandboxCommand.exitCode(for: error)
    let text = SandboxCommand.fullMessage(for: error)
    if code == .success { return Report(.done, text) }
    return Report(.wrongInput, text)
  }
}

/// What a machine or an installation can lack.
enum MachineError: Error, Hashable {
  /// Instructions that the program uses.
  case processor(missing: [String])
  /// The checkout's scenes; where the search began.
  case noScenes(searched: String)
}

/// What can be wrong with the files and names given to a command.
enum InputError: Error {
  /// A file that is no chain file, or a broken one.
  case chainFile(path: String, ChainFileError)
}
