import Chains
import Episodes
import Evaluation
import TestSupport
import Testing
import Vocabulary

private let evaluation = ChainEvaluation(seed: 11, maximumSteps: 30) { subtask, stream in
  Instruction("\(subtask.rawValue) \(stream.index(below: 1000))")
}

private func chains(_ count: Int) -> [Chain] { ScriptedWorld.chains(count) }

private func results(
  _ chains: [Chain], workers: Int, recording: Recording = .resultOnly
) throws -> [Int: ChainResult<ScriptedWorld.State>] {
  var results: [Int: ChainResult<ScriptedWorld.State>] = [:]
  let completion = try evaluation.run(
    chains, workers: workers, recording: { _ in recording },
    makeWorker: { (ScriptedWorld(), WaveringAgent()) }
  ) { result in
    #expect(results.updateValue(result, forKey: result.rollout.chain) == nil, "delivered twice")
  }
  #expect(completion == .finished)
  return results
}

@Suite struct ChainEvaluationTests {
  @Test func resultsDependNeitherOnWorkersNorOnOrder() throws {
    let chains = chains(60)
    let expected = try results(chains, workers: 1).mapValues(\.rollout)
    #expect(expected.count == 60)
    #expect(Set(expected.values.map(\.completed)).count > 3, "the fake should fail at different subtasks")
    for workers in 1...4 {
      var stream = RandomStream(seed: UInt64(workers))
      #expect(try results(stream.shuffled(chains), workers: workers).mapValues(\.rollout) == expected, "\(workers)")
    }
  }

  @Test func aChainStopsAtItsFirstFailure() throws {
    for (_, result) in try results(chains(60), workers: 2) {
      let outcomes = result.rollout.subtasks.map(\.outcome)
      #expect(outcomes.dropLast().allSatisfy { $0 == .succeeded })
      #expect(outcomes.last == .succeeded ? outcomes.count == 5 : result.rollout.outcome == .timedOut)
      #expect(result.rollout.completed == outcomes.count { $0 == .succeeded })
      #expect(result.rollout.subtasks.allSatisfy { $0.outcome == .succeeded || $0.steps == 30 })
    }
  }

  @Test func instructionsComeFromTheChainsStream() throws {
    let all = try results(chains(30), workers: 2).values.flatMap { $0.rollout.subtasks.map(\.instruction.text) }
    #expect(Set(all).count > 50, "sentences vary between chains")
    let again = ChainEvaluation(seed: 12, maximumSteps: 30, instruction: evaluation.instruction)
    let chain = chains(1)[0]
    let one = try evaluation.run(chain, agent: WaveringAgent(willingness: 1), world: ScriptedWorld()).rollout
    let other = try again.run(chain, agent: WaveringAgent(willingness: 1), world: ScriptedWorld()).rollout
    #expect(one.subtasks.map(\.instruction) != other.subtasks.map(\.instruction))
    #expect(one.stateHash != other.stateHash)
  }

  @Test func whatAWorkerDidBeforeLeavesNoTrace() throws {
    let chains = chains(3)
    let world = ScriptedWorld()
    let agent = RandomAgent<ScriptedWorld>()
    let first = try chains.map { try evaluation.run($0, agent: agent, world: world).rollout }
    let second = try chains.reversed().map { try evaluation.run($0, agent: agent, world: world).rollout }
    #expect(first == second.reversed())
  }

  @Test func divergenceIsAnOutcome() throws {
    let script = ScriptedWorld.Script(diverges: { $0.clock == 9 })
    for chain in chains(20) {
      let rollout = try evaluation.run(
        chain, agent: WaveringAgent(willingness: 1), world: ScriptedWorld(script),
        recording: Recording(stateInterval: 1)
      ).rollout
      #expect(rollout.outcome == .diverged("scripted, at step 9"), "chain \(chain.index)")
      #expect(rollout.steps == 9, "chain \(chain.index)")
      #expect(rollout.completed < 5, "chain \(chain.index)")
    }
  }

  @Test func divergenceAtTheResetIsAnOutcomeOfTheFirstSubtask() throws {
    let script = ScriptedWorld.Script(diverges: { $0.clock == 0 })
    let chain = chains(1)[0]
    let rollout = try evaluation.run(chain, agent: IdleAgent(), world: ScriptedWorld(script)).rollout
    #expect(rollout.subtasks.map(\.subtask) == [chain.subtasks[0]])
    #expect(rollout.outcome == .diverged("scripted, at the reset"))
    #expect(rollout.steps == 0 && rollout.completed == 0)
  }

