import Chains
import Vocabulary

/// Subtasks that lead from an initial state to one in which a wanted subtask is possible.
struct SymbolicPrefix: Hashable, Sendable {
  /// The facts to start from.
  let initial: Facts
  /// What to carry out.
  let subtasks: [Subtask]

  /// Draws of a walk before a length is given up; the rarest subtasks take some ten thousand.
  private static let largestDrawCount = 400_000

  /// A random walk of `length` subtasks from a random initial state to where `wanted` is possible; nil if none was met.
  static func random(to wanted: Subtask, length: Int, stream: inout RandomStream) -> SymbolicPrefix? {
    let graph = ChainGraph.of(.physical)
    for _ in 0..<largestDrawCount {
      let start = stream.index(below: Facts.initialStates.count)
      var state = start
      var walk: [Subtask] = []
      while walk.count < length {
        let moves = graph.moves[state].filter { $0.subtask != wanted }
        guard !moves.isEmpty else { break }
        let move = stream.choose(from: moves)
        walk.append(move.subtask)
        state = move.next
      }
      if walk.count == length, graph.moves[state].contains(where: { $0.subtask == wanted }) {
        return SymbolicPrefix(initial: graph.states[start], subtasks: walk)
      }
    }
    return nil
  }

  /// A random one of the shortest: none where a reset can lay out what `wanted` needs.
  static func shortest(to wanted: Subtask, stream: inout RandomStream) -> SymbolicPrefix {
    for length in 0...4 {
      if let prefix = exact(to: wanted, length: length, stream: &stream) { return prefix }
    }
    preconditionFailure("every subtask is possible after four others")
  }

  private static func exact(to wanted: Subtask, length: Int, stream: inout RandomStream) -> SymbolicPrefix? {
    let graph = ChainGraph.of(.physical)
    // Walks of this length to a state where `wanted` is possible, from each state.
    var reach = graph.moves.map { $0.contains { $0.subtask == wanted } }
    var layers = [reach]
    for _ in 0..<length {
      reach = graph.moves.map { $0.contains { reach[$0.next] } }
      layers.append(reach)
    }
    let starts = Facts.initialStates.indices.filter { layers[length][$0] }
    guard !starts.isEmpty else { return nil }
    let start = stream.choose(from: starts)
    var state = start
    var walk: [Subtask] = []
    for left in stride(from: length - 1, through: 0, by: -1) {
      let move = stream.choose(from: graph.moves[state].filter { layers[left][$0.next] })
      walk.append(move.subtask)
      state = move.next
    }
    return SymbolicPrefix(initial: graph.states[start], subtasks: walk)
  }
}
