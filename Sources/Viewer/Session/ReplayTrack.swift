import Chains
import Episodes
import Vocabulary

/// A chain's course, moment by moment, to be gone through in any order.
public struct ReplayTrack<State: Hashable & Sendable>: Sendable {
  /// One moment after the other; the first is the start. Their traces are empty: `moment(_:)` fills them in.
  private let moments: [Moment<State>]
  /// The step that led to each moment but the first.
  private let steps: [StepTrace]
  /// Where each attempt ends.
  public let ends: [Timeline.End]

  /// Moments in all.
  public var count: Int { moments.count }

  /// Carries out the chain that a session stands at the beginning of, to its end, and keeps every moment.
  ///
  /// - Parameter afterStep: called after every control step; throwing ends it.
  public init<World: Environment>(
    _ session: LiveSession<World>, afterStep: (Int) throws -> Void = { _ in }
  ) throws where World.State == State {
    func bare() -> Moment<State> {
      var moment = session.moment
      moment.trace = []
      return moment
    }
    var moments = [bare()]
    var steps: [StepTrace] = []
    var ends: [Timeline.End] = []
    while !session.course.isOver {
      let before = session.course.current
      try session.advance()
      if let step = session.trace.last { steps.append(step) }
      moments.append(bare())
      if let outcome = session.course.attempts[before].outcome {
        ends.append(Timeline.End(step: steps.count, succeeded: outcome == .succeeded))
      }
      try afterStep(steps.count)
    }
    for index in moments.indices { moments[index].number = index }
    self.moments = moments
    self.steps = steps
    self.ends = ends
  }

  /// A moment with the steps that led to it.
  public func moment(_ index: Int) -> Moment<State> {
    var moment = moments[index]
    moment.trace = Array(steps[max(0, index - StepTrace.kept)..<index])
    return moment
  }

  /// How the whole of it ended.
  public var course: ChainCourse { moments[count - 1].course }
}

/// Decides what was decided before: carries out recorded actions.
public final class RecordedAgent<World: Environment>: Agent {
  private let decisions: [Decision]
  private var next = 0

  /// An agent that gives these answers, one after the other, in one chain; each control step as it was carried out.
  public init(_ decisions: [Decision]) { self.decisions = decisions.flatMap(\.answers) }

  /// From the first answer on.
  public func beginChain(_ stream: RandomStream) { next = 0 }

  /// Nothing to remember.
  public func begin(_ subtask: Subtask, instruction: Instruction) {}

  /// The next answer; beyond the last one, to keep still.
  public func decide(in world: World) -> Decision {
    defer { next += 1 }
    return next < decisions.count ? decisions[next] : Decision(.hold(world.gripper))
  }
}
