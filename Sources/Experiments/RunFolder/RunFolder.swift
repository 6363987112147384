import Foundation
import Glibc
import Vocabulary

/// The folder of one run: `notebooks-out/<name>`. Open, it is locked.
///
/// | File | What it is |
/// |---|---|
/// | `experiment.json` | the resolved experiment |
/// | `manifest.json` | what the run rests on: see `Manifest` |
/// | `run.sqlite` | the record: see `RunRecord` |
/// | `summary.json` | the result for programs: see `RunSummary` |
/// | `report.ipynb` | the result for people |
/// | `calibration/` | what was found for each agent with a budget: see `AgentCalibration` |
/// | `frames/`, `filmstrips/`, `animations/` | pictures of the chosen chains |
public final class RunFolder {
  /// Where it is.
  public let path: String
  /// Its record.
  public let record: RunRecord
  /// Where a run of another state of affairs was moved to, if one was.
  public let movedAside: String?
  /// Keeps others out until the folder is let go.
  private let lock: FolderLock

  /// Opens the folder of an experiment, making it or going on with what is there.
  ///
  /// - Parameters:
  ///   - fresh: moves a run that is there aside, to the first free of `path`.1, `path`.2, … .
  /// - Throws: `RunError`: `.locked`, `.otherExperiment`, `.notARun`, `.record` and those of a full disk.
  public convenience init(path: String, experiment: Experiment, manifest: Manifest, fresh: Bool = false)
    throws(RunError)
  {
    try self.init(path: path, experiment: experiment, manifest: manifest, fresh: fresh, maximumPages: nil)
  }

  package init(
    path: String, experiment: Experiment, manifest: Manifest, fresh: Bool = false, maximumPages: Int?
  ) throws(RunError) {
    // A limit on the size of files must fail a write, which is told as a full disk, and not end the process.
    _ = signal(SIGXFSZ, SIG_IGN)
    self.path = path
    movedAside = fresh ? try Self.moveAside(path) : nil
    try makeFolder(path)
    if !Self.isRun(path), try !Self.isEmpty(path) { throw .notARun(folder: path) }
    lock = try FolderLock(folder: path)

    do {
      let text = experiment.text
      if let found = try? String(contentsOfFile: path + "/experiment.json", encoding: .utf8) {
        if let difference = Self.difference(between: found, and: experiment) {
          throw RunError.otherExperiment(folder: path, difference: difference)
        }
      } else {
        try AtomicFile.write(text, to: path + "/experiment.json")
      }
      record = try RunRecord(path: path + "/run.sqlite", maximumPages: maximumPages)
      if let (key, found) = try record.agree(on: manifest.premises) {
        let now = manifest.premises.first { $0.key == key }?.value ?? "nothing"
        throw RunError.otherExperiment(
          folder: path, difference: "\(key) was \(found.prefix(16)) and is \(now.prefix(16)) now")
      }
      try manifest.write(to: path + "/manifest.json")
    } catch {
      throw RunError(error, path: path)
    }
  }

  /// Refuses a folder before any work is done for it; opening it checks again.
  ///
  /// - Throws: `RunError.otherExperiment` or `.notARun`.
  public static func check(path: String, experiment: Experiment, fresh: Bool) throws(RunError) {
    // What is no folder, or cannot be looked into, is found out when it is opened.
    guard !fresh, (try? FileManager.default.contentsOfDirectory(atPath: path)) != nil else { return }
    if let found = try? String(contentsOfFile: path + "/experiment.json", encoding: .utf8) {
      if let difference = difference(between: found, and: experiment) {
        throw .otherExperiment(folder: path, difference: difference)
      }
    } else if try !isEmpty(path) {
      throw .notARun(folder: path)
    }
  }

  /// Whether a run was begun here: its experiment is written before anything else.
  private static func isRun(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: path + "/experiment.json")
  }

  /// Whether nothing is here but what a start that was cut short leaves.
  private static func isEmpty(_ path: String) throws(RunError) -> Bool {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: path).allSatisfy {
        $0 == ".lock" || $0.hasSuffix(".partial")
      }
    } catch {
      throw RunError(ofFolder: path, error)
    }
  }

  /// Moves a run out of the way; leaves what is no run where it is.
  private static func moveAside(_ path: String) throws(RunError) -> String? {
    guard isRun(path) else { return nil }
    let lock = try FolderLock(folder: path)
    defer { withExtendedLifetime(lock) {} }
    var number = 1
    while FileManager.default.fileExists(atPath: "\(path).\(number)") { number += 1 }
    let aside = "\(path).\(number)"
    do {
      try FileManager.default.moveItem(atPath: path, toPath: aside)
    } catch {
      throw RunError(ofFolder: path, error)
    }
    return aside
  }

  /// What two experiments differ in, apart from what results do not depend on; nil when they are the same.
  ///
  /// Keys that there were none of when the run was begun have their standard values there.
  static func difference(between text: String, and experiment: Experiment) -> String? {
    guard let stated = try? JSONDocument(text).value else { return "its experiment.json cannot be read" }
    let completed = try? Experiment(Array(text.utf8), source: "experiment.json", directory: "/").json
    let found = completed ?? stated
    let all = ExperimentDifference.all(found, experiment.json, leavingOut: irrelevant)
    return all.first.map { "\($0.key.isEmpty ? "it" : $0.key) is \($0.shown.first) there and \($0.shown.second) here" }
  }

  /// Keys that change how a run is carried out, but nothing that comes out.
  private static let irrelevant: Set<String> = ["evaluation.workers", "demonstrations.workers"]
}

extension RunError {
  /// A folder that could not be made, read or moved; in the system's words where Foundation's say little.
  init(ofFolder path: String, _ error: any Error) {
    func system(_ code: Int32) -> RunError { .folder(path, reason: unsafe String(cString: strerror(code))) }
    self =
      switch (error as? CocoaError)?.code {
      case .fileWriteOutOfSpace?: .diskFull(path: path, finished: 0, total: 0)
      case .fileNoSuchFile?, .fileReadNoSuchFile?: system(ENOENT)
      case .fileWriteNoPermission?, .fileReadNoPermission?: system(EACCES)
      case .fileWriteVolumeReadOnly?: system(EROFS)
      case .fileWriteFileExists?: .folder(path, reason: "a file has that name")
      default: .folder(path, reason: error.localizedDescription)
      }
  }

  /// An error of a lower layer, met while working in a folder.
  init(_ error: any Error, path: String, finished: Int = 0, total: Int = 0) {
    switch error {
    case let error as RunError: self = error
    case RecordError.full(let path): self = .diskFull(path: path, finished: finished, total: total)
    case let error as RecordError: self = .record(error)
    case let error as FileError where error.isDiskFull:
      self = .diskFull(path: error.path, finished: finished, total: total)
    case let error as FileError: self = .file(error)
    default: self = .folder(path, reason: "\(error)")
    }
  }
}
