/// One tensor of a policy: its name, its shape, and what it holds before training.
public struct ParameterSpecification: Hashable, Sendable {
  /// What a tensor holds before training.
  public enum Start: Hashable, Sendable {
    /// One number everywhere.
    case constant(Float)
    /// Normal with mean 0 and this deviation.
    case normal(Float)
    /// Kernels over red, green and blue: as `normal`, but what tells colours apart weighs more than what tells bright from
    /// dark, of which pictures have far more.
    case colours(Float)
    /// Biases of an LSTM of this width: 1 for the forget gates, else 0.
    case forgetGates(width: Int)
    /// Places on a square grid of this side: random mixtures of their coordinates' sines and cosines.
    case places(side: Int)
  }

  /// The dotted path, such as `decoder.3.selfAttention.output.weight`.
  public let name: String
  /// The shape.
  public let shape: [Int]
  /// What it holds before training.
  public let start: Start

  /// How many numbers it has.
  public var count: Int { shape.reduce(1, *) }
}

/// The tensors of a policy in their order.
///
/// Each layer appends its own, so that names, shapes and starts stand in one place beside the layer's arithmetic.
struct ParameterList {
  private(set) var specifications: [ParameterSpecification] = []

  mutating func add(_ name: String, _ shape: [Int], _ start: ParameterSpecification.Start) {
    specifications.append(ParameterSpecification(name: name, shape: shape, start: start))
  }

  /// A matrix whose outputs are about as large as its inputs; `gain` times as large.
  mutating func addMatrix(_ name: String, _ outputs: Int, _ inputs: Int, gain: Double = 1) {
    add("\(name).weight", [outputs, inputs], .normal(Float(gain / Double(inputs).squareRoot())))
  }

  /// Scales of 1 and offsets of 0.
  mutating func addNormalisation(_ name: String, _ width: Int) {
    add("\(name).weight", [width], .constant(1))
    add("\(name).bias", [width], .constant(0))
  }
}