  @Test func anIdleAgentDoesNothing() throws {
    for chain in chains(10) {
      let rollout = try evaluation.run(chain, agent: IdleAgent(), world: ScriptedWorld()).rollout
      #expect(rollout.completed == 0 && rollout.outcome == .timedOut && rollout.steps == 30)
    }
  }

  @Test func randomActionsAreLegalAndFillTheirRange() {
    let agent = RandomAgent<ScriptedWorld>(stream: RandomStream(seed: 2))
    let world = ScriptedWorld()
    let actions = (0..<2000).compactMap { _ in agent.decide(in: world).action.relativeNumbers }
    #expect(actions.count == 2000)
    for axis in 0..<6 {
      let values = actions.map { $0[axis] }
      #expect(values.allSatisfy { (-1...1).contains($0) })
      #expect(values.min()! < -0.98 && values.max()! > 0.98, "axis \(axis)")
    }
    #expect((800...1200).contains(actions.count { $0[6] == 1 }))
  }

  @Test func statesAndStepsAreKeptWhereAskedFor() throws {
    let interval = 4
    for (index, result) in try results(
      chains(20), workers: 2, recording: Recording(steps: true, stateInterval: interval))
    {
      let rollout = result.rollout
      #expect(result.steps.count == rollout.steps, "chain \(index)")
      var expected = [[1, 0]]
      for (position, attempt) in zip(1..., rollout.subtasks) {
        expected += (1...attempt.steps).filter { $0 % interval == 0 || $0 == attempt.steps }.map { [position, $0] }
      }
      #expect(result.states.map { [$0.position, $0.step] } == expected, "chain \(index)")
      // A recorded state, restored, is the state that was there.
      let world = ScriptedWorld()
      world.restore(result.states[result.states.count - 1].state)
      #expect(world.stateHash == rollout.stateHashes.last, "chain \(index)")
    }
    #expect(try results(chains(5), workers: 1).values.allSatisfy { $0.steps.isEmpty && $0.states.isEmpty })
  }

  @Test func aRequestToStopIsHeardBeforeTheNextStep() throws {
    let cancellation = Cancellation()
    var delivered: [ChainRollout] = []
    let completion = try evaluation.run(
      chains(50), workers: 2, cancellation: cancellation,
      makeWorker: { (ScriptedWorld(), WaveringAgent(willingness: 1)) }
    ) { result in
      delivered.append(result.rollout)
      if delivered.count == 3 { cancellation.request() }
    }
    #expect(completion == .cancelled)
    // Two that wait to be delivered, and two that the workers were about to finish.
    #expect((3...7).contains(delivered.count))
    // In the middle of a chain: nothing is delivered of it.
    let inside = Cancellation()
    let agent = WatchedAgent(WaveringAgent(willingness: 1)) { world in
      if world.state.clock == 4 { inside.request() }
      #expect(world.state.clock <= 4)
    }
    #expect(throws: EvaluationError.cancelled) {
      try evaluation.run(chains(1)[0], agent: agent, world: ScriptedWorld(), cancellation: inside)
    }
  }

  @Test func anErrorOfAnAgentEndsTheRunAndNamesTheChain() throws {
    let chains = chains(8)
    do {
      _ = try evaluation.run(
        chains, workers: 2, makeWorker: { (ScriptedWorld(), FailingAgent(at: 6)) }
      ) { _ in Issue.record("every chain fails at the sixth step") }
      Issue.record("the error was lost")
    } catch let failure as ChainFailure {
      #expect(failure.reason as? FailingAgent.Failure == FailingAgent.Failure(clock: 6))
      #expect(chains.map(\.index).contains(failure.chain))
    }
  }

  @Test func anErrorOfTheReceiverEndsTheRun() throws {
    struct Full: Error {}
    var delivered = 0
    #expect(throws: Full.self) {
      _ = try evaluation.run(
        chains(40), workers: 2, makeWorker: { (ScriptedWorld(), WaveringAgent()) }
      ) { _ in
        delivered += 1
        if delivered == 5 { throw Full() }
      }
    }
    #expect(delivered == 5)
  }

  @Test func noChainsAreFinishedAtOnce() throws {
    #expect(try results([], workers: 2).isEmpty)
  }
}
