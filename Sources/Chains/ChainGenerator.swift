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

  /// The first chains of the seed that are none of others by state and sequence; each keeps its index.
  public func chains(count: Int, otherThan others: [Chain]) -> [Chain] {
    struct Pair: Hashable {
      let initial: Facts
      let subtasks: [Subtask]

      init(_ chain: Chain) { (initial, subtasks) = (chain.initial, chain.subtasks) }
    }
    let pairs = Set(others.map(Pair.init))
    return Array((0...).lazy.map { chain($0) }.filter { !pairs.contains(Pair($0)) }.prefix(count))
  }

  /// One chain of the seed.
  public func chain(_ index: Int) -> Chain {
    let graph = ChainGraph.of(rules)
    let start = initialState(index)
    let initial = graph.states[start]
    var stream = split.stream(seed: seed, chain: index).split("sequence")
    var subtasks: [Subtask] = []
    repeat {
      while !draw(&subtasks, from: start, in: graph, &stream) {}
    } while ChainSplit.owning(initial, subtasks) != split
    return Chain(index: index, initial: initial, subtasks: subtasks)
  }

  private func initialState(_ index: Int) -> Int {
    let states = Array(Facts.initialStates.indices)
    var stream = RandomStream(seed: seed).split(split.rawValue).split("round", index / states.count)
    return stream.shuffled(states)[index % states.count]
  }

  /// One attempt at a sequence, abandoned at the first misfit; whether it came to its end.
  ///
  /// CALVIN draws from all 34 subtasks at each step and accepts one attempt in some thousands. Here a step draws a number
  /// and takes the fitting subtask that has it, if any. Either way every accepted sequence is equally likely.
  private func draw(
    _ subtasks: inout [Subtask], from start: Int, in graph: ChainGraph, _ stream: inout RandomStream
  ) -> Bool {
    subtasks.removeAll(keepingCapacity: true)
    var state = start
    var usedCategories: UInt16 = 0
    while subtasks.count < Chain.length {
      var number = stream.index(below: graph.mostMoves)
      var drawn: ChainGraph.Move?
      for move in graph.moves[state] where move.category & usedCategories == 0 {
        if number == 0 { drawn = move }
        number -= 1
      }
      guard let drawn else { return false }
      subtasks.append(drawn.subtask)
      usedCategories |= drawn.category
      state = drawn.next
    }
    return true
  }
}
