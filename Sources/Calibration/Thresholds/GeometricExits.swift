import Glibc

/// The geometric distribution over exits whose mean cost is a given one: q^e, normalised, for exit e.
///
/// DeeR sweeps q by hand; here it is solved from the mean. A greater q sends more decisions deep, and it may exceed 1.
public struct GeometricExits: Hashable, Sendable {
  /// The ratio between one exit's share and the one's before it; 0 for the first alone, infinite for the last alone.
  public let q: Double
  /// The share of each exit.
  public let shares: [Double]

  /// The distribution over exits of these costs, which rise, with this mean; nil where the mean lies outside of them.
  public init?(costs: [Double], mean: Double) {
    precondition(zip(costs, costs.dropFirst()).allSatisfy { $0.0 < $0.1 } && !costs.isEmpty, "costs that rise")
    guard mean >= costs[0], mean <= costs[costs.count - 1] else { return nil }
    if mean == costs[costs.count - 1] {
      (q, shares) = (costs.count == 1 ? 1 : .infinity, costs.indices.map { $0 == costs.count - 1 ? 1 : 0 })
      return
    }
    if mean == costs[0] {
      (q, shares) = (0, costs.indices.map { $0 == 0 ? 1 : 0 })
      return
    }
    var (low, high) = (-700.0, 700.0)
    for _ in 0..<200 {
      let middle = (low + high) / 2
      let shares = Self.shares(logarithm: middle, count: costs.count)
      if zip(shares, costs).reduce(0, { $0 + $1.0 * $1.1 }) < mean { low = middle } else { high = middle }
    }
    q = exp((low + high) / 2)
    shares = Self.shares(logarithm: (low + high) / 2, count: costs.count)
  }

  /// Shares that neither overflow nor vanish together.
  private static func shares(logarithm: Double, count: Int) -> [Double] {
    let top = max(0, logarithm * Double(count - 1))
    let weights = (0..<count).map { exp(logarithm * Double($0) - top) }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }
}
