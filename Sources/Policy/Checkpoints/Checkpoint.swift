import Tensors
import Vocabulary

/// A policy at rest: architecture, action scales, provenance and weights.
///
/// Its words are those of the safetensors file that it becomes on disk.
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

  /// Whether there is a tensor of a name.
  public func has(_ name: String) -> Bool {
    switch weights {
    case .inMemory(let tensors): tensors[name] != nil
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
    }
    guard values.count == parameter.count else {
      throw .wrongShape(path: place, name: parameter.name, shape: [values.count], expected: parameter.shape)
    }
    if let index = values.firstIndex(where: { !$0.isFinite }) {
      throw .badWeight(path: place, name: parameter.name, index: index)
    }
    return values
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
