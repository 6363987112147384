/// Subtasks to be carried out one after the other from an initial state: one sequence of CALVIN's long-horizon benchmark.
public struct Chain: Hashable, Codable, Sendable {
  /// How many subtasks a chain has.
  public static let length = 5

  /// Its number in its set, from 0.
  public let index: Int
  /// The state that it starts from.
  public let initial: Facts
  /// What is asked for, in order.
  public let subtasks: [Subtask]

  /// A chain from its parts.
  public init(index: Int, initial: Facts, subtasks: [Subtask]) {
    self.index = index
    self.initial = initial
    self.subtasks = subtasks
  }

  /// The facts before the first subtask and after each, ending with those that the first infeasible one meets.
  public func facts(under rules: ChainRules) -> [Facts] {
    var facts = [initial]
    for subtask in subtasks {
      guard let next = try? rules.successor(of: facts[facts.count - 1], subtask) else { break }
      facts.append(next)
    }
    return facts
  }

  /// Where a chain breaks.
  public struct Break: Hashable, Sendable {
    /// The place of the subtask in the chain, from 1.
    public let step: Int
    /// The subtask that cannot be carried out.
    public let subtask: Subtask
    /// Why not.
    public let reason: InfeasibleReason
  }

  /// The first subtask that the facts do not allow; nil for a feasible chain.
  public func firstBreak(under rules: ChainRules) -> Break? {
    var facts = initial
    for (index, subtask) in subtasks.enumerated() {
      do throws(InfeasibleReason) {
        facts = try rules.successor(of: facts, subtask)
      } catch {
        return Break(step: index + 1, subtask: subtask, reason: error)
      }
    }
    return nil
  }
}
