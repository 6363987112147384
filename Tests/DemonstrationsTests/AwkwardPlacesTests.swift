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

  @Test func aBlockThatADoorIsBlockedForIsDrawnOut() throws {
    // With the door at its end it could be gripped, but the red block stands in the door's way.
    try expectSucceeds(.liftPinkBlockSlider, in: .c, within: 240) {
      $0.slide = 0.07
      $0.blocks[0] = Self.pose(0.285, 0.028, yaw: -1.57)
      $0.blocks[1] = Self.pose(0.227, -0.126, yaw: -0.58)
      $0.blocks[2] = Self.pose(-0.035, 0.114, yaw: 1.49)
    }
  }

  @Test func aBlockHalfBehindTheDoorIsDrawnOutOnceTheDoorIsOpen() throws {
    try expectSucceeds(.liftBlueBlockSlider, in: .a, within: 240) {
      $0.slide = 0.195
      $0.blocks[1] = Self.pose(-0.024, 0.1, yaw: -2.83)
    }
  }

  @Test func aBlockThatTumblesIsNotLetGoHalfway() throws {
    try expectSucceeds(.liftRedBlockSlider, in: .b, within: 240) {
      $0.slide = 0.14
      $0.blocks[0] = Self.pose(0.042, 0.084, yaw: 1.2)
    }
  }

  @Test(arguments: SceneName.allCases)
  func fingersStayClearOfTheDrawersFront(name: SceneName) throws {
    let drawerX = try #require(Self.drawerX[name])
    try expectLiftsFromDrawer(name) { half in
      // Along the front and close to it: only beside the big block's middle fingers that open towards it have room.
      Pose(position: Vector3(drawerX, -0.36 + half.y + 0.042, 0.34 + half.z))
    } during: { world, subtask in
      #expect(!world.snapshot.robotTouches.contains(.drawer), "\(subtask) in \(name)")
    }
  }

  private static func pose(_ x: Double, _ y: Double, yaw: Double) -> Pose {
    Pose(
      position: Vector3(x, y, y > 0.02 ? 0.461 : 0.46), orientation: Quaternion(axis: Vector3(0, 0, 1), radians: yaw))
  }

  /// Lets the expert carry out a subtask from an edited start.
  private func expectSucceeds(
    _ subtask: Subtask, in name: SceneName, within steps: Int, edit: (inout NumericState) -> Void
  ) throws {
    let scene = try TabletopScene(name)
    let world = TabletopEnvironment(scene: scene)
    try world.reset(to: Facts.initialStates[0], stream: RandomStream(seed: 3))
    var numbers = world.numericState
    edit(&numbers)
    world.load(numbers)
    try world.idle(controlSteps: 20)
    let rollout = try rollout(subtask, instruction: Instruction(""), agent: ExpertAgent(scene), world: world)
    #expect(rollout.outcome == .succeeded && rollout.steps < steps, "\(subtask) in \(name): \(rollout.steps) steps")
  }

  /// Puts each block into the open drawer in turn and lets the expert lift it.
  private func expectLiftsFromDrawer(
    _ name: SceneName, at pose: (Vector3) -> Pose, during: (TabletopEnvironment, Subtask) -> Void = { _, _ in }
  ) throws {
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
      let rollout = try rollout(subtask, instruction: Instruction(""), agent: ExpertAgent(scene), world: world) {
        _, _ in during(world, subtask)
      }
      #expect(rollout.outcome == .succeeded, "\(subtask) in \(name)")
    }
  }
}
