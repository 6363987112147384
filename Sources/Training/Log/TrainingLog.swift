import Foundation
import Vocabulary

/// The course of a training on disk: `metrics.jsonl`, a JSON object a line, and an event file for TensorBoard.
///
/// Both grow with the training. A checkpoint remembers how long they were, and a training that goes on from it cuts off
/// what came after, so that every step stands there once.
final class TrainingLog {
  /// The lengths of both files; the same for the same training, whatever times and speeds they tell of.
  struct Position: Hashable, Sendable {
    /// Lines of `metrics.jsonl`.
    var lines = 0
    /// Bytes of the event file.
    var eventBytes = 0
  }

  /// The metrics' file name.
  static let metricsName = "metrics.jsonl"
  /// The event file's name, in the form by which TensorBoard finds it.
  static let eventsName = "events.out.tfevents.0000000000.sandbox"

  private let metrics: LogFile
  private let events: LogFile
  private var lines: Int

  /// Opens the files of a folder and cuts them off at a position.
  init(folder: String, position: Position) throws(TrainingError) {
    let path = folder + "/" + Self.metricsName
    let written = FileManager.default.contents(atPath: path) ?? Data()
    let ends = written.indices.lazy.filter { written[$0] == UInt8(ascii: "\n") }.prefix(position.lines)
    lines = ends.count
    metrics = try LogFile(path, length: ends.max().map { $0 + 1 } ?? 0)
    events = try LogFile(folder + "/" + Self.eventsName, length: position.eventBytes)
    if events.length == 0 { try events.append(EventRecord.fileVersion(time: Date().timeIntervalSince1970)) }
  }

  /// Where both files end.
  var position: Position { Position(lines: lines, eventBytes: events.length) }

  /// Adds the numbers of a step: all go into the event file, and into a line of the metrics.
  func write(step: Int, phase: String, scalars: [(tag: String, value: Double)]) throws(TrainingError) {
    let members =
      [JSONMember("step", .integer(step)), JSONMember("phase", .text(phase))]
      + scalars.map { JSONMember($0.tag, $0.value.isFinite ? .number($0.value) : .null) }
    try metrics.append(Array((JSONValue.object(members).compactText + "\n").utf8))
    lines += 1
    try events.append(EventRecord.scalars(scalars, step: step, time: Date().timeIntervalSince1970))
  }
}

/// A file that is written at its end.
private final class LogFile {
  private let path: String
  private let handle: FileHandle
  private(set) var length: Int

  init(_ path: String, length: Int) throws(TrainingError) {
    self.path = path
    let files = FileManager.default
    if !files.fileExists(atPath: path) { _ = files.createFile(atPath: path, contents: nil) }
    guard let handle = FileHandle(forWritingAtPath: path) else {
      throw .file(FileError(path: path, operation: .create, code: errno))
    }
    self.handle = handle
    do {
      // What a power cut took is not made up again.
      let end = Int(try handle.seekToEnd())
      self.length = min(end, length)
      try handle.truncate(atOffset: UInt64(self.length))
      try handle.seek(toOffset: UInt64(self.length))
    } catch {
      throw .file(FileError(path: path, operation: .create, code: EIO))
    }
  }

  func append(_ bytes: [UInt8]) throws(TrainingError) {
    do {
      try handle.write(contentsOf: Data(bytes))
    } catch {
      throw .file(FileError(path: path, operation: .write, code: Self.code(of: error)))
    }
    length += bytes.count
  }

  private static func code(of error: any Error) -> Int32 {
    let error = error as NSError
    let cause = error.userInfo[NSUnderlyingErrorKey] as? NSError ?? error
    return cause.domain == NSPOSIXErrorDomain ? Int32(cause.code) : EIO
  }
}
