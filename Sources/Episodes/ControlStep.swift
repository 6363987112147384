import Vocabulary

/// The answers of one control step, taken together: one, or several where the action changed on the way.
public struct ControlStep: Sendable {
  private var answers: Decision?

  /// No answer yet.
  public init() {}

  /// Whether the control step is over.
  public var isComplete: Bool { answers?.physicsSteps == physicsStepsPerControlStep }

  /// All answers as one: the last action, everything that was spent, and the segments where there are several.
  public var decision: Decision {
    guard let answers else { preconditionFailure("a control step has an answer") }
    return answers
  }

  /// Takes in one more answer.
  public mutating func add(_ next: Decision) {
    guard var all = answers else {
      precondition((1...physicsStepsPerControlStep).contains(next.physicsSteps), "an answer for a part of a step")
      return answers = next
    }
    if all.segments.isEmpty { all.segments = [ActionSegment(all.action, physicsSteps: all.physicsSteps)] }
    all.segments.append(ActionSegment(next.action, physicsSteps: next.physicsSteps))
    all.action = next.action
    all.physicsSteps += next.physicsSteps
    precondition(all.physicsSteps <= physicsStepsPerControlStep, "answers end with the control step")
    if let exit = next.exit { all.exit = exit }
    if next.multiplyAccumulates > 0 {
      (all.differences, all.delay) = (next.differences, next.delay)
      all.parts = all.parts.isEmpty ? next.parts : all.parts.adding(next.parts)
    }
    all.multiplyAccumulates += next.multiplyAccumulates
    all.missedDeadlines += next.missedDeadlines
    all.seconds += next.seconds
    answers = all
  }
}

/// A part of a control step with one action in force.
public struct ActionSegment: Hashable, Sendable {
  /// The action.
  public let action: Action
  /// For how long.
  public let physicsSteps: Int

  /// A segment from its parts.
  public init(_ action: Action, physicsSteps: Int) {
    self.action = action
    self.physicsSteps = physicsSteps
  }
}

extension Decision {
  /// The answers that a control step was carried out with: one for each segment, the first with all that was spent.
  public var answers: [Decision] {
    guard !segments.isEmpty else { return [self] }
    return segments.enumerated().map { index, segment in
      var answer = index == 0 ? self : Decision(segment.action, exit: exit)
      (answer.action, answer.physicsSteps, answer.segments) = (segment.action, segment.physicsSteps, [])
      return answer
    }
  }
}

extension [ComputePart] {
  /// Both lists, parts of one name added up.
  fileprivate func adding(_ other: [ComputePart]) -> [ComputePart] {
    var sums = self
    for part in other {
      if let place = sums.firstIndex(where: { $0.name == part.name }) {
        sums[place] = ComputePart(
          part.name, multiplyAccumulates: sums[place].multiplyAccumulates + part.multiplyAccumulates)
      } else {
        sums.append(part)
      }
    }
    return sums
  }
}
