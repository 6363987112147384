import Chains
import Episodes
import Tabletop
import Vocabulary

/// Records the units of a plan, one at a time; what comes out depends on the plan, the scenes and the unit alone.
///
/// It stays on the thread that made it, with a world for each scene that it has recorded in.
public final class DemonstrationRecorder {
  private let plan: DemonstrationPlan
  private let scenes: [SceneName: TabletopScene]
  private let learner: (any Agent<TabletopEnvironment>)?
  private var places: [SceneName: Place] = [:]

  /// What a scene needs.
  private struct Place {
    let world: TabletopEnvironment
    let start: SubtaskStart
    let recorder: EpisodeRecorder
  }

  /// Draws of a single subtask's start before it is given up.
  private static let largestDrawCount = 200

  /// A recorder for a plan.
  ///
  /// - Parameter learner: who acts, in a round of learning from mistakes; it is told of every chain and subtask.
  public init(
    _ plan: DemonstrationPlan, scenes: [SceneName: TabletopScene], learner: (any Agent<TabletopEnvironment>)? = nil
  ) {
    self.plan = plan
    self.scenes = scenes
    self.learner = learner
  }

  /// The episodes of a unit; none for a single subtask for which no start was found.
  ///
  /// - Throws: `DemonstrationError.sceneNotRecorded` for a scene that is not there, and what the learner throws.
  public func record(unit number: Int) throws -> [DemonstratedEpisode] {
    let unit = plan.unit(number)
    let place = try place(unit.scene)
    if let subtask = unit.subtask { return try recordSingle(subtask, unit, place) }
    return try recordChain(unit, place)
  }

  private func place(_ name: SceneName) throws(DemonstrationError) -> Place {
    if let place = places[name] { return place }
    guard let scene = scenes[name] else { throw .sceneNotRecorded(name) }
    let world = TabletopEnvironment(scene: scene, starts: plan.starts)
    let place = Place(
      world: world, start: SubtaskStart(world, expert: ExpertAgent(scene)),
      recorder: EpisodeRecorder(world: world, expert: Expert(scene), plan: plan))
    places[name] = place
    return place
  }

  /// A chain up to the first subtask that does not succeed; a learner's is finished by the expert.
  private func recordChain(_ unit: DemonstrationPlan.Unit, _ place: Place) throws -> [DemonstratedEpisode] {
    // Each round has chains of its own.
    let index = plan.round * Self.chainsPerRound + unit.index
    let chain = ChainGenerator(seed: plan.seed, split: unit.split).chain(index)
    let stream = unit.split.stream(seed: plan.seed, chain: index).split("demonstration")
    place.world.starts = plan.starts
    do {
      try place.world.reset(to: chain.initial, stream: stream.split("reset"))
    } catch EnvironmentError.diverged, TabletopError.crowded {
      return []
    }
    var disturbance = ActionDisturbance(share: plan.disturbedShare, stream: stream.split("disturbance"))
    learner?.beginChain(stream.split("agent"))
    var episodes: [DemonstratedEpisode] = []
    for (position, subtask) in chain.subtasks.enumerated() {
      let episode = try place.recorder.record(
        subtask, instruction: sentence(for: subtask, stream.split("instruction", position)), split: unit.split,
        position: position, learner: learner, disturbance: &disturbance, stream: stream.split("subtask", position))
      if !episode.moments.isEmpty { episodes.append(episode) }
      guard episode.ending == .succeeded else { break }
    }
    return episodes
  }

  /// A single subtask from the first start that geometry allows.
  private func recordSingle(
    _ subtask: Subtask, _ unit: DemonstrationPlan.Unit, _ place: Place
  ) throws -> [DemonstratedEpisode] {
    let root = RandomStream(seed: plan.seed).split(unit.split.rawValue).split("round", plan.round)
      .split(subtask.rawValue).split("episode", unit.index)
    place.world.starts = .random
    for draw in 0..<Self.largestDrawCount {
      let stream = root.split("draw", draw)
      var drawing = stream.split("start")
      let start: SurveyStart = drawing.uniform() < plan.leftBehindShare ? .leftBehind : .reset
      do {
        guard try place.start.prepare(subtask, start, stream: stream), place.start.obstacle(to: subtask) == nil else {
          continue
        }
      } catch EnvironmentError.diverged, TabletopError.crowded {
        continue
      }
      var disturbance = ActionDisturbance(share: plan.disturbedShare, stream: stream.split("own disturbance"))
      learner?.beginChain(stream.split("agent"))
      let episode = try place.recorder.record(
        subtask, instruction: sentence(for: subtask, stream.split("instruction")), split: unit.split, position: 0,
        learner: learner, disturbance: &disturbance, stream: stream)
      return episode.moments.isEmpty ? [] : [episode]
    }
    return []
  }

  private func sentence(for subtask: Subtask, _ stream: RandomStream) -> Instruction {
    var stream = stream
    return InstructionCatalogue.standard.draw(for: subtask, from: .training, stream: &stream)
  }

  /// More chains than a round ever has.
  private static let chainsPerRound = 10_000_000
}
