import Foundation
import Tabletop
import Testing
import Vocabulary

@Suite struct CalvinStateTests {
  static func records() throws -> [CalvinStateRecord] {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appending(path: "Fixtures/calvin_states_d.jsonl")
    return try String(contentsOf: path, encoding: .utf8).split(separator: "\n").map {
      try JSONDecoder().decode(CalvinStateRecord.self, from: Data($0.utf8))
    }
  }

  @Test func calvinsInitialStatesOfSceneDRest() throws {
    let world = try SceneCache.environment(.d)
    let records = try Self.records()
    #expect(records.count == 192)
    for (line, record) in records.enumerated() {
      let moved = try world.movements(from: NumericState(robot: record.robot, scene: record.scene))
      #expect(moved.isEmpty, "line \(line + 1): \(moved)")
    }
  }

  @Test func loadedNumbersAreReadBack() throws {
    let world = try SceneCache.environment(.d)
    for (line, record) in try Self.records().enumerated() {
      world.load(try NumericState(robot: record.robot, scene: record.scene))
      for (index, (now, file)) in zip(world.sceneObservation, record.scene).enumerated() {
        #expect(abs(now - file) < 1e-9, "line \(line + 1), scene_obs \(index)")
      }
      for (index, (now, file)) in zip(world.robotObservation, record.robot).enumerated() {
        // The tcp follows from the angles: within 1 mm and 0.2°.
        #expect(
          abs(now - file) < (index < 3 ? 1e-3 : index < 6 ? 3.5e-3 : 1e-9), "line \(line + 1), robot_obs \(index)")
      }
    }
  }

  @Test func anythingThatMovesIsReported() throws {
    let world = try SceneCache.environment(.d)
    let record = try #require(try Self.records().first)
    var scene = record.scene
    scene[8] += 0.05
    var moved = try world.movements(from: NumericState(robot: record.robot, scene: scene))
    #expect(moved.map(\.what) == ["red_block"])
    scene = record.scene
    scene[2] = 0.01
    moved = try world.movements(from: NumericState(robot: record.robot, scene: scene))
    #expect(moved.map(\.what) == ["button"])
  }

  @Test func wrongListsAreRefused() throws {
    let record = try #require(try Self.records().first)
    #expect(throws: TabletopError.wrongCount(field: "robot_obs", count: 14, expected: 15)) {
      try NumericState(robot: Array(record.robot.dropLast()), scene: record.scene)
    }
    #expect(throws: TabletopError.wrongCount(field: "scene_obs", count: 25, expected: 24)) {
      try NumericState(robot: record.robot, scene: record.scene + [0])
    }
    var scene = record.scene
    scene[17] = .nan
    #expect(throws: TabletopError.notFinite(field: "scene_obs", index: 17)) {
      try NumericState(robot: record.robot, scene: scene)
    }
  }
}
