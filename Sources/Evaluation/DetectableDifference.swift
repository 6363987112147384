/// The smallest true difference between two agents that a paired test on so many chains finds with some probability.
///
/// Normal approximations, as sample sizes are planned with: to be printed before a run begins, so that nobody reads more
/// into it than it can show.
public struct DetectableDifference: Hashable, Sendable {
  /// Chains that both agents carry out.
  public let chains: Int
  /// Probability of finding a difference that is none.
  public let significance: Double
  /// Probability of finding the difference when it is there.
  public let power: Double

  /// Two-sided tests at 5 % that find the difference four times in five, unless told.
  public init(chains: Int, significance: Double = 0.05, power: Double = 0.8) {
    precondition(chains > 0 && significance > 0 && significance < 1 && power > 0 && power < 1, "a test of something")
    (self.chains, self.significance, self.power) = (chains, significance, power)
  }

  private var critical: Double { normalQuantile(1 - significance / 2) }
  private var reserve: Double { normalQuantile(power) }

  /// In the mean length, where a chain's two lengths differ with this deviation.
  public func meanLength(deviation: Double) -> Double {
    (critical + reserve) * deviation / Double(chains).squareRoot()
  }

  /// In a share of successes, where this share of the chains comes out differently: McNemar's test (Miettinen 1968).
  ///
  /// Nil where even differences that all go one way would not be found.
  public func success(discordant: Double) -> Double? {
    precondition(discordant > 0 && discordant <= 1, "a share of the chains")
    // n·d² = (z_α √ψ + z_β √(ψ − d²))², which rises in d.
    func isFound(_ d: Double) -> Bool {
      let wanted = critical * discordant.squareRoot() + reserve * max(0, discordant - d * d).squareRoot()
      return Double(chains).squareRoot() * d >= wanted
    }
    guard isFound(discordant) else { return nil }
    var (low, high) = (0.0, discordant)
    for _ in 0..<100 {
      let middle = (low + high) / 2
      if isFound(middle) { high = middle } else { low = middle }
    }
    return high
  }
}
