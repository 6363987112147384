/// Which share of some attempts had succeeded by each control step; those that failed count in all of them.
public struct SuccessByStep: Hashable, Sendable {
  /// All attempts, whatever came out.
  public let attempts: Int
  /// Control steps of each successful one, from the fewest.
  public let stepsOfSuccesses: [Int]

  /// Attempts of which these succeeded, each after so many steps.
  public init(attempts: Int, stepsOfSuccesses: some Sequence<Int>) {
    self.attempts = attempts
    self.stepsOfSuccesses = stepsOfSuccesses.sorted()
    precondition(self.stepsOfSuccesses.count <= attempts, "successes are counted among attempts")
  }

  /// Those that had succeeded after so many steps, out of all.
  public func success(by step: Int) -> Proportion {
    Proportion(successes: stepsOfSuccesses.count { $0 <= step }, trials: attempts)
  }

  /// Steps after which more had succeeded than before, in order.
  public var changes: [Int] {
    stepsOfSuccesses.indices.filter { $0 == 0 || stepsOfSuccesses[$0] > stepsOfSuccesses[$0 - 1] }
      .map { stepsOfSuccesses[$0] }
  }
}
