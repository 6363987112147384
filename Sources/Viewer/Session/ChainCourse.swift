import Chains
import Episodes
import Vocabulary

/// What is being carried out, how far it is, and what came of it so far.
public struct ChainCourse: Hashable, Sendable {
  /// One subtask of it.
  public struct Attempt: Hashable, Sendable {
    /// What is asked for.
    public var subtask: Subtask
    /// In which words.
    public var instruction: String
    /// How it ended; nil before that.
    public var outcome: Outcome?
    /// Control steps that the agent took.
    public var steps = 0

    /// An attempt that has not begun.
    public init(_ subtask: Subtask, instruction: String) {
      self.subtask = subtask
      self.instruction = instruction
    }
  }

  /// Where it comes from.
  public enum Origin: Hashable, Sendable {
    /// A chain by its number.
    case chain(Int)
    /// A sentence typed in the window, from the state that was there.
    case typed
  }

  /// Where it comes from.
  public var origin: Origin
  /// All of it in order.
  public var attempts: [Attempt]
  /// The one at hand, from 0.
  public var current = 0
  /// Whether nothing more happens in it: everything was done, or something failed.
  public var isOver = false
  /// Whether someone at the keyboard moved the arm.
  public var wasTouched = false

  /// A course that has not begun.
  public init(_ origin: Origin, _ attempts: [Attempt]) {
    precondition(!attempts.isEmpty, "something is asked for")
    self.origin = origin
    self.attempts = attempts
  }

  /// The attempt at hand.
  public var attempt: Attempt { attempts[current] }

  /// Subtasks done in a row.
  public var completed: Int { attempts.prefix { $0.outcome == .succeeded }.count }
}

/// One control step as the strip and the averages show it.
public struct StepTrace: Hashable, Sendable {
  /// The exit that the action came from; nil without exits.
  public var exit: Int?
  /// Multiply-accumulate operations.
  public var multiplyAccumulates: Int
  /// Seconds that the decision took; nil where it was not measured, as in a replay of recorded actions.
  public var latency: Double?
  /// Whether a subtask began with it.
  public var beginsSubtask: Bool
  /// Whether the keyboard acted.
  public var isByHand: Bool

  /// A step from its parts.
  public init(
    exit: Int?, multiplyAccumulates: Int, latency: Double?, beginsSubtask: Bool = false, isByHand: Bool = false
  ) {
    self.exit = exit
    self.multiplyAccumulates = multiplyAccumulates
    self.latency = latency
    self.beginsSubtask = beginsSubtask
    self.isByHand = isByHand
  }
}

extension StepTrace {
  /// Whether it carried out what an earlier step had decided: it cost nothing, and no average counts it.
  public var isCarriedOn: Bool { exit != nil && multiplyAccumulates == 0 }
}

extension Decision {
  /// The decision with what the last one cost and compared, where it only carries on with that one's actions.
  public func shown(after last: Decision?) -> Decision {
    guard let last, exit != nil, multiplyAccumulates == 0 else { return self }
    var shown = last
    (shown.action, shown.exit) = (action, exit)
    return shown
  }
}

/// Everything that a window shows of one moment.
public struct Moment<State: Hashable & Sendable>: Sendable {
  /// Counts the moments of a source: another number, another picture.
  public var number: Int
  /// Who acts, and on which table.
  public var cast: Cast
  /// The state of the world.
  public var state: State
  /// What is being carried out.
  public var course: ChainCourse
  /// The last decision; nil before the first one of a subtask.
  public var decision: Decision?
  /// The latest steps, oldest first, at most `StepTrace.kept`.
  public var trace: [StepTrace]
  /// Averages over the course.
  public var averages = Averages()
  /// Control steps per second, measured; nil before there are any.
  public var rate: Double?

  /// A moment from its parts.
  public init(
    number: Int, cast: Cast, state: State, course: ChainCourse, decision: Decision? = nil, trace: [StepTrace] = [],
    averages: Averages = Averages(), rate: Double? = nil
  ) {
    self.number = number
    self.cast = cast
    self.state = state
    self.course = course
    self.decision = decision
    self.trace = trace
    self.averages = averages
    self.rate = rate
  }
}

/// Who acts, and on which table.
public struct Cast: Hashable, Sendable {
  /// The agent's name.
  public var agent: String
  /// The table.
  public var scene: SceneName
  /// The greatest differences at which its exits are taken, one for each exit that has one; empty without.
  public var thresholds: [Double]
  /// How many exits it has; nil without exits, or where it is not known.
  public var exits: Int?

  /// A cast from its parts.
  public init(agent: String, scene: SceneName, thresholds: [Double] = [], exits: Int? = nil) {
    self.agent = agent
    self.scene = scene
    self.thresholds = thresholds
    self.exits = exits
  }
}

extension StepTrace {
  /// Steps that the strip shows: ten seconds.
  public static let kept = 300
}

/// What the decisions of a course cost on average.
public struct Averages: Hashable, Sendable {
  /// Decisions counted.
  public private(set) var decisions = 0
  private var multiplyAccumulateSum = 0.0
  private var latencySum = 0.0
  private var latencies = 0

  /// No steps yet.
  public init() {}

  /// Counts a step of the agent, if it decided something in it.
  public mutating func add(_ step: StepTrace) {
    guard !step.isByHand, !step.isCarriedOn else { return }
    decisions += 1
    multiplyAccumulateSum += Double(step.multiplyAccumulates)
    if let latency = step.latency {
      latencySum += latency
      latencies += 1
    }
  }

  /// Multiply-accumulate operations per decision; nil without any.
  public var multiplyAccumulates: Double? { decisions > 0 ? multiplyAccumulateSum / Double(decisions) : nil }
  /// Seconds per decision; nil where none was measured.
  public var latency: Double? { latencies > 0 ? latencySum / Double(latencies) : nil }
}
