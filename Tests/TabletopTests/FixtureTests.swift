import Chains
import Tabletop
import Testing
import Vocabulary

@Suite struct FixtureTests {
  @Test(arguments: SceneName.allCases, [false, true]) func onePressTogglesTheLEDOnceWhateverItWas(
    _ letter: SceneName, _ wasOn: Bool
  ) throws {
    let world = try SceneCache.environment(letter)
    let start = Facts(led: wasOn, red: .sliderLeft, blue: .sliderRight, pink: .table)
    try world.reset(to: start, stream: RandomStream(seed: 5))
    // The block gets out of the way.
    var numbers = world.numericState
    numbers.blocks[2].position.x = letter == .c ? 0.3 : 0.1
    world.load(numbers)
    let x = world.buttonX
    #expect(world.snapshot.ledIsOn == wasOn)
    world.begin(wasOn ? .turnOffLED : .turnOnLED)
    try world.drive(to: handPose(Vector3(x, -0.12, 0.55)), .close, metresPerStep: 0.02)
    #expect(world.snapshot.ledIsOn == wasOn && !world.hasSucceeded)
    try world.drive(to: handPose(Vector3(x, -0.12, 0.48)), .close, waiting: 30)
    #expect(world.snapshot.button > Fixtures.buttonThreshold)
    #expect(world.snapshot.ledIsOn != wasOn && world.hasSucceeded)
    try world.drive(to: handPose(Vector3(x, -0.12, 0.55)), .close)
    #expect(world.snapshot.button < 0.002)
    #expect(world.snapshot.ledIsOn != wasOn)
    try world.drive(to: handPose(Vector3(x, -0.12, 0.48)), .close)
    #expect(world.snapshot.ledIsOn == wasOn)
  }

  @Test func theBulbFollowsTheSwitchesLevel() throws {
    let world = try SceneCache.environment(.d)
    var numbers = world.numericState
    for (lever, isOn) in [(0, false), (0.0435, false), (0.0445, true), (0.088, true)] {
      numbers.lever = lever
      world.load(numbers)
      #expect(world.snapshot.bulbIsOn == isOn, "\(lever)")
      for _ in 0..<10 { try world.step(.hold(.open)) }
      #expect(world.snapshot.bulbIsOn == isOn, "\(lever)")
      #expect(world.lamps.lit.count == (isOn ? 1 : 0))
    }
  }

  @Test func aButtonThatStartsPressedDoesNotCount() {
    var fixtures = Fixtures(ledIsOn: true, button: 0.02)
    #expect(fixtures.buttonWasPressed)
    fixtures = Fixtures(ledIsOn: true, button: 0.0)
    #expect(!fixtures.buttonWasPressed)
  }
}

extension TabletopEnvironment {
  /// Where the button is along x.
  var buttonX: Double {
    switch scene.letter {
    case .a: -0.28
    case .b: 0.28
    case .c, .d: -0.12
    }
  }
}
