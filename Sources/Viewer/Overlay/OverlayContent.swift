import Episodes
import Vocabulary

/// What the words and figures over the pictures tell, besides what the window itself knows.
public struct OverlayContent: Hashable, Sendable {
  /// Who acts, and on which table; nil before anyone does.
  public var cast: Cast?
  /// What is being carried out; nil before anything is.
  public var course: ChainCourse?
  /// The last decision.
  public var decision: Decision?
  /// The latest steps, oldest first.
  public var trace: [StepTrace]
  /// Averages over the course.
  public var averages: Averages
  /// Control steps per second, measured.
  public var rate: Double?
  /// Control steps at most for a subtask.
  public var maximumSteps: Int
  /// How the world stands; nil before there is one.
  public var readings: WorldReadings?
  /// The course of a replay.
  public var timeline: Timeline?
  /// Pictures per second, measured.
  public var picturesPerSecond: Double?

  /// A content from its parts; nothing happens yet unless told.
  public init(
    cast: Cast? = nil, course: ChainCourse? = nil, decision: Decision? = nil, trace: [StepTrace] = [],
    averages: Averages = Averages(), rate: Double? = nil, maximumSteps: Int = calvinMaximumSteps,
    readings: WorldReadings? = nil, timeline: Timeline? = nil, picturesPerSecond: Double? = nil
  ) {
    self.cast = cast
    self.course = course
    self.decision = decision
    self.trace = trace
    self.averages = averages
    self.rate = rate
    self.maximumSteps = maximumSteps
    self.readings = readings
    self.timeline = timeline
    self.picturesPerSecond = picturesPerSecond
  }

  /// How many exits there are, as far as it is known or the latest steps tell; nil without exits.
  public var exitCount: Int? {
    let seen = trace.compactMap(\.exit).max().map { $0 + 1 }
    guard let known = cast?.exits else { return seen }
    return max(known, seen ?? 0)
  }
}

/// How lamps, hand and fixtures stand.
public struct WorldReadings: Hashable, Sendable {
  /// Whether the LED is lit.
  public var ledIsOn: Bool
  /// Whether the light bulb is lit.
  public var bulbIsOn: Bool
  /// The point between the fingertips, metres, world frame.
  public var tcp: Vector3
  /// Opening of the fingers, metres.
  public var gripperWidth: Double
  /// Travel of the sliding door, metres.
  public var door: Double
  /// Travel of the drawer, metres.
  public var drawer: Double

  /// Readings from their parts.
  public init(
    ledIsOn: Bool, bulbIsOn: Bool, tcp: Vector3 = .zero, gripperWidth: Double = 0, door: Double = 0,
    drawer: Double = 0
  ) {
    self.ledIsOn = ledIsOn
    self.bulbIsOn = bulbIsOn
    self.tcp = tcp
    self.gripperWidth = gripperWidth
    self.door = door
    self.drawer = drawer
  }
}

/// Figures in words.
enum FigureText {
  /// As in "12.3 M".
  static func count(_ value: Double) -> String {
    for (unit, size) in [(" G", 1e9), (" M", 1e6), (" k", 1e3)] where value >= size {
      return fixed(value / size, digits: value / size >= 100 ? 0 : 1) + unit
    }
    return fixed(value, digits: 0)
  }

  /// As in "12.3 ms".
  static func duration(_ seconds: Double) -> String {
    seconds >= 1 ? fixed(seconds, digits: 2) + " s" : fixed(seconds * 1000, digits: seconds >= 0.1 ? 0 : 1) + " ms"
  }

  /// A number with so many digits behind the point.
  static func fixed(_ value: Double, digits: Int) -> String {
    let factor = digits == 0 ? 1.0 : digits == 1 ? 10 : digits == 2 ? 100 : 1000
    let whole = Int((abs(value) * factor).rounded())
    let sign = value < 0 && whole > 0 ? "−" : ""
    guard digits > 0 else { return sign + String(whole) }
    let tail = String(whole % Int(factor))
    return "\(sign)\(whole / Int(factor))." + String(repeating: "0", count: digits - tail.count) + tail
  }
}
