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
