import Chains
import Demonstrations
import Episodes
import Evaluation
import Experiments
import Foundation
import TestSupport
import Testing
import Vocabulary

/// Runs of a small experiment in the scripted world: 2 agents, 2 scenes, four chains, pictures of one of them.
struct ScriptedRun {
  var chains = ScriptedWorld.chains(4)
  var workers = 1
  var seed = 1
  var survey = "{}"
  var split = "test"
  var script = ScriptedWorld.Script()
  var sceneSalt = ""
  var failsAtClock: Int?
  var revision = "0123"
  var sentences: String?

  static let total = 4 * 4

  var experiment: Experiment {
    get throws {
      let text = """
        {"name": "scripted", "seed": \(seed), "survey": \(survey),
         "agents": [{"name": "eager", "kind": "expert"}, {"name": "luck", "kind": "random"}],
         "evaluation": {"chains": 4, "workers": \(workers), "scene": ["A", "D"], "maximumSteps": 25,
           "split": "\(split)", "recordSteps": true},
         "report": {"frames": [2], "frameEverySteps": 10, "animationEverySteps": 4, "pictureSize": 40}}
        """
      return try Experiment(Array(text.utf8), source: "scripted.json", directory: "/")
    }
  }

  var laboratory: Laboratory<ScriptedWorld> {
    let script = script
    let failsAtClock = failsAtClock
    return Laboratory(
      makeWorld: { _ in ScriptedWorld(script) },
      makeAgent: { agent, scene in
        if let failsAtClock, scene == .d { return FailingAgent(at: failsAtClock) }
        return agent.kind == .random ? RandomAgent<ScriptedWorld>() : WaveringAgent()
      },
      makeSurveyor: { _, scene in ScriptedSurveyor(scene) },
      draw: { world, request in
        var image = Image(width: request.size, height: request.size)
        let tone = UInt8(truncatingIfNeeded: world.state.history)
        for index in image.pixels.indices { image.pixels[index] = tone &+ UInt8(truncatingIfNeeded: index / 3) / 4 }
        if request.view == .gripper { image.pixels[0] = 255 }
        return image
      })
  }

  var runner: ExperimentRunner<ScriptedWorld> {
    get throws {
      ExperimentRunner(try experiment, chains: chains, laboratory: laboratory) { subtask, stream in
        Instruction("please \(subtask.rawValue), version \(stream.index(below: 9))")
      }
    }
  }

  func open(_ path: String, fresh: Bool = false, maximumPages: Int? = nil) throws -> RunFolder {
    let provenance = Provenance(
      gitRevision: revision, swift: "6", mujoco: "3", libraries: ["none"], cpu: "abacus", system: "test")
    let scenes = try experiment.evaluation.scenes.map { ($0, ContentHash(of: $0.rawValue + sceneSalt)) }
    let sorted = ScriptedRun(chains: chains.sorted { $0.index < $1.index })
    let manifest = Manifest(
      seed: UInt64(seed), provenance: provenance, scenes: Dictionary(uniqueKeysWithValues: scenes),
      chains: try sorted.runner.chainsHash, instructions: sentences.map { ContentHash(of: $0) })
    return try RunFolder(
      path: path, experiment: experiment, manifest: manifest, fresh: fresh, maximumPages: maximumPages)
  }

  /// Opens the folder and does what is missing.
  @discardableResult func run(
    in path: String, maximumPages: Int? = nil, cancellation: Cancellation = Cancellation(),
    progress: (RunProgress) -> Void = { _ in }
  ) throws -> ExperimentRunner<ScriptedWorld>.Result {
    try runner.run(
      in: open(path, maximumPages: maximumPages), cancellation: cancellation, progress: progress)
  }

  /// What must be the same however a run went: all files, without times and the number of workers.
  static func content(of path: String) throws -> [String: String] {
    var content: [String: String] = [:]
    for (name, bytes) in try TemporaryFolder.contents(of: path) where !name.hasPrefix("wall-clock/") {
      switch name {
      case "run.sqlite":
        let record = try RunRecord(reading: path + "/" + name)
        for table in RecordTable.allCases where table != .timings && table != .stepTimings {
          content["\(name) \(table)"] = try record.exported(table, as: .csv)
        }
      case "summary.json", "experiment.json":
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        content[name] = lines.filter { !$0.contains("wall_seconds\"") && !$0.contains("\"workers\"") }
          .joined(separator: "\n")
      default: content[name] = ContentHash(of: bytes).hexadecimal
      }
    }
    return content
  }

  /// Copies a folder as it is just now; files that come and go meanwhile may be there or not.
  static func copy(_ path: String, to copy: String) throws {
    for name in try FileManager.default.subpathsOfDirectory(atPath: path) {
      let target = URL(fileURLWithPath: copy + "/" + name)
      try FileManager.default.createDirectory(at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
      if let data = try? Data(contentsOf: URL(fileURLWithPath: path + "/" + name)) { try data.write(to: target) }
    }
  }

  /// The content of a run that nothing disturbed.
  static let undisturbed: Result<[String: String], any Error> = Result {
    let folder = try TemporaryFolder()
    try ScriptedRun().run(in: folder("run"))
    return try content(of: folder("run"))
  }
}

/// Names of what two contents do not share, for messages.
func differences(_ left: [String: String], _ right: [String: String]) -> [String] {
  Set(left.keys).union(right.keys).filter { left[$0] != right[$0] }.sorted()
}

/// Attempts whose outcome follows from their coordinates.
final class ScriptedSurveyor: Surveyor {
  private let scene: SceneName

  init(_ scene: SceneName) { self.scene = scene }

  func attempts(_ job: SurveyJob) -> [SurveyAttempt] {
    (job.subtask.map { [$0] } ?? Subtask.allCases).map { subtask in
      var stream = RandomStream(seed: 3).split(scene.rawValue).split(subtask.rawValue).split(
        job.start.rawValue, job.index)
      return SurveyAttempt(
        subtask: subtask, start: job.start, index: job.index, succeeded: stream.uniform() < 0.8,
        steps: 1 + stream.index(below: 360), failedPrefixes: stream.index(below: 2),
        infeasible: stream.uniform() < 0.2 ? ["tableEdge": 1] : [:])
    }
  }
}

extension RunRecord {
  /// The recorded states of a chain in the order of its course.
  func states(of chain: Int, for entry: RunEntry) throws -> [StateRecord<ScriptedWorld.State>] {
    try statePlaces(of: chain, for: entry).map { try state(of: chain, at: $0, for: entry) }
  }
}
