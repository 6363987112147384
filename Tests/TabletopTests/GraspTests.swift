import Chains
import Tabletop
import Testing
import Vocabulary

@Suite struct GraspTests {
  /// Grips a table block of a kilogram, lifts it and swings it about at 0.4 m/s and 2.7 m/s²: it stays where it is in the hand.
  @Test(arguments: SceneName.allCases, BlockColor.allCases) func aHeldBlockSlipsByTwoMillimetresAtMost(
    _ letter: SceneName, _ block: BlockColor
  ) throws {
    let world = try SceneCache.environment(letter)
    var start = Facts(red: .sliderLeft, blue: .sliderLeft, pink: .sliderLeft)
    start[block] = .table
    start[block == .red ? .blue : .red] = .sliderRight
    try world.reset(to: start, stream: RandomStream(seed: 2))
    let lift = Subtask(.liftFromTable(block))
    world.begin(lift)
    let place = world.pose(of: block)
    let yaw = place.orientation.eulerXYZ.z
    try world.drive(to: handPose(place.position + Vector3(0, 0, 0.1), yaw: yaw), .open, metresPerStep: 0.0133)
    try world.drive(to: handPose(place.position, yaw: yaw), .open)
    for _ in 0..<8 { try world.step(.hold(.close)) }
    #expect(world.snapshot.blockBetweenFingers == block)
    try world.drive(to: handPose(place.position + Vector3(0, 0, 0.12), yaw: yaw), .close, metresPerStep: 0.0133)
    #expect(world.hasSucceeded && world.snapshot.heldBlock == block)
    let centre = place.position + Vector3(0, 0, 0.14)
    for corner in [Vector3(-0.12, 0, 0.05), Vector3(0.02, -0.08, 0), Vector3(-0.05, 0.02, 0.1), Vector3(0, 0, 0)] {
      let held = world.measuredTcp.inverse * world.pose(of: block)
      var slip = 0.0
      var turn = 0.0
      try world.drive(
        to: handPose(centre + corner, yaw: yaw + corner.x * 1.5), .close, metresPerStep: 0.0133, waiting: 4
      ) {
        let now = world.measuredTcp.inverse * world.pose(of: block)
        slip = max(slip, (now.position - held.position).length)
        turn = max(turn, now.orientation.angle(to: held.orientation))
      }
      #expect(slip < 0.002, "slip \(slip) on the way to \(corner)")
      #expect(turn < 0.05, "turn \(turn) on the way to \(corner)")
    }
    let held = world.measuredTcp.inverse * world.pose(of: block)
    for _ in 0..<150 { try world.step(.hold(.close)) }
    let now = world.measuredTcp.inverse * world.pose(of: block)
    #expect((now.position - held.position).length < 0.002, "after five more seconds")
  }

  @Test(arguments: SceneName.allCases) func aClosedHandPushesTheDrawerShutByItsHandle(_ letter: SceneName) throws {
    let world = try SceneCache.environment(letter)
    try world.reset(to: Facts(drawer: .open, red: .sliderLeft, blue: .sliderRight), stream: RandomStream(seed: 3))
    world.begin(.closeDrawer)
    let x = letter == .b || letter == .d ? 0.18 : 0.1
    try world.drive(to: handPose(Vector3(x, -0.53, 0.5)), .close, metresPerStep: 0.0133)
    try world.drive(to: handPose(Vector3(x, -0.53, 0.37)), .close)
    try world.drive(to: handPose(Vector3(x, -0.34, 0.37)), .close, metresPerStep: 0.0133)
    #expect(world.hasSucceeded, "drawer at \(world.snapshot.drawer)")
  }
}
