import Physics
import Rendering
import Testing
import Vocabulary

@Suite("The same state gives the same bytes")
struct ReproducibilityTests {
  @Test("200 random states in random order, cameras and sizes mixed, as each drawn first by a new renderer")
  func anyOrder() throws {
    var stream = RandomStream(seed: 11)
    let scenes = Table.allCases.map { SceneGeometry(model: $0.model) }
    let veterans = scenes.map(Renderer.init)
    let sizes = [(200, 200), (84, 84), (61, 37), (9, 130)]
    for round in 0..<200 {
      let index = stream.index(below: 4)
      let table = Table.allCases[index]
      let model = table.model
      var simulation = Simulation(model: model)
      try simulation.restorePoses(table.randomState(stream.split("state", round)))
      let camera = model.camera(named: stream.index(below: 2) == 0 ? "static" : "gripper")!
      let (width, height) = stream.choose(from: sizes)
      let led = LitLamp(geom: model.geom(named: "led")!, color: SIMD3(0.1, 1, 0.2))
      let lamps = stream.choose(from: [LampStates.allOff, LampStates(lit: [led])])
      let samples = stream.choose(from: [1, 1, 1, 3])
      let kept = veterans[index].draw(
        simulation, camera: camera, width: width, height: height, samples: samples, lamps: lamps)
      let fresh = Renderer(scene: scenes[index]).draw(
        simulation, camera: camera, width: width, height: height, samples: samples, lamps: lamps)
      #expect(
        kept.image! == fresh.image!, "round \(round): scene \(table), \(width) × \(height), \(samples) samples")
    }
  }

  @Test("A kept layer shows what a full redraw shows", arguments: Table.allCases)
  func keptEqualsFull(_ table: Table) throws {
    let model = table.model
    let scene = SceneGeometry(model: model)
    let camera = model.camera(named: "static")!
    let veteran = Renderer(scene: scene)
    for round in 0..<10 {
      var simulation = Simulation(model: model)
      try simulation.restorePoses(table.randomState(RandomStream(seed: 3).split("state", round)))
      let kept = veteran.draw(simulation, camera: camera, width: 200, height: 200).image!
      let full = veteran.draw(simulation, camera: camera, width: 200, height: 200, keepsLayers: false).image!
      #expect(kept == full, "round \(round)")
    }
  }

  @Test("A door that moved, a lamp that was lit and another scene are seen in the next picture")
  func changesAreSeen() throws {
    let model = Table.a.model
    let renderer = Renderer(scene: SceneGeometry(model: model))
    let camera = model.camera(named: "static")!
    var simulation = Simulation(model: model)
    func picture(_ simulation: borrowing Simulation, _ lamps: LampStates = .allOff) -> Image {
      renderer.draw(simulation, camera: camera, width: 200, height: 200, lamps: lamps).image!
    }
    let before = picture(simulation)
    #expect(picture(simulation) == before)
    simulation.setPosition(of: model.joint(named: "slide")!, to: 0.2)
    simulation.updatePoses()
    let open = picture(simulation)
    #expect(open != before)
    let lamp = LitLamp(geom: model.geom(named: "bulb")!, color: SIMD3(1, 0.9, 0.2))
    #expect(picture(simulation, LampStates(lit: [lamp])) != open)
    #expect(picture(simulation) == open)
    renderer.scene = SceneGeometry(model: Table.b.model)
    let other = Simulation(model: Table.b.model)
    #expect(picture(other) != before)
    renderer.scene = SceneGeometry(model: model)
    simulation.reset()
    #expect(picture(simulation) == before)
  }

  @Test("Things that rest, move and rest again look as a new renderer draws them")
  func restAndMotion() throws {
    let model = Table.c.model
    let scene = SceneGeometry(model: model)
    let veteran = Renderer(scene: scene)
    var simulation = Simulation(model: model)
    let (drawer, slide) = (model.joint(named: "drawer")!, model.joint(named: "slide")!)
    for step in 0..<120 {
      // Drawer and door move in turns, with time to rest between; the arm moves most of the time.
      if (20..<35).contains(step % 60) { simulation.setPosition(of: drawer, to: 0.01 * Double(step % 60 - 20)) }
      if (40..<45).contains(step % 60) { simulation.setPosition(of: slide, to: 0.02 * Double(step % 60 - 40)) }
      if step % 50 < 40 { simulation.setPosition(of: model.joint(named: "arm_1")!, to: -1.2 + 0.01 * Double(step)) }
      simulation.updatePoses()
      for (name, size) in [("static", 200), ("gripper", 84)] {
        let camera = model.camera(named: name)!
        let kept = veteran.draw(simulation, camera: camera, width: size, height: size).image!
        let fresh = Renderer(scene: scene).draw(simulation, camera: camera, width: size, height: size).image!
        #expect(kept == fresh, "step \(step), \(name) camera")
      }
    }
  }

  @Test("Two workers draw what one draws")
  func workers() async throws {
    let model = Table.d.model
    let scene = SceneGeometry(model: model)
    let states = (0..<12).map { Table.d.randomState(RandomStream(seed: 21).split("state", $0)) }
    @Sendable func hashes(_ numbers: [Int]) throws -> [Int: ContentHash] {
      let renderer = Renderer(scene: scene)
      var simulation = Simulation(model: model)
      var result: [Int: ContentHash] = [:]
      for number in numbers {
        try simulation.restorePoses(states[number])
        let image = renderer.draw(simulation, camera: model.camera(named: "static")!, width: 200, height: 200).image!
        result[number] = ContentHash(of: image.pixels)
      }
      return result
    }
    async let even = hashes([0, 2, 4, 6, 8, 10])
    async let odd = hashes([11, 9, 7, 5, 3, 1])
    let together = try await even.merging(odd) { first, _ in first }
    #expect(try hashes(Array(0..<12)) == together)
  }
}
