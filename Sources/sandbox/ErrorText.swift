import ArgumentParser
import Chains
import Demonstrations
import Episodes
import Experiments
import Figures
import Physics
import Pictures
import Policy
import Tabletop
import Tensors
import Training
import Viewer
import Vocabulary

/// The sentence for every error, with the next thing to try, and its exit code.
package enum ErrorText {
  /// What the command line says about an error.
  package struct Report: Equatable {
    /// The exit code.
    package var code: CommandStatus
    /// For stderr; empty where everything has been said. With code `done`, for stdout.
    package var text: String

    init(_ code: CommandStatus, _ text: String) {
      self.code = code
      self.text = text
    }
  }

  /// The report on whatever a command or its parsing threw.
  package static func report(_ error: any Error) -> Report {
    switch error {
    case let error as CommandStatus: Report(error, "")
    case let error as SchemaError: report(error)
    case let error as MachineError: report(error)
    case let error as InputError: report(error)
    case let error as ReadingError: Report(.wrongInput, "\(error)")
    case let error as FileError: report(error)
    case let error as PhysicsError: report(error)
    case let error as PictureError: Report(.wrongInput, "\(error)")
    case let error as FigureError: Report(.machine, "\(error)")
    case let error as TabletopError: report(error)
    case let error as TorchError: report(error)
    case let error as SafetensorsError: Report(.wrongInput, "\(error)")
    case let error as PolicyError: report(error)
    case let error as TrainingError: report(error)
    case let error as RunError: report(error)
    case let error as ViewerError: report(error)
    case let error as ExportError: report(error)
    case let error as ComparisonError: Report(.wrongInput, sentence(error))
    case let error as RecordError: Report(.wrongInput, "\(error)")
    case let error as DemonstrationError: report(error)
    case EnvironmentError.diverged(let reason): Report(.wrongInput, "the simulation diverged: \(reason)")
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
    case .measurement(let depth, let end):
      Report(
        .machine,
        "the process that measures memory at depth \(depth + 1) ended without a result (\(end)); is there enough memory? "
          + "--computed-only leaves the measurement out")
    }
  }

  private static func report(_ error: InputError) -> Report {
    switch error {
    case .chainFile(let path, let error):
      Report(
        .wrongInput,
        "\(path): \(error)\n`sandbox chains generate --count 3` prints lines as they should be")
    case .state(let path, let line, let fault):
      Report(
        .wrongInput,
        "\(path): \(line.map { "line \($0): " } ?? "")\(fault)\n`sandbox help states check` tells how a state is written"
      )
    case .unknownCommand(let name, let near):
      Report(
        .wrongInput,
        "there is no command \(name)" + (near.map { "; did you mean \($0)?" } ?? "")
          + "\n`sandbox --help` lists the commands")
    case .unknownCamera(let name, let known):
      Report(
        .wrongInput,
        "the scene has no camera \(name)"
          + (nearestName(to: name, among: known).map { "; did you mean \($0)?" }
            ?? "; it has \(known.joined(separator: ", "))"))
    case .unknownChain(let chain, let known):
      Report(
        .wrongInput,
        known.isEmpty
          ? "no chain is recorded yet; run the experiment first, or go on with it"
          : "there is no chain \(chain); the chains are \(known.min()!) to \(known.max()!)")
    case .unknownAgent(let name, let known):
      Report(
        .wrongInput,
        "there is no agent \(name)"
          + (nearestName(to: name, among: known).map { "; did you mean \($0)?" }
            ?? "; the agents are \(known.joined(separator: ", "))"))
    case .unknownVariant(let name, let known):
      Report(
        .wrongInput,
        "there is no variant \(name)"
          + (nearestName(to: name, among: known).map { "; did you mean \($0)?" }
            ?? (known.isEmpty ? "; the experiment has none" : "; the variants are \(known.joined(separator: ", "))")))
    case .noOwnPolicy(let experiment, let variants):
      Report(
        .wrongInput,
        "no agent of \(experiment) acts with a policy of its own; --variant names the one to write: "
          + variants.joined(separator: ", "))
    case .otherScene(let name, let known):
      Report(.wrongInput, "scene \(name) is not one of the experiment's: \(known.joined(separator: ", "))")
    case .noDemonstrations(let experiment):
      Report(
        .wrongInput,
        "\(experiment) asks for no demonstrations; set demonstrations.episodes or demonstrations.chains above 0")
    case .notTrained(let experiment):
      Report(
        .wrongInput,
        "no policy of \(experiment) is there yet; `sandbox train \(experiment)` trains it, or name one with --checkpoint"
      )
    case .noSubject(let name, let presets):
      Report(
        .wrongInput,
        "there is no file \(name)"
          + (nearestName(to: name, among: presets).map { "; did you mean the preset \($0)?" }
            ?? "; the presets are \(presets.joined(separator: ", "))"))
    case .tooManyTokens(let tokens, let longest):
      Report(.wrongInput, "--tokens is \(tokens); the policy reads sentences of 1 to \(longest) tokens")
    case .noRecord(let folder):
      Report(.wrongInput, "\(folder) holds no run.sqlite; give the folder of a run, as in notebooks-out/quickstart")
    }
  }

  private static func report(_ error: ViewerError) -> Report {
    let headless =
      "without a display, `sandbox run` carries out experiments, and `sandbox export` and `sandbox frame` draw pictures"
    switch error {
    case .noLibrary(let reason):
      return Report(
        .machine, "the window needs GLFW 3 (\(reason)); as root, run\n  apt-get install -y libglfw3\n\(headless)")
    case .noDisplay(let reason):
      return Report(.machine, "there is no display for a window (\(reason)); is DISPLAY set?\n\(headless)")
    case .noOpenGL(let reason):
      return Report(
        .machine,
        "the display has no OpenGL for a window (\(reason)); as root, run\n  apt-get install -y libgl1 libgl1-mesa-dri\n"
          + headless)
    }
  }

  private static func report(_ error: DemonstrationError) -> Report {
    if case .file(let error) = error { return report(error) }
    return Report(.wrongInput, sentence(error))
  }

  /// A sentence for an error of demonstrations.
  static func sentence(_ error: DemonstrationError) -> String {
    switch error {
    case .noStore(let folder):
      "\(folder) holds no store of demonstrations; `sandbox demos record FILE` records one and prints its folder"
    case .unreadable(let file, let reason): "\(file) cannot be read: \(reason)"
    case .damaged(let file, let byte, let reason):
      "\(file) is damaged at byte \(byte): \(reason); remove its folder and record anew"
    case .version(let file, let found, let known):
      "\(file) has format \(found) and this program reads \(known); remove its folder and record anew"
    case .incomplete(let folder, let finished, let total):
      "\(folder) holds \(finished) of \(total) units; the command that records it goes on where it stopped"
    case .otherPlan(let folder, let difference): "\(folder) holds other demonstrations: \(difference)"
    case .otherScene(let name, let recorded, let loaded):
      "these demonstrations were recorded in another scene \(name.rawValue): its hash was \(recorded) and is \(loaded) now; "
        + "record anew"
    case .sceneNotRecorded(let name): "these demonstrations have none in scene \(name.rawValue)"
    case .noEpisode(let index, let count): "there is no number \(index); there are \(count), counted from 0"
    case .file(let error): error.description
    }
  }

  private static func report(_ error: RunError) -> Report {
    // What an agent lacks is told as if it had been met by itself, with the agent's name before it.
    switch error {
    case .cannotStart(let entry, let reason)
    where reason is PolicyError || reason is TorchError || reason is TabletopError:
      let inner = report(reason)
      return Report(inner.code, "\(entry): \(inner.text)")
    case .chainFailed(let entry, let chain, let reason)
    where reason is PolicyError || reason is TorchError || reason is TabletopError:
      let inner = report(reason)
      return Report(inner.code, "\(entry), chain \(chain): \(inner.text)")
    case .cannotStart(_, let reason as RunError): return report(reason)
    case .calibration(let agent, let reason): return Report(.no, "\(agent): \(sentence(reason))")
    default: break
    }
    return switch error.kind {
    case .input: Report(.wrongInput, "\(error)")
    case .machine: Report(.machine, "\(error)")
    case .fault: Report(.no, "\(error)")
    }
  }

  private static func report(_ error: TabletopError) -> Report {
    if case .scenesNotFound = error { return Report(.machine, sentence(error)) }
    return Report(.wrongInput, sentence(error))
  }

  /// A sentence for an error of the table.
  static func sentence(_ error: TabletopError) -> String {
    switch error {
    case .scenesNotFound(let searched):
      "the folder Scenes is not found; looked in \(searched.joined(separator: ", ")); "
        + "start through the checkout's ./sandbox, or set SANDBOX_ROOT to the checkout"
    case .wrongCount(let field, let count, let expected):
      "\(field) has \(count) numbers; \(expected) are expected"
    case .notFinite(let field, let index): "\(field)[\(index)] is not a finite number"
    case .noSlot(let block, let place, let starts): starts.refusal(of: block, at: place)
    case .crowded(let draws):
      "no arrangement of the blocks without collision was found in \(draws) draws; try another seed"
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
    return Report(.wrongInput, text.hasPrefix("Error: ") ? String(text.dropFirst("Error: ".count)) : text)
  }
}

/// What a machine or an installation can lack.
package enum MachineError: Error, Hashable {
  /// Instructions that the program uses.
  case processor(missing: [String])
  /// A measurement of memory without a result; how its process ended.
  case measurement(depth: Int, end: String)
}

/// What can be wrong with the files and names given to a command.
enum InputError: Error {
  /// A file that is no chain file, or a broken one.
  case chainFile(path: String, ChainFileError)
  /// A file that holds no states, or broken ones.
  case state(path: String, line: Int?, StateFile.Fault)
  /// A folder without a run's record.
  case noRecord(folder: String)
  /// A chain that is not among those that there are.
  case unknownChain(Int, known: [Int])
  /// A variant that is not among the experiment's.
  case unknownVariant(String, known: [String])
  /// An experiment that trains variants alone.
  case noOwnPolicy(experiment: String, variants: [String])
  /// An agent that is not among the experiment's.
  case unknownAgent(String, known: [String])
  /// A table that the experiment does not use.
  case otherScene(String, known: [String])
  /// An experiment that records nothing.
  case noDemonstrations(experiment: String)
  /// An experiment whose policy has not been trained yet.
  case notTrained(experiment: String)
  /// What is neither a file nor a preset.
  case noSubject(String, presets: [String])
  /// A sentence that is longer than the policy reads.
  case tooManyTokens(Int, longest: Int)
  /// A camera that the scene does not have.
  case unknownCamera(String, known: [String])
  /// A command that there is not; one that may be meant.
  case unknownCommand(String, near: String?)
}
