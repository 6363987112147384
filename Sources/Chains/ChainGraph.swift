/// Every state that a chain can reach from the initial ones, and the subtasks that lead from one to another.
package struct ChainGraph: Sendable {
  /// A feasible subtask.
  package struct Move: Sendable {
    /// What is carried out.
    package let subtask: Subtask
    /// The bit of its category.
    package let category: UInt16
    /// The number of the state that it leads to.
    package let next: Int
  }

  /// The states by number; the initial ones come first, in their order.
  package let states: [Facts]
  /// What is feasible in each state, in the order of the subtasks.
  package let moves: [[Move]]
  /// The length of the longest list of moves.
  package let mostMoves: Int

  /// The graph of the rules.
  package static func of(_ rules: ChainRules) -> ChainGraph { rules == .physical ? physical : calvin }

  private static let physical = ChainGraph(rules: .physical)
  private static let calvin = ChainGraph(rules: .calvin)

  private init(rules: ChainRules) {
    var states = Facts.initialStates
    var numbers = Dictionary(uniqueKeysWithValues: zip(states, states.indices))
    var moves: [[Move]] = []
    while moves.count < states.count {
      let facts = states[moves.count]
      var list: [Move] = []
      for subtask in Subtask.allCases {
        guard let next = try? rules.successor(of: facts, subtask) else { continue }
        let number = numbers[next] ?? states.count
        if number == states.count {
          states.append(next)
          numbers[next] = number
        }
        list.append(Move(subtask: subtask, category: subtask.category.bit, next: number))
      }
      moves.append(list)
    }
    self.states = states
    self.moves = moves
    mostMoves = moves.lazy.map(\.count).max() ?? 0
  }
}

extension Subtask.Category {
  fileprivate var bit: UInt16 { Self.allCases.firstIndex(of: self).map { 1 << UInt16($0) } ?? 0 }
}
