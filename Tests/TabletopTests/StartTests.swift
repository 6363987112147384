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
    #expect(throws: TabletopError.noSlot(.blue, .grasped, .calvin)) {
      try world.reset(to: Facts(red: .table, blue: .grasped, pink: .sliderLeft), stream: RandomStream(seed: 1))
    }
    #expect(throws: TabletopError.noSlot(.pink, .table, .calvin)) {
      try world.reset(to: Facts(), stream: RandomStream(seed: 1))
    }
    let one = Facts(blue: .sliderLeft, pink: .sliderLeft)
    #expect(throws: TabletopError.noSlot(.pink, .sliderLeft, .calvin)) {
      try world.reset(to: one, stream: RandomStream(seed: 1))
    }
    #expect(
      StartKind.calvin.refusal(of: one)
        == "\"calvin\" starts have no room for the pink block at slider_left: they take two at table, one at slider_left "
        + "and one at slider_right")
  }

  /// Facts with blocks at all places, as far as they are consistent.
  private static let places: [Facts] = Place.allCases.flatMap { red in
    Place.allCases.flatMap { blue in Place.allCases.map { Facts(red: red, blue: blue, pink: $0) } }
  }.filter(\.isConsistent)

  @Test func initialStatesAreWhatCalvinsStartsCanLayOut() {
    for facts in Self.places {
      #expect((StartKind.calvin.refusal(of: facts) == nil) == facts.isInitial, "\(facts.json)")
    }
    for kind in StartKind.allCases { #expect(Facts.initialStates.allSatisfy { kind.refusal(of: $0) == nil }) }
  }

  @Test(arguments: SceneName.allCases) func randomStartsLayOutWhatTheyDoNotRefuse(_ letter: SceneName) throws {
    let world = try SceneCache.environment(letter, starts: .random)
    let possible = Self.places.filter { StartKind.random.refusal(of: $0) == nil }
    #expect(possible.count == 27)
    for (index, facts) in possible.enumerated() {
      try world.reset(to: facts, stream: RandomStream(seed: UInt64(index)))
      #expect(world.facts == facts, "\(facts.json)")
    }
    #expect(throws: TabletopError.noSlot(.red, .drawer, .random)) {
      try world.reset(to: Facts(red: .drawer), stream: RandomStream(seed: 1))
    }
  }
}
