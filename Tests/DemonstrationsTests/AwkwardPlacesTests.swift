import Chains
import Demonstrations
import Episodes
import Tabletop
import Testing
import Vocabulary

/// Blocks that cannot be gripped as they lie, or have little room beside them.
@Suite struct AwkwardPlacesTests {
  private static let drawerX: [SceneName: Double] = [.a: 0.1, .b: 0.18, .c: 0.1, .d: 0.18]

  @Test(arguments: SceneName.allCases)
  func aBlockAtTheTabletopsEdgeIsTakenFromTheDrawer(name: SceneName) throws {
    let drawerX = try #require(Self.drawerX[name])
    // Across the drawer and so close to the edge that no finger fits behind it.
    try expectLiftsFromDrawer(name) { half in
      Pose(position: Vector3(drawerX + 0.02, -0.219, 0.34 + half.z))
    }
  }

  @Test(arguments: SceneName.allCases)
  func aBlockOnItsEndAtTheDrawersSideIsTakenFromTheDrawer(name: SceneName) throws {
    let drawerX = try #require(Self.drawerX[name])
    try expectLiftsFromDrawer(name) { half in
      Pose(
        position: Vector3(drawerX + 0.12, -0.222, 0.34 + half.x),
        orientation: Quaternion(axis: Vector3(0, 1, 0), radians: .pi / 2))
    }
  }

  @Test(arguments: [(SceneName.b, [20, 38, 41]), (.c, [14, 38, 46])])
  func aBlockThatCannotBeGrippedOnTheShelfIsDrawnOut(name: SceneName, starts: [Int]) throws {
    let survey = SubtaskSurvey(try TabletopScene(name), seed: 1)
    for index in starts {
      let attempt = try survey.attempt(.liftRedBlockSlider, .reset, index: index)
      #expect(attempt.succeeded, "start \(index) in \(name)")
    }
  }

  /// Puts each block into the open drawer in turn and lets the expert lift it.
  private func expectLiftsFromDrawer(_ name: SceneName, at pose: (Vector3) -> Pose) throws {
    let scene = try TabletopScene(name)
    let world = TabletopEnvironment(scene: scene)
    let lifts: [(BlockColor, Subtask)] = [
      (.red, .liftRedBlockDrawer), (.blue, .liftBlueBlockDrawer), (.pink, .liftPinkBlockDrawer),
    ]
    for (index, (color, subtask)) in lifts.enumerated() {
      try world.reset(to: Facts.initialStates[0], stream: RandomStream(seed: 3))
      var numbers = world.numericState
      numbers.drawer = 0.2
      numbers.blocks[index] = pose(scene.halfSize(of: color))
      world.load(numbers)
      try world.idle(controlSteps: 20)
      #expect(world.snapshot[color].touches.contains(.drawer), "\(color) in \(name)")
      let rollout = try rollout(subtask, instruction: Instruction(""), agent: ExpertAgent(scene), world: world)
      #expect(rollout.outcome == .succeeded, "\(subtask) in \(name)")
    }
  }
}
