import Evaluation

/// How long decisions took: what differs from run to run.
public struct Latencies: Hashable, Sendable {
  /// How many decisions.
  public let count: Int
  /// Seconds on average.
  public let mean: Double
  /// Seconds that half of the decisions stayed under.
  public let median: Double
  /// Seconds that 95 % stayed under.
  public let p95: Double
  /// Seconds that 99 % stayed under.
  public let p99: Double

  /// The latencies of some decisions in seconds; nil without any.
  public init?(_ seconds: [Double]) {
    guard !seconds.isEmpty else { return nil }
    let sorted = seconds.sorted()
    count = sorted.count
    mean = sorted.reduce(0, +) / Double(count)
    median = quantile(0.5, ofSorted: sorted)
    p95 = quantile(0.95, ofSorted: sorted)
    p99 = quantile(0.99, ofSorted: sorted)
  }
}
