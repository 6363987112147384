import Chains
import Episodes
import Evaluation
import Vocabulary

/// Where a chain that was carried out again left the recorded course.
public struct ChainDifference: Hashable, Sendable {
  /// What is another one.
  public enum Kind: String, Hashable, Sendable {
    /// The experiment no longer has such a chain, or it asks for something else.
    case chain
    /// The state at the start.
    case start
    /// The sentence.
    case instruction
    /// An action, its exit or what was spent on it.
    case decision
    /// A state.
    case state
    /// How a subtask ended, after how many steps, or what was spent on it.
    case result
  }

  /// Who acted where.
  public let entry: RunEntry
  /// The chain's number.
  public let chain: Int
  /// The subtask's place in the chain, from 1; 0 for the start.
  public let position: Int
  /// Control steps of that subtask until then, at the latest.
  public let step: Int
  /// What is another one.
  public let kind: Kind
  /// Whether every step before was compared; else the course may have been left earlier in this subtask.
  public let isFirstStep: Bool
}

extension ChainDifference: CustomStringConvertible {
  /// "expert in scene D, chain 12: another action at subtask 3, step 41".
  public var description: String {
    let place = "subtask \(position), step \(step)\(isFirstStep ? "" : " or before")"
    let words =
      switch kind {
      case .chain: "the experiment has no such chain any more"
      case .start: "another state at the start"
      case .instruction: "another sentence at subtask \(position)"
      case .decision: "another decision at \(place)"
      case .state: "another state at \(place)"
      case .result: "another result at \(place)"
      }
    return "\(entry), chain \(chain): \(words)"
  }
}

/// What the record has of a chain's course, to be compared with another one.
struct RecordedCourse {
  let entry: RunEntry
  let chain: RecordedChain
  let decisions: [Decision]
  let states: [StatePlace: ContentHash]

  init(_ chain: RecordedChain, of entry: RunEntry, in record: RunRecord) throws(RecordError) {
    (self.chain, self.entry) = (chain, entry)
    decisions = try record.steps(of: chain.chain, for: entry)
    states = try record.stateHashes(of: chain.chain, for: entry)
  }

  /// The first place where another course leaves this one; nil when they are the same.
  func difference<State>(from result: ChainResult<State>) -> ChainDifference? {
    let rollout = result.rollout
    var found: [ChainDifference] = []
    func note(_ kind: ChainDifference.Kind, _ position: Int, _ step: Int, isFirst: Bool) {
      found.append(
        ChainDifference(
          entry: entry, chain: chain.chain, position: position, step: step, kind: kind, isFirstStep: isFirst))
    }
    for (index, (step, decision)) in zip(result.steps, decisions).enumerated() {
      guard !Self.isSame(step.decision, decision) else { continue }
      note(.decision, step.position, result.steps[index].step, isFirst: true)
      break
    }
    for state in result.states {
      let place = StatePlace(position: state.position, step: state.step)
      guard let recorded = states[place], recorded != state.stateHash else { continue }
      note(.state, state.position, state.step, isFirst: !decisions.isEmpty)
      break
    }
    for (index, (own, other)) in zip(chain.attempts, rollout.subtasks).enumerated() {
      let position = index + 1
      if own.subtask != other.subtask {
        note(.chain, position, 0, isFirst: true)
      } else if own.instruction != other.instruction.text {
        note(.instruction, position, 0, isFirst: true)
      } else if own.stateHash != rollout.stateHashes[position] {
        note(.state, position, min(own.steps, other.steps), isFirst: false)
      } else if own.steps != other.steps || own.outcome != other.outcome.word || own.compute != other.compute
        || own.exitCourse != other.exitCourse
      {
        note(.result, position, min(own.steps, other.steps), isFirst: false)
      } else {
        continue
      }
      break
    }
    if found.isEmpty, chain.attempts.count != rollout.subtasks.count {
      note(.result, min(chain.attempts.count, rollout.subtasks.count) + 1, 0, isFirst: true)
    }
    if found.isEmpty, chain.completed != rollout.completed || chain.outcome != rollout.outcome.word {
      note(.result, chain.attempts.count, chain.attempts.last?.steps ?? 0, isFirst: false)
    }
    if found.isEmpty, chain.stateHash != rollout.stateHash { note(.start, 0, 0, isFirst: true) }
    return found.min { ($0.position, $0.step) < ($1.position, $1.step) }
  }

  /// Whether two decisions are the same but for the time that they took.
  private static func isSame(_ decision: Decision, _ recorded: Decision) -> Bool {
    // Both as the record writes them: numbers pass through its text unchanged.
    RunRecord.text(of: decision.action) == RunRecord.text(of: recorded.action) && decision.exit == recorded.exit
      && decision.multiplyAccumulates == recorded.multiplyAccumulates && decision.differences == recorded.differences
      && decision.delay == recorded.delay && decision.missedDeadlines == recorded.missedDeadlines
      && decision.segments == recorded.segments
  }
}
