import Chains
import Testing

@Suite struct ChainCountsTests {
  /// The 95 % and 99.9 % quantiles of χ² with 17 degrees of freedom.
  static let quantile95 = 27.587
  static let quantile999 = 40.790

  @Test func groupsDivideTheSubtasks() {
    #expect(
      CalvinGroup.all.flatMap(\.subtasks).sorted { $0.rawValue < $1.rawValue }
        == Subtask.allCases.sorted { $0.rawValue < $1.rawValue })
    #expect(CalvinGroup.all.reduce(0) { $0 + $1.count } == 5000)
    #expect(CalvinGroup.degreesOfFreedom == 17)
  }

  @Test(arguments: Array(0..<20 as Range<UInt64>))
  func aThousandChainsOfCalvinsRulesAgreeWithCalvins(seed: UInt64) {
    let counts = ChainCounts(ChainGenerator(seed: seed, rules: .calvin).chains(count: 1000))
    #expect(counts.chiSquaredAgainstCalvin < Self.quantile95, "seed \(seed)")
    #expect(counts.initialStateRange == 5...6)
    #expect(counts.initialStates.values.filter { $0 == 6 }.count == 40)
    #expect(counts.subtasks.count == 34)
    #expect(counts.repeatingCategory == 0)
    // CALVIN's 1000: 968 with a lift, 292 ending with one, 185 with turn_off_led; four deviations of the difference.
    #expect(abs(counts.containingLift - 968) < 32, "seed \(seed): \(counts.containingLift)")
    #expect(abs(counts.endingWithLift - 292) < 82, "seed \(seed): \(counts.endingWithLift)")
    #expect(abs(counts.containingTurnOffLED - 185) < 70, "seed \(seed): \(counts.containingTurnOffLED)")
  }

  @Test func theTestSeesAnotherDistribution() {
    // Equal shares of the 34 subtasks, and physical chains without their lifts from the cabinet.
    let chains = ChainGenerator(seed: 1, rules: .calvin).chains(count: 1000)
    let even = chains.enumerated().map { index, chain in
      Chain(
        index: index, initial: chain.initial, subtasks: (0..<5).map { Subtask.allCases[(index * 5 + $0) % 34] })
    }
    #expect(ChainCounts(even).chiSquaredAgainstCalvin > Self.quantile999)
    let withoutSlider = chains.filter { chain in !chain.subtasks.contains { $0.category == .moveSlider } }
    #expect(ChainCounts(withoutSlider).chiSquaredAgainstCalvin > Self.quantile999)
    #expect(ChainCounts([]).chiSquaredAgainstCalvin == 0)
  }

  @Test func countsAddUp() {
    let chains = ChainGenerator(seed: 9).chains(count: 300)
    let counts = ChainCounts(chains + chains.prefix(3))
    #expect(counts.chains == 303)
    #expect(counts.distinctChains <= 300 && counts.distinctChains > 290)
    #expect(counts.subtasks.values.reduce(0, +) == 5 * 303)
    #expect(counts.initialStates.values.reduce(0, +) == 303)
    for (subtask, steps) in counts.steps { #expect(steps.reduce(0, +) == counts.subtasks[subtask]) }
    let lines = counts.description.split(separator: "\n")
    #expect(lines.contains { $0.hasPrefix("chains ") && $0.hasSuffix(" 303") })
    for subtask in Subtask.allCases { #expect(lines.contains { $0.hasPrefix(subtask.rawValue + " ") }) }
  }
}
