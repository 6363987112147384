import Chains
import Episodes
import Vocabulary

/// How an attempt of a survey begins.
public enum SurveyStart: String, CaseIterable, Hashable, Codable, Sendable {
  /// A random reset with a random arm pose; where the subtask needs more, the fewest subtasks that make it so.
  case reset
  /// Left behind by one to four random subtasks carried out with disturbed actions.
  case leftBehind
  /// As `reset`, then arm, block or gripper disturbed once the subtask is under way.
  case disturbed
}

/// One attempt at a single subtask.
public struct SurveyAttempt: Hashable, Sendable {
  /// What was attempted.
  public let subtask: Subtask
  /// How it began.
  public let start: SurveyStart
  /// Its number among those of scene, subtask and start, from 0.
  public let index: Int
  /// Whether the oracle became true within the limit of steps.
  public let succeeded: Bool
  /// Control steps from the beginning of the subtask.
  public let steps: Int
  /// Draws of a start that were put aside because a subtask before it did not succeed.
  public let failedPrefixes: Int
  /// Draws of a start that stated geometry rules out, by reason.
  public let infeasible: [String: Int]
  /// What the agent spent.
  public let compute: ComputeTally

  /// An attempt from its parts.
  public init(
    subtask: Subtask, start: SurveyStart, index: Int, succeeded: Bool, steps: Int, failedPrefixes: Int = 0,
    infeasible: [String: Int] = [:], compute: ComputeTally = ComputeTally()
  ) {
    self.subtask = subtask
    self.start = start
    self.index = index
    self.succeeded = succeeded
    self.steps = steps
    self.failedPrefixes = failedPrefixes
    self.infeasible = infeasible
    self.compute = compute
  }
}
