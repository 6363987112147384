import Foundation
import Testing

@Suite struct ChainsCommandTests {
  @Test func generatedChainsAreFeasibleAndTheSameEveryTime() throws {
    let folder = try TemporaryFolder()
    let file = folder.path + "/chains.jsonl"
    let written = try Program.run("chains", "generate", "--count", "300", "--seed", "7", "--output", file)
    #expect(written.status == 0 && written.output.isEmpty && written.errors == "wrote 300 chains to \(file)\n")
    let printed = try Program.run("chains", "generate", "--count", "300", "--seed", "7")
    #expect(try Program.run("/bin/cat", [file]).output == printed.output)
    #expect(printed.output.split(separator: "\n").count == 300)
    let check = try Program.run("chains", "check", file)
    #expect(check.status == 0 && check.output == "300 chains, 300 feasible, 0 infeasible\n")
    #expect(folder.contents == ["chains.jsonl"])
  }

  @Test func anInfeasibleChainIsNamedAndTheAnswerIsNo() throws {
    let folder = try TemporaryFolder()
    let good = try Program.run("chains", "generate", "--count", "16").output
    let bad =
      #"{"initial_state": {"led":0,"lightbulb":0,"slider":"right","drawer":"closed","red_block":"table","#
      + #""blue_block":"slider_right","pink_block":"table","grasped":0}, "sequence": ["turn_on_led", "open_drawer","#
      + #""lift_blue_block_slider", "place_in_drawer", "close_drawer"]}"# + "\n"
    let file = try folder.write(good + bad, to: "mixed.jsonl")
    let result = try Program.run("chains", "check", file)
    #expect(result.status == 1)
    let lines = result.output.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines.first?.hasPrefix("line 17: infeasible at step 3 (lift_blue_block_slider): ") == true)
    #expect(lines.last == "17 chains, 16 feasible, 1 infeasible")
    #expect(result.errors.isEmpty)
  }

  @Test func aStartThatTheTableCannotBeGivenIsNamedAndTheAnswerIsNo() throws {
    let folder = try TemporaryFolder()
    let good = try Program.run("chains", "generate", "--count", "2").output
    let crowded =
      #"{"initial_state": {"led":0,"lightbulb":0,"slider":"right","drawer":"closed","red_block":"table","#
      + #""blue_block":"table","pink_block":"table","grasped":0}, "sequence": ["turn_on_led", "open_drawer","#
      + #""turn_on_lightbulb", "close_drawer", "turn_off_led"]}"# + "\n"
    let file = try folder.write(good + crowded, to: "crowded.jsonl")
    let result = try Program.run("chains", "check", file)
    #expect(result.status == 1 && result.errors.isEmpty)
    #expect(
      result.output.hasPrefix(
        "line 3: cannot be started: \"calvin\" starts have no room for the pink block at table: "),
      "\(result.output)")
    #expect(result.output.hasSuffix("3 chains, 3 feasible, 0 infeasible, 1 that cannot be started\n"))
    #expect(try Program.run("chains", "check", file, "--starts", "random").status == 0)
    _ = try folder.write(
      #"{"agents": [{"kind": "idle"}], "evaluation": {"chainsFile": "crowded.jsonl"}}"#, to: "x.json")
    let run = try Program.run("run", "x.json", in: folder.path)
    #expect(run.status == 2 && run.errors.contains("crowded.jsonl: line 3: cannot be started: "), "\(run.errors)")
    #expect(folder.contents == ["crowded.jsonl", "x.json"])
  }

  @Test func calvinsOwnRulesAllowWhatTheCoveredCompartmentBreaks() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(
      try Program.run("chains", "generate", "--count", "1000", "--rules", "calvin").output, to: "calvin.jsonl")
    #expect(try Program.run("chains", "check", file, "--rules", "calvin").status == 0)
    let physical = try Program.run("chains", "check", file)
    #expect(physical.status == 1)
    let broken = physical.output.split(separator: "\n").count - 1
    #expect((1...50).contains(broken), "\(physical.output)")
  }

  @Test func statisticsOfAFileAndOfItsSeedAgree() throws {
    let folder = try TemporaryFolder()
    let file = folder.path + "/chains.jsonl"
    _ = try Program.run("chains", "generate", "--count", "192", "--seed", "3", "--output", file)
    let fromFile = try Program.run("chains", "stats", file, "--json")
    let fromSeed = try Program.run("chains", "stats", "--count", "192", "--seed", "3", "--json")
    #expect(fromFile.status == 0 && fromFile.output == fromSeed.output)
    let counts = try #require(
      JSONSerialization.jsonObject(with: Data(fromFile.output.utf8)) as? [String: Any])
    #expect(counts["chains"] as? Int == 192)
    #expect(counts["initial_state_rarest"] as? Int == 1 && counts["initial_state_most_frequent"] as? Int == 1)
    let subtasks = try #require(counts["subtasks"] as? [String: Int])
    #expect(subtasks.count == 34 && subtasks.values.reduce(0, +) == 192 * 5)
    #expect(try Program.run("chains", "stats", file).output.contains("place_in_slider"))
  }

  @Test func aBrokenFileIsNamedWithItsLine() throws {
    let folder = try TemporaryFolder()
    let good = try Program.run("chains", "generate", "--count", "1").output
    let file = try folder.write(good + "{\"sequence\": []\n", to: "broken.jsonl")
    let result = try Program.run("chains", "check", file)
    #expect(result.status == 2)
    #expect(result.output.isEmpty)
    #expect(result.errors.hasPrefix("sandbox: \(file): line 2: column 16: not JSON: "), "\(result.errors)")
  }
}
