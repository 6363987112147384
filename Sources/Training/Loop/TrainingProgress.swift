/// How a training goes, told after every step, and now and then while encoders look at episodes.
public struct TrainingProgress: Hashable, Sendable {
  /// Steps done.
  public let step: Int
  /// Steps of all phases.
  public let steps: Int
  /// What learns.
  public let phase: PhaseKind
  /// The last step's whole loss; 0 before there is one.
  public let loss: Double
  /// The shared head's loss at each exit since the last line of the log; empty in the encoders' phase.
  public let exitLosses: [Double?]
  /// How fast the phase goes.
  public let speed: TrainingSpeed
  /// How fast this call has looked at the episodes; nil where it has looked at none.
  public let lookSpeed: TrainingSpeed?
  /// How far the encoders are with looking at the episodes; nil while something learns.
  public let seen: Seen?

  /// Episodes that the encoders have looked at.
  public struct Seen: Hashable, Sendable {
    /// How many.
    public let episodes: Int
    /// Of how many.
    public let total: Int
  }
}

/// How fast something goes.
public struct TrainingSpeed: Hashable, Sendable {
  /// Decisions, or views, per second: those with a loss, or those that are looked at.
  public let decisionsPerSecond: Double
  /// Billions of floating-point operations per second in products and convolutions, two for a multiply and an add.
  public let gigaflopsPerSecond: Double
  /// Share of the replicas' time spent on reading and rendering; a phase's has the look at the episodes in it.
  public let readingShare: Double
}

/// What a training came to.
public struct TrainingOutcome: Hashable, Codable, Sendable {
  /// Whether all steps were done; if not, the same call goes on.
  public var isFinished: Bool
  /// Steps done.
  public var steps: Int
  /// The averaged weights as a policy's checkpoint: a file.
  public var checkpoint: String
  /// The last validation: tags such as `validation/loss, exit 1` and their values.
  public var validation: [String: Double]
  /// Decisions, or views, with a loss per second of this call's steps; 0 where it did no step.
  public var decisionsPerSecond: Double
  /// Billions of floating-point operations per second of this call's steps.
  public var gigaflopsPerSecond: Double
  /// Share of the time that this call stepped, or looked at episodes, spent on reading and rendering.
  public var readingShare: Double
}

/// Speeds over a number of steps, or of a look at the episodes.
struct Throughput: Sendable {
  private var decisions = 0
  private var operations = 0.0
  private var readingSeconds = 0.0
  private var replicaSeconds = 0.0
  private var seconds = 0.0

  /// Adds a step.
  mutating func add(_ shares: [ReplicaShare], _ work: StepWork, seconds: Double) {
    decisions += work.decisions
    operations += work.operations
    self.seconds += seconds
    readingSeconds += shares.reduce(0) { $0 + $1.readingSeconds }
    replicaSeconds += seconds * Double(shares.count)
  }

  /// Adds the time of a look, and what it did with it.
  mutating func add(_ look: LookWork, operations: Double, replicas: Int) {
    decisions += look.decisions
    self.operations += operations
    seconds += look.seconds
    addTime(of: look, replicas: replicas)
  }

  /// Adds the time of a look for the sake of steps: it counts for what they read, not for how many there are a second.
  mutating func addTime(of look: LookWork, replicas: Int) {
    readingSeconds += look.readingSeconds
    replicaSeconds += look.seconds * Double(replicas)
  }

  /// What it comes to.
  var speed: TrainingSpeed {
    TrainingSpeed(
      decisionsPerSecond: seconds > 0 ? Double(decisions) / seconds : 0,
      gigaflopsPerSecond: seconds > 0 ? operations / seconds / 1e9 : 0,
      readingShare: replicaSeconds > 0 ? readingSeconds / replicaSeconds : 0)
  }

  /// The speeds by their tags.
  var scalars: [(tag: String, value: Double)] {
    let speed = speed
    return [
      ("speed/decisions per second", speed.decisionsPerSecond),
      ("speed/gigaflops per second", speed.gigaflopsPerSecond), ("speed/reading share", speed.readingShare),
    ]
  }
}
