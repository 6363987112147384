import Chains
import Episodes
import Tabletop
import Vocabulary

/// Measures an agent subtask by subtask in one scene; each attempt depends on the seed and its own coordinates alone.
///
/// The expert brings the world to where a subtask begins; then the agent is on its own.
public final class SubtaskSurvey {
  private let world: TabletopEnvironment
  private let expert: ExpertAgent
  private let agent: any Agent<TabletopEnvironment>
  private let preparation: SubtaskStart
  private let maximumSteps: Int
  private let instruction: (Subtask, inout RandomStream) -> Instruction
  private let stream: RandomStream

  /// A survey of an agent in a scene; the expert's where no agent is given.
  ///
  /// - Parameters:
  ///   - split: what the attempts are for; those of different splits share no start and no draw.
  ///   - instruction: chooses the sentence for a subtask; experts need none.
  public init(
    _ scene: TabletopScene, seed: UInt64, split: ChainSplit = .test, agent: (any Agent<TabletopEnvironment>)? = nil,
    maximumSteps: Int = calvinMaximumSteps,
    instruction: @escaping (Subtask, inout RandomStream) -> Instruction = { _, _ in Instruction("") }
  ) {
    world = TabletopEnvironment(scene: scene, starts: .random)
    expert = ExpertAgent(scene)
    preparation = SubtaskStart(world, expert: expert)
    self.agent = agent ?? expert
    self.maximumSteps = maximumSteps
    self.instruction = instruction
    // Those of the test have the label that all had before there were others.
    stream = RandomStream(seed: seed).split(split == .test ? "survey" : "survey \(split.rawValue)")
      .split(scene.letter.rawValue)
  }

  /// Carries out one episode and judges it by every subtask's oracle: for agents that do not heed what they are asked.
  ///
  /// - Throws: what the world throws when it cannot be reset or stepped.
  public func attemptsAtAll(index: Int) throws -> [SurveyAttempt] {
    let subtask = Subtask.allCases[index % Subtask.allCases.count]
    let coordinates = stream.split("all", index)
    var failedPrefixes = 0
    for draw in 0..<Self.largestDrawCount {
      let here = coordinates.split("draw", draw)
      guard try preparation.prepare(subtask, .reset, stream: here) else {
        failedPrefixes += 1
        continue
      }
      agent.beginChain(here.split("agent"))
      let start = world.snapshot
      var successes: [Subtask: Int] = [:]
      for step in 1...maximumSteps {
        try world.step(agent.decide(in: world).action)
        for subtask in Subtask.allCases where successes[subtask] == nil {
          if Oracle.hasSucceeded(subtask, start: start, now: world.snapshot) { successes[subtask] = step }
        }
      }
      return Subtask.allCases.map {
        SurveyAttempt(
          subtask: $0, start: .reset, index: index, succeeded: successes[$0] != nil,
          steps: successes[$0] ?? maximumSteps, failedPrefixes: failedPrefixes)
      }
    }
    preconditionFailure("no start \(index) for \(subtask.rawValue)")
  }

  /// Carries out one attempt.
  ///
  /// - Throws: what the world throws when it cannot be reset or stepped.
  public func attempt(_ subtask: Subtask, _ start: SurveyStart, index: Int) throws -> SurveyAttempt {
    let coordinates = stream.split(subtask.rawValue).split(start.rawValue, index)
    var failedPrefixes = 0
    var infeasible: [String: Int] = [:]
    for draw in 0..<Self.largestDrawCount {
      let here = coordinates.split("draw", draw)
      guard try preparation.prepare(subtask, start, stream: here) else {
        failedPrefixes += 1
        continue
      }
      if let reason = preparation.obstacle(to: subtask) {
        infeasible[reason, default: 0] += 1
        continue
      }
      let rollout: SubtaskRollout
      switch try carryOut(subtask, start, stream: here) {
      case .finished(let finished): rollout = finished
      case .nothingDisturbed: continue
      case .infeasible(let reason):
        infeasible[reason, default: 0] += 1
        continue
      }
      return SurveyAttempt(
        subtask: subtask, start: start, index: index,
        succeeded: rollout.outcome == .succeeded, steps: rollout.steps, failedPrefixes: failedPrefixes,
        infeasible: infeasible, compute: rollout.compute)
    }
    preconditionFailure("no start for \(subtask.rawValue), \(start.rawValue) \(index)")
  }

  private static let largestDrawCount = 1000

  private enum Attempt {
    case finished(SubtaskRollout)
    /// The subtask ended before the disturbance, or the situation left no room for it.
    case nothingDisturbed
    /// What the disturbance led to, once things have come to rest.
    case infeasible(String)
  }

  private func carryOut(_ subtask: Subtask, _ start: SurveyStart, stream: RandomStream) throws -> Attempt {
    agent.beginChain(stream.split("agent"))
    var words = stream.split("instruction")
    let sentence = instruction(subtask, &words)
    guard start == .disturbed else {
      return .finished(
        try rollout(subtask, instruction: sentence, agent: agent, world: world, maximumSteps: maximumSteps))
    }
    var drawing = stream.split("midway")
    let moment = 5 + drawing.index(below: 50)
    let disturbance = drawing.choose(from: Disturbance.allCases)
    var wasDisturbed = false
    var obstacle: String?
    let rollout = try rollout(
      subtask, instruction: sentence, agent: agent, world: world, maximumSteps: maximumSteps
    ) { step, _ in
      if step == moment { wasDisturbed = world.disturb(disturbance, stream: drawing) }
      if step == moment + SubtaskStart.stepsToRest { obstacle = preparation.obstacle(to: subtask, isUnderWay: true) }
    }
    if let obstacle { return .infeasible(obstacle) }
    return wasDisturbed ? .finished(rollout) : .nothingDisturbed
  }
}
