import Vocabulary

/// Percentile interval of a mean by Efron's bootstrap (1979): resamples of the values with replacement.
///
/// The same values in the same order and the same stream give the same interval.
/// - Parameter values: at least one.
public func bootstrapMeanInterval(
  _ values: [Int], stream: RandomStream, resamples: Int = 10_000, confidence: Double = 0.95
) -> Interval {
  precondition(!values.isEmpty && resamples > 0, "there is nothing to resample")
  var stream = stream
  // Whole sums, so that means are exact and ties sort alike.
  var sums: [Int] = []
  sums.reserveCapacity(resamples)
  for _ in 0..<resamples {
    var sum = 0
    for _ in values.indices { sum += values[stream.index(below: values.count)] }
    sums.append(sum)
  }
  sums.sort()
  func quantile(_ p: Double) -> Double {
    // Linear between order statistics, as numpy's default.
    let position = p * Double(resamples - 1)
    let index = min(Int(position), resamples - 1)
    let next = min(index + 1, resamples - 1)
    let sum = Double(sums[index]) + (position - Double(index)) * Double(sums[next] - sums[index])
    return sum / Double(values.count)
  }
  return Interval(lower: quantile((1 - confidence) / 2), upper: quantile((1 + confidence) / 2))
}
