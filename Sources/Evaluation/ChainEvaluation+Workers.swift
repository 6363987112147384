import Chains
import Episodes

/// What one worker owns: a world and who acts in it; made and used on the worker's own thread.
private struct EvaluationWorker<World: Environment> {
  /// Its number, from 0.
  let number: Int
  /// Its world.
  let world: World
  /// Who acts in it.
  let agent: any Agent<World>
}

extension ChainEvaluation {
  /// Carries out chains on several threads and delivers each as it is finished, in no particular order.
  ///
  /// A worker's world and agent are made on its own thread and stay there. `deliver` is called on the calling thread,
  /// which waits here until all workers have ended.
  ///
  /// - Throws: the first error of a worker or of `deliver`, after the other workers have stopped; `ChainFailure` for
  ///   what a chain met that is no outcome.
  public func run<World: Environment & SendableMetatype>(
    _ chains: [Chain], workers: Int, cancellation: Cancellation = Cancellation(),
    recording: @escaping @Sendable (Chain) -> Recording = { _ in .resultOnly },
    makeWorker: @escaping @Sendable () throws -> (world: World, agent: any Agent<World>),
    deliver: (ChainResult<World.State>) throws -> Void
  ) throws -> Completion {
    try carryOut(
      chains, workers: workers, cancellation: cancellation,
      makeContext: { number in
        let (world, agent) = try makeWorker()
        return EvaluationWorker(number: number, world: world, agent: agent)
      },
      work: { chain, worker, stop in
        do {
          return try run(
            chain, agent: worker.agent, world: worker.world, recording: recording(chain), cancellation: stop,
            worker: worker.number)
        } catch EvaluationError.cancelled {
          throw EvaluationError.cancelled
        } catch {
          throw ChainFailure(chain: chain.index, reason: error)
        }
      },
      deliver: deliver)
  }
}

/// A chain that could not be carried out: the world or the agent threw what is no outcome of a subtask.
public struct ChainFailure: Error {
  /// The chain's number in its set.
  public let chain: Int
  /// What was thrown.
  public let reason: any Error
}
