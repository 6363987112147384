import Chains
import Episodes
import Vocabulary

/// One chain carried out: its subtasks up to the first that failed.
public struct ChainRollout: Hashable, Sendable {
  /// The chain's number in its set.
  public let chain: Int
  /// The attempts in order; the last is the only one that may have failed.
  public let subtasks: [SubtaskRollout]
  /// How many subtasks the chain asks for.
  public let length: Int
  /// The state's hash at the start and after each attempt.
  public let stateHashes: [ContentHash]

  /// A rollout from its parts; there is one hash more than there are attempts.
  public init(chain: Int, subtasks: [SubtaskRollout], length: Int, stateHashes: [ContentHash]) {
    precondition(!subtasks.isEmpty && subtasks.count <= length, "a chain is attempted from its first subtask on")
    precondition(stateHashes.count == subtasks.count + 1, "one hash at the start and one after each attempt")
    self.chain = chain
    self.subtasks = subtasks
    self.length = length
    self.stateHashes = stateHashes
  }

  /// Subtasks done in a row from the first.
  public var completed: Int { subtasks.prefix { $0.outcome == .succeeded }.count }

  /// `succeeded` when every subtask was done, else how the last attempt ended.
  public var outcome: Outcome { completed == length ? .succeeded : subtasks[subtasks.count - 1].outcome }

  /// Control steps of all attempts.
  public var steps: Int { subtasks.reduce(0) { $0 + $1.steps } }

  /// Identity of the whole course: a hash over the hashes at the start and after each attempt.
  public var stateHash: ContentHash { Self.stateHash(over: stateHashes) }

  /// The hash of a course from its hashes: over their hexadecimal digits, one line each.
  public static func stateHash(over hashes: [ContentHash]) -> ContentHash {
    ContentHash(of: hashes.map { $0.hexadecimal + "\n" }.joined())
  }
}

/// A chain carried out, with what was asked to be kept of its course and when it was done.
public struct ChainResult<State: Hashable & Codable & Sendable>: Sendable {
  /// What came out.
  public let rollout: ChainRollout
  /// Every decision, where asked for.
  public let steps: [StepRecord]
  /// Every so many states, where asked for.
  public let states: [StateRecord<State>]
  /// When, and by which worker; the only part that differs between two runs.
  public let timing: ChainTiming

  /// A result from its parts.
  public init(rollout: ChainRollout, steps: [StepRecord], states: [StateRecord<State>], timing: ChainTiming) {
    self.rollout = rollout
    self.steps = steps
    self.states = states
    self.timing = timing
  }
}

/// One decision of a chain.
public struct StepRecord: Hashable, Sendable {
  /// The subtask's place in the chain, from 1.
  public let position: Int
  /// The step's number in the subtask, from 1.
  public let step: Int
  /// What the agent answered.
  public let decision: Decision

  /// A record from its parts.
  public init(position: Int, step: Int, decision: Decision) {
    self.position = position
    self.step = step
    self.decision = decision
  }
}

/// One state of a chain.
public struct StateRecord<State: Hashable & Codable & Sendable>: Hashable, Sendable {
  /// The place of the subtask that was being carried out, from 1.
  public let position: Int
  /// Control steps done in that subtask; 0 is its beginning.
  public let step: Int
  /// The state after those steps.
  public let state: State
  /// Its hash, as the world gave it then.
  public let stateHash: ContentHash

  /// A record from its parts.
  public init(position: Int, step: Int, state: State, stateHash: ContentHash) {
    self.position = position
    self.step = step
    self.state = state
    self.stateHash = stateHash
  }
}

/// When a chain was carried out, and by which worker.
public struct ChainTiming: Hashable, Sendable {
  /// The worker's number, from 0.
  public let worker: Int
  /// Seconds since 1970.
  public let started: Double
  /// Seconds since 1970.
  public let finished: Double
  /// Seconds that the agent took for each of its decisions, in their order, where it tells.
  public let latencies: [Double]

  /// A timing from its parts.
  public init(worker: Int, started: Double, finished: Double, latencies: [Double] = []) {
    self.worker = worker
    self.started = started
    self.finished = finished
    self.latencies = latencies
  }

  /// Seconds of all decisions.
  public var decisionSeconds: Double { latencies.reduce(0, +) }
}

/// What is kept of a chain's course besides its result.
public struct Recording: Hashable, Sendable {
  /// Whether every decision is kept.
  public var steps: Bool
  /// A state is kept every so many control steps, at the start and after each subtask; nil keeps none.
  public var stateInterval: Int?

  /// What to keep; nothing unless told.
  public init(steps: Bool = false, stateInterval: Int? = nil) {
    precondition(stateInterval ?? 1 > 0, "states are kept every one or more steps")
    self.steps = steps
    self.stateInterval = stateInterval
  }

  /// The result alone.
  public static let resultOnly = Recording()
}
