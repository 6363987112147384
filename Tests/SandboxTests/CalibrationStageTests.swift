import Chains
import Experiments
import Foundation
import Policy
import Testing
import Vocabulary

/// Budgets through the program, with a policy of random weights.
@Suite struct CalibrationStageTests {
  private static let experiment = """
    {"agents": [{"name": "arm", "kind": "policy", "checkpoint": "p.safetensors", "exit": "dynamic",
       "comparison": {"normalised": true, "gripper": true}, "budget": {"chains": 8}, "budgets": [0.65, 0.8]}],
     "evaluation": {"scene": "D", "chains": 2, "maximumSteps": 45}, "report": {"frames": []}}
    """

  private func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    var settings = PolicySettings()
    settings.preset = .tiny
    let network = try PolicyNetwork(settings.configuration(labels: 0), .drawn(RandomStream(seed: 1)))
    let scenes = JSONValue.object([JSONMember("scenes", .list([.text("A"), .text("B")]))])
    try network.checkpoint(actionScales: [Double](repeating: 1, count: 6), provenance: scenes)
      .write(to: folder.path + "/p.safetensors")
    return folder
  }

  private func files(_ folder: TemporaryFolder, _ place: String) throws -> [String: Data] {
    let path = folder.path + "/notebooks-out/" + place
    var files: [String: Data] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: path) {
      if let data = FileManager.default.contents(atPath: path + "/" + name) { files[name] = data }
    }
    return files
  }

  private func number(_ value: JSONValue?) -> Double? {
    switch value {
    case .number(let number)?: number
    case .integer(let number)?: Double(number)
    default: nil
    }
  }

  @Test func everyShareBecomesAnAgentWhoseThresholdsMeetItAndAreFoundAgain() throws {
    let folder = try folder()
    let file = try folder.write(Self.experiment, to: "budgets.json")
    let result = try Program.run("run", file, in: folder.path)
    #expect(result.status == 0, "\(result.errors)")
    for share in [0.65, 0.8] {
      let path = folder.path + "/notebooks-out/budgets/calibration/arm-\(share).json"
      let found = try JSONDocument(readFile(path)).value
      #expect(found["arm"] == .text("arm-\(share)") && found["deepestExit"] == .integer(1))
      guard case .list(let history)? = found["history"], case .list(let thresholds)? = found["thresholds"],
        case .list(let scales)? = found["comparison"]?["scales"]
      else {
        Issue.record("\(found.text)")
        continue
      }
      #expect(thresholds.count == 2 && thresholds[1] == .null && scales.count == 7)
      #expect(history.first?["source"] == .text("demonstrations") && !history.isEmpty)
      let (target, full) = (try #require(number(found["target"])), try #require(number(found["fullDepthDecoder"])))
      #expect(abs(target / full - share) < 1e-9)
      let meets = history.contains { trial in
        trial["meets"] == .boolean(true)
          && abs((number(trial["meanMultiplyAccumulates"]) ?? 0) / target - 1) <= 0.03
      }
      #expect(meets, "\(found.text)")
    }
    // Calibrated in the scenes that the policy was trained in, measured in another.
    let manifest = try JSONDocument(readFile(folder.path + "/notebooks-out/budgets/manifest.json")).value
    #expect(manifest["stages"]?["calibration"] == .list([.text("A"), .text("B")]))
    #expect(manifest["stages"]?["evaluation"] == .list([.text("D")]))
    let summary = try JSONDocument(readFile(folder.path + "/notebooks-out/budgets/summary.json")).value
    guard case .list(let agents)? = summary["agents"], agents.count == 2 else {
      Issue.record("two agents")
      return
    }
    #expect((number(agents[0]["decoder_multiply_accumulates_per_decision"]) ?? 0) > 0)

    // What is kept is found again; what is lost of it is made anew from the trials, and comes out the same.
    let before = try files(folder, "cache")
    for name in before.keys where name.hasSuffix("calibration.json") {
      try FileManager.default.removeItem(atPath: folder.path + "/notebooks-out/cache/" + name)
    }
    let again = try Program.run("run", file, "--output", folder.path + "/notebooks-out/again", in: folder.path)
    #expect(again.status == 0, "\(again.errors)")
    #expect(try files(folder, "cache") == before)
    #expect(try files(folder, "again/calibration") == files(folder, "budgets/calibration"))
  }

  @Test func aPermutedAgentIsCalibratedOnItsOwnSubtasksInSentencesOfTraining() throws {
    let folder = try folder()
    let file = try folder.write(
      """
      {"agents": [{"name": "arm", "kind": "policy", "checkpoint": "p.safetensors", "exit": "dynamic",
         "permutedInstructions": true, "budget": {"chains": 1, "share": 0.75}}],
       "survey": {"subtasks": ["open_drawer", "close_drawer"]},
       "evaluation": {"scene": "D", "chains": 1, "maximumSteps": 12}, "report": {"frames": []}}
      """, to: "permuted.json")
    let cache = folder.path + "/notebooks-out/cache"
    // The courses of all agents, and a folder for each calibration.
    for (index, (change, count)) in [
      ("seed=1", 2), ("evaluation.instructions=novel_words", 2),
      (#"survey.subtasks=["open_drawer","turn_on_led"]"#, 3),
    ].enumerated() {
      let output = folder.path + "/notebooks-out/run-\(index)"
      let result = try Program.run("run", file, "--set", change, "--output", output, in: folder.path)
      // So few decisions need not meet the budget.
      #expect(result.status == 0 || result.status == 1, "\(result.errors)")
      let folders = try FileManager.default.contentsOfDirectory(atPath: cache).filter { $0.hasPrefix("calibration-") }
      #expect(folders.count == count, "\(change): \(folders)")
    }
  }

  @Test func chainsOfAFileAreNotCalibratedOn() throws {
    let folder = try folder()
    let own = ChainGenerator(seed: 1, split: .calibration).chains(count: 9)
    let test = ChainGenerator(seed: 1).chains(count: 2)
    // What is not evaluated is left out as well.
    _ = try folder.write(ChainFile.text(of: [test[0], own[2]]), to: "given.jsonl")
    let file = try folder.write(Self.experiment, to: "budgets.json")
    let plain = try Experiment(contentsOf: file, overrides: [])
    let given = try Experiment(
      contentsOf: file, overrides: ["evaluation.chainsFile=\(folder.path)/given.jsonl", "evaluation.chains=1"])
    #expect(try plain.calibrationChains(count: 8) == Array(own[..<8]))
    #expect(try given.calibrationChains(count: 8) == own.filter { $0.index != 2 })

    // Thresholds from other chains are other ones: nothing in the cache serves both.
    let shared = ["--set", "agents[0].budgets=[0.75]", "--set", "agents[0].budget.chains=3"]
    func folders() throws -> Set<String> {
      Set(
        try FileManager.default.contentsOfDirectory(atPath: folder.path + "/notebooks-out/cache").filter {
          $0.hasPrefix("calibration-")
        })
    }
    func run(_ chains: String) throws {
      let result = try Program.run(
        Program.path,
        ["run", file] + shared + ["--set", "evaluation.chainsFile=\(folder.path)/\(chains)", "--fresh"],
        in: folder.path)
      // So few decisions need not meet the budget.
      #expect(result.status == 0 || result.status == 1, "\(result.errors)")
    }
    _ = try folder.write(ChainFile.text(of: test), to: "test.jsonl")
    try run("test.jsonl")
    let before = try folders()
    try run("given.jsonl")
    let after = try folders()
    #expect(before.count == 2 && after.count == 4 && before.isSubset(of: after))
  }

  @Test func whatCannotBeReachedIsAnAnswerThatNamesTheRange() throws {
    let folder = try folder()
    let file = try folder.write(Self.experiment, to: "budgets.json")
    let low = try Program.run("run", file, "--set", "agents[0].budgets=[0.3]", in: folder.path)
    #expect(low.status == 1 && low.errors.contains("0.500 to 1.000 of full depth"), "\(low.errors)")
    let small = try Program.run(
      "run", file, "--set", "agents[0].budgets=[0.9]", "--set", "agents[0].budget.memory=0.001", in: folder.path)
    #expect(small.status == 1 && small.errors.contains("arm-0.9: the weights do not fit"), "\(small.errors)")
  }

  @Test func whatDoesNotGoTogetherIsRefusedWithItsPlace() throws {
    let folder = try folder()
    let cases: [(agent: String, message: String)] = [
      (#""kind": "expert", "budget": {"share": 0.5}"#, "agents[0].budget"),
      (#""exit": "dynamic", "budget": {"share": 0.5, "average": 3}"#, "agents[0].budget.share"),
      (#""exit": "full", "budget": {"share": 0.5}"#, "agents[0].exit"),
      (#""exit": "dynamic", "budget": {"peak": 5}"#, "agents[0].exit"),
      (#""exit": "dynamic", "thresholds": [1], "budget": {"share": 0.5}"#, "agents[0].thresholds"),
      (#""exit": "dynamic", "budgets": [0.5], "budget": {"share": 0.5}"#, "agents[0].budgets"),
      (#""exit": "dynamic", "thresholds": [1], "comparison": {"normalised": true}"#, "agents[0].comparison.normalised"),
      (#""exit": "dynamic", "thresholds": [1], "comparison": {"scales": [1, 2]}"#, "agents[0].comparison.scales"),
      (#""exit": "random", "budget": {"share": 0.7, "search": {"evaluations": 3}}"#, "budget.search.evaluations"),
    ]
    for (agent, message) in cases {
      let kind = agent.contains("kind") ? "" : #""kind": "policy", "checkpoint": "p.safetensors", "#
      let file = try folder.write("{\"agents\": [{\(kind)\(agent)}]}", to: "case.json")
      let result = try Program.run("run", file, "--dry-run", in: folder.path)
      #expect(result.status == 2 && result.errors.contains(message), "\(agent): \(result.errors)")
    }
  }
}
