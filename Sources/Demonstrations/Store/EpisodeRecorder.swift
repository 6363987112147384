import Chains
import Episodes
import Tabletop
import Vocabulary

/// Carries out one subtask and records, at each decision, what is seen and what the expert does from there.
struct EpisodeRecorder {
  /// Where it happens.
  let world: TabletopEnvironment
  /// Who knows what to do.
  let expert: Expert
  /// What is recorded.
  let plan: DemonstrationPlan

  /// Records from the present state until the subtask is done or the steps are used up.
  ///
  /// - Parameters:
  ///   - learner: acts in the expert's place as long as it may; nil where the expert does.
  ///   - stream: decides on disturbances and on who acts.
  /// - Throws: what the learner throws; a world that diverges is how the episode ended.
  func record(
    _ subtask: Subtask, instruction: Instruction, split: ChainSplit, position: Int,
    learner: (any Agent<TabletopEnvironment>)?, disturbance: inout ActionDisturbance, stream: RandomStream
  ) throws -> DemonstratedEpisode {
    var episode = DemonstratedEpisode(
      subtask: subtask, instruction: instruction, scene: world.scene.letter, split: split, ending: .timedOut,
      position: position, steps: 0, moments: [])
    world.begin(subtask)
    learner?.begin(subtask, instruction: instruction)
    var turns = LearnerTurns(expertShare: plan.expertShare, stream: stream.split("turns"))
    let learnerSteps = learner == nil ? 0 : plan.learnerSteps
    let limit = learnerSteps + plan.maximumSteps
    do {
      while episode.steps < limit && episode.ending != .succeeded {
        let isLearners = episode.steps < learnerSteps && turns.isLearners()
        let isDisturbed = !isLearners && disturbance.isActive()
        var moment = DemonstratedMoment(
          visible: world.visibleState, held: world.snapshot.blockBetweenFingers,
          actor: isLearners ? .learner : isDisturbed ? .disturbance : .expert, commands: [])
        let present = min(plan.interval, limit - episode.steps)
        if isLearners || isDisturbed || learner != nil && episode.steps < learnerSteps {
          moment.commands = try lookAhead(subtask)
          let step: (Int) throws -> Action = { _ in
            // A learner sees every state, acting or not, for what it remembers depends on it.
            let own = episode.steps < learnerSteps ? try learner?.decide(in: world).action : nil
            if isLearners, let own { return own }
            let clean = expert.action(for: subtask, ExpertView(world))
            return isDisturbed ? disturbance.disturbed(clean) : clean
          }
          try carryOut(present, &episode, step)
        } else {
          moment.commands = try carryOutClean(subtask, present, &episode)
        }
        episode.moments.append(moment)
      }
    } catch EnvironmentError.diverged {
      episode.ending = .diverged
    }
    return episode
  }

  /// What the expert does from here when it is left alone; the world is as it was afterwards.
  private func lookAhead(_ subtask: Subtask) throws -> [Float] {
    let before = world.state
    var commands: [Float] = []
    for _ in 0..<plan.horizon {
      let action = expert.action(for: subtask, ExpertView(world))
      commands += Self.numbers(action)
      try world.step(action)
    }
    try world.restore(before)
    return commands
  }

  /// Steps until the next decision, or until the subtask is done.
  private func carryOut(
    _ count: Int, _ episode: inout DemonstratedEpisode, _ action: (Int) throws -> Action
  ) throws {
    for step in 0..<count {
      try world.step(action(step))
      episode.steps += 1
      if world.hasSucceeded {
        episode.ending = .succeeded
        return
      }
    }
  }

  /// The expert's own steps, which are their own record; the look-ahead beyond them is taken back.
  private func carryOutClean(
    _ subtask: Subtask, _ count: Int, _ episode: inout DemonstratedEpisode
  ) throws -> [Float] {
    var commands: [Float] = []
    var end: TabletopState?
    for step in 0..<plan.horizon {
      let action = expert.action(for: subtask, ExpertView(world))
      commands += Self.numbers(action)
      try world.step(action)
      guard step < count, episode.ending != .succeeded else { continue }
      episode.steps += 1
      if world.hasSucceeded { episode.ending = .succeeded }
      if (step == count - 1 || episode.ending == .succeeded) && step < plan.horizon - 1 { end = world.state }
    }
    if let end { try world.restore(end) }
    return commands
  }

  /// CALVIN's seven numbers of one of the expert's actions, each −1 … 1.
  private static func numbers(_ action: Action) -> [Float] {
    guard let numbers = action.relativeNumbers else { preconditionFailure("the expert gives relative actions") }
    return numbers.map { Float(min(max($0, -1), 1)) }
  }
}

/// Who acts while a learner may: stretches of decisions, some of which the expert carries out.
private struct LearnerTurns {
  let expertShare: Double
  var stream: RandomStream
  private var decisionsLeft = 0
  private var isLearner = true

  /// Decisions of a stretch.
  private static let length = 8

  init(expertShare: Double, stream: RandomStream) {
    self.expertShare = expertShare
    self.stream = stream
  }

  mutating func isLearners() -> Bool {
    if decisionsLeft == 0 {
      decisionsLeft = Self.length
      isLearner = expertShare <= 0 || stream.uniform() >= expertShare
    }
    decisionsLeft -= 1
    return isLearner
  }
}
