import Glibc

/// What decides where a search tries next.
public enum Acquisition: String, CaseIterable, Hashable, Codable, Sendable {
  /// The mean gain over the best so far.
  case expectedImprovement
  /// What can be hoped for: the mean, and some deviations in the better direction.
  case lowerConfidenceBound
  /// How likely any gain is.
  case probabilityOfImprovement

  /// Deviations that the confidence bound hopes for.
  private static let hope = 2.0

  /// How worthwhile a point is; greater is better.
  ///
  /// - Parameters:
  ///   - belief: of the value there, which is to be small.
  ///   - best: the smallest value so far of those that were permitted.
  ///   - range: by how much values differ: gains below a hundredth of it do not count as an improvement's probability.
  ///   - permitted: how likely the point is permitted.
  func worth(_ belief: GaussianProcess.Belief, best: Double, range: Double, permitted: Double) -> Double {
    let deviation = max(belief.deviation, 1e-12)
    switch self {
    case .expectedImprovement:
      let gain = best - belief.mean
      let z = gain / deviation
      return permitted * (gain * Self.cumulative(z) + deviation * Self.density(z))
    case .probabilityOfImprovement:
      return permitted * Self.cumulative((best - 0.01 * range - belief.mean) / deviation)
    case .lowerConfidenceBound:
      // What is likelier forbidden than permitted is no choice, as far as there is another.
      return -(belief.mean - Self.hope * deviation) - 10 * range * max(0, 0.5 - permitted)
    }
  }

  /// The normal distribution's density.
  private static func density(_ z: Double) -> Double { exp(-z * z / 2) / (2 * Double.pi).squareRoot() }

  /// The normal distribution up to a point.
  static func cumulative(_ z: Double) -> Double { 0.5 * erfc(-z / 2.0.squareRoot()) }
}
