import Chains
import Episodes
import Tabletop
import Testing
import Vocabulary

@Suite struct PartialStepTests {
  /// The tcp's course along x in steps of 24 physics steps, control steps cut into parts.
  private func course(_ parts: [Int]) throws -> [Double] {
    let world = try SceneCache.environment(.d)
    let start = world.measuredTcp.position.x
    return try (0..<6).map { round in
      for _ in 0..<24 / parts.reduce(0, +) {
        for part in parts {
          try world.step(relative(Vector3(round < 4 ? 0.7 : 0, 0, 0)), physicsSteps: part)
        }
      }
      return world.measuredTcp.position.x - start
    }
  }

  @Test func controlStepsInPartsGoAsFarAsWholeOnes() throws {
    let whole = try course([8])
    #expect(whole[3] > 0.1)
    for parts in [[4, 4], [3, 5], [1, 7], [6, 2], [2, 2, 2, 2], [8, 4]] {
      for (found, expected) in zip(try course(parts), whole) {
        #expect(abs(found - expected) < 0.004, "\(parts): \(found) for \(expected)")
      }
    }
  }

  @Test func aPartOfAStepIsThatShareOfItsMotion() throws {
    for part in 1...8 {
      let world = try SceneCache.environment(.d)
      let before = world.control.target.position.x
      try world.step(relative(Vector3(1, 0, 0)), physicsSteps: part)
      let moved = world.control.target.position.x - before
      #expect(abs(moved - ArmControl.metresPerUnit * Double(part) / 8) < 1e-12)
    }
  }

  @Test func partsAreTheSameBitsEachTimeAndAfterARestore() throws {
    let world = try SceneCache.environment(.b)
    try world.step(relative(Vector3(0.5, 0.2, -0.3)), physicsSteps: 3)
    let state = world.state
    try world.step(relative(Vector3(-0.5, 0, 0)), physicsSteps: 5)
    let hash = world.stateHash
    let other = try SceneCache.environment(.b)
    try other.restore(state)
    try other.step(relative(Vector3(-0.5, 0, 0)), physicsSteps: 5)
    #expect(other.stateHash == hash)
  }

  @Test func aWholeStepIsWhatItWasWithoutParts() throws {
    let (one, other) = (try SceneCache.environment(.a), try SceneCache.environment(.a))
    for step in 0..<20 {
      let action = relative(Vector3(Double(step % 3) - 1, 0.4, -0.2), turning: Vector3(0, 0, 0.3), .close)
      try one.step(action)
      try other.step(action, physicsSteps: 8)
      #expect(one.stateHash == other.stateHash)
    }
  }
}
