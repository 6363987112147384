import Dispatch
import Episodes
import Foundation
import Synchronization

/// A live session on a thread of its own, so that a slow agent never holds up the window.
public final class LiveSource<World: Environment & SendableMetatype>: MomentSource {
  /// What both threads see.
  private final class Shared: Sendable {
    struct Content: Sendable {
      var commands: [SessionCommand] = []
      var moment: Moment<World.State>?
      var failure: (any Error)?
      var isClosed = false
      var hasStopped = false
    }
    let content = Mutex(Content())
    let wake = DispatchSemaphore(value: 0)
    let stopped = DispatchSemaphore(value: 0)
  }

  private let shared = Shared()

  /// Begins a session; world and agent are made on its thread and stay there.
  ///
  /// - Parameters:
  ///   - startingAt: the place of the first chain in the source.
  ///   - pace: how fast time passes at first.
  public init(
    cast: Cast, source: ChainSource, startingAt place: Int = 0, pace: Pace = .times(1),
    make: @escaping @Sendable () throws -> (world: World, agent: any Agent<World>)
  ) {
    let shared = shared
    let thread = Thread {
      do {
        let (world, agent) = try make()
        let session = try LiveSession(world: world, agent: agent, cast: cast, source: source, startingAt: place)
        try Self.run(session, pace, shared)
      } catch {
        shared.content.withLock { $0.failure = error }
      }
      shared.content.withLock { $0.hasStopped = true }
      shared.stopped.signal()
    }
    thread.name = "session"
    thread.stackSize = 8 << 20
    thread.start()
  }

  /// Seconds from the end of a chain to the beginning of the next one.
  private static var restSeconds: Double { 1.5 }

  private static func run(_ session: LiveSession<World>, _ pace: Pace, _ shared: Shared) throws {
    var pacer = Pacer(pace, realTimeRate: Double(controlStepsPerSecond), now: monotonicSeconds())
    var meter = RateMeter()
    var overSince: Double?
    publish(session, meter, shared)
    while true {
      let (commands, isClosed) = shared.content.withLock { content in
        defer { content.commands = [] }
        return (content.commands, content.isClosed)
      }
      if isClosed { return }
      for command in commands { try perform(command, session, &pacer) }
      if !commands.isEmpty { publish(session, meter, shared) }

      let now = monotonicSeconds()
      guard let wait = pacer.wait(at: now) else {
        meter.forget()
        overSince = nil
        _ = shared.wake.wait(timeout: .now() + 0.25)
        continue
      }
      if wait > 0 {
        _ = shared.wake.wait(timeout: .now() + wait)
        continue
      }
      pacer.stepped(at: now)
      try session.advance()
      if session.course.isOver, session.course.origin != .typed, !session.isDriven {
        if let since = overSince {
          if now - since >= restSeconds || pacer.pace == .unlimited {
            try session.goToChain(1)
            overSince = nil
          }
        } else {
          overSince = now
        }
      } else {
        overSince = nil
        meter.count(at: now)
      }
      publish(session, meter, shared)
    }
  }

  private static func perform(_ command: SessionCommand, _ session: LiveSession<World>, _ pacer: inout Pacer) throws {
    switch command {
    case .pace(let pace): pacer.set(pace, at: monotonicSeconds())
    case .step(let count): pacer.owe(count)
    case .chain(let distance): try session.goToChain(distance)
    case .reset: try session.reset()
    case .attempt(let subtask, let instruction): session.attempt(subtask, instruction: instruction)
    case .drive(let action): session.drive(action)
    case .seek: break
    }
  }

  private static func publish(_ session: LiveSession<World>, _ meter: RateMeter, _ shared: Shared) {
    var moment = session.moment
    moment.rate = meter.rate
    shared.content.withLock { $0.moment = moment }
  }

  // MARK: The window's side

  /// Hands a command to the session's thread.
  public func perform(_ command: SessionCommand) {
    shared.content.withLock { $0.commands.append(command) }
    shared.wake.signal()
  }

  /// What there is to be seen now; nil before the world is made.
  public func moment() throws -> Moment<World.State>? {
    try shared.content.withLock { content in
      if let failure = content.failure { throw failure }
      return content.moment
    }
  }

  /// None: a session has no end.
  public var timeline: Timeline? { nil }

  /// None.
  public func takeNotice() -> String? { nil }

  /// Never.
  public var hasEnded: Bool { false }

  /// Stops the session and waits until its thread has let go of everything.
  public func close() {
    shared.content.withLock { $0.isClosed = true }
    shared.wake.signal()
    shared.stopped.wait()
    shared.stopped.signal()
  }

  deinit { shared.content.withLock { $0.isClosed = true } }
}
