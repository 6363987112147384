import Tensors

/// All that the head needs of one decision, whatever it remembers: what every exit says about the pictures and the
/// sentence.
///
/// The decoder forgets from decision to decision, so these numbers are the same under any exit rule; a recorded course
/// can be decided on again under another rule by the head alone.
public struct DecisionFeatures: Hashable, Sendable {
  /// What the first exit is compared with.
  public let comparison: [Float]
  /// The pooled feature of each exit, from the first.
  public let exits: [[Float]]
  /// The arm's embedding; empty for a policy without.
  public let arm: [Float]

  /// Features from their parts.
  public init(comparison: [Float], exits: [[Float]], arm: [Float]) {
    self.comparison = comparison
    self.exits = exits
    self.arm = arm
  }
}

/// Where a decision's features come from: a decoder that runs as far as it is asked, or a record.
protocol ExitFeatureSource {
  /// What the first exit is compared with; asked for before any exit: [1, D].
  func comparisonFeature() throws(TorchError) -> Tensor
  /// The feature of an exit; exits are asked for in order: [1, D].
  func feature(exit: Int) throws(TorchError) -> Tensor
}

extension DecoderPass: ExitFeatureSource {}

extension DecisionFeatures: ExitFeatureSource {
  func comparisonFeature() throws(TorchError) -> Tensor { try Tensor(comparison, [1, comparison.count]) }
  func feature(exit: Int) throws(TorchError) -> Tensor { try Tensor(exits[exit], [1, exits[exit].count]) }
}
