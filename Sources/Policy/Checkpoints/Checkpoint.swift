import Foundation
import Tensors
import Vocabulary

/// A policy at rest: architecture, action scales, provenance and weights.
///
/// On disk it is one safetensors file whose metadata has a JSON text under `policy`, so that Python reads it with
/// `safetensors.safe_open(path, "np")`, `.metadata()["policy"]` and `.get_tensor(name)`.
public struct Checkpoint: Sendable {
  /// The architecture; the words of its lexicon are part of it.
  public let configuration: PolicyConfiguration
  /// What 1 in the network's units stands for in each of the six entries of a relative action.
  public let actionScales: [Double]
  /// Where the weights come from: whatever who made it wrote down.
  public let provenance: JSONValue
  /// Names of the tensors, in the order of the file.
  public let names: [String]

  /// Where the weights are.
  private enum Weights: Sendable {
    case inMemory([String: [Float]])
    case file(path: String, SafetensorsFile)
  }

  private let weights: Weights

  /// The form of what stands under `policy`.
  static let format = 1

  /// A checkpoint in memory.
  ///
  /// - Parameters:
  ///   - parameters: the network's tensors, in its order.
  ///   - values: all weights one after the other in that order, such as an average of them.
  public init(
    _ configuration: PolicyConfiguration, actionScales: [Double], provenance: JSONValue,
    parameters: [ParameterSpecification], values: [Float]
  ) throws(PolicyError) {
    try Self.validate(scales: actionScales)
    precondition(parameters.reduce(0) { $0 + $1.count } == values.count, "a value for each weight")
    self.configuration = configuration
    self.actionScales = actionScales
    self.provenance = provenance
    names = parameters.map(\.name)
    var place = 0
    var tensors: [String: [Float]] = [:]
    for parameter in parameters {
      tensors[parameter.name] = Array(values[place..<place + parameter.count])
      place += parameter.count
    }
    weights = .inMemory(tensors)
  }

  /// Opens a file: its header is checked against the architecture that it states; weights are read when asked for.
  ///
  /// - Throws: `PolicyError` for everything that is not exactly a policy's checkpoint.
  public init(path: String) throws(PolicyError) {
    let file: SafetensorsFile
    do throws(SafetensorsError) { file = try SafetensorsFile(path: path) } catch { throw .file(error) }
    guard let text = file.metadata["policy"] else {
      throw .notACheckpoint(path: path, reason: "its metadata has no entry \"policy\"")
    }
    let header = try CheckpointHeader(text, path: path)
    (configuration, actionScales, provenance) = (header.configuration, header.actionScales, header.provenance)
    let known = Dictionary(
      uniqueKeysWithValues: configuration.parameters(forTraining: true).map { ($0.name, $0.shape) })
    for entry in file.entries {
      guard let shape = known[entry.name] else { throw .unknownTensor(path: path, name: entry.name) }
      guard shape == entry.shape else {
        throw .wrongShape(path: path, name: entry.name, shape: entry.shape, expected: shape)
      }
      guard entry.elementType != .int64 else {
        throw .notACheckpoint(path: path, reason: "\(entry.name) does not hold floating-point numbers")
      }
    }
    for parameter in configuration.parameters() where file.entry(parameter.name) == nil {
      throw .missingTensor(path: path, name: parameter.name)
    }
    names = file.entries.map(\.name)
    weights = .file(path: path, file)
  }

  /// Whether there is a tensor of a name.
  public func has(_ name: String) -> Bool {
    switch weights {
    case .inMemory(let tensors): tensors[name] != nil
    case .file(_, let file): file.entry(name) != nil
    }
  }

  /// The weights of a tensor.
  ///
  /// - Throws: `PolicyError` where it is missing, has another shape, cannot be read or holds a number that is not finite.
  public func values(_ parameter: ParameterSpecification) throws(PolicyError) -> [Float] {
    let place: String
    let values: [Float]
    switch weights {
    case .inMemory(let tensors):
      place = "memory"
      guard let found = tensors[parameter.name] else { throw .missingTensor(path: place, name: parameter.name) }
      values = found
    case .file(let path, let file):
      place = path
      guard let entry = file.entry(parameter.name) else { throw .missingTensor(path: path, name: parameter.name) }
      guard entry.shape == parameter.shape else {
        throw .wrongShape(path: path, name: parameter.name, shape: entry.shape, expected: parameter.shape)
      }
      do throws(SafetensorsError) { values = try file.floats(parameter.name) } catch { throw .file(error) }
    }
    guard values.count == parameter.count else {
      throw .wrongShape(path: place, name: parameter.name, shape: [values.count], expected: parameter.shape)
    }
    if let index = values.firstIndex(where: { !$0.isFinite }) {
      throw .badWeight(path: place, name: parameter.name, index: index)
    }
    return values
  }

  /// How weights are written.
  public enum Precision: String, CaseIterable, Hashable, Codable, Sendable {
    /// 4 bytes a weight.
    case float32
    /// 2 bytes a weight: rounded to the nearest.
    case float16
  }

  /// Writes the file, whole or not at all; the same weights give the same bytes.
  ///
  /// - Parameter forTraining: with the heads that training alone has, where they are there.
  public func write(to path: String, precision: Precision = .float32, forTraining: Bool = true) throws {
    let acting = Set(configuration.parameters().map(\.name))
    let shapes = Dictionary(
      uniqueKeysWithValues: configuration.parameters(forTraining: true).map { ($0.name, $0) })
    var tensors: [StoredTensor] = []
    for name in names where forTraining || acting.contains(name) {
      guard let parameter = shapes[name] else { throw PolicyError.unknownTensor(path: path, name: name) }
      let values = try values(parameter)
      tensors.append(
        precision == .float16
          ? .float16(name, parameter.shape, values)
          : .float32(name, parameter.shape, values))
    }
    let header = CheckpointHeader(configuration: configuration, actionScales: actionScales, provenance: provenance)
    try SafetensorsFile.write(tensors, metadata: ["policy": try header.text], to: path)
  }

  /// Six finite numbers above 0.
  static func validate(scales: [Double]) throws(PolicyError) {
    guard scales.count == 6 else { throw .wrongCount("actionScales", count: scales.count, exits: 6) }
    if let index = scales.firstIndex(where: { !($0 > 0 && $0 <= 100) }) {
      throw .badNumber("actionScales", index: index, allowed: "above 0, up to 100")
    }
  }
}

extension PolicyNetwork {
  /// The network at rest.
  ///
  /// - Parameter values: weights in the order of `parameters` to be stored in place of the network's own.
  public func checkpoint(
    actionScales: [Double], provenance: JSONValue, values: [Float]? = nil
  ) throws(PolicyError) -> Checkpoint {
    let specifications = parameters.map {
      ParameterSpecification(name: $0.name, shape: $0.tensor.shape, start: .constant(0))
    }
    var stored = values ?? []
    if values == nil {
      do throws(TorchError) {
        for parameter in parameters { stored += try parameter.tensor.values() }
      } catch {
        throw .torch(error)
      }
    }
    return try Checkpoint(
      configuration, actionScales: actionScales, provenance: provenance, parameters: specifications, values: stored)
  }
}
