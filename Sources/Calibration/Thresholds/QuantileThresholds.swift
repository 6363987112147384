/// Thresholds as conditional quantiles: exit by exit, over the samples that have not left before.
public struct QuantileThresholds: Hashable, Sendable {
  /// A threshold for each exit: −1 for one that no sample is to take, infinite for the last.
  public let thresholds: [Double]
  /// How many samples leave at each exit.
  public let taken: [Int]

  /// Exits that no sample takes.
  public var unusedExits: [Int] { taken.indices.filter { taken[$0] == 0 } }

  /// The thresholds with which samples leave in given shares.
  ///
  /// How many have left by each exit is rounded, so that errors do not add up. Samples with the same difference leave
  /// together; later exits make up for it.
  /// - Parameters:
  ///   - samples: differences at each exit but the last, at least, of each sample.
  ///   - shares: the share of samples that is to leave at each exit; they add up to 1.
  public init(samples: [[Double]], shares: [Double]) {
    let last = shares.count - 1
    var left = samples
    var thresholds: [Double] = []
    var taken: [Int] = []
    var cumulative = 0.0
    for exit in 0..<last {
      cumulative += shares[exit]
      let goal = Int((cumulative * Double(samples.count)).rounded()) - (samples.count - left.count)
      guard goal > 0, !left.isEmpty else {
        thresholds.append(-1)
        taken.append(0)
        continue
      }
      let sorted = left.map { $0[exit] }.sorted()
      // Where all are to leave, so do those that were never seen.
      let threshold = goal < sorted.count ? sorted[goal - 1] : .greatestFiniteMagnitude
      let before = left.count
      left.removeAll { $0[exit] <= threshold }
      thresholds.append(threshold)
      taken.append(before - left.count)
    }
    self.thresholds = thresholds + [.infinity]
    self.taken = taken + [left.count]
  }

  /// The exit that a sample leaves at under some thresholds.
  public static func exit(of sample: [Double], under thresholds: [Double]) -> Int {
    let last = thresholds.count - 1
    return (0..<last).first { sample[$0] <= thresholds[$0] } ?? last
  }
}
