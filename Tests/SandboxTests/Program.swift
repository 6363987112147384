import Foundation
import Testing
import Vocabulary

/// The built program, run as a user runs it.
struct Program {
  /// What a run left.
  struct Result {
    var status: Int32
    var output: String
    var errors: String
  }

  /// The directory of the test bundle: the build directory, where the program is, too.
  static let path: String = {
    let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return URL(fileURLWithPath: own).deletingLastPathComponent().appendingPathComponent("sandbox").path
  }()

  /// The checkout.
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  /// Copies a program by a process of its own: what is begun elsewhere meanwhile would inherit a copy's open file from this
  /// one, and a program that is open for writing cannot be begun.
  static func copy(_ program: String = path, to copy: String) throws {
    let result = try run("/bin/cp", [program, copy])
    guard result.status == 0 else { throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: copy]) }
  }

  /// Runs it to its end.
  static func run(
    _ arguments: String..., in directory: String? = nil, environment: [String: String] = [:]
  ) throws -> Result {
    try run(path, arguments, in: directory, environment: environment)
  }

  /// Begins it again and again and kills it at random moments, until the signal has ended it `times` times before it left
  /// `result`; then lets it end. Where it is done before that, it begins anew in another folder.
  ///
  /// - Parameters:
  ///   - result: what it leaves last, as a path in its folder.
  ///   - seconds: how long it takes undisturbed; an attempt gets up to half of that.
  /// - Returns: the folders in which it was done.
  static func killed(
    _ times: Int, before result: String, of seconds: Double, _ arguments: [String]
  ) throws -> [TemporaryFolder] {
    var stream = RandomStream(seed: 10)
    var folders = [try TemporaryFolder()]
    var kills = 0
    while kills < times {
      let folder = folders[folders.count - 1].path
      let status = try runAndKill(arguments, in: folder, after: stream.uniform(in: 0...0.5 * seconds))
      if FileManager.default.fileExists(atPath: folder + "/" + result) {
        folders.append(try TemporaryFolder())
      } else {
        try #require(status == nil, "it ended without its result, with \(status ?? 0)")
        kills += 1
      }
    }
    let last = try run(path, arguments, in: folders[folders.count - 1].path)
    #expect(last.status == 0, "\(last.errors)")
    return folders
  }

  /// Begins it, and kills it after so many seconds; gives its exit code, or nil where the signal ended it.
  private static func runAndKill(_ arguments: [String], in directory: String, after seconds: Double) throws -> Int32? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: directory)
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    try process.run()
    if ended.wait(timeout: .now() + seconds) == .timedOut {
      kill(process.processIdentifier, SIGKILL)
      ended.wait()
    }
    return process.terminationReason == .uncaughtSignal && process.terminationStatus == SIGKILL
      ? nil : process.terminationStatus
  }

  /// Runs any program to its end; output goes through files, so that no pipe can fill up.
  static func run(
    _ program: String, _ arguments: [String], in directory: String? = nil, environment: [String: String] = [:]
  ) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = ["output", "errors"].map { folder.appendingPathComponent($0) }
    for file in files { try Data().write(to: file) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    if let directory { process.currentDirectoryURL = URL(fileURLWithPath: directory) }
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: files[0])
    process.standardError = try FileHandle(forWritingTo: files[1])
    try process.run()
    process.waitUntilExit()
    return Result(
      status: process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus,
      output: try String(contentsOf: files[0], encoding: .utf8),
      errors: try String(contentsOf: files[1], encoding: .utf8))
  }
}

/// A directory that is gone after the test.
final class TemporaryFolder: Sendable {
  /// Where it is.
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("sandbox-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file in it and returns its path.
  func write(_ text: String, to name: String) throws -> String {
    let file = path + "/" + name
    try Data(text.utf8).write(to: URL(fileURLWithPath: file))
    return file
  }

  /// The names of what is in it.
  var contents: [String] { (try? FileManager.default.contentsOfDirectory(atPath: path).sorted()) ?? [] }
}
