import Foundation
import Physics
import Rendering
import Testing
import Vocabulary

@Suite("What pictures look like")
struct LookTests {
  /// Mean brightness, 0 … 255, of a square of pixels.
  private func brightness(_ image: Image, _ x: Int, _ y: Int, _ half: Int = 1, channel: Int? = nil) -> Double {
    var sum = 0.0
    var count = 0.0
    for row in y - half...y + half {
      for column in x - half...x + half {
        for c in 0..<3 where channel == nil || channel == c {
          sum += Double(image.pixels[(row * image.width + column) * 3 + c])
          count += 1
        }
      }
    }
    return sum / count
  }

  private func scene(_ body: String, light: String = "0 0 -1") -> String {
    """
    <mujoco>
      <visual><headlight ambient="0.4 0.4 0.4"/></visual>
      <asset>
        <texture name="checker" type="2d" builtin="checker" rgb1="1 1 1" rgb2="0 0 0" width="64" height="64"/>
        <material name="checker" texture="checker" texrepeat="8 8" texuniform="true" specular="0"/>
        <material name="grey" rgba="0.6 0.6 0.6 1" specular="0"/>
      </asset>
      <worldbody>
        <light type="directional" dir="\(light)" diffuse="0.6 0.6 0.6" ambient="0 0 0" castshadow="true"/>
        \(body)
      </worldbody>
    </mujoco>
    """
  }

  private let above = ViewCamera(
    eye: Vector3(0, -0.001, 3), target: .zero, up: Vector3(0, 1, 0), verticalFieldOfViewDegrees: 40)

  @Test("Beside a block away from the sun the floor is darker; far from it, it is not")
  func shadow() throws {
    let model = try model(
      scene(
        """
        <geom type="plane" size="3 3 0.1" material="grey"/>
        <body name="block" pos="0 0 0.3"><freejoint/><geom type="box" size="0.2 0.2 0.02" material="grey"/></body>
        """, light: "0.8 0 -0.8"))
    let renderer = Renderer(scene: SceneGeometry(model: model))
    var simulation = Simulation(model: model)
    let image = renderer.draw(simulation, camera: above, width: 200, height: 200).image!
    // 1 m is 91.6 pixels at the floor; the shadow's middle is at x = 0.3.
    let shaded = brightness(image, 100 + 36, 100)
    let open = brightness(image, 100 - 60, 100)
    #expect(shaded < 0.8 * open, "\(shaded) in the shadow, \(open) outside")
    // Light enough everywhere else: no speckles on an open floor.
    let speckles = (0..<200).count { abs(brightness(image, 20, max(1, min(198, $0)), 0) - open) > 2 }
    #expect(speckles == 0)
    // The block moves; its shadow with it.
    let joint = model.joint(named: "block") ?? JointID(0)
    simulation.setFreePose(of: joint, to: Pose(position: Vector3(-1, 0, 0.3)))
    simulation.updatePoses()
    let moved = renderer.draw(simulation, camera: above, width: 200, height: 200).image!
    #expect(brightness(moved, 100 + 36, 100) > 0.98 * open)
  }

  @Test("A checkered floor far away is an even grey, close by it is black and white")
  func farTexture() throws {
    let model = try model(scene("<geom type=\"plane\" size=\"60 60 0.1\" material=\"checker\"/>"))
    let renderer = Renderer(scene: SceneGeometry(model: model))
    let simulation = Simulation(model: model)
    func spread(_ height: Double) -> (low: UInt8, high: UInt8) {
      let camera = ViewCamera(
        eye: Vector3(0.03, 0.02, height), target: Vector3(0.03, 0.0201, 0), up: Vector3(0, 1, 0),
        verticalFieldOfViewDegrees: 30)
      let image = renderer.draw(simulation, camera: camera, width: 64, height: 64).image!
      return (image.pixels.min()!, image.pixels.max()!)
    }
    let far = spread(100)
    #expect(far.high - far.low < 12, "\(far)")
    // Half the light of white: √½ of its byte.
    #expect(abs(Double(far.high) / (255 * 1.0.squareRoot()) - 0.5.squareRoot()) < 0.1, "\(far)")
    let near = spread(0.5)
    #expect(near.low < 40 && near.high > 220, "\(near)")
  }

