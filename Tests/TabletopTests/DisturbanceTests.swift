import Chains
import Tabletop
import Testing
import Vocabulary

@Suite struct DisturbanceTests {
  @Test(arguments: SceneName.allCases) func disturbancesDependOnTheStreamAloneAndLeaveALivableState(
    _ letter: SceneName
  ) throws {
    let first = try SceneCache.environment(letter, starts: .random)
    let second = try SceneCache.environment(letter)
    for seed in 0..<20 {
      let stream = RandomStream(seed: UInt64(seed))
      try first.reset(to: Facts.initialStates[seed * 7], stream: stream)
      for disturbance in Disturbance.allCases {
        let before = first.state
        try second.restore(before)
        let happened = first.disturb(disturbance, stream: stream.split(disturbance.rawValue))
        #expect(second.disturb(disturbance, stream: stream.split(disturbance.rawValue)) == happened)
        #expect(first.state == second.state, "seed \(seed), \(disturbance)")
        #expect((first.state != before) == happened, "seed \(seed), \(disturbance)")
        #expect(first.snapshot.robotTouches.isEmpty, "seed \(seed), \(disturbance)")
        for _ in 0..<10 { try first.step(.hold(first.control.gripper)) }
        // Nothing was thrown out of the scene.
        for block in BlockColor.allCases {
          #expect(first.snapshot[block].linearVelocity.length < 1.5, "seed \(seed), \(disturbance), \(block)")
        }
      }
    }
  }

  @Test func aKnockTakesTheHeldBlockAlong() throws {
    let world = try SceneCache.environment(.d)
    try world.reset(to: Facts(red: .sliderLeft, blue: .table, pink: .sliderRight), stream: RandomStream(seed: 4))
    let place = world.pose(of: .blue)
    let yaw = place.orientation.eulerXYZ.z
    try world.drive(to: handPose(place.position + Vector3(0, 0, 0.1), yaw: yaw), .open)
    try world.drive(to: handPose(place.position, yaw: yaw), .open)
    for _ in 0..<8 { try world.step(.hold(.close)) }
    try world.drive(to: handPose(place.position + Vector3(0, 0, 0.12), yaw: yaw), .close)
    #expect(world.snapshot.heldBlock == .blue)
    let tcp = world.measuredTcp
    #expect(world.disturb(.arm, stream: RandomStream(seed: 9)))
    #expect((world.measuredTcp.position - tcp.position).length > 0.005)
    for _ in 0..<30 { try world.step(.hold(.close)) }
    #expect(world.snapshot.heldBlock == .blue)
    #expect(world.disturb(.gripper, stream: RandomStream(seed: 9)))
    for _ in 0..<30 { try world.step(.hold(world.control.gripper)) }
    #expect(world.snapshot.heldBlock == nil)
  }
}
