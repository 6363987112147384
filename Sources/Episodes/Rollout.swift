import Chains
import Vocabulary

/// How a subtask ended.
public enum Outcome: Hashable, Sendable {
  /// The oracle was true at a step within the limit.
  case succeeded
  /// It never was.
  case timedOut
  /// The world could no longer be simulated; the reason.
  case diverged(String)

  /// One word, as records have it.
  public var word: String {
    switch self {
    case .succeeded: "succeeded"
    case .timedOut: "timedOut"
    case .diverged: "diverged"
    }
  }
}

/// One attempt at a subtask.
public struct SubtaskRollout: Hashable, Sendable {
  /// What was asked for.
  public let subtask: Subtask
  /// In which words.
  public let instruction: Instruction
  /// How it ended.
  public let outcome: Outcome
  /// Control steps taken.
  public let steps: Int
  /// What the agent spent.
  public let compute: ComputeTally
  /// The exits that the actions came from, step by step; empty for agents without exits.
  public let exitCourse: [ExitStretch]

  /// An attempt from its parts; nothing spent unless told.
  public init(
    subtask: Subtask, instruction: Instruction, outcome: Outcome, steps: Int, compute: ComputeTally = ComputeTally(),
    exitCourse: [ExitStretch] = []
  ) {
    self.subtask = subtask
    self.instruction = instruction
    self.outcome = outcome
    self.steps = steps
    self.compute = compute
    self.exitCourse = exitCourse
  }
}

/// CALVIN's control rate: actions in one simulated second.
public let controlStepsPerSecond = 30

/// CALVIN's limit of control steps for one subtask (`EP_LEN`): 12 s at 30 Hz.
public let calvinMaximumSteps = 360

/// Lets an agent try a subtask from the present state until the oracle is true or the steps are used up.
///
/// - Parameters:
///   - maximumSteps: control steps at most.
///   - afterStep: called after every step with its number, from 0, and the decision; throwing stops the rollout.
/// - Throws: what the agent or `afterStep` throws; a world that diverges is an outcome, not an error.
public func rollout<World: Environment>(
  _ subtask: Subtask, instruction: Instruction, agent: some Agent<World>, world: World,
  maximumSteps: Int = calvinMaximumSteps, afterStep: (Int, Decision) throws -> Void = { _, _ in }
) throws -> SubtaskRollout {
  world.begin(subtask)
  agent.begin(subtask, instruction: instruction)
  var compute = ComputeTally()
  var course: [ExitStretch] = []
  func attempt(_ outcome: Outcome, _ steps: Int) -> SubtaskRollout {
    let hasExits = course.contains { $0.exit != nil }
    return SubtaskRollout(
      subtask: subtask, instruction: instruction, outcome: outcome, steps: steps, compute: compute,
      exitCourse: hasExits ? course : [])
  }
  for step in 0..<maximumSteps {
    var controlStep = ControlStep()
    repeat {
      let decision = try agent.decide(in: world)
      compute.count(decision)
      controlStep.add(decision)
      do {
        try world.step(decision.action, physicsSteps: decision.physicsSteps)
      } catch EnvironmentError.diverged(let reason) {
        course.append(stepFrom: decision.exit)
        return attempt(.diverged(reason), step + 1)
      }
    } while !controlStep.isComplete
    course.append(stepFrom: controlStep.decision.exit)
    try afterStep(step, controlStep.decision)
    if world.hasSucceeded { return attempt(.succeeded, step + 1) }
  }
  return attempt(.timedOut, maximumSteps)
}
