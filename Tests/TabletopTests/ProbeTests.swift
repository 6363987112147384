import Tabletop
import Testing
import Vocabulary
@Suite struct ProbeTests {
  @Test func probe() throws {
    let world = try SceneCache.environment(.d)
    let above = Pose(position: Vector3(-0.1, -0.1, 0.52), orientation: world.measuredTcp.orientation)
    for _ in 0..<40 { try world.step(.absolutePose(above, gripper: .close)) }
    print("above", world.measuredTcp)
    for step in 0..<120 {
      try world.step(relative(Vector3(0, 0, -1), turning: Vector3(0, 0, step < 60 ? 0 : 1), .close))
      if step % 6 == 0 { print(step, world.measuredTcp.position, world.snapshot.robotTouches, world.targetLead, world.simulationContactsDescription) }
    }
    for _ in 0..<12 { try world.step(.hold(.open)); print(world.gripperWidth) }
  }
}
extension TabletopEnvironment { var simulationContactsDescription: String { "\(contacts.filter { scene.model.name(of: $0.geoms.first)?.contains("finger") == true || scene.model.name(of: $0.geoms.second)?.contains("finger") == true }.map { (scene.model.name(of: $0.geoms.first) ?? "", scene.model.name(of: $0.geoms.second) ?? "", $0.distance) })" } }
