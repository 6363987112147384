import Chains
import Episodes
import Evaluation
import Glibc
import Testing
import Vocabulary

// Printed by paired.py beside this file (scipy). 86 and 150 are Agresti's approval ratings (Categorical Data Analysis).
private let mcNemarReferences: [(onlyFirst: Int, onlySecond: Int, probability: Double)] = [
  (0, 0, 1.0), (0, 5, 0.0625), (0, 6, 0.03125), (1, 9, 0.021484375), (10, 10, 1.0), (12, 2, 0.012939453125),
  (86, 150, 3.7159361395713866e-05), (3, 40, 3.0213413992896676e-09), (300, 360, 0.02157234823197109),
]

// Both succeeded, first alone, second alone, neither; then the interval of first minus second, 95 % and 99 %. The first
// one's 0.0569 … 0.3404 is also printed in Newcombe's paper (Statistics in Medicine 17:2635, table of examples).
private let newcombeReferences: [(table: [Int], ends: [Double])] = [
  ([36, 12, 2, 0], [0.05692958400323883, 0.3404276029749406, 0.0062900343487475585, 0.3862258731763585]),
  ([20, 12, 2, 16], [0.05615642484174829, 0.32920699540014053, 0.012766997760196547, 0.36318874663593]),
  ([53, 0, 0, 1], [-0.07293814547857698, 0.07293814547857698, -0.11458365078008972, 0.11458365078008971]),
  ([0, 30, 0, 20], [0.4444823284174135, 0.7239161026974346, 0.3853980637744233, 0.7563733036367242]),
  ([794, 86, 150, 570], [-0.05870387289572884, -0.0212304239828771, -0.06454905329272463, -0.01533764820854102]),
  ([180, 4, 9, 7], [-0.0660876597104609, 0.013149956628158897, -0.08195550705852905, 0.02740960706113317]),
]

// How many of all sign patterns lie as far from 0 (paired.py). The first are Darwin's maize plants: 1726 of 32768 is
// Fisher's own count (The Design of Experiments, § 21).
private let signReferences: [(differences: [Int], as: Int, of: Int)] = [
  ([49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48], 1726, 32768),
  ([1, 1, 1, 1, 1], 2, 32), ([5, -3, 2, 0, 0, 1, -1, 4, 2, 2, -2, 1], 250, 1024), ([0, 0], 1, 1), ([3], 2, 2),
  ([], 1, 1),
]

@Suite struct PairedTests {
  @Test func mcNemarAgreesWithScipyFromBothSides() {
    for (first, second, probability) in mcNemarReferences {
      for pairs in [
        PairedProportion(both: 7, onlyFirst: first, onlySecond: second, neither: 0),
        PairedProportion(both: 0, onlyFirst: second, onlySecond: first, neither: 90),
      ] {
        #expect(abs(pairs.probability - probability) < 1e-9 * probability, "\(pairs): \(pairs.probability)")
      }
    }
  }

  @Test func newcombesIntervalAgreesWithItsReferenceAndIsMirrored() {
    for (table, ends) in newcombeReferences {
      // The difference is second minus first; the reference's is first minus second.
      let pairs = PairedProportion(both: table[0], onlyFirst: table[2], onlySecond: table[1], neither: table[3])
      let mirrored = PairedProportion(both: table[0], onlyFirst: table[1], onlySecond: table[2], neither: table[3])
      for (place, confidence) in [(0, 0.95), (2, 0.99)] {
        let (found, mirror) = (pairs.interval(confidence: confidence), mirrored.interval(confidence: confidence))
        for (value, expected) in [
          (found.lower, ends[place]), (found.upper, ends[place + 1]), (mirror.lower, -ends[place + 1]),
          (mirror.upper, -ends[place]),
        ] {
          #expect(abs(value - expected) < 1e-10, "\(table) at \(confidence): \(value), not \(expected)")
        }
      }
    }
  }

  @Test func newcombesIntervalCoversTheTrueDifference() {
    // 300 samples of 60 pairs with shares 0.5, 0.2, 0.1, 0.2 of the four cells: the true difference is −0.1.
    var stream = RandomStream(seed: 12)
    var covered = 0
    for _ in 0..<300 {
      var pairs = PairedProportion()
      for _ in 0..<60 {
        let draw = stream.uniform()
        pairs.count(first: draw < 0.7, second: draw < 0.5 || (draw >= 0.7 && draw < 0.8))
      }
      let interval = pairs.interval()
      if interval.lower <= -0.1, -0.1 <= interval.upper { covered += 1 }
    }
    // 95 % of 300 are 285; three deviations of a binomial variable are 11.
    #expect(abs(covered - 285) <= 11, "\(covered) of 300")
  }

