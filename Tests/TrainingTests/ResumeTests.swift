import Foundation
import Policy
import TestSupport
import Testing
import Training
import Vocabulary

private func trainer(
  _ folder: String, _ configuration: TrainingConfiguration = .short, world: PointingWorld = PointingWorld(episodes: 60),
  seed: UInt64 = 1, start: String? = nil
) throws -> Trainer {
  try Trainer(
    configuration, policy: PointingWorld.policy, source: world, randomViews: world, folder: folder,
    stream: RandomStream(seed: seed), start: start)
}

/// What must be the same however often a training was cut short: all files, without times and speeds.
private func result(_ folder: String) throws -> [String: [UInt8]] {
  var files = try TemporaryFolder.contents(of: folder)
  files["outcome.json"] = nil
  let metrics = try #require(files["metrics.jsonl"])
  files["metrics.jsonl"] = nil
  files["metrics"] = try String(decoding: metrics, as: UTF8.self).split(separator: "\n").flatMap { line in
    let value = try JSONDocument(String(line)).value
    guard case .object(let members) = value else { return [UInt8]() }
    return Array(JSONValue.object(members.filter { !$0.name.hasPrefix("speed/") }).compactText.utf8)
  }
  // The same records, with other times in them.
  let events = files.keys.filter { $0.contains("tfevents") }
  #expect(events.count == 1)
  for name in events { files[name] = [UInt8](repeating: 0, count: files[name]?.count ?? 0) }
  return files
}

@Suite struct ResumeTests {
  @Test func killedAnywhereAndStartedAgainEndsInTheSameBytes() throws {
    let whole = try TemporaryFolder()
    // What a kill after each step leaves: the folder as it is then, with a log that is ahead of the last checkpoint.
    let killed = try (0..<10).map { _ in try TemporaryFolder() }
    let outcome = try trainer(whole.path).run { progress in
      guard progress.step < 10 else { return }
      let copy = killed[progress.step].path
      try? FileManager.default.removeItem(atPath: copy)
      try? FileManager.default.copyItem(atPath: whole.path, toPath: copy)
    }
    let expected = try result(whole.path)
    #expect(Set(expected.keys).isSuperset(of: ["policy.safetensors", "state.safetensors", "training.json", "metrics"]))
    for (step, folder) in killed.enumerated().dropFirst() {
      let again = try trainer(folder.path).run()
      #expect(try result(folder.path) == expected, "killed after step \(step)")
      #expect(again.validation == outcome.validation)
    }
  }

  @Test func stoppedAfterAnyStepAndStartedAgainEndsInTheSameBytes() throws {
    let whole = try TemporaryFolder()
    _ = try trainer(whole.path).run()
    let expected = try result(whole.path)
    for stop in [1, 3, 6, 7] {
      let folder = try TemporaryFolder()
      var steps = 0
      let stopped = try trainer(folder.path).run(progress: { steps = $0.step }, isCancelled: { steps == stop })
      #expect(!stopped.isFinished && stopped.steps == stop)
      let rest = try trainer(folder.path).run()
      #expect(rest.isFinished && rest.steps == 10)
      #expect(try result(folder.path) == expected, "stopped after step \(stop)")
    }
  }

  @Test func aFinishedTrainingDoesNothingAgain() throws {
    let folder = try TemporaryFolder()
    let first = try trainer(folder.path).run()
    let before = try TemporaryFolder.contents(of: folder.path)
    let second = try trainer(folder.path).run { _ in Issue.record("a step was done") }
    #expect(second == first)
    #expect(try TemporaryFolder.contents(of: folder.path) == before)
  }

  @Test func anotherTrainingIsNotGoneOnWith() throws {
    let folder = try TemporaryFolder()
    _ = try trainer(folder.path).run()
    var other = TrainingConfiguration.short
    other.joint.learningRate *= 2
    #expect(throws: TrainingError.self) { try trainer(folder.path, other).run() }
    #expect(throws: TrainingError.self) { try trainer(folder.path, seed: 2).run() }
    #expect(throws: TrainingError.self) { try trainer(folder.path, world: PointingWorld(episodes: 64)).run() }
    do {
      _ = try trainer(folder.path, other).run()
    } catch TrainingError.otherTraining(_, let difference) {
      #expect(difference.contains("learningRate"), "\(difference)")
    }
  }

  @Test func aDamagedStateIsRefused() throws {
    let folder = try TemporaryFolder()
    var steps = 0
    _ = try trainer(folder.path).run(progress: { steps = $0.step }, isCancelled: { steps == 5 })
    let path = folder("state.safetensors")
    let good = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    var damaged: [[UInt8]] = [Array(good[..<(good.count / 2)]), [], Array(good.dropLast())]
    var stream = RandomStream(seed: 9)
    for _ in 0..<40 {
      var bytes = good
      bytes[stream.index(below: bytes.count)] ^= UInt8(1 << stream.index(below: 8))
      damaged.append(bytes)
    }
    for (index, bytes) in damaged.enumerated() {
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      do {
        _ = try trainer(folder.path).run()
        Issue.record("damage \(index) was not noticed")
      } catch TrainingError.damaged(let file, _) {
        #expect(file == path)
      }
    }
  }

  @Test func whatIsNotANumberStopsTheTraining() throws {
    let folder = try TemporaryFolder()
    var world = PointingWorld(episodes: 60)
    world.poisonedEpisode = 5
    var configuration = TrainingConfiguration.short
    configuration.joint.steps = 200
    do {
      _ = try trainer(folder.path, configuration, world: world).run()
      Issue.record("nothing was noticed")
    } catch TrainingError.notFinite(let failure) {
      #expect(!failure.windows.isEmpty && failure.windows.allSatisfy { $0.episode == 5 })
      #expect(failure.views.isEmpty && failure.step > 2)
      #expect(failure.lastGoodCheckpoint == folder("state.safetensors"))
    }
    let other = try TemporaryFolder()
    world.poisonedView = 5
    do {
      _ = try trainer(other.path, .small(encoders: 4), world: world).run()
      Issue.record("nothing was noticed")
    } catch TrainingError.notFinite(let failure) {
      #expect(failure.step == 0 && failure.windows.isEmpty && failure.views.contains(5))
      #expect(failure.lastGoodCheckpoint == nil)
    }
  }
}
