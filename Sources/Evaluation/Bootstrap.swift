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
  let interval = percentileInterval(sums.map(Double.init), confidence: confidence)
  let count = Double(values.count)
  return Interval(lower: interval.lower / count, upper: interval.upper / count)
}

/// Percentile interval of any statistic of so many cases, by the same bootstrap.
///
/// - Parameter statistic: its value for cases given by their numbers, some of them more than once; values that are not
///   numbers are left out.
public func bootstrapInterval(
  count: Int, stream: RandomStream, resamples: Int = 10_000, confidence: Double = 0.95, statistic: ([Int]) -> Double
) -> Interval {
  precondition(count > 0 && resamples > 0, "there is nothing to resample")
  var stream = stream
  var chosen = [Int](repeating: 0, count: count)
  var values: [Double] = []
  values.reserveCapacity(resamples)
  for _ in 0..<resamples {
    for place in 0..<count { chosen[place] = stream.index(below: count) }
    let value = statistic(chosen)
    if !value.isNaN { values.append(value) }
  }
  guard !values.isEmpty else { return Interval(lower: .nan, upper: .nan) }
  values.sort()
  return percentileInterval(values, confidence: confidence)
}

/// The quantiles that leave the same share on both sides; linear between order statistics, as numpy's default.
private func percentileInterval(_ sorted: [Double], confidence: Double) -> Interval {
  Interval(
    lower: quantile((1 - confidence) / 2, ofSorted: sorted), upper: quantile((1 + confidence) / 2, ofSorted: sorted))
}

/// The value below which the share `p` of sorted values lies, linear between them; there must be one at least.
public func quantile(_ p: Double, ofSorted values: [Double]) -> Double {
  precondition(!values.isEmpty && p >= 0 && p <= 1, "a share of some values")
  let position = p * Double(values.count - 1)
  let index = min(Int(position), values.count - 1)
  let next = min(index + 1, values.count - 1)
  return values[index] + (position - Double(index)) * (values[next] - values[index])
}
