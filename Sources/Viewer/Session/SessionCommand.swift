import Chains
import Vocabulary

/// How fast time passes in what is watched.
public enum Pace: Hashable, Sendable {
  /// Not at all.
  case paused
  /// So many times as fast as real time.
  case times(Double)
  /// As fast as it goes.
  case unlimited
}

/// What a window asks of what it shows.
public enum SessionCommand: Hashable, Sendable {
  /// Time passes at another pace.
  case pace(Pace)
  /// So many control steps on, or back with a negative number, whatever the pace.
  case step(Int)
  /// The chain so many places further.
  case chain(Int)
  /// The chain at hand from its beginning.
  case reset
  /// The agent tries this from the state now.
  case attempt(Subtask, instruction: String)
  /// The keyboard's action until another comes; nil gives the arm back.
  case drive(Action?)
  /// A place in a replay as a share of its length, 0 … 1.
  case seek(Double)
}

/// What a window shows: a live session, a run that goes on behind it, a replay. Belongs to the main thread.
public protocol MomentSource<State>: AnyObject {
  /// The states of the world.
  associatedtype State: Hashable & Sendable

  /// Does what the window asks for; what a source cannot do, it leaves.
  func perform(_ command: SessionCommand)

  /// What there is to be seen now; nil before there is anything.
  ///
  /// - Throws: what the agent or the world ended with.
  func moment() throws -> Moment<State>?

  /// Where the moment lies in a replay; nil for what has no end yet.
  var timeline: Timeline? { get }

  /// A sentence that the window should say, once.
  func takeNotice() -> String?

  /// Whether everything has been shown and nothing more will come.
  var hasEnded: Bool { get }
}

/// A replay's course in control steps.
public struct Timeline: Hashable, Sendable {
  /// Control steps in all.
  public var length: Int
  /// The step that is shown.
  public var position: Int
  /// Where each attempt ends, and whether it was done.
  public var ends: [End]

  /// The end of an attempt.
  public struct End: Hashable, Sendable {
    /// Control steps from the beginning of the replay.
    public var step: Int
    /// Whether the subtask was done.
    public var succeeded: Bool

    /// An end from its parts.
    public init(step: Int, succeeded: Bool) {
      self.step = step
      self.succeeded = succeeded
    }
  }

  /// A course from its parts.
  public init(length: Int, position: Int, ends: [End]) {
    self.length = length
    self.position = position
    self.ends = ends
  }
}
