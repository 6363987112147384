import Calibration
import Chains
import Episodes
import Evaluation
import Foundation
import Policy
import Tabletop
import Vocabulary

/// The calibration chains of one policy: its decisions on them are recorded once, and rules are tried in closed loop.
///
/// The chains are a split of their own, so that no pair of state and sequence is one of validation or test; those that a
/// file of chains has are left out, and the next ones take their places. Sentences are those of training, and scenes
/// those that the policy was trained in, where its checkpoint tells.
final class CalibrationGround {
  let checkpoint: Checkpoint
  let chains: [Chain]
  let scenes: [SceneName]
  private let path: String
  private let experiment: Experiment
  private let shelf: SceneShelf

  init(
    checkpoint path: String, chains count: Int, experiment: Experiment, shelf: SceneShelf
  ) throws {
    self.path = path
    self.experiment = experiment
    self.shelf = shelf
    checkpoint = try Checkpoint(path: path)
    scenes = Self.scenes(of: checkpoint) ?? experiment.evaluation.scenes
    chains = try experiment.calibrationChains(count: count)
  }

  /// The scenes that a checkpoint says it was trained in.
  private static func scenes(of checkpoint: Checkpoint) -> [SceneName]? {
    guard case .list(let names)? = checkpoint.provenance["scenes"] else { return nil }
    let scenes = names.compactMap { name -> SceneName? in
      if case .text(let name) = name { SceneName(rawValue: name) } else { nil }
    }
    return scenes.isEmpty || scenes.count < names.count ? nil : scenes
  }

  /// Everything besides the agent that decides on what comes out.
  func premises() throws -> [String] {
    let settings = experiment.evaluation
    let opened = try shelf.open(scenes, for: .calibration)
    let leftOut = Set(0...(chains.last?.index ?? 0)).subtracting(chains.map(\.index)).sorted().map(String.init)
    return [
      "checkpoint \(ContentHash(of: try readFile(path)))", "seed \(experiment.seed)", "chains \(chains.count)",
      "rules \(settings.rules.rawValue)", "starts \(settings.starts.rawValue)", "steps \(settings.maximumSteps)",
    ] + (leftOut.isEmpty ? [] : ["without chains \(leftOut.joined(separator: " "))"])
      + scenes.map { "scene \($0.rawValue) \(opened[$0]?.contentHash.hexadecimal ?? "")" }
  }

  private var evaluation: ChainEvaluation {
    ChainEvaluation(
      seed: experiment.seed, split: .calibration, maximumSteps: experiment.evaluation.maximumSteps
    ) { CalibrationGround.instruction($0, &$1) }
  }

  /// A sentence of training, whatever sentences the evaluation asks in.
  static func instruction(_ subtask: Subtask, _ stream: inout RandomStream) -> Instruction {
    InstructionCatalogue.standard.draw(for: subtask, from: .training, stream: &stream)
  }

  /// Which chain in which scene: one after the other.
  private struct Job: Sendable {
    let chain: Chain
    let scene: SceneName
  }

  private var jobs: [Job] { chains.map { Job(chain: $0, scene: scenes[$0.index % scenes.count]) } }

