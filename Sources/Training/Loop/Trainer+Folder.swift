import Foundation
import Policy
import Tensors
import Vocabulary

/// The training's folder.
extension Trainer {
  /// The averaged weights' file.
  public var checkpointPath: String { folder + "/policy.safetensors" }
  /// The file that training goes on from.
  public var statePath: String { folder + "/" + TrainingState.fileName }
  private var descriptionPath: String { folder + "/training.json" }
  private var outcomePath: String { folder + "/outcome.json" }

  /// What decides the result, in words.
  private struct Description: Codable {
    let training: TrainingConfiguration
    let policy: PolicyConfiguration
    /// Over the list of episodes, which tells what there is to learn from.
    let episodes: String
    let randomness: String
    let start: String
  }

  /// Writes down what the training is, or compares it with what the folder's training was begun as.
  ///
  /// - Returns: the training's identity.
  func claimFolder() throws(TrainingError) -> ContentHash {
    let description = Description(
      training: configuration, policy: policy,
      episodes: ContentHash(of: Array(Self.encoded(source.episodes))).hexadecimal,
      randomness: String(stream.key, radix: 16), start: try startHash())
    let text = String(decoding: Self.encoded(description), as: UTF8.self) + "\n"
    if let bytes = FileManager.default.contents(atPath: descriptionPath) {
      let found = String(decoding: bytes, as: UTF8.self)
      guard found == text else {
        throw .otherTraining(folder: folder, difference: Self.firstDifference(found, text))
      }
    } else {
      do { try AtomicFile.write(text, to: descriptionPath) } catch { throw .file(error) }
    }
    return ContentHash(of: text)
  }

  private func startHash() throws(TrainingError) -> String {
    guard let start else { return "drawn" }
    guard let bytes = FileManager.default.contents(atPath: start) else {
      throw .damaged(file: start, reason: "it cannot be read")
    }
    return ContentHash(of: Array(bytes)).hexadecimal
  }

  private static func encoded(_ value: some Encodable) -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(value) else { preconditionFailure("settings are finite numbers and texts") }
    return data
  }

  /// The first line in which two texts differ, as it was and as it would be.
  private static func firstDifference(_ old: String, _ new: String) -> String {
    let (old, new) = (old.split(separator: "\n"), new.split(separator: "\n"))
    for index in 0..<max(old.count, new.count) {
      let was = index < old.count ? old[index].trimmingCharacters(in: .whitespaces) : "nothing"
      let would = index < new.count ? new[index].trimmingCharacters(in: .whitespaces) : "nothing"
      if was != would { return "\(was) there, \(would) now" }
    }
    return "blanks"
  }

  /// The state that the folder's training was left in; nil before the first checkpoint.
  func savedState(_ identity: ContentHash, _ layout: ParameterLayout) throws(TrainingError) -> TrainingState? {
    guard let path = existing(statePath) else { return nil }
    return try TrainingState(path: path, identity: identity, count: layout.count, configuration.optimizer)
  }

  /// A path where something is; nil where nothing is.
  func existing(_ path: String) -> String? { FileManager.default.fileExists(atPath: path) ? path : nil }

  /// The outcome of a training that is over; nil where there are steps to do.
  func finishedOutcome() throws(TrainingError) -> TrainingOutcome? {
    guard let bytes = FileManager.default.contents(atPath: outcomePath) else { return nil }
    guard var outcome = try? JSONDecoder().decode(TrainingOutcome.self, from: bytes), outcome.isFinished else {
      throw .damaged(file: outcomePath, reason: "it is not a training's outcome")
    }
    guard existing(checkpointPath) != nil else { return nil }
    outcome.checkpoint = checkpointPath
    return outcome
  }

  /// Writes the outcome: what tells that the training is over.
  func write(_ outcome: TrainingOutcome) throws(TrainingError) {
    do { try AtomicFile.write(Array(Self.encoded(outcome)), to: outcomePath) } catch { throw .file(error) }
  }

  /// Writes the averaged weights, then all that training goes on from.
  func write(
    _ state: inout TrainingState, _ layout: ParameterLayout, _ identity: ContentHash, _ log: TrainingLog
  ) throws {
    state.log = log.position
    try writePolicy(state, layout)
    try state.write(to: statePath, identity: identity)
  }

  /// Writes the averaged weights as a policy.
  private func writePolicy(_ state: TrainingState, _ layout: ParameterLayout) throws {
    let parameters = policy.parameters(forTraining: true)
    precondition(parameters.map(\.name) == layout.entries.map(\.name), "the network has its configuration's tensors")
    let checkpoint = try Checkpoint(
      policy, actionScales: configuration.actionScales, provenance: .object(provenance + origin(of: state)),
      parameters: parameters, values: state.average.values)
    try checkpoint.write(to: checkpointPath)
  }

  /// How far the weights are, and what computed them.
  private func origin(of state: TrainingState) throws(TorchError) -> [JSONMember] {
    let versions = try Torch.versions()
    return [
      JSONMember("steps", .integer(state.step)), JSONMember("libtorch", .text(versions.libtorch)),
      JSONMember("instructions", .text(versions.instructions.rawValue)),
    ]
  }
}
