import Chains
import Episodes
import Evaluation
import Experiments
import Foundation
import TestSupport
import Testing
import Vocabulary

@Suite struct VerificationTests {
  private func verify(
    _ path: String, by run: ScriptedRun, chain: Int? = nil, workers: Int = 1
  ) throws -> Verification {
    let record = try RunRecord(reading: path + "/run.sqlite")
    return try run.runner.verify(record, try record.entries(), chain: chain, workers: workers) { _, _, _ in }
  }

  @Test func aRunIsIdenticalToItselfForAnyNumberOfWorkers() throws {
    let folder = try TemporaryFolder()
    try ScriptedRun().run(in: folder("run"))
    for workers in [1, 3] {
      let verification = try verify(folder("run"), by: ScriptedRun(), workers: workers)
      #expect(verification.identical == ScriptedRun.total && verification.total == ScriptedRun.total)
      #expect(verification.differences.isEmpty && verification.completion == .finished)
    }
    let one = try verify(folder("run"), by: ScriptedRun(), chain: 2)
    #expect(one.total == 4 && one.identical == 4)
  }

  @Test func whatLeavesTheCourseIsNamedWithItsFirstStep() throws {
    let folder = try TemporaryFolder()
    try ScriptedRun().run(in: folder("run"))
    // Another program: the state's hash is another one from the start on.
    var other = ScriptedRun()
    other.script = ScriptedWorld.Script(salt: 1)
    let salted = try verify(folder("run"), by: other)
    #expect(salted.identical == 0 && salted.total == ScriptedRun.total)
    #expect(salted.differences.map(\.chain) == [0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3])
    let pictured = try #require(salted.differences.first { $0.chain == 2 })
    // Chain 2 has recorded states, also at its start.
    #expect(pictured.kind == .state && pictured.position == 1 && pictured.step == 0 && pictured.isFirstStep)
    #expect(salted.differences.first?.isFirstStep == false)

    // Subtasks that take longer: the world goes on where it had ended.
    other.script = ScriptedWorld.Script(stepsNeeded: { 4 + $0.rawValue.utf8.count % 7 })
    let slower = try verify(folder("run"), by: other, workers: 2)
    let first = try #require(slower.differences.first)
    #expect(first.position == 1 && first.step > 0, "\(first)")
    #expect("\(first)".contains("eager in scene A, chain"), "\(first)")

    // Other sentences.
    let words = ExperimentRunner(
      try ScriptedRun().experiment, chains: ScriptedRun().chains, laboratory: ScriptedRun().laboratory
    ) { subtask, _ in Instruction("do \(subtask.rawValue)") }
    let record = try RunRecord(reading: folder("run/run.sqlite"))
    let spoken = try words.verify(record, try record.entries(), workers: 1) { _, _, _ in }
    #expect(spoken.differences.allSatisfy { $0.kind == .instruction && $0.position == 1 })
  }

  @Test func anotherSplitHasOtherStartsAndSentences() throws {
    let folder = try TemporaryFolder()
    var validation = ScriptedRun()
    validation.split = "validation"
    for (name, run) in [("test", ScriptedRun()), ("validation", validation)] {
      try run.run(in: folder(name))
      #expect(try verify(folder(name), by: run).identical == ScriptedRun.total)
    }
    let crossed = try verify(folder("test"), by: validation)
    #expect(crossed.identical == 0 && crossed.total == ScriptedRun.total)
  }

  @Test func otherActionsAreFoundAtTheirStep() throws {
    let folder = try TemporaryFolder()
    try ScriptedRun().run(in: folder("run"))
    let laboratory = ScriptedRun().laboratory
    let disturbed = Laboratory<ScriptedWorld>(
      makeWorld: laboratory.makeWorld,
      makeAgent: { settings, scene in HesitantAgent(try laboratory.makeAgent(settings, scene), atClock: 2) },
      makeSurveyor: laboratory.makeSurveyor, draw: laboratory.draw)
    let run = ScriptedRun()
    let runner = ExperimentRunner(
      try run.experiment, chains: run.chains, laboratory: disturbed, instruction: try run.runner.instruction)
    let record = try RunRecord(reading: folder("run/run.sqlite"))
    let verification = try runner.verify(record, try record.entries(), chain: 1, workers: 1) { _, _, _ in }
    #expect(verification.identical == 0)
    for difference in verification.differences {
      #expect(difference.kind == .decision && difference.position == 1 && difference.step == 3, "\(difference)")
    }
  }

  @Test func chainsThatTheExperimentLostDiffer() throws {
    let folder = try TemporaryFolder()
    try ScriptedRun().run(in: folder("run"))
    var fewer = ScriptedRun()
    fewer.chains.removeLast()
    let verification = try verify(folder("run"), by: fewer)
    #expect(verification.total == ScriptedRun.total && verification.differences.count == 4)
    #expect(verification.differences.allSatisfy { $0.kind == .chain && $0.chain == 3 })
  }
}

