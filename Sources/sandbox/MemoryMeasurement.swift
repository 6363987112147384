import Chains
import Experiments
import Foundation
import Policy
import Tensors
import Vocabulary

/// What a policy cut at a depth takes in memory with its decoder's weights in a format, as the system tells it; bytes.
struct MemoryMeasurement {
  /// The deepest exit that was loaded.
  let depth: Int
  /// How the decoder's weights are kept.
  let format: WeightFormat
  /// By how much the resident memory grew when the weights were loaded.
  let resident: Int
  /// The sizes of the buffers and tensors that they are in.
  let kept: Int
  /// The most that the process ever had resident, with program and libraries, until it had decided once.
  let peak: Int

  var json: JSONValue {
    .object([
      JSONMember("resident", .integer(resident)), JSONMember("kept", .integer(kept)),
      JSONMember("peak", .integer(peak)),
    ])
  }

  /// Measures in this process, which has loaded no policy before.
  ///
  /// A policy of the smallest preset decides first, so that libraries and their buffers do not count as weights.
  static func take(_ subject: CostSubject, depth: Int, _ format: WeightFormat) throws -> MemoryMeasurement {
    let small = PolicyPreset.tiny.configuration()
    try decide(try PolicyNetwork(small, .drawn(RandomStream(seed: 1)), weights: .float32))
    let source: ParameterSource = subject.checkpoint.map { .stored($0) } ?? .drawn(RandomStream(seed: 1))
    let before = try ResidentMemory.now()
    let network = try PolicyNetwork(subject.configuration, source, deepestExit: depth, weights: format)
    let resident = try ResidentMemory.now() - before
    try decide(network)
    return MemoryMeasurement(
      depth: depth, format: format, resident: resident, kept: network.weightBytes, peak: try ResidentMemory.peak())
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

  /// Measures in a process of its own.
  ///
  /// - Throws: the status of a process that has told what is wrong; `MachineError.measurement` for one that has not.
  static func taken(of file: String, depth: Int, _ format: WeightFormat) throws -> MemoryMeasurement {
    let process = Process()
    process.executableURL = URL(
      fileURLWithPath: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
    process.arguments = ["cost", file, "--measure-depth", "\(depth)", "--measure-format", format.rawValue]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let hasExited = process.terminationReason == .exit
    if hasExited, let status = CommandStatus(rawValue: process.terminationStatus), status != .done { throw status }
    guard hasExited, process.terminationStatus == 0, let value = try? JSONDocument(output).value,
      let measured = MemoryMeasurement(value, depth: depth, format)
    else {
      let end = hasExited ? "exit code \(process.terminationStatus)" : "signal \(process.terminationStatus)"
      throw MachineError.measurement(depth: depth, end: end)
    }
    return measured
  }
}

extension MemoryMeasurement {
  /// What `json` tells; nil for anything else.
  fileprivate init?(_ value: JSONValue, depth: Int, _ format: WeightFormat) {
    guard case .integer(let resident)? = value["resident"], case .integer(let kept)? = value["kept"],
      case .integer(let peak)? = value["peak"]
    else { return nil }
    self.init(depth: depth, format: format, resident: resident, kept: kept, peak: peak)
  }
}

extension PolicyNetwork {
  /// Bytes of the decoder's layers, as they are in memory.
  var decoderBytes: Int {
    packedDecoder?.byteCount
      ?? parameters.reduce(0) { $0 + ($1.name.hasPrefix("decoder.") ? 4 * $1.tensor.count : 0) }
  }

  /// Bytes of all weights, as they are in memory.
  var weightBytes: Int {
    decoderBytes + (packedHead?.byteCount ?? 0)
      + parameters.reduce(0) { $0 + ($1.name.hasPrefix("decoder.") ? 0 : 4 * $1.tensor.count) }
  }
}
