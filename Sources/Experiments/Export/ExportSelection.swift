import Chains
import Vocabulary

/// Which moments of which chains of a run are exported.
public struct ExportSelection: Hashable, Sendable {
  /// Control steps of a subtask.
  public enum Steps: Hashable, Sendable {
    /// The beginning, step 0.
    case first
    /// The end.
    case last
    /// Some of them, by number of steps done.
    case range(ClosedRange<Int>)
    /// Every so many from the beginning on, and the end.
    case every(Int)
    /// So many, evenly from the beginning to the end; one alone is the end.
    case evenly(Int)
  }

  /// The agents; all when empty.
  public var agents: [String] = []
  /// The scenes; all when empty.
  public var scenes: [SceneName] = []
  /// The chains by number; when empty, those whose states are recorded, or else the first.
  public var chains: [ClosedRange<Int>] = []
  /// The subtasks by place in their chain, from 1; all when empty.
  public var subtasks: [ClosedRange<Int>] = []
  /// The steps of each of those.
  public var steps: [Steps]

  /// All chains with pictures unless told.
  public init(steps: [Steps]) { self.steps = steps }

  /// The moments of a chain, in the order of its course, each once.
  ///
  /// - Throws: `ExportError.noSuchSubtask` and `.noSuchStep`, with those that there are.
  func moments(of chain: RecordedChain) throws(ExportError) -> [StatePlace] {
    let lengths = chain.attempts.map(\.steps)
    let positions = (1...lengths.count).filter { position in
      subtasks.isEmpty || subtasks.contains { $0.contains(position) }
    }
    guard !positions.isEmpty else {
      throw .noSuchSubtask(chain: chain.chain, count: lengths.count)
    }
    var moments: Set<StatePlace> = []
    for position in positions {
      for step in steps.flatMap({ $0.numbers(length: lengths[position - 1]) }) {
        moments.insert(StatePlace(position: position, step: step))
      }
    }
    guard !moments.isEmpty else {
      throw .noSuchStep(chain: chain.chain, lengths: positions.map { ($0, lengths[$0 - 1]) }.map(StepsOfSubtask.init))
    }
    return moments.sorted { ($0.position, $0.step) < ($1.position, $1.step) }
  }
}

extension ExportSelection.Steps {
  /// The steps of a subtask that took so many.
  func numbers(length: Int) -> [Int] {
    switch self {
    case .first: [0]
    case .last: [length]
    case .range(let range): Array(range.clamped(to: 0...max(length, 0))).filter(range.contains)
    case .every(let interval): Array(Swift.stride(from: 0, to: length, by: interval)) + [length]
    case .evenly(let count):
      count == 1 ? [length] : (0..<count).map { (2 * length * $0 + count - 1) / (2 * (count - 1)) }
    }
  }
}

/// How many steps a subtask took.
public struct StepsOfSubtask: Hashable, Sendable {
  /// Its place in the chain, from 1.
  public let position: Int
  /// Control steps.
  public let steps: Int

  init(_ position: Int, _ steps: Int) { (self.position, self.steps) = (position, steps) }
}
