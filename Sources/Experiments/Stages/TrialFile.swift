import Calibration
import Tensors
import Vocabulary

/// A closed-loop trial as a safetensors file: what the rule compared, a row a decision, and what it came to.
enum TrialFile {
  /// Writes a trial.
  static func write(_ trial: Calibrator.Replay, to path: String) throws(FileError) {
    let width = trial.samples.first?.count ?? 0
    let samples = StoredTensor.float32(
      "samples", [trial.samples.count, width], trial.samples.flatMap { $0.map { Float($0) } })
    try SafetensorsFile.write([samples], metadata: ["cost": trial.cost.json.compactText], to: path)
  }

  /// Reads it back; nil for a file that is not there or makes no sense.
  static func read(_ path: String) -> Calibrator.Replay? {
    guard let file = try? SafetensorsFile(path: path), let text = file.metadata["cost"],
      let cost = (try? JSONDocument(text))?.value.courseCost, let entry = file.entry("samples"), entry.shape.count == 2,
      let values = try? file.floats("samples")
    else { return nil }
    let width = entry.shape[1]
    return Calibrator.Replay(
      samples: (0..<entry.shape[0]).map { row in values[row * width..<(row + 1) * width].map { Double($0) } },
      cost: cost)
  }
}

extension CourseCost {
  fileprivate var json: JSONValue {
    .object([
      JSONMember("exits", .list(exits.map { .integer($0) })), JSONMember("decoder", .integer(decoder)),
      JSONMember("policy", .integer(policy)), JSONMember("meanLength", meanLength.map { .number($0) } ?? .null),
    ])
  }
}

extension JSONValue {
  fileprivate var courseCost: CourseCost? {
    guard case .list(let counts)? = self["exits"], case .integer(let decoder)? = self["decoder"],
      case .integer(let policy)? = self["policy"]
    else { return nil }
    let length: Double? =
      switch self["meanLength"] {
      case .number(let number)?: number
      case .integer(let number)?: Double(number)
      default: nil
      }
    return CourseCost(
      exits: counts.compactMap { if case .integer(let count) = $0 { count } else { nil } }, decoder: decoder,
      policy: policy, meanLength: length)
  }
}
