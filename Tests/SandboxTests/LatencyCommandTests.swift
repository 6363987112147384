import Experiments
import Foundation
import Policy
import Testing
import Vocabulary

/// Weights and latency of a policy through the program, with a small policy of random weights.
@Suite struct LatencyCommandTests {
  private static func policy(in folder: TemporaryFolder) throws {
    var settings = PolicySettings()
    settings.preset = .tiny
    let network = try PolicyNetwork(settings.configuration(labels: 0), .drawn(RandomStream(seed: 4)))
    let checkpoint = try network.checkpoint(actionScales: [1, 1, 1, 1, 1, 1], provenance: .object([]))
    try checkpoint.write(to: folder.path + "/policy.safetensors")
  }

  private static func experiment(_ agents: [(name: String, settings: String)], workers: Int = 1) -> String {
    let list = agents.map {
      #"{"name": "\#($0.name)", "kind": "policy", "checkpoint": "policy.safetensors"\#($0.settings)}"#
    }
    return """
      {"agents": [\(list.joined(separator: ", "))],
       "evaluation": {"chains": 4, "workers": \(workers), "maximumSteps": 30, "recordSteps": true},
       "report": {"frames": []}}
      """
  }

  /// A profile in which every comparison costs nothing.
  private static func profile(_ seconds: [Int]) -> String {
    let keys = ["seconds_comparing_actions", "seconds_comparing_features", "seconds_direct"]
    return #"{"format": 2, \#(keys.map { "\"\($0)\": \(seconds)" }.joined(separator: ", "))}"#
  }

  /// The rows of a table by agent, without the agent's name.
  private static func rows(_ folder: TemporaryFolder, _ run: String, _ table: RecordTable) throws -> [String: [String]]
  {
    let text = try RunRecord(reading: "\(folder.path)/notebooks-out/\(run)/run.sqlite").exported(table, as: .csv)
    var rows: [String: [String]] = [:]
    for line in text.split(whereSeparator: \.isNewline).dropFirst() {
      // chain, scene, agent, and the rest.
      let fields = line.split(separator: ",", maxSplits: 3).map(String.init)
      rows[fields[2], default: []].append(fields[0] + "," + fields[3])
    }
    return rows
  }

  @Test func noLatencyLeavesTheSameRecordAndSomeAnother() throws {
    let folder = try TemporaryFolder()
    try Self.policy(in: folder)
    let measured = try Program.run(
      "bench", "policy", "--checkpoint", folder.path + "/policy.safetensors", "--seconds", "0.1", "--profile",
      folder.path + "/profile.json")
    #expect(measured.status == 0, "\(measured.errors)")
    let agents = [
      ("plain", ""), ("prompt", #", "latency": {"rate": 10}"#),
      ("late", #", "latency": {"overheadSeconds": 0.0125}"#),
      ("measured", #", "latency": {"profile": "profile.json", "slowdown": 50, "rate": 30}"#),
      ("int8", #", "weights": "int8""#),
    ]
    _ = try folder.write(Self.experiment(agents), to: "one.json")
    _ = try folder.write(Self.experiment(agents, workers: 2), to: "two.json")
    for name in ["one", "two"] {
      let result = try Program.run("run", name + ".json", in: folder.path)
      #expect(result.status == 0, "\(result.errors)")
    }
    for table in [RecordTable.chains, .subtasks, .steps] {
      let one = try Self.rows(folder, "one", table)
      #expect(Set(one.keys) == Set(agents.map(\.0)))
      #expect(one == (try Self.rows(folder, "two", table)), "\(table)")
      #expect(one["prompt"] == one["plain"], "\(table)")
      for other in ["late", "measured", "int8"] { #expect(one[other] != one["plain"], "\(table), \(other)") }
    }
    let summary = try JSONDocument(readFile(folder.path + "/notebooks-out/one/summary.json")).value
    guard case .list(let results)? = summary["agents"] else { throw CocoaError(.fileReadCorruptFile) }
    #expect(results[0]["delay_physics_steps"] == nil && results[1]["delay_physics_steps"] == nil)
    #expect(results[2]["delay_physics_steps_per_decision"] == .number(3) && results[2]["missed_share"] == .number(0))
    let manifest = try JSONDocument(readFile(folder.path + "/notebooks-out/one/manifest.json")).value
    #expect(manifest["weights"]?["int8"] == .text("int8") && manifest["weights"]?["plain"] == .text("float32"))
    let profile = ContentHash(of: try readFile(folder.path + "/profile.json"))
    #expect(manifest["profiles"]?["measured"] == .text(profile.hexadecimal))

    // Another profile under the same name is another experiment.
    _ = try folder.write(Self.profile([1, 1]), to: "profile.json")
    let changed = try Program.run("run", "one.json", in: folder.path)
    #expect(changed.status == 2 && changed.errors.contains("profile measured"), "\(changed.errors)")
    _ = try folder.write(Self.profile([1]), to: "profile.json")
    let short = try Program.run("run", "two.json", "--output", folder.path + "/three", in: folder.path)
    #expect(short.status == 2 && short.errors.contains("the profile of times has 1 numbers where 2"), "\(short.errors)")
  }
}
