/// Decides when the next control step is due: a value that is told the time, so that it can be tested without waiting.
package struct Pacer: Hashable, Sendable {
  /// How fast time passes.
  package private(set) var pace: Pace
  /// Steps that were asked for one by one.
  private(set) var owed = 0
  /// Control steps per second in real time.
  let realTimeRate: Double
  private var due: Double

  package init(_ pace: Pace = .times(1), realTimeRate: Double, now: Double) {
    self.pace = pace
    self.realTimeRate = realTimeRate
    due = now
  }

  /// Seconds until the next step; 0 when it is due, nil when none will be.
  package func wait(at now: Double) -> Double? {
    if owed > 0 { return 0 }
    switch pace {
    case .paused: return nil
    case .unlimited: return 0
    case .times: return max(0, due - now)
    }
  }

  /// Notes that a step is being carried out. Lost time is not made up for, but for a tenth of a second.
  package mutating func stepped(at now: Double) {
    if owed > 0 {
      owed -= 1
      return
    }
    if case .times(let times) = pace { due = max(due + 1 / (realTimeRate * times), now - 0.1) }
  }

  package mutating func set(_ pace: Pace, at now: Double) {
    self.pace = pace
    due = now
    if pace != .paused { owed = 0 }
  }

  /// Asks for single steps.
  package mutating func owe(_ steps: Int) { owed += max(0, steps) }
}

/// Control steps per second over the last second or two.
struct RateMeter: Hashable, Sendable {
  private var start: Double?
  private var count = 0
  /// Steps per second; nil before half a second has passed.
  private(set) var rate: Double?

  /// Counts a step.
  mutating func count(at now: Double) {
    guard let start, now - start < 5 else {
      start = now
      count = 0
      return
    }
    count += 1
    guard now - start >= 0.5 else { return }
    rate = Double(count) / (now - start)
    self.start = now
    count = 0
  }

  /// Time stood still.
  mutating func forget() { self = RateMeter() }
}