/// Does what another agent does, but goes back once.
private final class HesitantAgent: Agent {
  private let base: any Agent<ScriptedWorld>
  private let clock: Int

  init(_ base: any Agent<ScriptedWorld>, atClock clock: Int) { (self.base, self.clock) = (base, clock) }

  func beginChain(_ stream: RandomStream) { base.beginChain(stream) }

  func begin(_ subtask: Subtask, instruction: Instruction) { base.begin(subtask, instruction: instruction) }

  func decide(in world: ScriptedWorld) throws -> Decision {
    var decision = try base.decide(in: world)
    if world.state.clock == clock {
      decision.action = .relativePose(translation: Vector3(-1, 0, 0), rotation: .zero, gripper: .open)
    }
    return decision
  }
}

@Suite struct ComparisonTests {
  @Test func armsOfARunAreComparedWithItsFirst() throws {
    let folder = try TemporaryFolder()
    try ScriptedRun().run(in: folder("run"))
    let comparison = try RunComparison([folder("run")])
    #expect(comparison.pairs.map(\.scene) == [.a, .d])
    #expect(comparison.pairs.allSatisfy { $0.first.agent == "eager" && $0.second.agent == "luck" })
    #expect(comparison.differences.isEmpty)
    let record = try RunRecord(reading: folder("run/run.sqlite"))
    for pair in comparison.pairs {
      let (own, other) = (
        try record.chains(of: RunEntry(agent: "eager", scene: pair.scene)),
        try record.chains(of: RunEntry(agent: "luck", scene: pair.scene))
      )
      let mean = try #require(pair.comparison.meanLength)
      let difference = zip(own, other).reduce(0) { $0 + $1.1.completed - $1.0.completed }
      #expect(mean.difference == Double(difference) / 4)
      #expect(pair.settings.map(\.key) == ["kind"])
      #expect(pair.settings.first?.first == "\"expert\"" && pair.settings.first?.second == "\"random\"")
    }
    let turned = try RunComparison([folder("run")], arms: ["luck", "eager"], scenes: [.d])
    #expect(turned.pairs.count == 1)
    let (there, back) = (comparison.pairs[1].comparison, turned.pairs[0].comparison)
    #expect(there.meanLength?.difference == back.meanLength.map { -$0.difference })
    #expect(there.meanLength?.probability == back.meanLength?.probability)
  }

  @Test func twoRunsAreComparedByTheirArmsNames() throws {
    let folder = try TemporaryFolder()
    try ScriptedRun().run(in: folder("first"))
    var slower = ScriptedRun()
    slower.script = ScriptedWorld.Script(stepsNeeded: { 9 + $0.rawValue.utf8.count % 9 })
    slower.workers = 3
    try slower.run(in: folder("second"))
    let comparison = try RunComparison([folder("first"), folder("second")])
    #expect(
      comparison.pairs.map { "\($0.first.agent) \($0.second.agent) \($0.scene.rawValue)" }
        == ["eager eager A", "eager eager D", "luck luck A", "luck luck D"])
    #expect(comparison.differences.map(\.key) == ["evaluation.workers"])
    #expect(comparison.pairs[0].settings.isEmpty)
    // What takes longer succeeds in the same chains at most.
    #expect(comparison.pairs[0].comparison.success.allSatisfy { $0.onlySecond == 0 })
    let crossed = try RunComparison([folder("first"), folder("second")], arms: ["luck", "eager"])
    #expect(crossed.pairs.allSatisfy { $0.first.agent == "luck" && $0.second.agent == "eager" })
  }

  @Test func runsOnOtherChainsAreRefused() throws {
    let folder = try TemporaryFolder()
    try ScriptedRun().run(in: folder("run"))
    var seeded = ScriptedRun()
    seeded.seed = 2
    try seeded.run(in: folder("seed"))
    var validation = ScriptedRun()
    validation.split = "validation"
    try validation.run(in: folder("split"))
    var salted = ScriptedRun()
    salted.sceneSalt = "other"
    try salted.run(in: folder("scene"))
    var otherChains = ScriptedRun()
    otherChains.chains = Array(ScriptedWorld.chains(8).suffix(4)).enumerated().map { index, chain in
      Chain(index: index, initial: chain.initial, subtasks: chain.subtasks)
    }
    try otherChains.run(in: folder("chains"))
    for (other, key) in [("seed", "seed"), ("split", "evaluation.split"), ("scene", "scene A"), ("chains", "chain 0")] {
      let error = #expect(throws: ComparisonError.self) { try RunComparison([folder("run"), folder(other)]) }
      guard case .otherChains(let found, _, _)? = error else {
        Issue.record("\(other): \(String(describing: error))")
        continue
      }
      #expect(found == key)
    }
    #expect(throws: ComparisonError.noSuchArm("lucky", run: folder("run"), known: ["eager", "luck"])) {
      try RunComparison([folder("run")], arms: ["lucky"])
    }
    #expect(throws: ComparisonError.noRun(folder: folder("nowhere"))) { try RunComparison([folder("nowhere")]) }
  }
}
