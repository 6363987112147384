import Episodes
import Foundation
import Synchronization

/// A recorded chain to be gone through; it is made ready on a thread of its own.
public final class ReplaySource<State: Hashable & Sendable>: MomentSource {
  /// What making a chain ready came to.
  public struct Reel: Sendable {
    /// The course.
    public var track: ReplayTrack<State>
    /// What the window should say about it, such as that it is another one than was recorded.
    public var notice: String?

    /// A reel from its parts.
    public init(_ track: ReplayTrack<State>, notice: String? = nil) {
      self.track = track
      self.notice = notice
    }
  }

  private final class Loading: Sendable {
    let result = Mutex<Result<Reel, any Error>?>(nil)
  }

  private let chainCount: Int
  private let load: @Sendable (Int) throws -> Reel
  private let seconds: () -> Double
  private var place: Int
  private var loading: Loading?
  private var track: ReplayTrack<State>?
  private var playback: Playback
  private var lastTime: Double
  private var notice: String?
  /// Tells the moments of one chain from those of the next.
  private var reelNumber = 0

  /// A replay of one of several chains.
  ///
  /// - Parameters:
  ///   - startingAt: the place of the first chain.
  ///   - load: makes the chain at a place ready, on another thread.
  public init(
    chainCount: Int, startingAt place: Int, pace: Pace = .times(1), seconds: @escaping () -> Double = monotonicSeconds,
    load: @escaping @Sendable (Int) throws -> Reel
  ) {
    self.chainCount = chainCount
    self.place = place
    self.load = load
    self.seconds = seconds
    playback = Playback(count: 1, pace: pace, realTimeRate: Double(controlStepsPerSecond))
    lastTime = seconds()
    begin()
  }

  private func begin() {
    let loading = Loading()
    let (load, place) = (load, place)
    let thread = Thread {
      let result = Result { try load(place) }
      loading.result.withLock { $0 = result }
    }
    thread.name = "replay"
    thread.stackSize = 8 << 20
    thread.start()
    self.loading = loading
    track = nil
  }

  /// Goes to another moment or another chain, or changes the pace.
  public func perform(_ command: SessionCommand) {
    switch command {
    case .pace(let pace): playback.set(pace)
    case .step(let distance): playback.step(distance)
    case .seek(let share): playback.seek(share)
    case .reset: playback.seek(0)
    case .chain(let distance):
      place = ((place + distance) % chainCount + chainCount) % chainCount
      begin()
    case .attempt, .drive: break
    }
  }

  /// The moment at which the replay stands; nil while a chain is made ready.
  public func moment() throws -> Moment<State>? {
    if let result = loading?.result.withLock({ $0.take() }) {
      loading = nil
      let reel = try result.get()
      track = reel.track
      notice = reel.notice
      reelNumber += 1
      playback = Playback(
        count: reel.track.count, pace: playback.pace, realTimeRate: Double(controlStepsPerSecond))
      lastTime = seconds()
    }
    guard let track else { return nil }
    let now = seconds()
    playback.pass(seconds: now - lastTime)
    lastTime = now
    var moment = track.moment(playback.index)
    moment.number += reelNumber << 32
    return moment
  }

  /// The whole course and where it stands; nil while a chain is made ready.
  public var timeline: Timeline? {
    track.map { Timeline(length: $0.count - 1, position: playback.index, ends: $0.ends) }
  }

  /// What there was to say about the chain.
  public func takeNotice() -> String? {
    defer { notice = nil }
    return notice
  }

  /// Never: the last moment stays.
  public var hasEnded: Bool { false }
}