  @Test func signsAreFlippedAsFisherDid() {
    for (differences, count, all) in signReferences {
      let expected = Double(count) / Double(all)
      #expect(abs(signFlipProbability(differences) - expected) < 1e-14, "\(differences)")
      #expect(abs(signFlipProbability(differences.map { -$0 }) - expected) < 1e-14, "\(differences), mirrored")
    }
  }

  @Test func signFlipsOfAThousandChainsAgreeWithTheNormalLimit() {
    var stream = RandomStream(seed: 4)
    let differences = (0..<1000).map { _ in stream.index(below: 11) - 5 }
    let sum = Double(abs(differences.reduce(0, +)))
    let deviation = Double(differences.reduce(0) { $0 + $1 * $1 }).squareRoot()
    // With the correction for whole sums of one parity: half of their distance of 2.
    let normal = erfc((sum - 1) / deviation / 2.0.squareRoot())
    #expect(abs(signFlipProbability(differences) - normal) < 1e-3)
  }

  @Test func smallestDifferencesAgreeWithTheFormula() {
    // paired.py: chains, deviation of the differences, smallest difference of means.
    for (chains, deviation, expected) in [
      (100, 1.0, 0.28015852181129686), (200, 2.5, 0.49525497644991817), (1000, 2.0, 0.17718780696593192),
    ] {
      let found = DetectableDifference(chains: chains).meanLength(deviation: deviation)
      #expect(abs(found - expected) < 1e-12, "\(chains) chains: \(found)")
    }
    // Chains, share of discordant pairs, smallest difference of shares.
    for (chains, discordant, expected) in [
      (100, 0.1, 0.08755348893461398), (200, 0.5, 0.1392551554864322), (200, 0.1, 0.062276798776992916),
      (1000, 0.2, 0.039573706615452675),
    ] {
      let found = DetectableDifference(chains: chains).success(discordant: discordant)
      #expect(abs((found ?? .nan) - expected) < 1e-12, "\(chains) chains, \(discordant)")
    }
    #expect(DetectableDifference(chains: 10).success(discordant: 0.2) == nil)
  }

  @Test func theSmallestDifferenceIsFoundAsOftenAsItsPowerSays() throws {
    let plan = DetectableDifference(chains: 200)
    let difference = try #require(plan.success(discordant: 0.3))
    var stream = RandomStream(seed: 8)
    var found = 0
    for _ in 0..<400 {
      var pairs = PairedProportion()
      for _ in 0..<200 {
        let draw = stream.uniform()
        let isFirst = draw < (0.3 - difference) / 2
        pairs.count(first: isFirst, second: !isFirst && draw < 0.3)
      }
      if pairs.probability <= 0.05 { found += 1 }
    }
    // The exact test is a little more careful than the normal one that is planned with; 320 of 400 are 80 %.
    #expect((280...344).contains(found), "\(found) of 400")
  }
}

@Suite struct PairedComparisonTests {
  private func summary(_ chain: Int, completed: Int, operations: Int = 0) -> ChainSummary {
    let subtasks = Array(Subtask.allCases.prefix(5))
    let compute = ComputeTally(
      decisions: operations > 0 ? 2 : 0, exits: [], multiplyAccumulates: operations,
      decoderMultiplyAccumulates: operations / 2)
    let attempts = subtasks.prefix(min(5, completed + 1)).enumerated().map { index, subtask in
      AttemptSummary(
        subtask: subtask, outcome: index < completed ? "succeeded" : "timedOut", steps: 9, compute: compute)
    }
    return ChainSummary(
      chain: chain, completed: completed, outcome: completed == 5 ? "succeeded" : "timedOut", attempts: attempts)
  }

