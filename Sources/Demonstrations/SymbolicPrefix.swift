import Chains
import Vocabulary

/// Subtasks that lead from an initial state to one in which a wanted subtask is possible.
struct SymbolicPrefix: Hashable, Sendable {
  /// The facts to start from.
  let initial: Facts
  /// What to carry out.
  let subtasks: [Subtask]

  /// A random walk of exactly `length` subtasks to where `wanted` is possible; nil when no initial state allows one.
  ///
  /// The start is even among those that allow a walk, each move even among those that do not lose the way.
  init?(to wanted: Subtask, length: Int, stream: inout RandomStream) {
    let graph = ChainGraph.of(.physical)
    // For each number of moves that are left, the states from which they can lead there.
    var layers = [graph.moves.map { $0.contains { $0.subtask == wanted } }]
    for left in 0..<length { layers.append(graph.moves.map { $0.contains { layers[left][$0.next] } }) }
    let starts = Facts.initialStates.indices.filter { layers[length][$0] }
    guard !starts.isEmpty else { return nil }
    var state = stream.choose(from: starts)
    initial = graph.states[state]
    var walk: [Subtask] = []
    for left in stride(from: length - 1, through: 0, by: -1) {
      let move = stream.choose(from: graph.moves[state].filter { layers[left][$0.next] })
      walk.append(move.subtask)
      state = move.next
    }
    subtasks = walk
  }

  /// A walk of one to four subtasks, the length even among the possible ones.
  static func random(to wanted: Subtask, stream: inout RandomStream) -> SymbolicPrefix {
    for length in stream.shuffled([1, 2, 3, 4]) {
      if let prefix = SymbolicPrefix(to: wanted, length: length, stream: &stream) { return prefix }
    }
    preconditionFailure("every subtask is possible after four others")
  }

  /// One of the shortest walks: none where a reset can lay out what `wanted` needs.
  static func shortest(to wanted: Subtask, stream: inout RandomStream) -> SymbolicPrefix {
    for length in 0...4 {
      if let prefix = SymbolicPrefix(to: wanted, length: length, stream: &stream) { return prefix }
    }
    preconditionFailure("every subtask is possible after four others")
  }
}
