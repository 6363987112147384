import Chains
import Tabletop
import Testing
import Vocabulary

@Suite struct StartTests {
  @Test(arguments: SceneName.allCases, StartKind.allCases) func everyInitialStateStartsAsItsFactsSay(
    _ letter: SceneName, _ kind: StartKind
  ) throws {
    let world = try SceneCache.environment(letter, starts: kind)
    for (index, facts) in Facts.initialStates.enumerated() {
      try world.reset(to: facts, stream: RandomStream(seed: UInt64(index)))
      #expect(world.facts == facts, "state \(index)")
      let now = world.snapshot
      #expect(now.robotTouches.isEmpty, "state \(index)")
      for block in BlockColor.allCases {
        #expect(now[block].touches == (facts[block] == .table ? .table : .plank), "state \(index), \(block)")
        #expect(now[block].linearVelocity.length < 0.01, "state \(index), \(block)")
      }
    }
  }

  @Test func resetsDependOnTheStreamAndNothingElse() throws {
    for kind in StartKind.allCases {
      let first = try SceneCache.environment(.c, starts: kind)
      let second = try SceneCache.environment(.c, starts: kind)
      var states: Set<TabletopState> = []
      for seed in 0..<20 {
        let facts = Facts.initialStates[seed * 9]
        try first.reset(to: facts, stream: RandomStream(seed: UInt64(seed)))
        for _ in 0..<seed { try second.step(relative(Vector3(0.4, 0.2, -0.6), .close)) }
        try second.reset(to: facts, stream: RandomStream(seed: UInt64(seed)))
        #expect(first.state == second.state, "\(kind), seed \(seed)")
        states.insert(first.state)
      }
      #expect(states.count == 20, "\(kind)")
    }
  }

  @Test func factsThatStartsCannotLayOutAreRefused() throws {
    let world = try SceneCache.environment(.d)
    #expect(throws: TabletopError.noSlot(.blue, .grasped)) {
      try world.reset(to: Facts(red: .table, blue: .grasped, pink: .sliderLeft), stream: RandomStream(seed: 1))
    }
    #expect(throws: TabletopError.noSlot(.pink, .table)) {
      try world.reset(to: Facts(), stream: RandomStream(seed: 1))
    }
  }
}
