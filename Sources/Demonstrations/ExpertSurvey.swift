import Chains
import Episodes
import Tabletop
import Vocabulary

/// How an attempt at a subtask begins in a survey of the expert.
public enum SurveyStart: String, CaseIterable, Hashable, Codable, Sendable {
  /// Left behind by one to four random subtasks carried out with disturbed actions.
  case leftBehind
  /// A random reset with a random arm pose; where the subtask needs more, the fewest subtasks that make it so.
  case reset
  /// As `reset`, then arm, block or gripper disturbed once the subtask is under way.
  case disturbed
}

/// One attempt of the expert at a subtask.
public struct SurveyAttempt: Hashable, Codable, Sendable {
  /// The scene.
  public let scene: SceneName
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
  /// Draws of a start that were put aside because a prefix did not succeed.
  public let failedPrefixes: Int
  /// Draws of a start that stated geometry rules out, by reason.
  public let infeasible: [String: Int]
}

/// Measures the expert subtask by subtask in one scene; each attempt depends on the seed and its own coordinates alone.
public final class ExpertSurvey {
  private let world: TabletopEnvironment
  private let expert: ExpertAgent
  private let stream: RandomStream

  /// Share of disturbed actions in the prefixes that leave a start behind.
  public static let disturbedShare = 0.2

  /// A survey of a scene.
  public init(_ scene: TabletopScene, seed: UInt64) {
    world = TabletopEnvironment(scene: scene, starts: .random)
    expert = ExpertAgent(scene)
    stream = RandomStream(seed: seed).split("survey").split(scene.letter.rawValue)
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
      guard try prepare(subtask, start, stream: here) else {
        failedPrefixes += 1
        continue
      }
      if let reason = Feasibility.obstacle(to: subtask, in: world) {
        infeasible[reason.rawValue, default: 0] += 1
        continue
      }
      let rollout: SubtaskRollout
      switch try carryOut(subtask, start, stream: here) {
      case .finished(let finished): rollout = finished
      case .nothingDisturbed: continue
      case .infeasible(let reason):
        infeasible[reason.rawValue, default: 0] += 1
        continue
      }
      return SurveyAttempt(
        scene: world.scene.letter, subtask: subtask, start: start, index: index,
        succeeded: rollout.outcome == .succeeded, steps: rollout.steps, failedPrefixes: failedPrefixes,
        infeasible: infeasible)
    }
    preconditionFailure("no start for \(subtask.rawValue), \(start.rawValue) \(index)")
  }

  private static let largestDrawCount = 1000

  /// Brings the world to where the subtask begins; false when a prefix did not succeed.
  private func prepare(_ subtask: Subtask, _ start: SurveyStart, stream: RandomStream) throws -> Bool {
    var drawing = stream.split("prefix")
    let prefix: SymbolicPrefix
    if start == .leftBehind {
      let length = 1 + drawing.index(below: 4)
      guard let walk = SymbolicPrefix.random(to: subtask, length: length, stream: &drawing) else { return false }
      prefix = walk
    } else {
      prefix = .shortest(to: subtask, stream: &drawing)
    }
    try world.reset(to: prefix.initial, stream: stream.split("reset"))
    let share = start == .leftBehind ? Self.disturbedShare : 0
    let agent = DisturbedAgent(expert, share: share, stream: stream.split("disturbance"))
    for step in prefix.subtasks {
      let rollout = try rollout(step, instruction: Instruction(""), agent: agent, world: world)
      guard rollout.outcome == .succeeded else { return false }
    }
    // Only what is left behind begins in mid-motion.
    if start != .leftBehind { try world.idle(controlSteps: Self.stepsToRest) }
    return true
  }

  private enum Attempt {
    case finished(SubtaskRollout)
    /// The subtask ended before the disturbance, or the situation left no room for it.
    case nothingDisturbed
    /// What the disturbance led to, once things have come to rest.
    case infeasible(Obstacle)
  }

  private func carryOut(_ subtask: Subtask, _ start: SurveyStart, stream: RandomStream) throws -> Attempt {
    guard start == .disturbed else {
      return .finished(try rollout(subtask, instruction: Instruction(""), agent: expert, world: world))
    }
    var drawing = stream.split("midway")
    let moment = 5 + drawing.index(below: 50)
    let disturbance = drawing.choose(from: Disturbance.allCases)
    var wasDisturbed = false
    var obstacle: Obstacle?
    let rollout = try rollout(subtask, instruction: Instruction(""), agent: expert, world: world) { step, _ in
      if step == moment { wasDisturbed = world.disturb(disturbance, stream: drawing) }
      if step == moment + Self.stepsToRest { obstacle = Feasibility.obstacle(to: subtask, in: world) }
    }
    if let obstacle { return .infeasible(obstacle) }
    return wasDisturbed ? .finished(rollout) : .nothingDisturbed
  }

  /// Control steps after which a block that was shoved or let go lies still.
  private static let stepsToRest = 20
}
