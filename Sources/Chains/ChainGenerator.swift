import Vocabulary

/// Chains by CALVIN's rules: any of them by its index, the same ones in any order and on any machine.
///
/// Initial states come in rounds, each a random order of all 192, so among the first N chains every state occurs
/// ⌊N/192⌋ or ⌈N/192⌉ times (5 or 6 of 1000), and a smaller set is the beginning of a larger one. Sequences are drawn as
/// CALVIN draws them: five different subtasks evenly, without replacement, until all are feasible in turn and no two
/// share a category; here also until the pair belongs to the split.
public struct ChainGenerator: Hashable, Sendable {
  /// The seed of all chains.
  public let seed: UInt64
  /// What the chains are for.
  public let split: ChainSplit
  /// What is feasible.
  public let rules: ChainRules

  /// A generator of the chains of a seed.
  public init(seed: UInt64, split: ChainSplit = .test, rules: ChainRules = .physical) {
    self.seed = seed
    self.split = split
    self.rules = rules
  }

  /// The first chains of the seed.
  public func chains(count: Int) -> [Chain] { (0..<count).map { chain($0) } }

  /// One chain of the seed.
  public func chain(_ index: Int) -> Chain {
    let initial = initialState(index)
    var stream = split.stream(seed: seed, chain: index).split("sequence")
    while true {
      guard let subtasks = draw(from: initial, &stream) else { continue }
      if ChainSplit.owning(initial, subtasks) == split {
        return Chain(index: index, initial: initial, subtasks: subtasks)
      }
    }
  }

  private func initialState(_ index: Int) -> Facts {
    let states = Facts.initialStates
    var stream = RandomStream(seed: seed).split(split.rawValue).split("round", index / states.count)
    return stream.shuffled(states)[index % states.count]
  }

  /// One attempt at a sequence; giving up at the first misfit leaves the distribution of those accepted as it is.
  private func draw(from initial: Facts, _ stream: inout RandomStream) -> [Subtask]? {
    var remaining = Subtask.allCases
    var subtasks: [Subtask] = []
    var facts = initial
    while subtasks.count < Chain.length {
      let subtask = remaining.remove(at: stream.index(below: remaining.count))
      guard !subtasks.contains(where: { $0.category == subtask.category }),
        let next = try? rules.successor(of: facts, subtask)
      else { return nil }
      subtasks.append(subtask)
      facts = next
    }
    return subtasks
  }
}
