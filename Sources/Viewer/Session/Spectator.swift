import Chains
import Dispatch
import Episodes
import Synchronization
import Vocabulary

/// Looks on while workers carry out a run: shows one of them, and can hold it up, but changes nothing of what it does.
///
/// Its own side belongs to the main thread; the agents that it wraps belong to the workers' threads.
public final class Spectator<World: Environment & SendableMetatype>: MomentSource {
  /// What the threads share.
  fileprivate final class Shared: Sendable {
    struct Content: Sendable {
      var moment: Moment<World.State>?
      var notice: String?
      /// The worker that is shown, and those that there are.
      var shown: Int?
      var present: [Int] = []
      var arrivals = 0
      var moments = 0
      var pacer: Pacer
      var meter = RateMeter()
      var hasEnded = false
    }
    let content: Mutex<Content>
    let wake = DispatchSemaphore(value: 0)

    init(_ pacer: Pacer) { content = Mutex(Content(pacer: pacer)) }
  }

  private let shared: Shared
  private let source: ChainSource
  private let chainOfStream: [UInt64: Int]

  /// A spectator of the chains of a source; they go at full speed until told otherwise.
  public init(_ source: ChainSource, pace: Pace = .unlimited) {
    self.source = source
    shared = Shared(Pacer(pace, realTimeRate: Double(controlStepsPerSecond), now: monotonicSeconds()))
    chainOfStream = Dictionary(
      source.chains.indices.map { (source.stream(source.chains[$0].index).split("agent").key, $0) },
      uniquingKeysWith: { first, _ in first })
  }

  /// What makes agents that are looked at out of those of a run.
  public var wrapping: @Sendable (any Agent<World>, Cast) -> any Agent<World> {
    let (shared, source, chains) = (shared, source, chainOfStream)
    return { SpectatedAgent($0, cast: $1, shared, source, chains) }
  }

  /// Changes the pace of the worker that is shown, or shows another one.
  public func perform(_ command: SessionCommand) {
    shared.content.withLock { content in
      switch command {
      case .pace(let pace): content.pacer.set(pace, at: monotonicSeconds())
      case .step(let count): content.pacer.owe(count)
      case .chain:
        guard let shown = content.shown, let place = content.present.firstIndex(of: shown) else { break }
        content.shown = content.present[(place + 1) % content.present.count]
        content.meter.forget()
      case .reset, .attempt, .drive, .seek: break
      }
    }
    shared.wake.signal()
  }

  /// What the worker that is shown did last.
  public func moment() -> Moment<World.State>? { shared.content.withLock { $0.moment } }

  /// None: how long a run takes is not known.
  public var timeline: Timeline? { nil }

  /// Lets the window say something; from any thread.
  public var say: @Sendable (String) -> Void {
    let shared = shared
    return { sentence in shared.content.withLock { $0.notice = sentence } }
  }

  /// What there is to say.
  public func takeNotice() -> String? { shared.content.withLock { $0.notice.take() } }

  /// Whether the run is over.
  public var hasEnded: Bool { shared.content.withLock { $0.hasEnded } }

  /// The run is over, or the window is closed: nobody is held up any longer; from any thread.
  public var end: @Sendable () -> Void {
    let shared = shared
    return {
      shared.content.withLock { content in
        content.hasEnded = true
        content.pacer.set(.unlimited, at: monotonicSeconds())
      }
      for _ in 0..<64 { shared.wake.signal() }
    }
  }
}

/// Acts as another agent does, and lets a spectator look on.
private final class SpectatedAgent<World: Environment & SendableMetatype>: Agent {
  private let agent: any Agent<World>
  private let cast: Cast
  private let shared: Spectator<World>.Shared
  private let source: ChainSource
  private let chainOfStream: [UInt64: Int]
  private let number: Int

  private var course: ChainCourse?
  private var begins = false
  /// Physics steps of the control step under way.
  private var physicsSteps = 0
  private var last: Decision?
  private var trace: [StepTrace] = []
  private var averages = Averages()

  init(
    _ agent: any Agent<World>, cast: Cast, _ shared: Spectator<World>.Shared, _ source: ChainSource,
    _ chainOfStream: [UInt64: Int]
  ) {
    self.agent = agent
    self.cast = cast
    self.shared = shared
    self.source = source
    self.chainOfStream = chainOfStream
    number = shared.content.withLock { content in
      content.arrivals += 1
      content.present.append(content.arrivals)
      if content.shown == nil { content.shown = content.arrivals }
      return content.arrivals
    }
  }

  deinit {
    let number = number
    shared.content.withLock { content in
      content.present.removeAll { $0 == number }
      if content.shown == number { content.shown = content.present.first }
    }
  }

  func beginChain(_ stream: RandomStream) {
    course = chainOfStream[stream.key].map { source.course(of: source.chains[$0]) }
    course?.current = -1
    trace = []
    averages = Averages()
    agent.beginChain(stream)
  }

  func begin(_ subtask: Subtask, instruction: Instruction) {
    if var course, course.current + 1 < course.attempts.count {
      // A chain only goes on after a success.
      if course.current >= 0 { course.attempts[course.current].outcome = .succeeded }
      course.current += 1
      self.course = course
    } else {
      course = ChainCourse(.typed, [ChainCourse.Attempt(subtask, instruction: instruction.text)])
    }
    begins = true
    physicsSteps = 0
    last = nil
    agent.begin(subtask, instruction: instruction)
  }

  func decide(in world: World) throws -> Decision {
    waitForTurn()
    let started = monotonicSeconds()
    let decision = try agent.decide(in: world)
    let step = StepTrace(
      exit: decision.exit, multiplyAccumulates: decision.multiplyAccumulates,
      latency: decision.seconds > 0 ? decision.seconds : monotonicSeconds() - started, beginsSubtask: begins)
    begins = false
    trace.append(step)
    if trace.count > StepTrace.kept { trace.removeFirst() }
    averages.add(step)
    physicsSteps = (physicsSteps + decision.physicsSteps) % physicsStepsPerControlStep
    if var course, physicsSteps == 0 {
      course.attempts[course.current].steps += 1
      self.course = course
    }
    let shown = decision.shown(after: last)
    last = shown
    show(shown, world)
    return decision
  }

  private func show(_ decision: Decision, _ world: World) {
    guard let course, shared.content.withLock({ $0.shown == number }) else { return }
    let state = world.state
    shared.content.withLock { content in
      content.moments += 1
      content.meter.count(at: monotonicSeconds())
      content.moment = Moment(
        number: content.moments, cast: cast, state: state, course: course, decision: decision, trace: trace,
        averages: averages, rate: content.meter.rate)
    }
  }

  /// Waits where the window holds this worker up.
  private func waitForTurn() {
    while true {
      let wait: Double? = shared.content.withLock { content in
        guard content.shown == number, !content.hasEnded else { return 0 }
        let now = monotonicSeconds()
        let wait = content.pacer.wait(at: now)
        if wait == 0 { content.pacer.stepped(at: now) }
        return wait
      }
      if wait == 0 { return }
      _ = shared.wake.wait(timeout: .now() + (wait ?? 0.25))
    }
  }
}
