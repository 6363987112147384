import Calibration
import Vocabulary

/// Why a run could not begin, go on or be finished; chains that were finished are kept.
public enum RunError: Error, CustomStringConvertible {
  /// Another process is working in the folder.
  case locked(folder: String, process: Int?)
  /// The folder holds a run of another experiment, or of the same one on other scenes; what differs.
  case otherExperiment(folder: String, difference: String)
  /// The folder holds files, but no run.
  case notARun(folder: String)
  /// The record cannot be used.
  case record(RecordError)
  /// No space is left on the disk; how many chains of the run are finished.
  case diskFull(path: String, finished: Int, total: Int)
  /// A file could not be written.
  case file(FileError)
  /// The folder could not be made, opened or moved; the system's reason.
  case folder(String, reason: String)
  /// A chain could not be carried out, and that is no outcome of it; who threw what.
  case chainFailed(RunEntry, chain: Int, reason: any Error)
  /// A world or an agent could not be made.
  case cannotStart(RunEntry, reason: any Error)
  /// A recorded state gives another hash than when it was recorded: the scene or the program has changed.
  case stateDiffers(RunEntry, chain: Int, position: Int, step: Int)
  /// An agent with a budget whose thresholds are not there.
  case notCalibrated(agent: String)
  /// An agent whose policy has not been trained yet, or is not kept where it is looked for.
  case notTrained(agent: String)
  /// An agent that is to choose among the exits of a policy with one.
  case oneExit(agent: String)
  /// No thresholds were found for an agent's budget.
  case calibration(agent: String, reason: CalibrationError)
  /// A file that is no calibration.
  case calibrationFile(String)
  /// A picture could not be drawn or laid out.
  case picture(reason: any Error)

  /// What the command's exit code is chosen by.
  public enum Kind: Hashable, Sendable {
    /// The user can mend it by another input: exit code 2.
    case input
    /// The machine lacks something: exit code 3.
    case machine
    /// The program, an agent or a scene is at fault: exit code 1.
    case fault
  }

  /// Whose matter it is.
  public var kind: Kind {
    switch self {
    case .locked, .otherExperiment, .notARun, .folder, .notCalibrated, .notTrained, .oneExit, .calibrationFile: .input
    case .record(let error):
      switch error {
      case .damaged, .foreign, .version: .input
      case .full, .busy, .failed: .machine
      }
    case .diskFull, .file: .machine
    case .chainFailed, .cannotStart, .stateDiffers, .picture, .calibration: .fault
    }
  }

  /// One sentence for the user, and what to do.
  public var description: String {
    switch self {
    case .locked(let folder, let process):
      let who = process.map { "process \($0)" } ?? "another process"
      return "\(folder) is in use by \(who); wait for it, or choose another folder with --output"
    case .otherExperiment(let folder, let difference):
      return "\(folder) holds another experiment: \(difference); "
        + "choose another folder with --output, or move this one aside with --fresh"
    case .notARun(let folder): return "\(folder) holds files but no run; choose another folder with --output"
    case .record(let error): return Self.sentence(for: error)
    case .diskFull(let path, let finished, let total):
      return "no space left for \(path); \(finished) of \(total) chains are kept: "
        + "make room and start the same command again"
    case .file(let error): return error.description
    case .folder(let path, let reason):
      return "\(path) cannot be used: \(reason); may you write there? choose another folder with --output"
    case .chainFailed(let entry, let chain, let reason):
      return "\(entry): chain \(chain) could not be carried out: \(reason)"
    case .cannotStart(let entry, let reason): return "\(entry): cannot start: \(reason)"
    case .stateDiffers(let entry, let chain, let position, let step):
      return "\(entry): chain \(chain), subtask \(position), step \(step): the recorded state has another hash now, "
        + "so scene or program have changed since; start again with --fresh"
    case .notCalibrated(let agent):
      return "\(agent) has a budget that no thresholds have been found for yet; `sandbox run` finds them"
    case .notTrained(let agent):
      return "the policy of \(agent) is not there; `sandbox train` or `sandbox run` trains it"
    case .oneExit(let agent):
      return "the policy of \(agent) has one exit, so that there is nothing to choose; let its exit be \"full\""
    case .calibration(let agent, let reason): return "\(agent): no exits keep to its budget: \(reason)"
    case .calibrationFile(let path):
      return "\(path) is no calibration; remove it, and let the same command make it anew"
    case .picture(let reason): return "a picture could not be made: \(reason)"
    }
  }

  private static func sentence(for error: RecordError) -> String {
    switch error {
    case .damaged, .foreign, .version: "\(error); put back a whole copy, or start again with --fresh"
    case .full, .busy, .failed: error.description
    }
  }
}

extension RunEntry: CustomStringConvertible {
  /// "expert in scene D".
  public var description: String { "\(agent) in scene \(scene.rawValue)" }
}