  /// What the policy's exits say while the expert carries out the chains.
  ///
  /// - Throws: `EvaluationError.cancelled` when asked to stop.
  func record(_ cancellation: Cancellation, _ progress: (Int) -> Void) throws -> [DecisionCourse] {
    struct Place {
      let network: PolicyNetwork
      var seats: [SceneName: (world: TabletopEnvironment, recorder: CourseRecorder)] = [:]
    }
    let (checkpoint, shelf, evaluation, starts) = (checkpoint, shelf, evaluation, experiment.evaluation.starts)
    var recorded: [Int: [DecisionCourse]] = [:]
    progress(0)
    let completion = try carryOut(
      jobs, workers: experiment.evaluation.workers, cancellation: cancellation,
      makeContext: { _ in Place(network: try PolicyNetwork(checkpoint.configuration, .stored(checkpoint))) },
      work: { job, place, stop in
        if place.seats[job.scene] == nil {
          let scene = try shelf.open(job.scene, for: .calibration)
          place.seats[job.scene] = (
            TabletopEnvironment(scene: scene, starts: starts), try CourseRecorder(place.network, in: scene)
          )
        }
        guard let seat = place.seats[job.scene] else { return (job.chain.index, []) }
        _ = try evaluation.run(job.chain, agent: seat.recorder, world: seat.world, cancellation: stop)
        return (job.chain.index, seat.recorder.take())
      },
      deliver: { (index: Int, courses: [DecisionCourse]) in
        recorded[index] = courses
        progress(recorded.count)
      })
    guard completion == .finished else { throw EvaluationError.cancelled }
    return recorded.sorted { $0.key < $1.key }.flatMap(\.value)
  }

  /// What the chains cost when an agent carries them out, and what its rule compares at every exit.
  ///
  /// - Throws: `EvaluationError.cancelled` when asked to stop.
  func carryOutChains(
    _ makeAgent: @escaping @Sendable () throws -> any Agent<TabletopEnvironment>, rule: ExitRule, deepestExit: Int,
    _ cancellation: Cancellation, _ progress: (Int) -> Void
  ) throws -> Calibrator.Replay {
    struct Place {
      let agent: any Agent<TabletopEnvironment>
      var worlds: [SceneName: TabletopEnvironment] = [:]
    }
    let (shelf, evaluation, starts) = (shelf, evaluation, experiment.evaluation.starts)
    var rollouts: [Int: ChainRollout] = [:]
    var samples: [Int: [[Double]]] = [:]
    progress(0)
    let completion = try carryOut(
      jobs, workers: experiment.evaluation.workers, cancellation: cancellation,
      makeContext: { _ in Place(agent: try makeAgent()) },
      work: { job, place, stop in
        let world =
          try place.worlds[job.scene]
          ?? TabletopEnvironment(scene: shelf.open(job.scene, for: .calibration), starts: starts)
        place.worlds[job.scene] = world
        let result = try evaluation.run(
          job.chain, agent: place.agent, world: world, recording: Recording(steps: true), cancellation: stop)
        return (result.rollout, Self.samples(result.steps, rule, deepestExit: deepestExit))
      },
      deliver: { (rollout: ChainRollout, compared: [[Double]]) in
        rollouts[rollout.chain] = rollout
        samples[rollout.chain] = compared
        progress(rollouts.count)
      })
    guard completion == .finished else { throw EvaluationError.cancelled }
    let spent = rollouts.values.flatMap(\.subtasks).reduce(ComputeTally()) { $0 + $1.compute }
    return Calibrator.Replay(
      samples: samples.sorted { $0.key < $1.key }.flatMap(\.value),
      cost: CourseCost(
        exits: spent.exits + [Int](repeating: 0, count: max(0, deepestExit + 1 - spent.exits.count)),
        decoder: spent.decoderMultiplyAccumulates, policy: spent.multiplyAccumulates,
        meanLength: Double(rollouts.values.reduce(0) { $0 + $1.completed }) / Double(rollouts.count)))
  }

  /// What a rule compares at every exit, for each decision of a chain.
  private static func samples(_ steps: [StepRecord], _ rule: ExitRule, deepestExit: Int) -> [[Double]] {
    let decisions = steps.filter { $0.decision.multiplyAccumulates > 0 }
    switch rule {
    case .actionConsistency, .featureSimilarity:
      return decisions.map(\.decision.differences).filter { $0.count == deepestExit + 1 }
    case .elapsedTime: return decisions.map { [Double](repeating: Double($0.step - 1), count: deepestExit + 1) }
    case .fixed, .fullDepth, .random: return []
    }
  }
}