  @Test func chainsAreMatchedByTheirNumbersAndNoOthersCount() throws {
    let first = [0, 1, 2, 3].map { summary($0, completed: 2) }
    let second = [3, 2, 1, 7].map { summary($0, completed: $0 == 3 ? 5 : 1) }
    let comparison = PairedComparison(first, second, stream: RandomStream(seed: 1), resamples: 100)
    #expect(comparison.chains == 3 && comparison.onlyFirst == 1 && comparison.onlySecond == 1)
    #expect(comparison.success[0] == PairedProportion(both: 3, onlyFirst: 0, onlySecond: 0, neither: 0))
    #expect(comparison.success[1] == PairedProportion(both: 1, onlyFirst: 2, onlySecond: 0, neither: 0))
    #expect(comparison.success[4] == PairedProportion(both: 0, onlyFirst: 0, onlySecond: 1, neither: 2))
    let mean = try #require(comparison.meanLength)
    #expect(mean.first == 2 && mean.second == 7.0 / 3 && abs(mean.difference - 1.0 / 3) < 1e-15)
    // Attempts are compared where both came to them: at the third subtask twice fewer than at the first.
    #expect(comparison.subtasks[Subtask.allCases[0]]?.pairs == 3)
    #expect(
      comparison.subtasks[Subtask.allCases[2]] == PairedProportion(both: 0, onlyFirst: 0, onlySecond: 1, neither: 0))
    #expect(comparison.subtasks[Subtask.allCases[3]] == nil)
    #expect(comparison.attempts?.pairs == comparison.subtasks.values.reduce(PairedProportion(), +))
    #expect(comparison.compute == nil)
  }

  @Test func attemptsOfOneChainCountAsOneTrial() throws {
    // Each chain's subtasks go the same way: ten chains say as much as ten attempts, however many subtasks they have.
    var found: [PairedAttempts] = []
    for count in [1, 5] {
      let chains = (0..<10).map { chain in
        PairedProportion(both: count, onlyFirst: chain < 2 ? count : 0, onlySecond: chain < 2 ? 0 : count, neither: 0)
      }
      found.append(try #require(PairedAttempts(chains, stream: RandomStream(seed: 1))))
    }
    #expect(found[0].pairs.pairs == 20 && found[1].pairs.pairs == 100)
    #expect(found[0].probability == found[1].probability && found[0].interval == found[1].interval)
    // 8 against 2, from both sides: 112 of 1024; McNemar's test of the attempts would take 40 against 10 for certain.
    #expect(found[1].probability == 112.0 / 1024 && found[1].pairs.probability < 1e-4)
    #expect(found[1].pairs.difference == 0.3)
    #expect(found[1].interval.lower < 0.3 && 0.3 < found[1].interval.upper)
    #expect(PairedAttempts([PairedProportion()], stream: RandomStream(seed: 1)) == nil)
  }

  @Test func withoutADifferenceAttemptsOfChainsSeldomShowOne() throws {
    // Both agents do as many of a chain's five subtasks, all or none: one of twenty samples lies below 5 %.
    var stream = RandomStream(seed: 5)
    var (rejected, rejectedOneByOne, covered) = (0, 0, 0)
    for sample in 0..<200 {
      let chains = (0..<30).map { _ in
        let (first, second) = (stream.uniform() < 0.5, stream.uniform() < 0.5)
        var pairs = PairedProportion()
        for _ in 0..<5 { pairs.count(first: first, second: second) }
        return pairs
      }
      let all = try #require(
        PairedAttempts(chains, stream: RandomStream(seed: 2).split("sample", sample), resamples: 400))
      rejected += all.probability <= 0.05 ? 1 : 0
      rejectedOneByOne += all.pairs.probability <= 0.05 ? 1 : 0
      covered += all.interval.lower <= 0 && 0 <= all.interval.upper ? 1 : 0
    }
    // 5 % of 200 are 10; three deviations of a binomial variable are 9. The bootstrap's interval is a little narrow.
    #expect(rejected <= 19 && rejectedOneByOne > 40, "\(rejected), one by one \(rejectedOneByOne) of 200")
    #expect(covered >= 175, "\(covered) of 200")
  }

  @Test func savingIsTheShareOfOperationsPerDecision() throws {
    let first = (0..<40).map { summary($0, completed: $0 % 5, operations: 1000) }
    let second = (0..<40).map { summary($0, completed: ($0 + 1) % 5, operations: 600 + 10 * ($0 % 3)) }
    let comparison = PairedComparison(first, second, stream: RandomStream(seed: 1), resamples: 500)
    let compute = try #require(comparison.compute)
    #expect(compute.first == 500 && compute.second > 300 && compute.second < 310)
    #expect(abs(compute.saving - (1 - compute.second / compute.first)) < 1e-15)
    #expect(compute.interval.lower < compute.saving && compute.saving < compute.interval.upper)
    #expect(compute.interval.upper - compute.interval.lower < 0.02)
    #expect(comparison.decoderCompute?.first == 250)
  }

  @Test func anAgentDoesNotDifferFromItself() throws {
    var stream = RandomStream(seed: 3)
    let chains = (0..<50).map { summary($0, completed: stream.index(below: 6), operations: 10) }
    let comparison = PairedComparison(chains, chains.reversed(), stream: stream, resamples: 200)
    let mean = try #require(comparison.meanLength)
    #expect(mean.difference == 0 && mean.probability == 1 && mean.interval == Interval(lower: 0, upper: 0))
    #expect(comparison.success.allSatisfy { $0.probability == 1 && $0.difference == 0 })
    #expect(comparison.compute?.saving == 0)
  }

  @Test func noCommonChainsHaveNoMean() {
    let comparison = PairedComparison(
      [summary(0, completed: 1)], [summary(1, completed: 1)], stream: RandomStream(seed: 0), resamples: 10)
    #expect(comparison.chains == 0 && comparison.meanLength == nil && comparison.subtasks.isEmpty)
    #expect(comparison.attempts == nil)
  }
}
