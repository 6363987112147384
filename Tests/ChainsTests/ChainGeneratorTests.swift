import Chains
import Testing

@Suite struct ChainGeneratorTests {
  @Test(arguments: [0, 1, 7, 42], ChainRules.allCases)
  func chainsAreFeasibleWithCategoriesOfTheirOwn(seed: UInt64, rules: ChainRules) {
    for chain in ChainGenerator(seed: seed, rules: rules).chains(count: 1000) {
      #expect(chain.subtasks.count == 5)
      #expect(Set(chain.subtasks.map(\.category)).count == 5, "seed \(seed) chain \(chain.index)")
      #expect(chain.firstBreak(under: rules) == nil, "seed \(seed) chain \(chain.index)")
    }
  }

  @Test(arguments: [1, 191, 192, 500, 1000])
  func initialStatesAreSpreadEvenly(count: Int) {
    for seed in 0..<5 as Range<UInt64> {
      var counts = [Facts: Int]()
      for chain in ChainGenerator(seed: seed).chains(count: count) { counts[chain.initial, default: 0] += 1 }
      for state in Facts.initialStates {
        let n = counts[state] ?? 0
        #expect(n == count / 192 || n == (count + 191) / 192, "seed \(seed): \(n) of \(state.json)")
      }
    }
  }

  @Test func initialStatesComeInAnOrderOfTheSeedsOwn() {
    let first = ChainGenerator(seed: 1).chains(count: 192).map(\.initial)
    #expect(first != Facts.initialStates)
    #expect(first != ChainGenerator(seed: 2).chains(count: 192).map(\.initial))
    #expect(first != ChainGenerator(seed: 1).chains(count: 384).suffix(192).map(\.initial))
  }

  @Test func aChainDependsOnSeedSplitRulesAndIndexAlone() {
    let generator = ChainGenerator(seed: 5, split: .validation)
    let chains = generator.chains(count: 300)
    #expect(chains.map(\.index) == Array(0..<300))
    #expect(Array(generator.chains(count: 400).prefix(300)) == chains)
    for index in (0..<300).reversed() { #expect(generator.chain(index) == chains[index], "chain \(index)") }
    #expect(ChainGenerator(seed: 6, split: .validation).chains(count: 300) != chains)
  }

  @Test func othersAreLeftOutForTheNextOnes() {
    let generator = ChainGenerator(seed: 3, split: .calibration)
    let all = generator.chains(count: 12)
    // By state and sequence, whatever their numbers are there.
    let others = [all[1], all[7], all[11]].map { Chain(index: 99, initial: $0.initial, subtasks: $0.subtasks) }
    #expect(generator.chains(count: 9, otherThan: others) == all.filter { ![1, 7, 11].contains($0.index) })
    #expect(generator.chains(count: 12, otherThan: ChainGenerator(seed: 3).chains(count: 500)) == all)
  }

  @Test func drawsFavourNoSequence() {
    // The chains from one state, counted by first subtask, against the share of all sequences that begin with it.
    let initial = Facts.initialStates[0]
    var expected = [Subtask: Int]()
    func count(_ facts: Facts, _ used: [Subtask]) -> Int {
      if used.count == Chain.length { return 1 }
      var total = 0
      for subtask in Subtask.allCases where !used.contains(where: { $0.category == subtask.category }) {
        guard let next = try? ChainRules.physical.successor(of: facts, subtask) else { continue }
        let below = count(next, used + [subtask])
        if used.isEmpty { expected[subtask] = below }
        total += below
      }
      return total
    }
    let total = Double(count(initial, []))
    var drawn = [Subtask: Int]()
    var chains = 0.0
    for seed in 0..<4000 as Range<UInt64> {
      let generator = ChainGenerator(seed: seed)
      guard let chain = generator.chains(count: 10).first(where: { $0.initial == initial }) else { continue }
      drawn[chain.subtasks[0], default: 0] += 1
      chains += 1
    }
    for (subtask, sequences) in expected {
      let share = Double(sequences) / total
      let deviation = (chains * share * (1 - share)).squareRoot()
      let surplus = Double(drawn[subtask] ?? 0) - chains * share
      #expect(abs(surplus) < 4 * deviation + 1, "\(subtask.rawValue)")
    }
    #expect(drawn.keys.allSatisfy { expected[$0] != nil })
  }

  @Test func splitsShareNoPairWhateverTheSeed() {
    struct Pair: Hashable {
      var initial: Facts
      var subtasks: [Subtask]
    }
    var owners = [Pair: ChainSplit]()
    for split in ChainSplit.allCases {
      for seed in 0..<4 as Range<UInt64> {
        for chain in ChainGenerator(seed: seed, split: split).chains(count: 1000) {
          let pair = Pair(initial: chain.initial, subtasks: chain.subtasks)
          let owner = owners.updateValue(split, forKey: pair)
          #expect(owner == nil || owner == split, "seed \(seed) \(split) chain \(chain.index)")
          #expect(ChainSplit.owning(chain.initial, chain.subtasks) == split)
        }
      }
    }
    let keys = ChainSplit.allCases.flatMap { split in (0..<4).map { split.stream(seed: $0, chain: 3).key } }
    #expect(Set(keys).count == 16)
  }

  @Test func noPhysicalChainLiftsFromTheCoveredCompartment() {
    for seed in 0..<5 as Range<UInt64> {
      for chain in ChainGenerator(seed: seed).chains(count: 1000) {
        let facts = chain.facts(under: .physical)
        for (before, subtask) in zip(facts, chain.subtasks) {
          guard case .liftFromSlider(let block) = subtask.kind else { continue }
          #expect(before[block] == .compartment(before.openCompartment), "seed \(seed) chain \(chain.index)")
        }
      }
    }
  }
}
