/// Where a replay stands and how it goes on: a value that is told how much time has passed.
public struct Playback: Hashable, Sendable {
  /// Moments in all, of which there is at least one.
  public let count: Int
  /// How fast time passes.
  public private(set) var pace: Pace
  private var place = 0.0
  /// Moments per second in real time.
  private let realTimeRate: Double

  /// The first moment of so many.
  public init(count: Int, pace: Pace, realTimeRate: Double) {
    precondition(count > 0, "a replay has a moment")
    self.count = count
    self.pace = pace
    self.realTimeRate = realTimeRate
  }

  /// The moment that is shown, from 0.
  public var index: Int { min(Int(place), count - 1) }
  /// Whether it is the last one.
  public var isAtEnd: Bool { index == count - 1 }

  /// Times real time that "as fast as it goes" stands for.
  static let fastest = 32.0

  /// Lets time pass; it stops at the last moment.
  public mutating func pass(seconds: Double) {
    let times =
      switch pace {
      case .paused: 0.0
      case .times(let times): times
      case .unlimited: Self.fastest
      }
    place = min(place + max(0, seconds) * realTimeRate * times, Double(count - 1))
  }

  /// Changes the pace; going on at the end begins anew.
  public mutating func set(_ pace: Pace) {
    if self.pace == .paused, pace != .paused, isAtEnd { place = 0 }
    self.pace = pace
  }

  /// Goes so many moments on, or back.
  public mutating func step(_ distance: Int) {
    place = Double(min(max(index + distance, 0), count - 1))
  }

  /// Goes to a share of the whole, 0 … 1.
  public mutating func seek(_ share: Double) {
    place = (min(max(share, 0), 1) * Double(count - 1)).rounded()
  }
}
