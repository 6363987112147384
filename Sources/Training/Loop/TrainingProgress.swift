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
  /// Decisions, or views, with a loss per second.
  public let decisionsPerSecond: Double
  /// Billions of floating-point operations per second in products and convolutions, two for a multiply and an add.
  public let gigaflopsPerSecond: Double
  /// Share of the replicas' time spent on reading and rendering.
  public let readingShare: Double
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
  /// Decisions, or views, with a loss per second of this call; 0 where it did no step.
  public var decisionsPerSecond: Double
  /// Billions of floating-point operations per second of this call.
  public var gigaflopsPerSecond: Double
  /// Share of this call's time spent on reading and rendering.
  public var readingShare: Double
}

/// Speeds over a number of steps.
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

  var decisionsPerSecond: Double { seconds > 0 ? Double(decisions) / seconds : 0 }
  var gigaflopsPerSecond: Double { seconds > 0 ? operations / seconds / 1e9 : 0 }
  var readingShare: Double { replicaSeconds > 0 ? readingSeconds / replicaSeconds : 0 }

  /// The speeds by their tags.
  var scalars: [(tag: String, value: Double)] {
    [
      ("speed/decisions per second", decisionsPerSecond), ("speed/gigaflops per second", gigaflopsPerSecond),
      ("speed/reading share", readingShare),
    ]
  }
}
