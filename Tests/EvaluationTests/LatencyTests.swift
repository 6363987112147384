import Chains
import Episodes
import Evaluation
import TestSupport
import Testing
import Vocabulary

@Suite struct LatencyTests {
  /// A model that takes so many physics steps whatever is decided.
  private static func model(_ steps: Int) -> LatencyModel {
    LatencyModel(overheadSeconds: Double(steps) / Double(physicsStepsPerSecond))
  }

  /// What happened in each physics step of a subtask, when the agent looked, and what it spent.
  private func course(
    delay: Int, period: Int? = nil, _ meanwhile: ControlPace.Meanwhile = .last, chunk: Int = 3, controlSteps: Int = 40
  ) throws -> (tape: [Action], looks: [Int], compute: ComputeTally) {
    let world = TapeWorld()
    var looks: [Int] = []
    let agent = PacedAgent(
      PlanningAgent<TapeWorld>(chunk: chunk) { looks.append($0.state) },
      pace: ControlPace(latency: Self.model(delay), period: period, meanwhile: meanwhile))
    let attempt = try rollout(
      .openDrawer, instruction: Instruction(""), agent: agent, world: world, maximumSteps: controlSteps)
    return (world.tape, looks, attempt.compute)
  }

  private static let hold = Action.hold(.open)

  @Test func aDelayWithinThePeriodShiftsEveryActionByItsPhysicsSteps() throws {
    let prompt = try course(delay: 0)
    for delay in 0...24 {
      let late = try course(delay: delay)
      #expect(late.tape.prefix(delay).allSatisfy { $0 == Self.hold })
      #expect(Array(late.tape.dropFirst(delay)) == Array(prompt.tape.dropLast(delay)), "\(delay)")
      #expect(late.looks == prompt.looks)
      #expect(late.compute.missedDeadlines == 0 && late.compute.delaySteps == delay * late.compute.decisions)
    }
  }

  @Test func withoutLatencyEachActionLastsAControlStep() throws {
    let tape = try course(delay: 0).tape
    for (step, action) in tape.enumerated() {
      #expect(action == PlanningAgent<TapeWorld>.action(step / physicsStepsPerControlStep))
    }
  }

  @Test func whatTakesLongerThanThePeriodMissesTicksAndTheLastActionIsHeld() throws {
    // 30 ticks a second and a plan of one action: 8 physics steps from tick to tick; 19 take three of them.
    let late = try course(delay: 19, period: 8, chunk: 1)
    #expect(late.looks == stride(from: 0, to: 320, by: 24).map { $0 })
    #expect(late.compute.missedDeadlines == 2 * late.compute.decisions)
    #expect(late.compute.missedShare == 2.0 / 3)
    // However late, what is decided within the period misses nothing.
    let within = try course(delay: 8, period: 8, chunk: 1)
    #expect(within.compute.missedShare == 0 && within.compute.delaySteps == 8 * within.compute.decisions)
    for (step, action) in late.tape.enumerated() {
      let expected = step < 19 ? Self.hold : PlanningAgent<TapeWorld>.action((step - 19) / 24)
      #expect(action == expected, "\(step)")
    }
  }

  @Test func deadlinesAreHeldUpToTheVeryStep() throws {
    for rate in [5, 6, 10, 12, 15, 20, 30, 60] {
      let period = physicsStepsPerSecond / rate
      for (delay, missed) in [(0, 0), (1, 0), (period, 0), (period + 1, 1), (2 * period, 1), (2 * period + 1, 2)] {
        let (_, looks, compute) = try course(delay: delay, period: period)
        #expect(compute.missedDeadlines == missed * compute.decisions, "\(rate) Hz, \(delay) steps")
        #expect(looks == stride(from: 0, to: 320, by: period * (missed + 1)).map { $0 })
      }
    }
  }

  @Test func aSlowRateHoldsTheLastActionOrStaysStill() throws {
    for meanwhile in ControlPace.Meanwhile.allCases {
      let tape = try course(delay: 0, period: 48, meanwhile).tape
      for (step, action) in tape.enumerated() {
        let index = step % 48 / 8
        let last = PlanningAgent<TapeWorld>.action(step / 48 * 3 + min(index, 2))
        #expect(action == (index < 3 || meanwhile == .last ? last : Self.hold), "\(meanwhile), \(step)")
      }
    }
  }

