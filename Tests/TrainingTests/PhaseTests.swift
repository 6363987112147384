import Foundation
import Policy
import Tensors
import TestSupport
import Testing
import Training
import Vocabulary

private func run(
  _ configuration: TrainingConfiguration, policy: PolicyConfiguration = PointingWorld.policy, start: String? = nil,
  in folder: TemporaryFolder
) throws -> [String: [Float]] {
  let world = PointingWorld(episodes: 60)
  let trainer = try Trainer(
    configuration, policy: policy, source: world, randomViews: world, folder: folder.path,
    stream: RandomStream(seed: 1), start: start)
  let outcome = try trainer.run()
  let file = try SafetensorsFile(path: outcome.checkpoint)
  return try Dictionary(uniqueKeysWithValues: file.entries.map { ($0.name, try file.floats($0.name)) })
}

/// The scalars of the last line of the log that has a loss.
private func lastLosses(_ folder: TemporaryFolder) throws -> [String] {
  let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: folder("metrics.jsonl"))), as: UTF8.self)
  let lines = try text.split(separator: "\n").map { try JSONDocument(String($0)).value }
  guard case .object(let members) = lines.last(where: { $0["loss/total"] != nil }) else { return [] }
  return members.map(\.name).filter { $0.hasPrefix("loss/") }
}

/// The whole loss of the first step in the log.
private func totalLoss(_ folder: TemporaryFolder) throws -> Double {
  let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: folder("metrics.jsonl"))), as: UTF8.self)
  let line = try #require(text.split(separator: "\n").first)
  guard case .number(let loss)? = try JSONDocument(String(line)).value["loss/total"] else { return .nan }
  return loss
}

@Suite struct PhaseTests {
  @Test func eachPhaseChangesWhatItIsFor() throws {
    let folders = try (0..<5).map { _ in try TemporaryFolder() }
    defer { withExtendedLifetime(folders) {} }
    let start = try run(.small(encoders: 1), in: folders[0])
    let path = folders[0]("policy.safetensors")
    func changed(_ configuration: TrainingConfiguration, _ folder: TemporaryFolder) throws -> Set<String> {
      let weights = try run(configuration, start: path, in: folder)
      #expect(Set(weights.keys) == Set(start.keys))
      return Set(weights.filter { start[$0.key] != $0.value }.map { String($0.key.prefix { $0 != "." }) })
    }
    #expect(try changed(.small(encoders: 2), folders[1]) == ["encoder", "resampler", "labels"])
    let all = Set(start.keys.map { String($0.prefix { $0 != "." }) })
    #expect(try changed(.small(joint: 3), folders[2]) == all)
    #expect(try changed(.small(heads: 2), folders[3]) == ["head", "auxiliary"])
    #expect(try changed(.small(decoder: 2), folders[4]) == all.subtracting(["encoder", "resampler", "labels"]))
  }

  @Test func whatIsSeenOnceTeachesWhatIsSeenAgain() throws {
    // The same windows, exits and words: the first step's losses differ by half precision alone.
    var (again, once) = (TrainingConfiguration.small(joint: 1), TrainingConfiguration.small(decoder: 1))
    again.loss.labelWeight = 0
    once.loss.labelWeight = 0
    let folders = try (0..<2).map { _ in try TemporaryFolder() }
    _ = try run(again, in: folders[0])
    _ = try run(once, in: folders[1])
    let (expected, found) = (try totalLoss(folders[0]), try totalLoss(folders[1]))
    #expect(expected > 0.01)
    #expect(abs(found - expected) < 1e-3 * expected)
    #expect(found != expected)
  }

