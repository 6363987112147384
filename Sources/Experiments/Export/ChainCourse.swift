import Episodes
import Evaluation
import Tabletop
import Vocabulary

/// A recorded chain in a world of its own, which can be brought to any moment of it.
///
/// Moments come from the record. Where one is missing there, the chain is carried out once more, bit for bit, and the
/// hash of its course is checked against the recorded one.
public final class ChainCourse {
  /// Which agent in which scene.
  public let entry: RunEntry
  /// What came out.
  public let chain: RecordedChain
  /// Where the chain is shown.
  public let world: TabletopEnvironment
  /// The exits of its actions by the subtask's place, as far as known; an entry a step.
  public private(set) var exits: [Int: [Int?]]
  /// How many exits there are; 0 where none are known.
  public private(set) var exitCount: Int
  private let archive: RunArchive
  private let recorded: Set<StatePlace>
  private var replayed: [StatePlace: StateRecord<TabletopState>] = [:]

  /// A chain of a run.
  public init(_ chain: RecordedChain, of entry: RunEntry, in archive: RunArchive) throws {
    (self.chain, self.entry, self.archive) = (chain, entry, archive)
    world = TabletopEnvironment(scene: try archive.scene(entry.scene), starts: archive.experiment.evaluation.starts)
    recorded = Set(try archive.record.statePlaces(of: chain.chain, for: entry))
    exits = try archive.record.exits(of: chain.chain, for: entry)
    exitCount = try archive.record.exitCount(of: entry)
  }

  /// Makes sure that all moments can be shown, before the first is.
  ///
  /// - Throws: `ExportError.cameOutDifferently`, `.cancelled`, and what carrying out a chain throws.
  public func prepare(_ moments: [StatePlace], cancellation: Cancellation) throws {
    guard replayed.isEmpty, !moments.allSatisfy({ place(of: $0) != nil }) else { return }
    let experiment = archive.experiment
    let run = try TabletopRun(
      experiment, calibrations: AgentCalibration.all(inRun: archive.path, of: experiment))
    let wanted = try experiment.chains().first { $0.index == chain.chain }
    guard let wanted, let agent = experiment.agents.first(where: { $0.name == entry.agent }) else {
      throw ExportError.cameOutDifferently(entry, chain: chain.chain)
    }
    let result: ChainResult<TabletopState>
    do {
      result = try run.runner.evaluation.run(
        wanted, agent: run.runner.laboratory.makeAgent(agent, entry.scene), world: world,
        recording: Recording(steps: true, stateInterval: 1), cancellation: cancellation)
    } catch EvaluationError.cancelled {
      throw ExportError.cancelled
    }
    guard result.rollout.stateHash == chain.stateHash else {
      throw ExportError.cameOutDifferently(entry, chain: chain.chain)
    }
    for state in result.states { replayed[StatePlace(position: state.position, step: state.step)] = state }
    guard result.steps.contains(where: { $0.decision.exit != nil }) else { return }
    exits = [:]
    for step in result.steps { exits[step.position, default: []].append(step.decision.exit) }
    exitCount = max(exitCount, (result.steps.compactMap(\.decision.exit).max() ?? -1) + 1)
  }

  /// Brings the world to a moment; its state's hash.
  @discardableResult
  public func show(_ moment: StatePlace) throws -> ContentHash {
    guard let place = place(of: moment) else {
      throw RunError.stateDiffers(entry, chain: chain.chain, position: moment.position, step: moment.step)
    }
    let state: StateRecord<TabletopState> =
      try replayed[place] ?? archive.record.state(of: chain.chain, at: place, for: entry)
    try world.restore(state.state)
    guard world.stateHash == state.stateHash else {
      throw RunError.stateDiffers(entry, chain: chain.chain, position: moment.position, step: moment.step)
    }
    return state.stateHash
  }

  /// Where a moment's state is kept: a subtask begins in the state in which the one before has ended.
  private func place(of moment: StatePlace) -> StatePlace? {
    func isKnown(_ place: StatePlace) -> Bool { recorded.contains(place) || replayed[place] != nil }
    if isKnown(moment) { return moment }
    guard moment.step == 0, moment.position > 1 else { return nil }
    let end = StatePlace(position: moment.position - 1, step: chain.attempts[moment.position - 2].steps)
    return isKnown(end) ? end : nil
  }
}
