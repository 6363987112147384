import Chains
import Experiments
import Foundation
import TestSupport
import Testing
import Vocabulary

@Suite struct ExperimentTests {
  private func read(_ text: String, overrides: [String] = []) throws(SchemaError) -> Experiment {
    try Experiment(Array(text.utf8), source: "x.json", directory: "/nowhere", overrides: overrides)
  }

  @Test func anEmptyObjectIsTheStandardExperiment() throws {
    let experiment = try read("{}")
    #expect(experiment.agents.map(\.name) == ["expert"])
    #expect(experiment.evaluation.chains == 10)
    #expect(experiment.evaluation.workers == 2)
    #expect(experiment.evaluation.maximumSteps == 360)
  }

  @Test func settingsAreChosenOnOtherChainsThanResultsAreReportedOn() throws {
    let (test, validation) = (
      try read(#"{"seed": 4, "evaluation": {"chains": 300}}"#),
      try read(#"{"seed": 4, "evaluation": {"chains": 300, "split": "validation"}}"#)
    )
    #expect(try test.chains() == ChainGenerator(seed: 4).chains(count: 300))
    #expect(try validation.chains() == ChainGenerator(seed: 4, split: .validation).chains(count: 300))
    #expect(try validation.chains().allSatisfy { ChainSplit.owning($0.initial, $0.subtasks) == .validation })
    #expect(try test.chains().allSatisfy { ChainSplit.owning($0.initial, $0.subtasks) == .test })
  }

  @Test func sectionsWithTheSameKeysHaveStandardsOfTheirOwn() throws {
    let training = try read("{}").training
    #expect(training == Experiment().training)
    #expect(training.decoder.steps == 0 && training.joint.steps > 0)
    let standards = Dictionary(uniqueKeysWithValues: SchemaRow.all.map { ($0.path, $0.standard) })
    #expect(standards["training.decoder.steps"] == "0")
    #expect(standards["training.joint.steps"] == "\(training.joint.steps)")
    #expect(try read(#"{"training": {"decoder": {"batch": 8}}}"#).training.decoder.steps == 0)
  }

  @Test func aFileStatesOnlyWhatDiffers() throws {
    let experiment = try read(
      #"{"seed": 7, "evaluation": {"scene": ["A", "C"], "chains": 3}, "agents": [{"kind": "idle"}]}"#)
    #expect(experiment.seed == 7)
    #expect(experiment.evaluation.scenes == [.a, .c])
    #expect(experiment.evaluation.chains == 3)
    #expect(experiment.evaluation.starts == .calvin)
    #expect(experiment.agents.map(\.name) == ["idle"])
  }

  @Test func scalesAreOneNumberOrOneForEachAxis() throws {
    let experiment = try read(
      #"{"training": {"translationScale": 0.5, "rotationScale": [0.1, 0.1, 0.4]}}"#)
    #expect(experiment.training.actionScales == [0.5, 0.5, 0.5, 0.1, 0.1, 0.4])
    #expect(experiment.json["training"]?["translationScale"] == .number(0.5))
    #expect(experiment.json["training"]?["rotationScale"] == .list([.number(0.1), .number(0.1), .number(0.4)]))
    #expect(try read(experiment.text) == experiment)
    let again = try read(#"{"training": {"rotationScale": [1, 1, 1]}}"#)
    #expect(again.training == Experiment().training && again.json["training"]?["rotationScale"] == .number(1))
  }

  @Test func theResolvedFileReadsBackAsTheSameExperiment() throws {
    let experiment = try read(
      #"{"name": "x", "evaluation": {"scene": ["A", "C"], "recordSteps": true}, "report": {"frames": [1, 4]}}"#)
    #expect(try read(experiment.text) == experiment)
    #expect(try read(experiment.text).text == experiment.text)
  }

  @Test func everyKeyOfTheSchemaIsInTheResolvedFile() throws {
    let resolved = try JSONDocument(
      try read(
        #"{"name": "x", "demonstrations": {"episodes": 1}, "variants": [{"name": "a"}], "agents": [{"kind": "policy", "variant": "a"}, {"kind": "idle"}], "report": {"comparisons": [{"of": "idle", "with": "policy"}]}}"#
      ).text)
    for row in SchemaRow.all {
      let path = row.path.replacingOccurrences(of: "[]", with: "[0]")
      #expect(resolved.positions[path] != nil, "\(row.path)")
    }
  }

  @Test func everySentenceOfTheSchemaIsOne() {
    for row in SchemaRow.all {
      #expect(row.sentence.hasSuffix(".") && row.sentence.count > 15, "\(row.path): \(row.sentence)")
      #expect(!row.standard.isEmpty, "\(row.path)")
    }
    #expect(Set(SchemaRow.all.map(\.path)).count == SchemaRow.all.count)
  }

  @Test func overridesReplaceAnyKey() throws {
    let experiment = try read(
      #"{"evaluation": {"chains": 20}}"#,
      overrides: [
        "evaluation.chains=50", "evaluation.scene=B", "name=123", "agents[0].kind=random", "report.frames=[3]",
        "seed=9", "report.animation=false",
      ])
    #expect(experiment.evaluation.chains == 50)
    #expect(experiment.evaluation.scenes == [.b])
    #expect(experiment.name == "123")
    #expect(experiment.agents == [AgentSettings(name: "random", kind: .random)])
    #expect(experiment.report.frames == [3])
    #expect(experiment.seed == 9)
    #expect(!experiment.report.animation)
  }

  @Test(arguments: [
    ("evaluation.chain=5", "--set evaluation.chain=5: evaluation.chain: unknown key; did you mean evaluation.chains?"),
    ("evaluation.chains=0", "--set evaluation.chains=0: evaluation.chains: 0 is not a whole number from 1 to 100000"),
    ("chains=5", "--set chains=5: chains: unknown key; did you mean evaluation.chains?"),
    ("evaluation.chains", "--set evaluation.chains: not of the form key=value, as in --set evaluation.chains=50"),
    (
      "agents[2].kind=idle",
      "--set agents[2].kind=idle: agents[2].kind: [2] is not an entry: the list has 1, counted from 0"
    ),
    ("seed.x=1", "--set seed.x=1: seed.x: unknown key"), ("=5", "--set =5: not of the form key=value"),
    ("evaluation.scene=E", "evaluation.scene: the text \"E\" is not one of \"A\", \"B\", \"C\" or \"D\""),
  ])
  func overridesAreValidatedAlike(override: String, message: String) {
    do {
      let experiment = try read("{}", overrides: [override])
      Issue.record("\(override) was taken: \(experiment.text)")
    } catch {
      #expect(error.message.contains(message), "\(error.message)")
    }
  }

  @Test func filesAreRelativeToTheExperimentAndAbsoluteOnceResolved() throws {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(
      at: directory.appendingPathComponent("chains"), withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let chains = ChainGenerator(seed: 5).chains(count: 3)
    try Data(ChainFile.text(of: chains).utf8).write(to: directory.appendingPathComponent("chains/mine.jsonl"))
    let file = directory.appendingPathComponent("my test.json").path
    try Data(#"{"evaluation": {"chainsFile": "./chains/../chains/mine.jsonl"}}"#.utf8).write(
      to: URL(fileURLWithPath: file))
    let experiment = try Experiment(contentsOf: file)
    #expect(experiment.name == "my-test")
    #expect(experiment.evaluation.chainsFile == directory.path + "/chains/mine.jsonl")
    #expect(experiment.evaluation.chains == 3)
    #expect(try Experiment(contentsOf: file, overrides: ["evaluation.chains=2"]).evaluation.chains == 2)
    let again = directory.appendingPathComponent("again.json")
    try Data(experiment.text.utf8).write(to: again)
    #expect(try Experiment(contentsOf: again.path) == experiment)
  }

  @Test(arguments: [
    ("{\"sequence\": []}\n", [], "evaluation.chainsFile: ", "mine.jsonl: line 1: initial_state is missing"),
    ("", [], "evaluation.chainsFile: ", "mine.jsonl: line 1: the file holds no chains"),
    (
      ChainFile.text(of: ChainGenerator(seed: 5).chains(count: 3)), ["evaluation.chains=4"],
      "evaluation.chains: 4 does not go with the rest", "evaluation.chainsFile holds 3 chains"
    ),
  ])
  func aFileOfChainsMustHoldThem(text: String, overrides: [String], key: String, reason: String) throws {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    try Data(text.utf8).write(to: directory.appendingPathComponent("mine.jsonl"))
    let file = directory.appendingPathComponent("x.json")
    try Data(#"{"evaluation": {"chainsFile": "mine.jsonl"}}"#.utf8).write(to: file)
    do {
      let experiment = try Experiment(contentsOf: file.path, overrides: overrides)
      Issue.record("taken: \(experiment.text)")
    } catch {
      #expect(error.message.contains(key) && error.message.contains(reason), "\(error.message)")
    }
  }

  @Test func chainsOfAFileMustHaveStartsThatCanBeLaidOut() throws {
    let folder = try TemporaryFolder()
    let good = ChainFile.text(of: ChainGenerator(seed: 5).chains(count: 2))
    func message(_ facts: Facts, _ overrides: String...) throws -> String {
      let bad = Chain(index: 2, initial: facts, subtasks: ChainGenerator(seed: 5).chain(0).subtasks)
      try Data((good + ChainFile.text(of: [bad])).utf8).write(to: URL(fileURLWithPath: folder("mine.jsonl")))
      do throws(SchemaError) {
        let text = #"{"evaluation": {"chainsFile": "mine.jsonl"}}"#
        _ = try Experiment(Array(text.utf8), source: "x.json", directory: folder.path, overrides: overrides)
        return ""
      } catch {
        return error.message
      }
    }
    let refused = [
      (Facts(red: .drawer, blue: .sliderLeft), "red block at drawer"),
      (Facts(blue: .grasped), "blue block at grasped"), (Facts(), "pink block at table"),
      (Facts(red: .stackedTop, blue: .stackedBottom), "red block at stacked_top"),
      (Facts(blue: .sliderRight, pink: .sliderRight), "pink block at slider_right"),
    ]
    for (facts, words) in refused {
      let message = try message(facts)
      #expect(
        message.hasPrefix("x.json:1:17: evaluation.chainsFile: \(folder("mine.jsonl")): line 3: cannot be started: "))
      #expect(message.contains("no room for the \(words): they take two at table, one at slider_left"), "\(message)")
    }
    // The line is beyond those that are carried out.
    #expect(try message(Facts(), "evaluation.chains=2") == "")
    // Random starts have more room.
    #expect(try message(Facts(), "evaluation.starts=random") == "")
    #expect(try message(Facts(blue: .sliderRight, pink: .sliderRight), "evaluation.starts=random") == "")
    #expect(try message(Facts(red: .drawer), "evaluation.starts=random").contains("any number at table"))
  }

  @Test func aMissingExperimentFileIsNamed() {
    do {
      _ = try Experiment(contentsOf: "/nowhere/at/all.json")
      Issue.record("a missing file was read")
    } catch {
      #expect(error.message == "/nowhere/at/all.json: the experiment file cannot be read: No such file or directory")
    }
  }

  @Test func theReadmeHasTheTableOfKeys() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let readme = try String(contentsOf: root.appendingPathComponent("Experiments/README.md"), encoding: .utf8)
    #expect(
      readme.contains("\n\n" + SchemaDocumentation.markdown + "\n"),
      "replace the table in Experiments/README.md with what `sandbox schema --markdown` prints")
  }

  @Test func everyExperimentInTheRepositoryIsValid() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let folder = root.appendingPathComponent("Experiments")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".json") }
    #expect(files.contains("quickstart.json"))
    for file in files { _ = try Experiment(contentsOf: folder.appendingPathComponent(file).path) }
  }
}

extension AgentSettings {
  fileprivate init(name: String, kind: AgentKind) {
    self.init()
    self.name = name
    self.kind = kind
  }
}
