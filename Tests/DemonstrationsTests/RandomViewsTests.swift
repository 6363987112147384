import Chains
import Demonstrations
import Tabletop
import Testing
import Vocabulary

@Suite struct RandomViewsTests {
  @Test(arguments: SceneName.allCases) func aViewDependsOnItsNumberAlone(name: SceneName) throws {
    let scene = try CompiledScenes.one(name)
    let (first, second) = (RandomViews(scene, seed: 3), RandomViews(scene, seed: 3))
    let numbers = [0, 7, -1, 1_000_000]
    let forwards = numbers.map { first.world(showing: $0).world.observe() }
    let backwards = numbers.reversed().map { second.world(showing: $0).world.observe() }
    #expect(forwards == backwards.reversed())
    #expect(Set(forwards.map(\.staticCamera)).count == numbers.count)
    #expect(forwards.allSatisfy { $0.robot.allSatisfy(\.isFinite) && $0.targetLead.allSatisfy(\.isFinite) })
  }

  @Test func viewsShowTheWholeTableAndHandsAtBlocks() throws {
    let views = try RandomViews(CompiledScenes.one(.d), seed: 4)
    var (held, near, inDrawer, onShelf, lit) = (0, 0, 0, 0, 0)
    let count = 400
    for index in 0..<count {
      let (world, block) = views.world(showing: index)
      if let block {
        held += 1
        // A held block is between the fingers, whatever the arm could reach.
        let place = world.measuredTcp.inverse.act(world.pose(of: block).position)
        #expect(abs(place.y) < 0.001 && place.length < 0.1, "view \(index)")
        #expect(world.gripperWidth > 0.03 && world.gripper == .close)
      }
      let distances = BlockColor.allCases.map { (world.pose(of: $0).position - world.measuredTcp.position).length }
      if distances.contains(where: { $0 < 0.1 }) { near += 1 }
      inDrawer += BlockColor.allCases.count { world.pose(of: $0).position.z < 0.42 }
      onShelf += BlockColor.allCases.count { world.pose(of: $0).position.y > 0.03 }
      if world.fixtures.ledIsOn { lit += 1 }
    }
    #expect((40...160).contains(held), "\(held)")
    #expect(near > count / 3, "\(near)")
    #expect(inDrawer > 60 && onShelf > 60, "\(inDrawer), \(onShelf)")
    #expect((120...280).contains(lit))
  }
}
