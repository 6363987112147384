import Glibc

/// A range that a quantity lies in with some confidence.
public struct Interval: Hashable, Codable, Sendable {
  /// The lower end.
  public var lower: Double
  /// The upper end.
  public var upper: Double

  /// An interval from its ends.
  public init(lower: Double, upper: Double) {
    self.lower = lower
    self.upper = upper
  }
}

/// So many successes out of so many trials.
public struct Proportion: Hashable, Codable, Sendable {
  /// How often it succeeded.
  public var successes: Int
  /// How often it was tried, whatever came out.
  public var trials: Int

  /// A proportion from its counts; no more successes than trials.
  public init(successes: Int, trials: Int) {
    precondition(0 <= successes && successes <= trials, "successes are counted among trials")
    self.successes = successes
    self.trials = trials
  }

  /// The observed share; not a number without trials.
  public var share: Double { Double(successes) / Double(trials) }

  /// Wilson's score interval (1927): near its nominal confidence for small counts, never outside 0 … 1.
  ///
  /// Without trials it is 0 … 1.
  public func wilson(confidence: Double = 0.95) -> Interval {
    guard trials > 0 else { return Interval(lower: 0, upper: 1) }
    let n = Double(trials)
    let z = normalQuantile((1 + confidence) / 2)
    let centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    let spread = z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
    // At the two ends of the scale the interval touches them exactly; rounding must not move it.
    return Interval(
      lower: successes == 0 ? 0 : max(0, centre - spread), upper: successes == trials ? 1 : min(1, centre + spread))
  }

  /// Clopper and Pearson's exact interval (1934): at least its nominal confidence, whatever the true share.
  ///
  /// Without trials it is 0 … 1.
  public func clopperPearson(confidence: Double = 0.95) -> Interval {
    let tail = (1 - confidence) / 2
    let k = Double(successes)
    let n = Double(trials)
    return Interval(
      lower: successes == 0 ? 0 : inverseIncompleteBeta(tail, a: k, b: n - k + 1),
      upper: successes == trials ? 1 : inverseIncompleteBeta(1 - tail, a: k + 1, b: n - k))
  }
}

/// The value below which a standard normal variable lies with probability `p` in 0 … 1, to 1e-13 of a deviation.
///
/// Bisection on the complementary error function, which keeps its relative precision far out in the tail.
public func normalQuantile(_ p: Double) -> Double {
  precondition(p > 0 && p < 1, "probabilities of quantiles lie strictly between 0 and 1")
  let tail = min(p, 1 - p)
  var low = 0.0
  var high = 40.0
  for _ in 0..<64 {
    let middle = (low + high) / 2
    if erfc(middle / 2.0.squareRoot()) / 2 > tail { low = middle } else { high = middle }
  }
  return p < 0.5 ? -low : low
}
