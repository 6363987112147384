import Chains
import Demonstrations
import Episodes
import Evaluation
import Experiments
import Foundation
import TestSupport
import Testing
import Vocabulary

private let entry = RunEntry(agent: "eager", scene: .b)

private func results(_ count: Int) throws -> [(Chain, ChainResult<ScriptedWorld.State>)] {
  let evaluation = ChainEvaluation(seed: 3, maximumSteps: 20) { subtask, _ in
    Instruction("say \"\(subtask.rawValue)\", twice\nand once more")
  }
  return try ScriptedWorld.chains(count).map { chain in
    let script = ScriptedWorld.Script(diverges: { $0.clock == 30 && $0.history % 3 == 0 })
    return (
      chain,
      try evaluation.run(
        chain, agent: WaveringAgent(), world: ScriptedWorld(script), recording: Recording(steps: true, stateInterval: 5)
      )
    )
  }
}

@Suite struct RecordTests {
  @Test func whatIsRecordedIsReadBack() throws {
    let folder = try TemporaryFolder()
    let results = try results(30)
    #expect(Set(results.map { $0.1.rollout.outcome.word }) == ["succeeded", "timedOut", "diverged"])
    let record = try RunRecord(path: folder("run.sqlite"))
    for (chain, result) in results { try record.add(result, of: chain, for: entry) }
    let read = try RunRecord(reading: folder("run.sqlite"))
    #expect(try read.finishedChains(of: entry) == Set(0..<30))
    #expect(try read.finishedChains(of: RunEntry(agent: "eager", scene: .a)).isEmpty)
    #expect(try read.chains(of: entry).map(\.summary) == results.map { ChainSummary($0.1.rollout) })
    #expect(try read.chains(of: entry).map(\.stateHash) == results.map { $0.1.rollout.stateHash })
    for (chain, result) in results {
      let states = try read.states(of: chain.index, for: entry)
      #expect(states == result.states, "chain \(chain.index)")
      let attempts = try read.chains(of: entry)[chain.index].attempts
      #expect(attempts.map(\.instruction) == result.rollout.subtasks.map(\.instruction.text), "chain \(chain.index)")
    }
  }

  @Test func contentDoesNotShowTheOrderOfWriting() throws {
    let folder = try TemporaryFolder()
    let results = try results(12)
    var texts: [[String]] = []
    for seed in 0..<4 {
      var stream = RandomStream(seed: UInt64(seed))
      let record = try RunRecord(path: folder("\(seed).sqlite"))
      for (chain, result) in stream.shuffled(results) { try record.add(result, of: chain, for: entry) }
      texts.append(
        try RecordTable.allCases.flatMap { table in
          try ExportFormat.allCases.map { try record.exported(table, as: $0) }
        })
    }
    for seed in 1..<4 { #expect(texts[seed] == texts[0], "seed \(seed)") }
  }

  @Test func aChainIsRecordedOnce() throws {
    let folder = try TemporaryFolder()
    let (chain, result) = try results(1)[0]
    let record = try RunRecord(path: folder("run.sqlite"))
    try record.add(result, of: chain, for: entry)
    let before = try RecordTable.allCases.map { try record.exported($0, as: .csv) }
    #expect(throws: RecordError.self) { try record.add(result, of: chain, for: entry) }
    #expect(try RecordTable.allCases.map { try record.exported($0, as: .csv) } == before)
    try record.add(result, of: chain, for: RunEntry(agent: "other", scene: .b))
  }

  @Test func aChainThatDoesNotFitLeavesNothing() throws {
    let folder = try TemporaryFolder()
    let results = try results(40)
    let record = try RunRecord(path: folder("run.sqlite"), maximumPages: 25)
    var kept = 0
    for (chain, result) in results {
      do {
        try record.add(result, of: chain, for: entry)
        kept += 1
      } catch RecordError.full {
        break
      }
    }
    #expect(0 < kept && kept < 40)
    let read = try RunRecord(reading: folder("run.sqlite"))
    #expect(try read.chains(of: entry).map(\.summary) == results.prefix(kept).map { ChainSummary($0.1.rollout) })
    #expect(try read.states(of: kept, for: entry).isEmpty)
  }

  @Test func jsonLinesAreObjectsAndTablesAgree() throws {
    let folder = try TemporaryFolder()
    let record = try RunRecord(path: folder("run.sqlite"))
    for (chain, result) in try results(5) { try record.add(result, of: chain, for: entry) }
    try record.add(
      [SurveyAttempt(subtask: .openDrawer, start: .reset, index: 0, succeeded: true, steps: 9)], for: entry)
    try record.note(
      PolicyFootprint(exits: 4, deepestExit: 2, layers: 6, weightBytes: 9000, decoderWeightBytes: 4000), of: "eager")
    for table in RecordTable.allCases {
      let lines = try record.exported(table, as: .jsonLines).split(separator: "\n")
      let csv = try record.exported(table, as: .csv)
      let heading = try #require(csv.split(separator: "\n").first).split(separator: ",").map(String.init)
      for line in lines {
        guard case .object(let members) = try JSONDocument(String(line)).value else {
          Issue.record("\(line)")
          continue
        }
        #expect(members.map(\.name) == heading)
      }
      #expect(!lines.isEmpty, "\(table)")
    }
    let chains = try #require(try record.exported(.chains, as: .csv).split(separator: "\n").first)
    for column in ["chain", "scene", "agent", "completed", "outcome", "state_hash"] {
      #expect(chains.split(separator: ",").contains(Substring(column)), "\(column)")
    }
    // Quotes are doubled and line breaks stay inside of quotes, as RFC 4180 asks.
    #expect(try record.exported(.subtasks, as: .csv).contains("\"say \"\""))
    #expect(try record.exported(.subtasks, as: .csv).contains("\"\", twice\nand once more\","))
  }

  @Test func waitingTimesAndOverlapsDoNotCountAsWork() throws {
    let folder = try TemporaryFolder()
    let record = try RunRecord(path: folder("run.sqlite"))
    // Two workers side by side, then a pause, then one more chain: 10 s + 5 s.
    let times = [(100.0, 108.0), (101.0, 104.0), (104.0, 110.0), (500.0, 505.0)]
    for ((chain, result), (started, finished)) in zip(try results(4), times) {
      let timed = ChainResult(
        rollout: result.rollout, steps: [], states: [StateRecord<ScriptedWorld.State>](),
        timing: ChainTiming(worker: 0, started: started, finished: finished))
      try record.add(timed, of: chain, for: entry)
    }
    #expect(try record.wallSeconds(of: entry) == 15)
  }

  @Test func premisesAreWrittenOnceAndCompared() throws {
    let folder = try TemporaryFolder()
    let record = try RunRecord(path: folder("run.sqlite"))
    #expect(try record.agree(on: [("scene A", "1"), ("mujoco", "3")]) == nil)
    #expect(try record.agree(on: [("scene A", "1")]) == nil)
    let difference = try #require(try record.agree(on: [("scene A", "1"), ("mujoco", "4")]))
    #expect(difference.key == "mujoco" && difference.found == "3")
  }
}
