import Chains
import Episodes
import Vocabulary

/// What a set of chains says about an agent: every chain counts, however it ended.
public struct ChainStatistics: Hashable, Sendable {
  /// How many chains were carried out.
  public let chains: Int
  /// How often at least 1, 2, … 5 subtasks in a row were done, out of all chains.
  public let success: [Proportion]
  /// Subtasks done in a row, averaged over the chains: 0 … 5; not a number without chains.
  public let meanLength: Double
  /// Bootstrap interval of `meanLength`, 95 %; not numbers without chains.
  public let meanLengthInterval: Interval
  /// How often each subtask was done, out of the attempts at it; subtasks that never came up are absent.
  public let subtasks: [Subtask: SubtaskStatistics]
  /// How often chains ended in each way, by `Outcome.word`.
  public let outcomes: [String: Int]
  /// Control steps of all chains.
  public let steps: Int
  /// What the agent spent on all chains.
  public let compute: ComputeTally
  /// What it spent on attempts that succeeded: what papers average over.
  public let computeOfSuccesses: ComputeTally
  /// Control steps of attempts that succeeded.
  public let stepsOfSuccesses: Int

  /// The statistics of some chains, in any order.
  ///
  /// - Parameter stream: what the bootstrap draws from.
  public init(_ rollouts: [ChainSummary], stream: RandomStream, resamples: Int = 10_000) {
    let rollouts = rollouts.sorted { $0.chain < $1.chain }
    let lengths = rollouts.map(\.completed)
    chains = rollouts.count
    success = (1...Chain.length).map { length in
      Proportion(successes: lengths.count { $0 >= length }, trials: lengths.count)
    }
    if lengths.isEmpty {
      meanLength = .nan
      meanLengthInterval = Interval(lower: .nan, upper: .nan)
    } else {
      meanLength = Double(lengths.reduce(0, +)) / Double(lengths.count)
      meanLengthInterval = bootstrapMeanInterval(lengths, stream: stream, resamples: resamples)
    }
    var subtasks: [Subtask: SubtaskStatistics] = [:]
    for attempt in rollouts.flatMap(\.attempts) {
      subtasks[attempt.subtask, default: SubtaskStatistics()].count(attempt)
    }
    self.subtasks = subtasks
    outcomes = rollouts.reduce(into: [:]) { $0[$1.outcome, default: 0] += 1 }
    steps = rollouts.reduce(0) { $0 + $1.attempts.reduce(0) { $0 + $1.steps } }
    compute = rollouts.reduce(ComputeTally()) { $0 + $1.attempts.reduce(ComputeTally()) { $0 + $1.compute } }
    let successes = rollouts.flatMap(\.attempts).filter { $0.outcome == Outcome.succeeded.word }
    computeOfSuccesses = successes.reduce(ComputeTally()) { $0 + $1.compute }
    stepsOfSuccesses = successes.reduce(0) { $0 + $1.steps }
  }

  /// How soon attempts at subtasks succeeded, all subtasks together.
  public var successByStep: SuccessByStep {
    SuccessByStep(
      attempts: subtasks.values.reduce(0) { $0 + $1.success.trials },
      stepsOfSuccesses: subtasks.values.flatMap(\.stepsOfSuccesses))
  }
}

/// How attempts at one subtask went.
public struct SubtaskStatistics: Hashable, Sendable {
  /// Successes out of all attempts.
  public private(set) var success = Proportion(successes: 0, trials: 0)
  /// Control steps of each successful attempt, by chain.
  public private(set) var stepsOfSuccesses: [Int] = []

  /// No attempts yet.
  public init() {}

  /// Counts one more attempt.
  mutating func count(_ attempt: AttemptSummary) {
    success.trials += 1
    guard attempt.outcome == Outcome.succeeded.word else { return }
    success.successes += 1
    stepsOfSuccesses.append(attempt.steps)
  }

  /// Control steps of the middle successful attempt (the mean of the middle two); nil without a success.
  public var medianSteps: Double? {
    let sorted = stepsOfSuccesses.sorted()
    guard !sorted.isEmpty else { return nil }
    return Double(sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }
}

/// What statistics need to know of a chain: as a rollout has it, or a record read back.
public struct ChainSummary: Hashable, Sendable {
  /// The chain's number in its set.
  public let chain: Int
  /// Subtasks done in a row.
  public let completed: Int
  /// How the chain ended: `Outcome.word`.
  public let outcome: String
  /// The attempts in order.
  public let attempts: [AttemptSummary]

  /// A summary from its parts.
  public init(chain: Int, completed: Int, outcome: String, attempts: [AttemptSummary]) {
    self.chain = chain
    self.completed = completed
    self.outcome = outcome
    self.attempts = attempts
  }

  /// The summary of a rollout.
  public init(_ rollout: ChainRollout) {
    self.init(
      chain: rollout.chain, completed: rollout.completed, outcome: rollout.outcome.word,
      attempts: rollout.subtasks.map {
        AttemptSummary(subtask: $0.subtask, outcome: $0.outcome.word, steps: $0.steps, compute: $0.compute)
      })
  }
}

/// What statistics need to know of an attempt.
public struct AttemptSummary: Hashable, Sendable {
  /// What was asked for.
  public let subtask: Subtask
  /// How it ended: `Outcome.word`.
  public let outcome: String
  /// Control steps taken.
  public let steps: Int
  /// What the agent spent.
  public let compute: ComputeTally

  /// A summary from its parts; nothing spent unless told.
  public init(subtask: Subtask, outcome: String, steps: Int, compute: ComputeTally = ComputeTally()) {
    self.subtask = subtask
    self.outcome = outcome
    self.steps = steps
    self.compute = compute
  }
}
