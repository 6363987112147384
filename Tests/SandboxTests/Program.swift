import Foundation
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

  /// Begins it again and again, and kills it after a random number of seconds each time.
  static func runAndKill(
    _ arguments: String..., in directory: String, times: Int, after seconds: ClosedRange<Double>
  ) throws {
    var stream = RandomStream(seed: UInt64(bitPattern: Int64(getpid())))
    for _ in 0..<times {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: path)
      process.arguments = arguments
      process.currentDirectoryURL = URL(fileURLWithPath: directory)
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      Thread.sleep(forTimeInterval: stream.uniform(in: seconds))
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
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
