import Calibration
import Policy

/// What an agent's policy takes of memory, from its architecture and the exits that it may take.
public struct PolicyFootprint: Hashable, Sendable {
  /// Exits that its checkpoint has.
  public var exits: Int
  /// The deepest exit that it can take, from 0; what lies past it is not loaded.
  public var deepestExit: Int
  /// Decoder layers that are loaded.
  public var layers: Int
  /// Bytes of all weights that are loaded.
  public var weightBytes: Int
  /// Bytes of the decoder layers among them.
  public var decoderWeightBytes: Int

  /// A footprint from its parts.
  public init(exits: Int, deepestExit: Int, layers: Int, weightBytes: Int, decoderWeightBytes: Int) {
    (self.exits, self.deepestExit, self.layers) = (exits, deepestExit, layers)
    (self.weightBytes, self.decoderWeightBytes) = (weightBytes, decoderWeightBytes)
  }
}

extension PolicyMaker {
  /// What an agent's policy takes of memory; nil for agents without one. Of the weights, the head's alone are read.
  ///
  /// - Throws: `PolicyError`.
  func footprint(_ settings: AgentSettings) throws(PolicyError) -> PolicyFootprint? {
    guard settings.kind == .policy, let path = trained.checkpoint(of: settings) else { return nil }
    let checkpoint = try Checkpoint(path: path)
    let (configuration, halved) = (checkpoint.configuration, try checkpoint.halvedMatrices())
    let exits = configuration.exitCount
    let deepest = calibrated[settings.name]?.deepestExit ?? settings.exitRule(exits: exits).deepestExit(of: exits)
    return PolicyFootprint(
      exits: exits, deepestExit: deepest, layers: configuration.decoder.layers(upTo: deepest),
      weightBytes: configuration.weightBytes(deepestExit: deepest, settings.weights, halved: halved),
      decoderWeightBytes: configuration.weightBytes(deepestExit: deepest, settings.weights, decoderAlone: true))
  }
}
