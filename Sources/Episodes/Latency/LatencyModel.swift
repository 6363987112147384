/// How much virtual time an agent's decisions take: a measured profile, or a device's rate, and overhead on top.
///
/// It looks at what a decision spent, never at a clock: the same decisions take the same time on every machine.
public struct LatencyModel: Hashable, Sendable {
  /// Measured times by exit; nil for none.
  public var profile: LatencyProfile?
  /// How many times as long as in the profile the machine takes.
  public var slowdown: Double
  /// Multiply-accumulate operations that a device does in a second; nil where none stands in for the profile.
  public var multiplyAccumulatesPerSecond: Double?
  /// Seconds on top of each decision.
  public var overheadSeconds: Double

  /// A model; no time at all unless told.
  public init(
    profile: LatencyProfile? = nil, slowdown: Double = 1, multiplyAccumulatesPerSecond: Double? = nil,
    overheadSeconds: Double = 0
  ) {
    precondition(slowdown >= 0 && overheadSeconds >= 0 && multiplyAccumulatesPerSecond ?? 1 > 0, "time goes forward")
    self.profile = profile
    self.slowdown = slowdown
    self.multiplyAccumulatesPerSecond = multiplyAccumulatesPerSecond
    self.overheadSeconds = overheadSeconds
  }

  /// Virtual seconds from the observation until a decision is made.
  public func seconds(of decision: Decision) -> Double {
    var seconds = overheadSeconds
    if let profile { seconds += slowdown * profile.seconds(of: decision) }
    if let rate = multiplyAccumulatesPerSecond { seconds += Double(decision.multiplyAccumulates) / rate }
    return seconds
  }

  /// The same in physics steps: the first one at whose beginning the decision is made.
  ///
  /// A billionth of a step is forgiven, so that times of whole steps are not rounded up by their last bit.
  public func physicsSteps(of decision: Decision) -> Int {
    let steps = seconds(of: decision) * Double(physicsStepsPerSecond)
    return Int(min((steps - 1e-9).rounded(.up), 1e9).magnitude)
  }
}

/// Measured times of a policy's decisions by exit, seconds.
public struct LatencyProfile: Hashable, Sendable {
  /// Where actions of exits were compared on the way.
  public let comparingActions: [Double]
  /// Where features of exits were compared on the way.
  public let comparingFeatures: [Double]
  /// Where the exit was known from the start.
  public let direct: [Double]

  /// A profile from its parts, one time for each exit.
  public init(comparingActions: [Double], comparingFeatures: [Double], direct: [Double]) {
    precondition(
      comparingActions.count == direct.count && comparingFeatures.count == direct.count && !direct.isEmpty,
      "a time for each exit")
    self.comparingActions = comparingActions
    self.comparingFeatures = comparingFeatures
    self.direct = direct
  }

  /// The time of a decision, by its exit and what was compared.
  public func seconds(of decision: Decision) -> Double {
    let times =
      switch decision.comparison {
      case .actions: comparingActions
      case .features: comparingFeatures
      case nil: direct
      }
    return times[min(decision.exit ?? times.count - 1, times.count - 1)]
  }
}
