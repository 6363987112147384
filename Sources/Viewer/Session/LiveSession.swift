import Chains
import Episodes
import Vocabulary

/// Where a live session gets its chains from, and in which words it asks for subtasks.
public struct ChainSource: Sendable {
  /// The chains, carried out in this order, over and over.
  public var chains: [Chain]
  /// Everything random of a chain, by its number.
  public var stream: @Sendable (Int) -> RandomStream
  /// Chooses the sentence for a subtask.
  public var instruction: @Sendable (Subtask, inout RandomStream) -> Instruction
  /// Control steps at most for one subtask.
  public var maximumSteps: Int

  /// A source from its parts; there is at least one chain.
  public init(
    chains: [Chain], maximumSteps: Int, stream: @escaping @Sendable (Int) -> RandomStream,
    instruction: @escaping @Sendable (Subtask, inout RandomStream) -> Instruction
  ) {
    precondition(!chains.isEmpty, "there are chains to carry out")
    self.chains = chains
    self.maximumSteps = maximumSteps
    self.stream = stream
    self.instruction = instruction
  }

  /// The course of a chain before it begins; sentences are drawn as in an evaluation.
  public func course(of chain: Chain) -> ChainCourse {
    let stream = stream(chain.index)
    let attempts = chain.subtasks.enumerated().map { index, subtask in
      var own = stream.split("instruction", index + 1)
      return ChainCourse.Attempt(subtask, instruction: instruction(subtask, &own).text)
    }
    return ChainCourse(.chain(chain.index), attempts)
  }
}

/// Chains carried out one control step at a time, in the same course as in an evaluation, until someone interferes.
public final class LiveSession<World: Environment> {
  /// The world that is acted in.
  public let world: World
  private let agent: any Agent<World>
  private let source: ChainSource
  private let cast: Cast
  private let measuresLatency: Bool
  private let seconds: () -> Double

  /// The place of the chain at hand among the source's.
  public private(set) var chainPlace: Int
  /// What is being carried out.
  public private(set) var course: ChainCourse
  private var hasBegun = false
  private var decision: Decision?
  /// The latest steps, oldest first.
  public private(set) var trace: [StepTrace] = []
  private var averages = Averages()
  private var changes = 0
  /// What someone at the keyboard does; nil while the agent acts.
  private var hand: Action?

  /// A session that stands at the beginning of a chain.
  ///
  /// - Parameters:
  ///   - measuresLatency: whether the time that the agent takes is told where it does not tell it itself.
  ///   - seconds: a clock that only goes forward, for latencies.
  public init(
    world: World, agent: any Agent<World>, cast: Cast, source: ChainSource, startingAt place: Int = 0,
    measuresLatency: Bool = true, seconds: @escaping () -> Double = monotonicSeconds
  ) throws {
    self.world = world
    self.agent = agent
    self.cast = cast
    self.source = source
    self.measuresLatency = measuresLatency
    self.seconds = seconds
    chainPlace = place % source.chains.count
    course = source.course(of: source.chains[chainPlace])
    try beginChain()
  }

  private func beginChain() throws {
    changes += 1
    let chain = source.chains[chainPlace]
    let stream = source.stream(chain.index)
    course = source.course(of: chain)
    forgetSteps()
    do {
      try world.reset(to: chain.initial, stream: stream.split("reset"))
    } catch EnvironmentError.diverged(let reason) {
      course.attempts[0].outcome = .diverged(reason)
      course.isOver = true
      return
    }
    agent.beginChain(stream.split("agent"))
  }

  private func forgetSteps() {
    hasBegun = false
    decision = nil
    trace = []
    averages = Averages()
  }

  // MARK: Going on

  /// Carries out one control step; nothing where the course is over.
  ///
  /// - Throws: what the agent throws; a world that diverges is an outcome.
  public func advance() throws {
    changes += 1
    if let hand { return try step(by: hand) }
    guard !course.isOver else { return }
    let begins = !hasBegun
    if begins { begin() }
    var controlStep = ControlStep()
    var measured = measuresLatency ? 0.0 : nil
    var goesOn = true
    repeat {
      let started = seconds()
      let decision = try agent.decide(in: world)
      measured = measured.map { $0 + seconds() - started }
      controlStep.add(decision)
      goesOn = try carryOut(decision.action, physicsSteps: decision.physicsSteps)
    } while goesOn && !controlStep.isComplete
    let decision = controlStep.decision
    let step = StepTrace(
      exit: decision.exit, multiplyAccumulates: decision.multiplyAccumulates,
      latency: decision.seconds > 0 ? decision.seconds : measured, beginsSubtask: begins)
    self.decision = decision.shown(after: self.decision)
    note(step)
    course.attempts[course.current].steps += 1
    guard goesOn else { return }
    if world.hasSucceeded {
      end(.succeeded)
    } else if course.attempt.steps >= source.maximumSteps {
      end(.timedOut)
    }
  }

  private func begin() {
    world.begin(course.attempt.subtask)
    agent.begin(course.attempt.subtask, instruction: Instruction(course.attempt.instruction))
    hasBegun = true
    decision = nil
  }

  /// Whether the world took the action; one that diverges ends the attempt.
  private func carryOut(_ action: Action, physicsSteps: Int = physicsStepsPerControlStep) throws -> Bool {
    do {
      try world.step(action, physicsSteps: physicsSteps)
      return true
    } catch EnvironmentError.diverged(let reason) {
      end(.diverged(reason))
      course.isOver = true
      return false
    }
  }

  private func end(_ outcome: Outcome) {
    course.attempts[course.current].outcome = outcome
    hasBegun = false
    if outcome == .succeeded, course.current + 1 < course.attempts.count {
      course.current += 1
    } else {
      course.isOver = true
    }
  }

  private func note(_ step: StepTrace) {
    trace.append(step)
    if trace.count > StepTrace.kept { trace.removeFirst() }
    averages.add(step)
  }

  /// A step of the hand's: the agent's limit of steps does not count it, a subtask done by it counts as done.
  private func step(by action: Action) throws {
    if !hasBegun, !course.isOver { begin() }
    course.wasTouched = true
    decision = Decision(action)
    note(StepTrace(exit: nil, multiplyAccumulates: 0, latency: nil, isByHand: true))
    guard try carryOut(action) else { return }
    if !course.isOver, world.hasSucceeded { end(.succeeded) }
  }

  // MARK: Interfering

  /// Goes to the chain so many places further.
  public func goToChain(_ distance: Int) throws {
    let count = source.chains.count
    chainPlace = ((chainPlace + distance) % count + count) % count
    try beginChain()
  }

  /// Begins the chain at hand anew.
  public func reset() throws { try beginChain() }

  /// Lets the agent try something from the state now.
  public func attempt(_ subtask: Subtask, instruction: String) {
    changes += 1
    course = ChainCourse(.typed, [ChainCourse.Attempt(subtask, instruction: instruction)])
    forgetSteps()
  }

  /// Takes the arm in hand, or gives it back with nil: then the agent begins the subtask anew from the state now.
  public func drive(_ action: Action?) {
    changes += 1
    if hand != nil, action == nil { hasBegun = false }
    hand = action
  }

  /// Whether someone at the keyboard has the arm.
  public var isDriven: Bool { hand != nil }

  /// Everything that a window shows.
  public var moment: Moment<World.State> {
    Moment(
      number: changes, cast: cast, state: world.state, course: course, decision: decision, trace: trace,
      averages: averages)
  }
}