  @Test func aFastRateLooksInTheMiddleOfControlSteps() throws {
    let (tape, looks, _) = try course(delay: 0, period: 4, controlSteps: 5)
    #expect(looks == [0, 4, 8, 12, 16, 20, 24, 28, 32, 36])
    for (step, action) in tape.enumerated() { #expect(action == PlanningAgent<TapeWorld>.action(step / 4 * 3)) }
  }

  @Test func stillStaysStillWhileThinking() throws {
    let tape = try course(delay: 5, .still).tape
    for (step, action) in tape.enumerated() {
      let inForce = step % 24 < 5 ? Self.hold : PlanningAgent<TapeWorld>.action(step / 24 * 3 + (step % 24 - 5) / 8)
      #expect(action == inForce, "\(step)")
    }
  }

  // MARK: Chains

  private let evaluation = ChainEvaluation(seed: 3, maximumSteps: 25) { subtask, _ in Instruction(subtask.rawValue) }

  private func results(
    _ pace: ControlPace?, workers: Int = 1
  ) throws -> [Int: (ChainRollout, [StepRecord])] {
    var results: [Int: (ChainRollout, [StepRecord])] = [:]
    _ = try evaluation.run(
      ScriptedWorld.chains(20), workers: workers, recording: { _ in Recording(steps: true) },
      makeWorker: {
        let agent = PlanningAgent<ScriptedWorld>(chunk: 3)
        return (ScriptedWorld(), pace.map { PacedAgent(agent, pace: $0) } ?? agent)
      }
    ) { results[$0.rollout.chain] = ($0.rollout, $0.steps) }
    return results
  }

  @Test func noLatencyIsTheSameAsNone() throws {
    let (without, with) = (try results(nil), try results(ControlPace(latency: LatencyModel())))
    for (chain, result) in without {
      #expect(with[chain]?.0 == result.0 && with[chain]?.1 == result.1, "chain \(chain)")
    }
  }

  @Test func latencyIsTheSameForAnyNumberOfWorkers() throws {
    let pace = ControlPace(latency: LatencyModel(multiplyAccumulatesPerSecond: 50_000), period: 12)
    let expected = try results(pace)
    #expect(expected.values.contains { $0.1.contains { !$0.decision.segments.isEmpty } })
    for workers in 2...3 {
      let found = try results(pace, workers: workers)
      for (chain, result) in expected {
        #expect(found[chain]?.0 == result.0 && found[chain]?.1 == result.1, "chain \(chain), \(workers) workers")
      }
    }
  }

  @Test func recordedControlStepsHaveAllThatWasSpentInThem() throws {
    for (_, (rollout, steps)) in try results(ControlPace(latency: Self.model(3), period: 4)) {
      let all = rollout.subtasks.reduce(ComputeTally()) { $0 + $1.compute }
      #expect(steps.reduce(0) { $0 + $1.decision.multiplyAccumulates } == all.multiplyAccumulates)
      #expect(steps.reduce(0) { $0 + $1.decision.missedDeadlines } == all.missedDeadlines)
      #expect(steps.allSatisfy { $0.decision.physicsSteps == physicsStepsPerControlStep })
      #expect(all.decisions == 2 * rollout.steps, "two looks in each control step")
      for step in steps {
        let answers = step.decision.answers
        #expect(answers.reduce(0) { $0 + $1.physicsSteps } == physicsStepsPerControlStep)
        #expect(answers.last?.action == step.decision.action)
        #expect(answers.reduce(0) { $0 + $1.multiplyAccumulates } == step.decision.multiplyAccumulates)
      }
    }
  }

  // MARK: Models

  @Test func timesComeFromTheProfileOrTheDevice() {
    func decision(_ exit: Int, comparing: ExitComparison?) -> Decision {
      Decision(
        Self.hold, exit: exit, multiplyAccumulates: 3_000_000, differences: comparing == nil ? [] : [1],
        comparison: comparing)
    }
    let profile = LatencyProfile(
      comparingActions: [0.01, 0.02], comparingFeatures: [0.009, 0.013], direct: [0.008, 0.012])
    let model = LatencyModel(profile: profile, slowdown: 2, overheadSeconds: 0.001)
    #expect(model.seconds(of: decision(0, comparing: .actions)) == 0.021)
    #expect(model.seconds(of: decision(1, comparing: .actions)) == 0.041)
    #expect(model.seconds(of: decision(1, comparing: .features)) == 0.027)
    #expect(model.seconds(of: decision(1, comparing: nil)) == 0.025)
    let device = LatencyModel(multiplyAccumulatesPerSecond: 1e9, overheadSeconds: 0.002)
    #expect(device.seconds(of: decision(1, comparing: .actions)) == 0.005)
    // 0.005 s are 1.2 physics steps; the second is the first at whose beginning the decision is there.
    #expect(device.physicsSteps(of: decision(1, comparing: .actions)) == 2)
    #expect(LatencyModel().physicsSteps(of: decision(1, comparing: .actions)) == 0)
    for steps in 0...1000 { #expect(Self.model(steps).physicsSteps(of: decision(0, comparing: .actions)) == steps) }
  }
}
