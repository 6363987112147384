import Calibration
import Testing
import Vocabulary

@Suite struct GeometricExitsTests {
  private func mean(_ exits: GeometricExits, _ costs: [Double]) -> Double {
    zip(exits.shares, costs).reduce(0) { $0 + $1.0 * $1.1 }
  }

  @Test func theMeanIsMetAndTheRatioIsQ() throws {
    for seed in 0..<200 as Range<UInt64> {
      var stream = RandomStream(seed: seed)
      var costs = [stream.uniform(in: 0.1...10)]
      for _ in 0..<stream.index(below: 11) { costs.append(costs[costs.count - 1] + stream.uniform(in: 0.01...10)) }
      let wanted = stream.uniform(in: costs[0]...costs[costs.count - 1])
      let exits = try #require(GeometricExits(costs: costs, mean: wanted), "seed \(seed)")
      #expect(abs(mean(exits, costs) / wanted - 1) < 1e-9, "seed \(seed)")
      #expect(abs(exits.shares.reduce(0, +) - 1) < 1e-12)
      guard exits.q > 1e-6, exits.q < 1e6 else { continue }
      for (share, next) in zip(exits.shares, exits.shares.dropFirst()) {
        #expect(abs(next / share / exits.q - 1) < 1e-6, "seed \(seed)")
      }
    }
  }

  /// The published mapping: 1.3 GFLOPs a layer, an exit every two layers.
  @Test func publishedRatiosGiveThePublishedMeans() throws {
    let six = (1...6).map { Double($0) * 2.6 }
    for (q, mean) in [(0.5, 4.95), (0.8, 7.46), (1.0, 9.10), (1.2, 10.46), (1.5, 11.90)] {
      let exits = try #require(GeometricExits(costs: six, mean: mean))
      #expect(abs(exits.q - q) < 0.005, "\(mean): \(exits.q)")
    }
    let two = try #require(GeometricExits(costs: [2.6, 5.2], mean: 4.16))
    #expect(abs(two.q - 1.5) < 1e-6)
  }

  @Test func theEndsAreOneExitAloneAndNothingLiesBeyond() throws {
    let costs = [1.0, 2, 4]
    let low = try #require(GeometricExits(costs: costs, mean: 1))
    #expect(low.shares == [1, 0, 0] && low.q == 0)
    let high = try #require(GeometricExits(costs: costs, mean: 4))
    #expect(high.shares == [0, 0, 1] && high.q == .infinity)
    #expect(GeometricExits(costs: costs, mean: 0.99) == nil && GeometricExits(costs: costs, mean: 4.01) == nil)
    #expect(GeometricExits(costs: [3], mean: 3)?.shares == [1])
  }
}
