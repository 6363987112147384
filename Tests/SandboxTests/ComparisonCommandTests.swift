import Foundation
import Testing
import Vocabulary

/// `sandbox verify` and `sandbox compare` on a small run of the program's own.
@Suite struct ComparisonCommandTests {
  private static let experiment = """
    {"agents": [{"kind": "expert"}, {"kind": "idle"}],
     "evaluation": {"chains": 2, "maximumSteps": 90, "recordSteps": true}, "report": {"frames": [1], "animation": false}}
    """

  private func finishedRun() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let file = try folder.write(Self.experiment, to: "small.json")
    let result = try Program.run("run", file, in: folder.path)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.errors.contains("with 2 chains, tests at 5 % find these differences between two arms"))
    return folder
  }

  @Test func recordedChainsAreIdenticalOrTheFirstDifferenceIsNamed() throws {
    let folder = try finishedRun()
    let run = folder.path + "/notebooks-out/small"
    let all = try Program.run("verify", run, "--workers", "1")
    #expect(all.status == 0 && all.output == "4 of 4 identical\n", "\(all.output) \(all.errors)")
    let one = try Program.run("verify", run, "--chain", "1", "--agent", "expert")
    #expect(one.status == 0 && one.output == "1 of 1 identical\n", "\(one.output) \(one.errors)")
    let none = try Program.run("verify", run, "--chain", "7")
    #expect(none.status == 2 && none.errors.contains("there is no chain 7"), "\(none.errors)")
    let nowhere = try Program.run("verify", folder.path)
    #expect(nowhere.status == 2 && nowhere.errors.contains("run.sqlite"), "\(nowhere.errors)")
    // Fewer steps than recorded: what took longer ends earlier.
    let settings = run + "/experiment.json"
    let text = String(decoding: try readFile(settings), as: UTF8.self)
    try AtomicFile.write(text.replacing("\"maximumSteps\": 90", with: "\"maximumSteps\": 10"), to: settings)
    let cut = try Program.run("verify", run, "--agent", "idle")
    #expect(cut.status == 1, "\(cut.output) \(cut.errors)")
    #expect(cut.output.hasPrefix("0 of 2 identical\nfirst: idle in scene D, chain 0: another"), "\(cut.output)")
  }

  @Test func runsAndArmsAreComparedOnTheSameChains() throws {
    let folder = try finishedRun()
    let run = folder.path + "/notebooks-out/small"
    let arms = try Program.run("compare", run)
    #expect(
      arms.status == 0 && arms.output.contains("idle against expert, scene D: 2 chains of both"), "\(arms.errors)")
    #expect(arms.output.contains("\"expert\"  \"idle\""), "\(arms.output)")
    let json = try Program.run("compare", run, "--arm", "idle", "--arm", "expert", "--json")
    let value = try JSONDocument(json.output).value
    guard case .list(let pairs)? = value["pairs"], let pair = pairs.first else {
      Issue.record("no pairs: \(json.errors)")
      return
    }
    #expect(pair["first"]?["agent"] == .text("idle") && pair["chains"] == .integer(2))
    #expect(pair["mean_length"]?["probability"] != nil)
    // Two chains: however the attempts came out, no two signs are rarer than one in two.
    #expect(pair["all_subtasks"]?["probability"] == .number(1) || pair["all_subtasks"]?["probability"] == .number(0.5))
    let file = try folder.write(
      #"{"seed": 2, "agents": [{"kind": "idle"}], "evaluation": {"chains": 2}, "report": {"frames": []}}"#,
      to: "other.json")
    let other = try Program.run("run", file, in: folder.path)
    #expect(other.status == 0, "\(other.errors)")
    let refused = try Program.run("compare", run, folder.path + "/notebooks-out/other")
    #expect(refused.status == 2 && refused.errors.contains("seed is 1 in the first and 2 in the second"))
    let unknown = try Program.run("compare", run, "--arm", "idel")
    #expect(unknown.status == 2 && unknown.errors.contains("did you mean idle?"), "\(unknown.errors)")
  }
}
