import Dispatch

/// Adam with decoupled weight decay (Loshchilov and Hutter 2019), as PyTorch's `AdamW`, over one flat buffer.
///
/// The result depends on nothing but the inputs: the same bits on every machine, whatever is done at the same time.
public struct AdamW: Hashable, Sendable {
  /// The constants.
  public struct Settings: Codable, Hashable, Sendable {
    /// How much of the mean gradient is kept at each step.
    public var beta1: Double
    /// How much of the mean squared gradient is kept at each step.
    public var beta2: Double
    /// Added to the root of the mean squared gradient.
    public var epsilon: Double
    /// The share of a weight, times the learning rate, that is taken away at each step.
    public var weightDecay: Double

    /// PyTorch's defaults unless given.
    public init(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8, weightDecay: Double = 0.01) {
      self.beta1 = beta1
      self.beta2 = beta2
      self.epsilon = epsilon
      self.weightDecay = weightDecay
    }
  }

  /// Weights that are updated in the same way.
  public struct Group: Hashable, Sendable {
    /// Their part of the buffer.
    public var range: Range<Int>
    /// What the learning rate is multiplied by.
    public var learningRateScale: Double
    /// Whether they decay; biases and norms usually do not.
    public var decays: Bool

    /// A group from its parts.
    public init(range: Range<Int>, learningRateScale: Double = 1, decays: Bool = true) {
      self.range = range
      self.learningRateScale = learningRateScale
      self.decays = decays
    }
  }

  /// The constants.
  public var settings: Settings
  /// How many updates have been made.
  public var step: Int
  /// The running mean of the gradients.
  public var firstMoments: [Float]
  /// The running mean of the squared gradients.
  public var secondMoments: [Float]

  /// An optimiser of `count` weights that has made no update.
  public init(count: Int, settings: Settings = Settings()) {
    self.settings = settings
    step = 0
    firstMoments = [Float](repeating: 0, count: count)
    secondMoments = [Float](repeating: 0, count: count)
  }

  /// Makes one update of the weights in `groups`; weights in no group stay as they are, their moments too.
  ///
  /// - Parameters:
  ///   - weights: the flat buffer that is updated.
  ///   - gradients: the loss's gradient, of the same length.
  ///   - learningRate: of this step.
  ///   - groups: disjoint parts of the buffer.
  ///   - threads: how many share the work; nothing depends on it.
  public mutating func update(
    _ weights: inout [Float], gradients: [Float], learningRate: Double, groups: [Group], threads: Int = 1
  ) {
    let count = firstMoments.count
    precondition(weights.count == count && gradients.count == count && secondMoments.count == count)
    precondition(groups.allSatisfy { $0.range.lowerBound >= 0 && $0.range.upperBound <= count })
    step += 1
    let correction1 = 1 - power(settings.beta1, step)
    let correction2 = 1 - power(settings.beta2, step)
    let work = groups.map { group in
      let rate = learningRate * group.learningRateScale
      let constants = Constants(
        beta1: Float(settings.beta1), rest1: Float(1 - settings.beta1),
        beta2: Float(settings.beta2), rest2: Float(1 - settings.beta2),
        kept: group.decays ? Float(1 - rate * settings.weightDecay) : 1,
        rate: Float(rate / correction1), root: Float(correction2.squareRoot()), epsilon: Float(settings.epsilon))
      return (group.range, constants)
    }
    unsafe weights.withUnsafeMutableBufferPointer { weights in
      unsafe firstMoments.withUnsafeMutableBufferPointer { first in
        unsafe secondMoments.withUnsafeMutableBufferPointer { second in
          unsafe gradients.withUnsafeBufferPointer { gradients in
            // Each thread has parts of its own.
            nonisolated(unsafe) let lists = unsafe (weights, first, second, gradients)
            DispatchQueue.concurrentPerform(iterations: threads) { thread in
              for (range, constants) in work {
                let lower = range.lowerBound + range.count * thread / threads
                let upper = range.lowerBound + range.count * (thread + 1) / threads
                unsafe constants.update(lists.0, lists.1, lists.2, lists.3, lower..<upper)
              }
            }
          }
        }
      }
    }
  }

  /// A whole power by repeated squaring: the same bits with every C library.
  private func power(_ base: Double, _ exponent: Int) -> Double {
    var (result, factor, rest) = (1.0, base, exponent)
    while rest > 0 {
      if rest & 1 == 1 { result *= factor }
      factor *= factor
      rest >>= 1
    }
    return result
  }

  /// What one step's loop needs.
  private struct Constants: Sendable {
    let beta1: Float
    let rest1: Float
    let beta2: Float
    let rest2: Float
    let kept: Float
    let rate: Float
    let root: Float
    let epsilon: Float

    func update(
      _ weights: UnsafeMutableBufferPointer<Float>, _ first: UnsafeMutableBufferPointer<Float>,
      _ second: UnsafeMutableBufferPointer<Float>, _ gradients: UnsafeBufferPointer<Float>, _ range: Range<Int>
    ) {
      var index = range.lowerBound
      while index + 8 <= range.upperBound {
        let gradient = unsafe Self.load(gradients.baseAddress!, index)
        let mean = unsafe Self.load(first.baseAddress!, index) * beta1 + gradient * rest1
        let square = unsafe Self.load(second.baseAddress!, index) * beta2 + gradient * gradient * rest2
        let weight = unsafe Self.load(weights.baseAddress!, index) * kept
        let change = rate * mean / (square.squareRoot() / root + epsilon)
        unsafe Self.store(mean, first.baseAddress!, index)
        unsafe Self.store(square, second.baseAddress!, index)
        unsafe Self.store(weight - change, weights.baseAddress!, index)
        index += 8
      }
      while index < range.upperBound {
        let gradient = unsafe gradients[index]
        let mean = unsafe first[index] * beta1 + gradient * rest1
        let square = unsafe second[index] * beta2 + gradient * gradient * rest2
        unsafe first[index] = mean
        unsafe second[index] = square
        unsafe weights[index] = weights[index] * kept - rate * mean / (square.squareRoot() / root + epsilon)
        index += 1
      }
    }

    @inline(__always)
    private static func load(_ base: UnsafePointer<Float>, _ index: Int) -> SIMD8<Float> {
      unsafe UnsafeRawPointer(base + index).loadUnaligned(as: SIMD8<Float>.self)
    }

    @inline(__always)
    private static func load(_ base: UnsafeMutablePointer<Float>, _ index: Int) -> SIMD8<Float> {
      unsafe UnsafeRawPointer(base + index).loadUnaligned(as: SIMD8<Float>.self)
    }

    @inline(__always)
    private static func store(_ values: SIMD8<Float>, _ base: UnsafeMutablePointer<Float>, _ index: Int) {
      unsafe UnsafeMutableRawPointer(base + index).storeBytes(of: values, as: SIMD8<Float>.self)
    }
  }
}
