import Calibration
import Testing
import Vocabulary

@Suite struct QuantileThresholdsTests {
  private func samples(_ count: Int, exits: Int, seed: UInt64) -> [[Double]] {
    var stream = RandomStream(seed: seed)
    return (0..<count).map { _ in (0..<exits).map { _ in stream.uniform() } }
  }

  @Test func samplesLeaveInTheSharesAskedFor() {
    for seed in 0..<100 as Range<UInt64> {
      var stream = RandomStream(seed: seed).split("shares")
      let exits = 2 + stream.index(below: 7)
      let weights = (0..<exits).map { _ in stream.uniform() < 0.2 ? 0 : stream.uniform() }
      guard weights.reduce(0, +) > 0 else { continue }
      let shares = weights.map { $0 / weights.reduce(0, +) }
      let samples = samples(1000, exits: exits, seed: seed)
      let found = QuantileThresholds(samples: samples, shares: shares)
      #expect(found.thresholds.count == exits && found.thresholds.last == .infinity)
      #expect(found.taken.reduce(0, +) == 1000)
      for exit in 0..<exits {
        #expect(abs(Double(found.taken[exit]) - 1000 * shares[exit]) <= 1, "seed \(seed), exit \(exit)")
      }
      var counted = [Int](repeating: 0, count: exits)
      for sample in samples { counted[QuantileThresholds.exit(of: sample, under: found.thresholds)] += 1 }
      #expect(counted == found.taken, "seed \(seed)")
    }
  }

  @Test func anExitWithoutAShareIsNeverTakenAndReported() {
    let found = QuantileThresholds(samples: samples(300, exits: 4, seed: 1), shares: [0.5, 0, 0.5, 0])
    #expect(found.thresholds[1] < 0 && found.unusedExits == [1, 3])
    // What is to take all that is left takes what was never seen as well.
    #expect(QuantileThresholds.exit(of: [9, 9, 9, 9], under: found.thresholds) == 2)
  }

  @Test func equalDifferencesLeaveTogetherAndLaterExitsMakeUpForIt() {
    let samples = (0..<100).map { [$0 < 60 ? 0.0 : 1, Double($0), 0] }
    let found = QuantileThresholds(samples: samples, shares: [0.3, 0.4, 0.3])
    #expect(found.taken == [60, 10, 30])
  }

  @Test func aMonotoneRescalingOfTheDifferencesChangesNothingButTheThresholds() {
    let samples = samples(500, exits: 5, seed: 4)
    let shares = [0.1, 0.2, 0.3, 0.2, 0.2]
    let plain = QuantileThresholds(samples: samples, shares: shares)
    let squared = QuantileThresholds(samples: samples.map { $0.map { $0 * $0 } }, shares: shares)
    #expect(plain.taken == squared.taken)
    for exit in 0..<4 {
      #expect(abs(plain.thresholds[exit] * plain.thresholds[exit] - squared.thresholds[exit]) < 1e-12)
    }
  }
}
