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
