/// The exponential moving average of weights, which acts better than the weights themselves.
///
/// The first steps, when there is little to average, count more: after t updates the share kept is at most
/// (1 + t) / (10 + t).
public struct WeightAverage: Hashable, Sendable {
  /// The share of the average that is kept at each update, in the long run.
  public var decay: Double
  /// How many updates have been made.
  public var step: Int
  /// The average.
  public var values: [Float]

  /// An average that begins with the values given.
  public init(decay: Double, values: [Float]) {
    self.decay = decay
    self.values = values
    step = 0
  }

  /// Takes the weights after one more training step into the average: all that have changed, by their ranges.
  public mutating func update(with weights: [Float], in ranges: [Range<Int>]) {
    precondition(
      weights.count == values.count && ranges.allSatisfy { $0.lowerBound >= 0 && $0.upperBound <= weights.count },
      "weights of another layout")
    step += 1
    let share = Float(1 - min(decay, Double(1 + step) / Double(10 + step)))
    unsafe values.withUnsafeMutableBufferPointer { values in
      unsafe weights.withUnsafeBufferPointer { weights in
        for range in ranges {
          for index in range { unsafe values[index] += (weights[index] - values[index]) * share }
        }
      }
    }
  }
}
