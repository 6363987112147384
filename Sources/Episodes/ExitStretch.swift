/// Control steps in a row whose actions came from the same exit.
public struct ExitStretch: Hashable, Sendable {
  /// The exit, from 0; nil for actions that came from none.
  public let exit: Int?
  /// How many steps.
  public var steps: Int

  /// A stretch from its parts.
  public init(exit: Int?, steps: Int) {
    precondition(steps > 0, "a stretch has steps")
    self.exit = exit
    self.steps = steps
  }
}

extension [ExitStretch] {
  /// Adds one more step.
  mutating func append(stepFrom exit: Int?) {
    if let last, last.exit == exit {
      self[count - 1].steps += 1
    } else {
      append(ExitStretch(exit: exit, steps: 1))
    }
  }

  /// The exits step by step.
  public var exits: [Int?] { flatMap { [Int?](repeating: $0.exit, count: $0.steps) } }
}
