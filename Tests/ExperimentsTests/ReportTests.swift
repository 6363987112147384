import Chains
import Evaluation
import Experiments
import Foundation
import Pictures
import TestSupport
import Testing
import Vocabulary

@Suite struct ReportTests {
  private func finishedRun() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try ScriptedRun().run(in: folder("run"))
    return folder
  }

  private func json(_ path: String) throws -> JSONValue {
    try JSONDocument(String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)).value
  }

  @Test func theSummaryHasItsDocumentedForm() throws {
    let folder = try finishedRun()
    let summary = try json(folder("run/summary.json"))
    #expect(summary["format"] == .integer(1))
    guard case .list(let agents)? = summary["agents"] else {
      Issue.record("no list of agents")
      return
    }
    let record = try RunRecord(reading: folder("run/run.sqlite"))
    #expect(agents.count == 4)
    for (agent, entry) in zip(agents, try ScriptedRun().runner.entries) {
      #expect(agent["name"] == .text(entry.agent) && agent["scene"] == .text(entry.scene.rawValue))
      let completed = try record.chains(of: entry).map(\.completed)
      #expect(agent["chains"] == .integer(completed.count))
      let shares = (1...5).map { length in Double(completed.count { $0 >= length }) / Double(completed.count) }
      #expect(agent["success"] == .list(shares.map { .number($0) }) || numbers(agent["success"]) == shares)
      let mean = Double(completed.reduce(0, +)) / Double(completed.count)
      #expect(numbers(.list([agent["mean_length"] ?? .null])) == [mean])
      let interval = numbers(agent["mean_length_interval"])
      #expect(interval.count == 2 && interval[0] <= mean && mean <= interval[1])
      guard case .object(let subtasks)? = agent["subtasks"] else {
        Issue.record("no subtasks")
        continue
      }
      let attempts = try record.chains(of: entry).flatMap(\.attempts)
      #expect(Set(subtasks.map(\.name)) == Set(attempts.map(\.subtask.rawValue)))
      #expect(agent["steps"] == .integer(attempts.reduce(0) { $0 + $1.steps }))
      #expect(agent["wall_seconds"] != nil)
    }
  }

  private func numbers(_ value: JSONValue?) -> [Double] {
    guard case .list(let values)? = value else { return [] }
    return values.compactMap {
      switch $0 {
      case .integer(let number): Double(number)
      case .number(let number): number
      default: nil
      }
    }
  }

  @Test func theManifestNamesWhatTheRunRestsOn() throws {
    let folder = try finishedRun()
    let manifest = try json(folder("run/manifest.json"))
    #expect(manifest["seed"] == .integer(1))
    #expect(manifest["git_revision"] == .text("0123"))
    #expect(manifest["cpu"] == .text("abacus"))
    #expect(manifest["scenes"]?["A"] == .text(ContentHash(of: "A").hexadecimal))
  }

  @Test func theNotebookShowsTablesAndPictures() throws {
    let folder = try finishedRun()
    let notebook = try json(folder("run/report.ipynb"))
    #expect(notebook["nbformat"] == .integer(4))
    let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: folder("run/report.ipynb"))), as: UTF8.self)
    for part in [
      "mean length", "Wilson", "eager in scene A", "luck in scene D", "image/png", "image/svg+xml", "run.sqlite",
    ] {
      #expect(text.contains(part), "\(part)")
    }
    let strip = try Data(contentsOf: URL(fileURLWithPath: folder("run/filmstrips/eager-A-0002.png")))
    #expect(text.contains(strip.base64EncodedString()), "the filmstrip is embedded")
  }

  private func file(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
  }

  @Test func figuresAndTablesComeAsFilesWithTheirSources() throws {
    let folder = try finishedRun()
    let sources = try file(folder("run/sources.csv")).split(separator: "\n").dropFirst()
    let named = Set(sources.map { String($0.prefix { $0 != "," }) })
    #expect(sources.allSatisfy { $0.contains(",run.sqlite,") && $0.contains("SELECT") }, "each names its rows")
    var found: Set<String> = []
    for place in ["figures", "tables", "wall-clock"] {
      // What the process took of memory is not in the record.
      let names = try FileManager.default.contentsOfDirectory(atPath: folder("run/" + place))
        .filter { $0 != "memory.json" }
      found.formUnion(names.map { "\(place)/\($0)" })
      let stems = Dictionary(grouping: names) { String($0.prefix { $0 != "." }) }
      for (stem, files) in stems {
        let kinds = Set(files.map { String($0.drop { $0 != "." }) })
        #expect(
          kinds == [".csv", ".tex"] || kinds == [".svg", ".pdf", ".png"]
            || kinds == [".csv", ".tex", ".svg", ".pdf", ".png"], "\(place)/\(stem): \(kinds)")
      }
    }
    #expect(found == named)
    let figures = [
      "success", "success-over-time", "mean-length", "paired", "exits", "exits-by-subtask-eager-A",
      "exits-over-time-eager-D",
    ]
    for figure in figures {
      #expect(found.contains("figures/\(figure).pdf"), "\(figure)")
    }
    let latex = try file(folder("run/tables/arms.tex"))
    #expect(latex.hasPrefix("% scripted, from run.sqlite: SELECT") && latex.contains("\\toprule"))
    // Times are told apart from everything else.
    #expect(try file(folder("run/wall-clock/arms.csv")).contains("latency_p95_seconds"))
    #expect(try !file(folder("run/tables/arms.csv")).contains("latency"))
    #expect(try file(folder("run/report.ipynb")).contains("wall-clock/latency.svg"))
  }

  @Test func theArmsTableHasTheRecordsNumbers() throws {
    let folder = try finishedRun()
    let record = try RunRecord(reading: folder("run/run.sqlite"))
    let lines = try file(folder("run/tables/arms.csv")).split(separator: "\n", omittingEmptySubsequences: false)
    let heading = lines[0].split(separator: ",").map(String.init)
    for (line, entry) in zip(lines.dropFirst(), try ScriptedRun().runner.entries) {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      let row = Dictionary(uniqueKeysWithValues: zip(heading, cells))
      let chains = try record.chains(of: entry)
      let attempts = chains.flatMap(\.attempts)
      #expect(row["agent"] == entry.agent && row["scene"] == entry.scene.rawValue)
      #expect(row["mean_length"].flatMap(Double.init) == Double(chains.reduce(0) { $0 + $1.completed }) / 4)
      #expect(row["steps"] == String(attempts.reduce(0) { $0 + $1.steps }))
      let decisions = attempts.reduce(0) { $0 + $1.compute.decisions }
      #expect(row["decisions"] == String(decisions))
      #expect(row["policy_mac"] == (decisions > 0 ? "1000" : ""))
      #expect(row["peak_policy_mac"] == (decisions > 0 ? "1000" : ""))
    }
  }

  @Test func successOfSubtasksHasBothIntervals() throws {
    let folder = try TemporaryFolder()
    var run = ScriptedRun()
    run.survey = #"{"reset": 9, "subtasks": ["open_drawer", "turn_on_led"]}"#
    try run.run(in: folder("run"))
    for (name, counted) in [("subtasks-eager-A", "attempts"), ("survey-eager-reset", "D_attempts")] {
      let lines = try file(folder("run/tables/\(name).csv")).split(separator: "\n")
      let heading = lines[0].split(separator: ",").map(String.init)
      for line in lines.dropFirst() {
        let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        let row = Dictionary(uniqueKeysWithValues: zip(heading, cells))
        func number(_ key: String) -> Double { row[key].flatMap(Double.init) ?? .nan }
        let successes = ["successes", "A_succeeded", "D_succeeded"].compactMap { row[$0].flatMap(Int.init) }
        let trials = [counted, "A_attempts"].compactMap { row[$0].flatMap(Int.init) }
        let success = Proportion(successes: successes.reduce(0, +), trials: trials.reduce(0, +))
        #expect(number("success") == success.share && number("low") == success.wilson().lower, "\(name): \(line)")
        #expect(number("exact_low") == success.clopperPearson().lower, "\(name): \(line)")
        #expect(number("exact_high") == success.clopperPearson().upper, "\(name): \(line)")
      }
    }
  }

  /// Of every table, the columns that are words; all others are numbers, or empty where there is nothing to tell.
  private static let words: Set<String> = [
    "agent", "reference", "scene", "subtask", "source", "start", "series", "unused_exits",
  ]

  @Test func tablesForProgramsHoldPlainNumbers() throws {
    let folder = try finishedRun()
    try FileManager.default.createDirectory(atPath: folder("run/calibration"), withIntermediateDirectories: true)
    try AtomicFile.write(
      """
      {"arm": "eager", "budget": {"scope": "policy"}, "target": 1000000.0, "deepestExit": 1, "unusedExits": [],
       "history": [{"evaluation": 0, "source": "demonstrations", "thresholds": [0.0123456789, null],
         "meanMultiplyAccumulates": 1234567.5, "meanLength": null, "meets": true}]}
      """, to: folder("run/calibration/eager.json"))
    var run = ScriptedRun()
    run.survey = #"{"reset": 4, "subtasks": "open_drawer"}"#
    try run.run(in: folder("surveyed"))
    try ScriptedRun().run(in: folder("run"))
    var seen: Set<String> = []
    for run in ["run", "surveyed"] {
      let names = try FileManager.default.contentsOfDirectory(atPath: folder("\(run)/tables"))
      for name in names where name.hasSuffix(".csv") {
        let lines = try file(folder("\(run)/tables/\(name)")).split(separator: "\n")
        let heading = lines[0].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        #expect(Set(heading).count == heading.count, "\(name): \(heading)")
        seen.insert(name)
        for line in lines.dropFirst() {
          let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
          for (column, cell) in zip(heading, cells) where !Self.words.contains(column) {
            #expect(cell.isEmpty || Double(cell) != nil, "\(name), \(column): \(cell)")
          }
        }
      }
    }
    for name in ["exits", "subtasks-eager-A", "search-eager", "survey-eager-reset", "paired", "arms"] {
      #expect(seen.contains(name + ".csv"), "\(name)")
    }
    #expect(try file(folder("run/tables/search-eager.csv")).contains(",1234567.5,,1,0.0123456789,inf"))
  }

  @Test func successOverTimeCountsEveryAttemptOfTheRecord() throws {
    let folder = try TemporaryFolder()
    var run = ScriptedRun()
    run.survey = #"{"reset": 9, "subtasks": ["open_drawer", "turn_on_led"]}"#
    try run.run(in: folder("run"))
    let record = try RunRecord(reading: folder("run/run.sqlite"))
    for name in ["success-over-time", "survey-over-time"] {
      let lines = try file(folder("run/tables/\(name).csv")).split(separator: "\n")
      let heading = lines[0].split(separator: ",").map(String.init)
      let entries = try run.runner.entries
      #expect(lines.count == entries.count + 1)
      for (line, entry) in zip(lines.dropFirst(), entries) {
        let row = Dictionary(uniqueKeysWithValues: zip(heading, line.split(separator: ",").map(String.init)))
        let attempts: [(hasSucceeded: Bool, steps: Int)] =
          name == "survey-over-time"
          ? try record.attempts(of: entry).map { ($0.succeeded, $0.steps) }
          : try record.chains(of: entry).flatMap(\.attempts).map { ($0.outcome == "succeeded", $0.steps) }
        #expect(row["attempts"] == String(attempts.count))
        // The sixths of 25 steps.
        for step in [4, 8, 12, 16, 20, 25] {
          let success = Proportion(
            successes: attempts.count { $0.hasSucceeded && $0.steps <= step }, trials: attempts.count)
          #expect(row["by_\(step)"].flatMap(Double.init) == success.share, "\(name) \(entry) \(step)")
          #expect(row["by_\(step)_low"].flatMap(Double.init) == success.wilson().lower)
        }
      }
      #expect(FileManager.default.fileExists(atPath: folder("run/figures/\(name).svg")))
    }
  }

  @Test func searchesForThresholdsAreShownTrialByTrial() throws {
    let folder = try finishedRun()
    #expect(try !file(folder("run/report.ipynb")).contains("Search for thresholds"))
    let trials = (0..<6).map { index in
      let source = index == 0 ? "demonstrations" : index < 3 ? "correction" : "optimisation"
      return """
        {"evaluation": \(index), "source": "\(source)", "thresholds": [0.\(index + 1), null],
         "meanMultiplyAccumulates": \(1_200_000 - 100_000 * index), "meanLength": 2.\(index), "meets": \(index > 1)}
        """
    }
    try FileManager.default.createDirectory(atPath: folder("run/calibration"), withIntermediateDirectories: true)
    try AtomicFile.write(
      """
      {"arm": "eager", "budget": {"scope": "policy"}, "target": 1000000.0, "deepestExit": 1,
       "history": [\(trials.joined(separator: ", "))], "unusedExits": [0, 2]}
      """, to: folder("run/calibration/eager.json"))
    try ScriptedRun().run(in: folder("run"))
    // Counted from 1, as in all of a report.
    #expect(try file(folder("run/tables/arms.tex")).contains("1, 3"))
    let arms = try file(folder("run/tables/arms.csv")).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    let column = try #require(arms[0].firstIndex(of: "unused_exits"))
    #expect(arms.dropFirst().map { $0[column] } == ["1 3", "1 3", "", ""])
    let notebook = try file(folder("run/report.ipynb"))
    #expect(notebook.contains("Search for thresholds"))
    let table = try file(folder("run/tables/search-eager.csv")).split(separator: "\n")
    #expect(table.count == 7 && table[1].contains("demonstrations") && table[6].contains("optimisation"))
    #expect(table[0] == "trial,source,mac,mean_length,meets_budget,exit_1_threshold,exit_2_threshold")
    #expect(table[1] == "1,demonstrations,1200000.0,2.0,0,0.1,inf")
    #expect(try file(folder("run/tables/search-eager.tex")).contains("\\infty"), "people see a sign")
    for name in ["search-compute-eager", "search-length-eager"] {
      #expect(FileManager.default.fileExists(atPath: folder("run/figures/\(name).svg")), "\(name)")
    }
    #expect(try file(folder("run/sources.csv")).contains("calibration/eager.json"))
  }

  @Test func picturesSayWhatTheyShow() throws {
    let folder = try finishedRun()
    let record = try RunRecord(reading: folder("run/run.sqlite"))
    let entry = RunEntry(agent: "eager", scene: .a)
    let chain = try record.chains(of: entry)[2]
    let states = try record.states(of: 2, for: entry)
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: folder("run/frames/eager-A-0002/1-000-static.png"))))
    let text = Dictionary(uniqueKeysWithValues: try PNG.decode(bytes).text.map { ($0.key, $0.value) })
    #expect(text["Instruction"] == chain.attempts[0].instruction)
    #expect(text["Scene"] == "A" && text["Seed"] == "1" && text["Step"] == "0")
    #expect(text["State hash"] == states[0].stateHash.hexadecimal)
  }

  @Test func framesFollowTheSettings() throws {
    let folder = try finishedRun()
    let record = try RunRecord(reading: folder("run/run.sqlite"))
    for entry in try ScriptedRun().runner.entries {
      let chain = try record.chains(of: entry)[2]
      var expected: Set<String> = ["1-000-static.png", "1-000-gripper.png"]
      for (position, attempt) in zip(1..., chain.attempts) {
        for step in 1...attempt.steps where step % 10 == 0 || step == attempt.steps {
          let name = "\(position)-\(step < 10 ? "00" : "0")\(step)"
          expected.formUnion(["\(name)-static.png", "\(name)-gripper.png"])
        }
      }
      let path = folder("run/frames/\(entry.agent)-\(entry.scene.rawValue)-0002")
      #expect(Set(try FileManager.default.contentsOfDirectory(atPath: path)) == expected, "\(entry)")
    }
  }
}
