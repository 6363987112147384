import Chains
import Episodes
import Foundation
import Vocabulary

/// How chains are carried out, as CALVIN does: a reset, then one subtask after the other until the first that fails.
///
/// Everything random of a chain comes from the stream of its seed, split and index: results depend neither on the order
/// of chains nor on who carries them out.
public struct ChainEvaluation: Sendable {
  /// The seed of all streams.
  public let seed: UInt64
  /// What the chains are for; part of every stream.
  public let split: ChainSplit
  /// Control steps at most for one subtask.
  public let maximumSteps: Int
  /// Chooses the sentence for a subtask.
  public let instruction: @Sendable (Subtask, inout RandomStream) -> Instruction

  /// A way to carry out chains; CALVIN's limit of steps unless told.
  public init(
    seed: UInt64, split: ChainSplit = .test, maximumSteps: Int = calvinMaximumSteps,
    instruction: @escaping @Sendable (Subtask, inout RandomStream) -> Instruction
  ) {
    self.seed = seed
    self.split = split
    self.maximumSteps = maximumSteps
    self.instruction = instruction
  }

  /// Carries out one chain.
  ///
  /// A world that diverges, at the reset too, is an outcome of the subtask at hand.
  /// - Throws: `EvaluationError.cancelled` when asked to stop, and whatever else the world or the agent throws.
  public func run<World: Environment>(
    _ chain: Chain, agent: some Agent<World>, world: World, recording: Recording = .resultOnly,
    cancellation: Cancellation = Cancellation(), worker: Int = 0
  ) throws -> ChainResult<World.State> {
    let started = Date().timeIntervalSince1970
    let stream = split.stream(seed: seed, chain: chain.index)
    var attempts: [SubtaskRollout] = []
    var hashes: [ContentHash] = []
    var steps: [StepRecord] = []
    var latencies: [Double] = []
    var states: [StateRecord<World.State>] = []
    func keepState(_ position: Int, _ step: Int) {
      states.append(StateRecord(position: position, step: step, state: world.state, stateHash: world.stateHash))
    }

    do {
      try world.reset(to: chain.initial, stream: stream.split("reset"))
      hashes.append(world.stateHash)
      if recording.stateInterval != nil { keepState(1, 0) }
    } catch EnvironmentError.diverged(let reason) {
      let first = chain.subtasks[0]
      attempts.append(
        SubtaskRollout(
          subtask: first, instruction: sentence(for: first, position: 1, stream), outcome: .diverged(reason), steps: 0))
      hashes = [world.stateHash, world.stateHash]
    }
    if attempts.isEmpty {
      agent.beginChain(stream.split("agent"))
      for (index, subtask) in chain.subtasks.enumerated() {
        let position = index + 1
        if cancellation.isRequested { throw EvaluationError.cancelled }
        let attempt = try rollout(
          subtask, instruction: sentence(for: subtask, position: position, stream), agent: agent, world: world,
          maximumSteps: maximumSteps
        ) { step, decision in
          if decision.seconds > 0 { latencies.append(decision.seconds) }
          if recording.steps { steps.append(StepRecord(position: position, step: step + 1, decision: decision)) }
          if let interval = recording.stateInterval, (step + 1) % interval == 0 {
            keepState(position, step + 1)
          }
          if cancellation.isRequested { throw EvaluationError.cancelled }
        }
        attempts.append(attempt)
        hashes.append(world.stateHash)
        if case .diverged = attempt.outcome { break }
        if recording.stateInterval != nil, (states.last?.position, states.last?.step) != (position, attempt.steps) {
          keepState(position, attempt.steps)
        }
        if attempt.outcome != .succeeded { break }
      }
    }
    return ChainResult(
      rollout: ChainRollout(
        chain: chain.index, subtasks: attempts, length: chain.subtasks.count, stateHashes: hashes),
      steps: steps, states: states,
      timing: ChainTiming(
        worker: worker, started: started, finished: Date().timeIntervalSince1970, latencies: latencies))
  }

  private func sentence(for subtask: Subtask, position: Int, _ stream: RandomStream) -> Instruction {
    var stream = stream.split("instruction", position)
    return instruction(subtask, &stream)
  }
}