  @Test func whatEncodersSeeIsKept() throws {
    let starts = try (0..<2).map { _ in try TemporaryFolder() }
    let (kept, keptLater, alone) = (try TemporaryFolder(), try TemporaryFolder(), try TemporaryFolder())
    for (folder, steps) in zip(starts, [1, 2]) { _ = try run(.small(encoders: steps), in: folder) }
    /// The weights after training, and how many episodes had been seen whenever that was told.
    func train(
      later: Int = 0, from start: Int = 0, _ seenFolders: [String], rowsAtOnce: Int? = nil
    ) throws -> (weights: Data, looked: [Int], readingShare: Double) {
      var looked: [Int] = []
      let folder = try TemporaryFolder()
      var configuration = TrainingConfiguration.small(decoder: 2)
      configuration.rowsAtOnce = rowsAtOnce ?? configuration.rowsAtOnce
      let trainer = try Trainer(
        configuration, policy: PointingWorld.policy, source: PointingWorld(episodes: 150, later: later),
        folder: folder.path, stream: RandomStream(seed: 1), start: starts[start]("policy.safetensors"),
        seenFolders: seenFolders)
      let outcome = try trainer.run(progress: {
        looked += $0.seen.map { [$0.episodes] } ?? []
        if $0.seen == nil { #expect(($0.lookSpeed != nil) == !looked.isEmpty) }
      })
      return (try Data(contentsOf: URL(fileURLWithPath: outcome.checkpoint)), looked, outcome.readingShare)
    }
    let first = try train([kept.path])
    #expect(first.looked == [0, 64, 128])
    let again = try train([kept.path])
    #expect(again.looked == [] && again.weights == first.weights)
    // Drawing what is seen counts as reading; what was seen before is not drawn.
    #expect(first.readingShare > again.readingShare)
    // Another round has a file of its own.
    let later = try train(later: 70, [kept.path, keptLater.path])
    #expect(later.looked == [150, 214])
    let whole = try train(later: 70, [alone.path])
    #expect(whole.looked == [0, 64, 128, 150, 214] && whole.weights == later.weights)
    // Other encoders, and products of other shapes, see for themselves.
    #expect(try train(from: 1, [kept.path]).looked == [0, 64, 128])
    #expect(try train([kept.path], rowsAtOnce: 3).looked == [0, 64, 128])
  }

  @Test func whatIsDamagedIsSeenAgain() throws {
    let (start, kept) = (try TemporaryFolder(), try TemporaryFolder())
    _ = try run(.small(encoders: 1), in: start)
    func train() throws -> (weights: Data, looked: [Int]) {
      var looked: [Int] = []
      let folder = try TemporaryFolder()
      let trainer = try Trainer(
        .small(decoder: 2), policy: PointingWorld.policy, source: PointingWorld(episodes: 150), folder: folder.path,
        stream: RandomStream(seed: 1), start: start("policy.safetensors"), seenFolders: [kept.path])
      let outcome = try trainer.run(progress: { looked += $0.seen.map { [$0.episodes] } ?? [] })
      return (try Data(contentsOf: URL(fileURLWithPath: outcome.checkpoint)), looked)
    }
    let expected = try train().weights
    let name = try #require(try FileManager.default.contentsOfDirectory(atPath: kept.path).first)
    let file = URL(fileURLWithPath: kept(name))
    let good = try Data(contentsOf: file)
    for (keeping, flipped, looked) in [
      (0, nil, [0, 64, 128]), (good.count - 1, nil, [128]), (good.count / 2, nil, [64, 128]),
      (good.count, 100, [0, 64, 128]), (good.count, good.count - 1, [128]), (good.count, 3, [0, 64, 128]),
    ] as [(Int, Int?, [Int])] {
      var bytes = good.prefix(keeping)
      if let flipped { bytes[flipped] ^= 16 }
      try bytes.write(to: file)
      let again = try train()
      #expect(again.looked == looked && again.weights == expected, "\(keeping) of \(good.count), \(flipped ?? -1)")
      #expect(try Data(contentsOf: file) == good)
    }
  }

  @Test func twoReplicasLearnWhatOneDoes() throws {
    let folders = try (0..<3).map { _ in try TemporaryFolder() }
    defer { withExtendedLifetime(folders) {} }
    var configuration = TrainingConfiguration.small(joint: 1)
    configuration.joint.warmUpSteps = 0
    configuration.joint.learningRate = 1e-3
    configuration.joint.headLearningRate = 1e-3
    // Far from where Adam makes a sign of a gradient's last bits.
    configuration.optimizer.epsilon = 1e-2
    _ = try run(.small(heads: 1), in: folders[2])
    let path = folders[2]("policy.safetensors")
    let two = try run(configuration, start: path, in: folders[0])
    configuration.replicas = 1
    let one = try run(configuration, start: path, in: folders[1])
    var largest: Float = 0
    for (name, values) in one {
      for (a, b) in zip(values, try #require(two[name])) { largest = max(largest, abs(a - b)) }
    }
    #expect(largest < 1e-6)
  }

  @Test func portionsLearnWhatTheWholeDoes() throws {
    let folders = try (0..<3).map { _ in try TemporaryFolder() }
    defer { withExtendedLifetime(folders) {} }
    _ = try run(.small(heads: 1), in: folders[2])
    for kind in [PhaseKind.encoders, .joint] {
      var configuration = TrainingConfiguration.small(
        encoders: kind == .encoders ? 1 : 0, joint: kind == .joint ? 1 : 0)
      configuration.optimizer.epsilon = 1e-2
      configuration.rowsAtOnce = 1000
      let whole = try run(configuration, start: folders[2]("policy.safetensors"), in: TemporaryFolder())
      configuration.rowsAtOnce = 5
      let portions = try run(configuration, start: folders[2]("policy.safetensors"), in: TemporaryFolder())
      for (name, values) in whole {
        for (a, b) in zip(values, try #require(portions[name])) { #expect(abs(a - b) < 1e-6, "\(name)") }
      }
    }
  }

  @Test func aScaleIsThatOfItsOwnAxis() throws {
    func trained(_ scales: [Double]) throws -> (weights: [String: [Float]], scales: [Double]) {
      let folder = try TemporaryFolder()
      var configuration = TrainingConfiguration.small(joint: 1)
      configuration.translationScale = try #require(AxisScales(Array(scales[..<3])))
      configuration.rotationScale = try #require(AxisScales(Array(scales[3...])))
      // Absolute differences tell directions alone.
      (configuration.loss.pose, configuration.loss.huberDelta) = (.huber, 10)
      let weights = try run(configuration, in: folder)
      return (weights, try Checkpoint(path: folder("policy.safetensors")).actionScales)
    }
    let whole = try trained([1, 1, 1, 1, 1, 1])
    // The expert moves along x and y alone.
    for axis in 0..<6 {
      var scales = [Double](repeating: 1, count: 6)
      scales[axis] = 0.5
      let part = try trained(scales)
      #expect(part.scales == scales)
      #expect((part.weights == whole.weights) == (axis > 1), "axis \(axis)")
    }
  }

  @Test func theLogTellsWhichExitsTheSharedHeadMet() throws {
    let exits = PointingWorld.policy.exitCount
    for (perStep, segments) in [(true, true), (true, false), (false, true), (false, false)] {
      let folder = try TemporaryFolder()
      var configuration = TrainingConfiguration.small(joint: 2)
      configuration.loss.perStepSampling = perStep
      configuration.loss.segmentSampling = segments
      configuration.loss.auxiliaryWeight = perStep ? 1 : 0
      _ = try run(configuration, in: folder)
      let losses = try lastLosses(folder)
      let met = (1...exits).filter { losses.contains("loss/exit \($0)") }
      #expect(met == (perStep || segments ? Array(1...exits) : [exits]))
      #expect(losses.contains("loss/auxiliary 1") == perStep)
    }
  }

  @Test func auxiliaryHeadsMayRememberToo() throws {
    var policy = PointingWorld.policy
    policy.auxiliaryHead.memoryLayers = 1
    let folder = try TemporaryFolder()
    let weights = try run(.small(joint: 3), policy: policy, in: folder)
    #expect(weights.keys.contains { $0.hasPrefix("auxiliary.0.memory") })
    #expect(weights.values.allSatisfy { $0.allSatisfy(\.isFinite) })
  }

  @Test func settingsThatCannotBeCarriedOutAreRefused() throws {
    var configuration = TrainingConfiguration.small(joint: 1)
    configuration.joint.batch = 1
    #expect(throws: TrainingError.setting("joint.batch", value: "1", allowed: "2 to 65536")) {
      try configuration.validate(PointingWorld.policy, hasViews: true)
    }
    #expect(throws: TrainingError.setting("encoders.steps", value: "1", allowed: "0 where there are no random views")) {
      try TrainingConfiguration.small(encoders: 1).validate(PointingWorld.policy, hasViews: false)
    }
    var policy = PointingWorld.policy
    policy.labels.count = 3
    #expect(throws: TrainingError.self) { try TrainingConfiguration.small(joint: 1).validate(policy, hasViews: true) }
    #expect(throws: TrainingError.self) {
      try TrainingConfiguration.small().validate(PointingWorld.policy, hasViews: true)
    }
  }
}
