import Chains
import Foundation
import Policy
import Vocabulary

/// What a policy cut at a depth takes in memory, as the system tells it; bytes.
struct MemoryMeasurement {
  /// The deepest exit that was loaded.
  let depth: Int
  /// By how much the resident memory grew when the weights were loaded.
  let loaded: Int
  /// The most that the process ever had resident, with program and libraries.
  let peak: Int

  var json: JSONValue {
    .object([
      JSONMember("depth", .integer(depth)), JSONMember("loaded", .integer(loaded)), JSONMember("peak", .integer(peak)),
    ])
  }

  /// Measures in this process, which has loaded no policy before.
  ///
  /// A policy of the smallest preset decides first, so that libraries and their buffers do not count as weights.
  static func take(_ subject: CostSubject, depth: Int) throws -> MemoryMeasurement {
    let small = PolicyPreset.tiny.configuration()
    try decide(try PolicyNetwork(small, .drawn(RandomStream(seed: 1))))
    let before = try status("VmRSS")
    let source: ParameterSource = subject.checkpoint.map { .stored($0) } ?? .drawn(RandomStream(seed: 1))
    let network = try PolicyNetwork(subject.configuration, source, deepestExit: depth)
    let loaded = try status("VmRSS") - before
    try decide(network)
    return MemoryMeasurement(depth: depth, loaded: loaded, peak: try status("VmHWM"))
  }

  private static func decide(_ network: PolicyNetwork) throws {
    let decider = try PolicyDecider(network, rule: .fullDepth)
    func picture(_ camera: CameraConfiguration) -> Image {
      Image(width: camera.pictureSize, height: camera.pictureSize)
    }
    let observation = Observation(
      staticCamera: picture(network.configuration.staticCamera),
      gripperCamera: picture(network.configuration.gripperCamera), robot: [Double](repeating: 0, count: 15))
    try decider.begin(Instruction("push the red block"))
    _ = try decider.decide(
      ObservationPixels(observation, network.configuration), proprioception: Proprioception.numbers(of: observation))
  }

  /// A line of the system's account of this process; bytes.
  private static func status(_ key: String) throws -> Int {
    let text = String(decoding: try readFile("/proc/self/status"), as: UTF8.self)
    for line in text.split(separator: "\n") where line.hasPrefix(key + ":") {
      if let kilobytes = line.split(whereSeparator: { !$0.isNumber }).first.flatMap({ Int($0) }) {
        return kilobytes * 1024
      }
    }
    return 0
  }

  /// Measures in a process of its own.
  static func taken(of file: String, depth: Int) throws -> MemoryMeasurement {
    let process = Process()
    process.executableURL = URL(
      fileURLWithPath: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
    process.arguments = ["cost", file, "--measure-depth", "\(depth)"]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0, let value = try? JSONDocument(output).value,
      case .integer(let loaded)? = value["loaded"], case .integer(let peak)? = value["peak"]
    else { throw CommandStatus(rawValue: process.terminationStatus) ?? .machine }
    return MemoryMeasurement(depth: depth, loaded: loaded, peak: peak)
  }
}
