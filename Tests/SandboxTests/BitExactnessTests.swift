import Evaluation
import Experiments
import Foundation
import Glibc
import Tabletop
import Testing
import Vocabulary

/// Fifty chains of the expert on the real table: who carries them out, in which order and with which interruptions does
/// not show in a bit of what comes out.
@Suite(.serialized) struct BitExactnessTests {
  private static let text = """
    {"name": "fifty", "seed": 7, "evaluation": {"chains": 50, "workers": 1},
     "report": {"frames": [0, 11, 22, 33, 44], "pictureSize": 64, "samples": 2, "animationEverySteps": 12}}
    """

  private static let environment = ["SANDBOX_ROOT": Program.root]

  /// A run's content, apart from what tells of its workers or of its order.
  private static func contents(_ folder: String) throws -> [String: Data] {
    var contents = try RunCommandTests.contents(folder)
    for name in ["experiment.json", "manifest.json"] { contents[name] = nil }
    return contents
  }

  @Test func workersOrderAndInterruptionsDoNotShow() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(Self.text, to: "fifty.json")
    let plain = folder.path + "/plain"
    let result = try Program.run("run", file, "--output", plain, environment: Self.environment)
    #expect(result.status == 0, "\(result.errors)")
    let wanted = try Self.contents(plain)
    #expect(wanted.keys.count { $0.hasSuffix(".png") } > 50)
    let hashes = String(decoding: try #require(wanted["table chains"]), as: UTF8.self).split(separator: "\n")
    #expect(hashes.count == 1 + 50)

    // Two workers, killed among the chains; the others in another order; killed again among the pictures.
    let cut = folder.path + "/cut"
    try Self.runAndKill(file, cut) { try Self.finishedChains(cut) >= 10 }
    #expect((10..<50).contains(try Self.finishedChains(cut)))
    try Self.finishChainsShuffled(file, cut)
    #expect(try Self.finishedChains(cut) == 50)
    try Self.runAndKill(file, cut) { FileManager.default.fileExists(atPath: cut + "/frames") }
    #expect(!FileManager.default.fileExists(atPath: cut + "/summary.json"))
    let last = try Program.run(
      "run", file, "--output", cut, "--set", "evaluation.workers=2", environment: Self.environment)
    #expect(last.status == 0, "\(last.errors)")
    let found = try Self.contents(cut)
    #expect(found.keys.sorted() == wanted.keys.sorted())
    for (name, data) in wanted { #expect(found[name] == data, "\(name)") }
  }

  private static func finishedChains(_ folder: String) throws -> Int {
    // Between two chains there is no journal, so that a reader sees a whole record; else it asks again.
    guard let record = try? RunRecord(reading: folder + "/run.sqlite") else { return 0 }
    return (try? record.finishedChains(of: RunEntry(agent: "expert", scene: .d)).count) ?? 0
  }

  /// Starts a run with two workers and kills it as soon as something is so.
  private static func runAndKill(_ file: String, _ folder: String, when condition: () throws -> Bool) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Program.path)
    process.arguments = ["run", file, "--output", folder, "--set", "evaluation.workers=2"]
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    while process.isRunning, try !condition() { usleep(5000) }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    #expect(process.terminationReason == .uncaughtSignal, "it was over before it was killed")
  }

  /// Carries out the missing chains with two workers in another order, and stops before the pictures.
  private static func finishChainsShuffled(_ file: String, _ folder: String) throws {
    let experiment = try Experiment(contentsOf: file, overrides: ["evaluation.workers=2"])
    let run = try TabletopRun(experiment)
    let runner = run.runner
    // 50 and 27 have no common divisor: each chain once.
    let chains = (0..<50).map { runner.chains[($0 * 27 + 5) % 50] }
    let shuffled = ExperimentRunner(
      experiment, chains: chains, laboratory: runner.laboratory, instruction: runner.instruction)
    let runFolder = try RunFolder(path: folder, experiment: experiment, manifest: run.manifest(checkout: nil))
    let stop = Cancellation()
    let result = try shuffled.run(in: runFolder, cancellation: stop) { progress in
      if progress.phase == .pictures { stop.request() }
    }
    #expect(result.finishedChains == 50 && result.summary == nil)
  }
}