  @Test("A lit lamp and its glow on the wall are seen", arguments: Table.allCases)
  func lamp(_ table: Table) throws {
    let model = table.model
    let renderer = Renderer(scene: SceneGeometry(model: model))
    let simulation = Simulation(model: model)
    let camera = model.camera(named: "static")!
    for (name, color) in [("led", SIMD3<Float>(0.1, 1, 0.2)), ("bulb", SIMD3<Float>(1, 0.9, 0.2))] {
      let lamp = LitLamp(geom: model.geom(named: name)!, color: color)
      let off = renderer.draw(simulation, camera: camera, width: 200, height: 200).image!
      let on = renderer.draw(
        simulation, camera: camera, width: 200, height: 200, lamps: LampStates(lit: [lamp])
      ).image!
      let changed = (0..<40_000).count { pixel in
        (0..<3).contains { abs(Int(on.pixels[3 * pixel + $0]) - Int(off.pixels[3 * pixel + $0])) > 12 }
      }
      #expect(changed > 150 && changed < 15_000, "\(table) \(name): \(changed) pixels")
    }
  }

  @Test("What crosses the near plane is cut there, not lost")
  func nearPlane() throws {
    let model = try model(
      scene(
        """
        <geom type="plane" size="5 5 0.1" material="grey"/>
        <geom type="box" size="2 0.05 0.05" pos="0 0.3 0.05" material="grey"/>
        """))
    let renderer = Renderer(scene: SceneGeometry(model: model))
    let simulation = Simulation(model: model)
    for (number, height) in [0.02, 0.1, 0.5].enumerated() {
      let size = 120
      let pose = ViewCamera(
        eye: Vector3(0, 0, height), target: Vector3(0.4, 1, height * 0.8), verticalFieldOfViewDegrees: 90)
      let picture = renderer.draw(
        simulation, camera: pose, width: size, height: size, layers: [.depth, .segmentation])
      let axes = pose.pose.orientation.columns
      let rays = Rays(
        (pose.pose.position, axes.0, axes.1, axes.2), slopeOfHalfHeight: 1, width: size, height: size)
      let caster = RayCaster(simulation)
      var wrong = 0
      for y in 0..<size {
        for x in 0..<size {
          let hit = caster.cast(rays.origin, rays.direction(Double(x) + 0.5, Double(y) + 0.5), from: 0.01)
          let depth = Double(picture.depth!.metres[y * size + x])
          let expected = hit?.distance ?? .infinity
          if depth != expected && abs(depth - expected) > 0.001 * max(1, expected) { wrong += 1 }
        }
      }
      #expect(wrong < 30, "camera \(number): \(wrong) of \(size * size)")
    }
  }

  @Test("More samples make edges smooth and leave surfaces as they are")
  func samples() throws {
    let model = Table.b.model
    let renderer = Renderer(scene: SceneGeometry(model: model))
    let simulation = Simulation(model: model)
    let camera = model.camera(named: "static")!
    let one = renderer.draw(simulation, camera: camera, width: 100, height: 100, samples: 1).image!
    let many = renderer.draw(simulation, camera: camera, width: 100, height: 100, samples: 16).image!
    let most = renderer.draw(simulation, camera: camera, width: 100, height: 100, samples: 64).image!
    func distance(_ a: Image, _ b: Image) -> Double {
      zip(a.pixels, b.pixels).reduce(0) { $0 + abs(Double($1.0) - Double($1.1)) } / Double(a.pixels.count)
    }
    #expect(distance(one, most) < 12)
    #expect(distance(many, most) < 0.35 * distance(one, most))
  }

  @Test("At most 6,000 triangles per scene, and every body's are listed", arguments: Table.allCases)
  func triangles(_ table: Table) {
    let scene = SceneGeometry(model: table.model)
    #expect(scene.triangleCount <= 6000)
    #expect(scene.triangleCounts.allSatisfy { $0.triangles > 0 })
    #expect(scene.triangleCounts.contains { $0.name == "red_block" })
  }
}
