import Chains
import Evaluation
import Experiments
import Foundation
import TestSupport
import Testing
import Vocabulary

@Suite struct RunnerTests {
  @Test(arguments: ["expert", "floor"])
  func publishedRunsHaveTheChainsThatTheyHad(name: String) throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let folder = root.appendingPathComponent("notebooks-out/published/\(name)").path
    let experiment = try Experiment(contentsOf: folder + "/experiment.json")
    let runner = ExperimentRunner(
      experiment, chains: try experiment.chains(), laboratory: ScriptedRun().laboratory
    ) { subtask, _ in Instruction(subtask.rawValue) }
    let manifest = try JSONDocument(readFile(folder + "/manifest.json")).value
    #expect(manifest["chains"] == .text(runner.chainsHash.hexadecimal))
  }

  @Test func aRunLeavesEverythingThatItShould() throws {
    let content = try ScriptedRun.undisturbed.get()
    for name in [
      "experiment.json", "manifest.json", "summary.json", "report.ipynb", "filmstrips/eager-A-0002.png",
      "filmstrips/luck-D-0002.png", "animations/eager-D-0002.png", "frames/luck-A-0002/1-000-static.png",
      "frames/eager-D-0002/1-000-gripper.png",
    ] {
      #expect(content[name] != nil, "\(name)")
    }
    #expect(content.keys.allSatisfy { !$0.hasSuffix(".partial") && !$0.hasSuffix("-journal") })
    #expect(content["run.sqlite chains"]?.split(separator: "\n").count == ScriptedRun.total + 1)
    #expect(content[".lock"] == ContentHash(of: "").hexadecimal)
  }

  @Test func contentDependsNeitherOnWorkersNorOnOrder() throws {
    let expected = try ScriptedRun.undisturbed.get()
    for workers in 1...3 {
      let folder = try TemporaryFolder()
      var run = ScriptedRun()
      run.workers = workers
      var stream = RandomStream(seed: UInt64(workers))
      run.chains = stream.shuffled(run.chains)
      try run.run(in: folder("run"))
      #expect(differences(try ScriptedRun.content(of: folder("run")), expected) == [], "\(workers) workers")
    }
  }

  @Test func contentIsTheSameAfterAnInterruptionAtAnyChain() throws {
    let expected = try ScriptedRun.undisturbed.get()
    for stop in 0..<ScriptedRun.total {
      let folder = try TemporaryFolder()
      var run = ScriptedRun()
      run.workers = 1 + stop % 2
      let cancellation = Cancellation()
      let result = try run.run(in: folder("run"), cancellation: cancellation) { progress in
        if progress.finished == stop { cancellation.request() }
      }
      #expect(result.completion == .cancelled && result.summary == nil, "stopped after \(stop)")
      #expect(result.finishedChains >= stop, "stopped after \(stop)")
      #expect(!FileManager.default.fileExists(atPath: folder("run/summary.json")), "stopped after \(stop)")
      run.workers = 2
      let resumed = try run.run(in: folder("run"))
      #expect(resumed.completion == .finished, "stopped after \(stop)")
      #expect(differences(try ScriptedRun.content(of: folder("run")), expected) == [], "stopped after \(stop)")
    }
  }

  @Test func contentIsTheSameAfterACrashAtAnyMoment() throws {
    // What is on the disk at some moment is what a killed process leaves.
    let expected = try ScriptedRun.undisturbed.get()
    let folder = try TemporaryFolder()
    var copies = 0
    try ScriptedRun().run(in: folder("run")) { _ in
      do {
        try ScriptedRun.copy(folder("run"), to: folder("copy-\(copies)"))
        copies += 1
      } catch {
        Issue.record("\(error)")
      }
    }
    #expect(copies > ScriptedRun.total)
    for copy in 0..<copies {
      try ScriptedRun().run(in: folder("copy-\(copy)"))
      #expect(differences(try ScriptedRun.content(of: folder("copy-\(copy)")), expected) == [], "copy \(copy)")
    }
  }

  @Test func anInterruptionWhilePicturesAreDrawnIsMadeGood() throws {
    let folder = try TemporaryFolder()
    for stop in 0..<4 {
      let cancellation = Cancellation()
      let result = try ScriptedRun().run(in: folder("run"), cancellation: cancellation) { progress in
        if progress.phase == .pictures, progress.finished == stop { cancellation.request() }
      }
      #expect(result.completion == .cancelled && result.finishedChains == ScriptedRun.total, "stopped after \(stop)")
    }
    try ScriptedRun().run(in: folder("run"))
    #expect(differences(try ScriptedRun.content(of: folder("run")), try ScriptedRun.undisturbed.get()) == [])
  }

  @Test func aFinishedRunStaysAsItIs() throws {
    let folder = try TemporaryFolder()
    try ScriptedRun().run(in: folder("run"))
    let record = try Data(contentsOf: URL(fileURLWithPath: folder("run/run.sqlite")))
    let summary = try Data(contentsOf: URL(fileURLWithPath: folder("run/summary.json")))
    var carriedOut = 0
    try ScriptedRun().run(in: folder("run")) { if $0.phase == .chains { carriedOut = max(carriedOut, $0.finished) } }
    #expect(carriedOut == ScriptedRun.total, "progress starts where the run had ended")
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder("run/run.sqlite"))) == record)
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder("run/summary.json"))) == summary, "times too")
  }

  @Test func anAgentsErrorNamesTheChainAndKeepsTheOthers() throws {
    let folder = try TemporaryFolder()
    var run = ScriptedRun()
    run.failsAtClock = 3
    do {
      try run.run(in: folder("run"))
      Issue.record("the error was lost")
    } catch RunError.chainFailed(let entry, _, let reason) {
      #expect(entry == RunEntry(agent: "eager", scene: .d))
      #expect(reason as? FailingAgent.Failure == FailingAgent.Failure(clock: 3))
    }
    #expect(
      try RunRecord(reading: folder("run/run.sqlite")).finishedChains(of: RunEntry(agent: "eager", scene: .a)).count
        == 4)
    run.failsAtClock = nil
    try run.run(in: folder("run"))
    #expect(differences(try ScriptedRun.content(of: folder("run")), try ScriptedRun.undisturbed.get()) == [])
  }

  @Test func divergedChainsAreRecordedAndCounted() throws {
    let folder = try TemporaryFolder()
    var run = ScriptedRun()
    run.script = ScriptedWorld.Script(diverges: { $0.clock == 12 })
    let rows = try #require(try run.run(in: folder("run")).summary).rows
    #expect(rows.allSatisfy { $0.statistics.chains == 4 })
    #expect(rows.reduce(0) { $0 + ($1.statistics.outcomes["diverged"] ?? 0) } > 8)
  }

  @Test func aFullDiskKeepsTheFinishedChains() throws {
    let folder = try TemporaryFolder()
    do {
      try ScriptedRun().run(in: folder("run"), maximumPages: 22)
      Issue.record("the record fits into 22 pages")
    } catch RunError.diskFull(let path, let finished, let total) {
      #expect(path.hasSuffix("run.sqlite"))
      #expect(0 < finished && finished < total && total == ScriptedRun.total)
      let record = try RunRecord(reading: folder("run/run.sqlite"))
      let kept = try ScriptedRun().runner.entries.reduce(0) { $0 + (try record.finishedChains(of: $1).count) }
      #expect(kept == finished)
    }
    try ScriptedRun().run(in: folder("run"))
    #expect(differences(try ScriptedRun.content(of: folder("run")), try ScriptedRun.undisturbed.get()) == [])
  }

  @Test func aRecordedStateMustGiveItsHashAgain() throws {
    let folder = try TemporaryFolder()
    let cancellation = Cancellation()
    try ScriptedRun().run(in: folder("run"), cancellation: cancellation) { progress in
      if progress.phase == .pictures { cancellation.request() }
    }
    var changed = ScriptedRun()
    changed.script.salt = 1
    do {
      try changed.run(in: folder("run"))
      Issue.record("the change went unnoticed")
    } catch RunError.stateDiffers(let entry, let chain, let position, let step) {
      #expect(entry.agent == "eager" && chain == 2 && position == 1 && step == 0)
    }
  }

  @Test func progressCountsEveryChainOnce() throws {
    let folder = try TemporaryFolder()
    var counts: [Int] = []
    var run = ScriptedRun()
    run.workers = 2
    try run.run(in: folder("run")) { progress in
      guard progress.phase == .chains else { return }
      #expect(progress.total == ScriptedRun.total)
      if counts.last != progress.finished { counts.append(progress.finished) }
    }
    #expect(counts == Array(0...ScriptedRun.total))
  }
}
