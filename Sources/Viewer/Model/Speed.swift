/// How much faster or slower than real time: steps by factors of two, and beyond them as fast as it goes.
public struct Speed: Hashable, Sendable {
  /// Powers of two from an eighth to sixteen; one more is without limit.
  private var step: Int

  private static let slowest = -3
  private static let fastest = 4

  /// Real time.
  public static let realTime = Speed(step: 0)
  /// As fast as it goes.
  public static let unlimited = Speed(step: fastest + 1)

  private init(step: Int) { self.step = step }

  /// The next faster one; the same when there is none.
  public var faster: Speed { Speed(step: min(step + 1, Self.fastest + 1)) }
  /// The next slower one; the same when there is none.
  public var slower: Speed { Speed(step: max(step - 1, Self.slowest)) }

  /// How many times real time; nil for as fast as it goes.
  public var times: Double? {
    step > Self.fastest ? nil : step >= 0 ? Double(1 << step) : 1 / Double(1 << -step)
  }

  /// The pace while time passes.
  public var pace: Pace { times.map { .times($0) } ?? .unlimited }

  /// As in "2×", "¼×" and "max".
  public var text: String {
    switch step {
    case -3: "⅛×"
    case -2: "¼×"
    case -1: "½×"
    case 0...Self.fastest: "\(1 << step)×"
    default: "max"
    }
  }
}
