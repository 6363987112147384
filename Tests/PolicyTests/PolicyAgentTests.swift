import Chains
import Episodes
import Policy
import Tensors
import TestSupport
import Testing
import Vocabulary

@Suite struct PolicyAgentTests {
  /// The decisions of some control steps of a subtask, without the time that they took.
  private func decisions(
    _ agent: PolicyAgent<ScriptedWorld>, steps: Int = 12, seed: UInt64 = 3, sentence: String = "push the red block"
  ) throws -> [Decision] {
    let world = ScriptedWorld()
    try world.reset(to: Facts.initialStates[0], stream: RandomStream(seed: seed))
    world.begin(.openDrawer)
    agent.begin(.openDrawer, instruction: Instruction(sentence))
    return try (0..<steps).map { _ in
      var decision = try agent.decide(in: world)
      decision.seconds = 0
      try world.step(decision.action)
      return decision
    }
  }

  private func agent(
    _ rule: ExitRule = .actionConsistency(thresholds: [0.05, 0.05]), deepestExit: Int? = nil, chunk: Int = 3,
    scales: [Double] = [Double](repeating: 1, count: 6)
  ) throws -> PolicyAgent<ScriptedWorld> {
    let configuration = TinyPolicy.configuration { $0.chunk = chunk }
    let network = try PolicyNetwork(configuration, .drawn(RandomStream(seed: 1)), deepestExit: deepestExit)
    return try PolicyAgent(network, scales: scales, rule: rule)
  }

  @Test func actingIsDeterministicAndForgetsAtEachSubtask() throws {
    let agent = try agent()
    let first = try decisions(agent)
    #expect(try decisions(agent) == first)
    #expect(try decisions(self.agent()) == first)
    // A subtask cut off in the middle of a chunk leaves nothing behind either.
    _ = try decisions(agent, steps: 4, seed: 9, sentence: "left")
    #expect(try decisions(agent) == first)
    #expect(try decisions(agent, sentence: "to the left") != first)
  }

  @Test func itDecidesEveryChunkAndRepeatsAtNoCost() throws {
    for chunk in [1, 2, 3, 5] {
      let agent = try agent(.fullDepth, chunk: chunk)
      let made = try decisions(agent, steps: 20)
      for (step, decision) in made.enumerated() {
        #expect((decision.multiplyAccumulates > 0) == (step % chunk == 0), "chunk \(chunk), step \(step)")
        #expect(decision.parts.isEmpty == (step % chunk != 0))
        #expect(decision.multiplyAccumulates == decision.parts.reduce(0) { $0 + $1.multiplyAccumulates })
        #expect(decision.exit == 1)
      }
      #expect(agent.headEvaluations == (20 + chunk - 1) / chunk)
    }
  }

  @Test func aPolicyCutShortActsAsTheWholeOneWithThatDeepestExit() throws {
    for exit in 0..<2 {
      let cut = try decisions(agent(.fullDepth, deepestExit: exit))
      let whole = try decisions(agent(.fixed(exit: exit)))
      #expect(cut == whole)
    }
  }

  @Test func actionsAreScaledAndStayLegal() throws {
    let plain = try decisions(agent(.fullDepth), steps: 1)[0].action.relativeNumbers
    let scales = [0.5, 1, 1, 0.25, 1, 100]
    let scaled = try decisions(agent(.fullDepth, scales: scales), steps: 1)[0].action.relativeNumbers
    for (index, scale) in scales.enumerated() {
      let expected = try #require(plain)[index] * scale
      #expect(abs(try #require(scaled)[index] - min(max(expected, -1), 1)) < 1e-12)
    }
    #expect(throws: PolicyError.wrongCount("actionScales", count: 1, exits: 6)) { try agent(scales: [1]) }
    #expect(throws: PolicyError.badNumber("actionScales", index: 2, allowed: "above 0, up to 100")) {
      try agent(scales: [1, 1, 0, 1, 1, 1])
    }
  }

  @Test func drawnExitsComeFromTheChainsStream() throws {
    let agent = try agent(.random(probabilities: [1, 1]))
    func exits(_ seed: UInt64) throws -> [Int?] {
      agent.beginChain(RandomStream(seed: seed))
      return try decisions(agent, steps: 60).map(\.exit)
    }
    let first = try exits(1)
    #expect(try exits(1) == first)
    #expect(try exits(2) != first)
    #expect(Set(first) == [0, 1])
  }
}
