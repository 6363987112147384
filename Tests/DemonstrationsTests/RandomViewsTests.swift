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

  @Test(arguments: SceneName.allCases) func landmarksAreWhereTheyAreSeen(name: SceneName) throws {
    let scene = try CompiledScenes.one(name)
    let (views, landmarks) = (RandomViews(scene, seed: 5), Landmarks(scene))
    let size = 200
    var (seen, inside) = (0, 0)
    for index in 0..<60 {
      let world = views.world(showing: index).world
      let places = landmarks.places(in: world)
      #expect(places.count == 16)
      // The tool is in the middle of the hand camera's picture from left to right, wherever it is.
      if let tool = places[8 + 3] { #expect(abs(tool.x - 0.5) < 0.02, "view \(index)") }
      for (number, camera) in [scene.staticCamera, scene.gripperCamera].enumerated() {
        let bodies = world.picture(from: camera, width: size, height: size, layers: .segmentation).segmentation!.bodies
        for (block, body) in scene.blockBodies.enumerated() {
          let pixels = bodies.indices.filter { Int(bodies[$0]) == body.index }
          guard pixels.count > 60 else { continue }
          let (columns, rows) = (pixels.map { $0 % size }, pixels.map { $0 / size })
          // What is cut off by the picture's edge or by something else may have its middle outside of what is seen.
          let isWhole = columns.min()! > 0 && columns.max()! < size - 1 && rows.min()! > 0 && rows.max()! < size - 1
          guard isWhole else { continue }
          seen += 1
          guard let place = places[8 * number + block] else { continue }
          let (x, y) = (Int(place.x * Double(size)), Int(place.y * Double(size)))
          if (columns.min()! - 3...columns.max()! + 3).contains(x), (rows.min()! - 3...rows.max()! + 3).contains(y) {
            inside += 1
          }
        }
      }
    }
    #expect(seen > 80 && Double(inside) > 0.95 * Double(seen), "\(inside) of \(seen)")
  }
}
