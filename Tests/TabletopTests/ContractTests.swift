import Chains
import Foundation
import Physics
import Tabletop
import TestSupport
import Testing
import Vocabulary

/// What holds for every scene, subtask and camera.
@Suite struct ContractTests {
  private func randomAction(_ stream: inout RandomStream) -> Action {
    func vector(_ stream: inout RandomStream) -> Vector3 {
      Vector3(stream.uniform(in: -1...1), stream.uniform(in: -1...1), stream.uniform(in: -1...1))
    }
    return .relativePose(
      translation: vector(&stream), rotation: vector(&stream), gripper: stream.uniform() < 0.5 ? .open : .close)
  }

  /// Eight random steps of a subtask's episode, with what was observed.
  private func episode(_ world: TabletopEnvironment, _ subtask: Subtask, seed: UInt64) throws -> [Observation] {
    var stream = RandomStream(seed: seed).split(subtask.rawValue)
    let facts = stream.choose(from: Facts.initialStates)
    try world.reset(to: facts, stream: stream.split("reset"))
    world.begin(subtask)
    #expect(!world.hasSucceeded)
    var observations = [world.observe()]
    for _ in 0..<8 {
      try world.step(randomAction(&stream))
      observations.append(world.observe())
    }
    return observations
  }

  @Test(arguments: SceneName.allCases, StartKind.allCases) func everySubtaskKeepsTheContract(
    _ letter: SceneName, _ kind: StartKind
  ) throws {
    let first = try SceneCache.environment(letter, starts: kind)
    let second = try SceneCache.environment(letter, starts: kind)
    for subtask in Subtask.allCases {
      let observations = try episode(first, subtask, seed: 1)
      for (step, observation) in observations.enumerated() {
        #expect(observation.staticCamera.width == 200 && observation.staticCamera.height == 200)
        #expect(observation.gripperCamera.width == 84 && observation.gripperCamera.height == 84)
        #expect(observation.robot.count == 15 && observation.robot.allSatisfy(\.isFinite), "\(subtask), step \(step)")
        #expect(observation.targetLead.count == 6 && observation.targetLead.allSatisfy(\.isFinite))
        for image in [observation.staticCamera, observation.gripperCamera] {
          #expect(Set(image.pixels).count > 16, "\(subtask), step \(step): a picture without content")
        }
      }
      #expect(first.sceneObservation.count == 24 && first.sceneObservation.allSatisfy(\.isFinite))
      // Nothing stands still, in any camera.
      let (start, end) = (observations[0], observations[8])
      #expect(start.staticCamera != end.staticCamera, "\(subtask)")
      #expect(start.gripperCamera != end.gripperCamera, "\(subtask)")
      #expect(start.robot != end.robot, "\(subtask)")
      // What was commanded runs ahead of what is measured.
      #expect(end.targetLead[..<3].contains { $0 != 0 } && end.targetLead[3...].contains { $0 != 0 }, "\(subtask)")
      // The same seed gives the same episode in a world with another past; another seed gives another one.
      let hash = first.stateHash
      #expect(try episode(second, subtask, seed: 1) == observations, "\(subtask)")
      #expect(second.stateHash == hash, "\(subtask)")
      #expect(try episode(second, subtask, seed: 2)[0] != observations[0], "\(subtask)")
    }
  }

  @Test(arguments: SceneName.allCases) func aRestoredStateGoesOnBitForBit(_ letter: SceneName) throws {
    let first = try SceneCache.environment(letter, starts: .random)
    let second = try SceneCache.environment(letter)
    for seed in 0..<10 {
      var stream = RandomStream(seed: UInt64(seed))
      try first.reset(to: stream.choose(from: Facts.initialStates), stream: stream)
      for _ in 0..<20 { try first.step(randomAction(&stream)) }
      let middle = first.state
      let picture = first.observe()
      var tail = stream
      for _ in 0..<40 { try first.step(randomAction(&stream)) }
      try second.restore(middle)
      #expect(second.state == middle && second.stateHash == middle.hash, "seed \(seed)")
      #expect(second.observe() == picture, "seed \(seed)")
      for _ in 0..<40 { try second.step(randomAction(&tail)) }
      #expect(second.state == first.state, "seed \(seed)")
    }
  }

  @Test func theHashSeesEveryNumber() throws {
    let world = try SceneCache.environment(.d)
    let state = world.state
    var hashes: Set<ContentHash> = [state.hash]
    var edits = 0
    func note(_ change: (inout TabletopState) -> Void) {
      var edited = state
      change(&edited)
      hashes.insert(edited.hash)
      edits += 1
    }
    for index in state.simulation.values.indices { note { $0.simulation.values[index] += 1e-9 } }
    for joint in 0..<7 { note { $0.control.command[joint] += 1e-9 } }
    for axis in 0..<3 { note { $0.control.target.position[axis] += 1e-9 } }
    note { $0.control.target.orientation.x += 1e-9 }
    note { $0.control.gripper = .close }
    note { $0.fixtures.ledIsOn = true }
    note { $0.fixtures.buttonWasPressed = true }
    #expect(hashes.count == edits + 1)
  }

  @Test func aSceneIsTheSameOneWhereverItsFolderLies() throws {
    let folder = try TemporaryFolder()
    let copy = folder("a folder whose path has another length than the checkout's, which compiled models keep")
    let original = URL(fileURLWithPath: try SceneCache.scene(.a).model.path).deletingLastPathComponent().path
    try FileManager.default.copyItem(atPath: original, toPath: copy)
    for letter in SceneName.allCases {
      let scene = try SceneCache.scene(letter)
      #expect(try TabletopScene(letter, folder: copy).contentHash == scene.contentHash, "\(letter)")
    }
  }

  @Test func theFourScenesAreDifferentAndLoadWithoutRemarks() throws {
    let scenes = try SceneName.allCases.map { try SceneCache.scene($0) }
    #expect(Set(scenes.map(\.contentHash)).count == 4)
    #expect(scenes.allSatisfy { $0.model.loadWarning == nil })
    let other = try SceneCache.environment(.a).state
    // All four have the same joints, so that a state of one fits the others in size; its hash tells them apart.
    #expect(try SceneCache.environment(.b).state != other)
  }

  @Test func aSceneWithoutItsNamesReportsAllOfThem() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("nameless-\(UUID().uuidString).xml")
    defer { try? FileManager.default.removeItem(at: path) }
    try "<mujoco><worldbody><body><geom size='1'/></body></worldbody></mujoco>".write(
      to: path, atomically: true, encoding: .utf8)
    let model = try Model(contentsOf: path.path)
    var missing: [String] = []
    do throws(PhysicsError) {
      _ = try TabletopScene(.a, model: model)
    } catch {
      if case .missingNames(let names) = error { missing = names }
    }
    #expect(missing.contains("joint arm_1") && missing.contains("site tcp") && missing.contains("numeric spawn_table"))
    #expect(missing.count > 30)
  }
}
