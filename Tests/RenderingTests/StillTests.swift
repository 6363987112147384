import Physics
import Rendering
import Testing
import Vocabulary

@Suite("Pictures for print")
struct StillTests {
  private let table = Table.d.model
  private let scene = SceneGeometry(model: Table.d.model)
  private var camera: CameraID { table.camera(named: "static")! }

  private func state(_ number: Int) -> SimulationState {
    Table.d.randomState(RandomStream(seed: 5).split("state", number))
  }

  private func still(_ request: StillRequest, _ renderer: Renderer? = nil) throws -> StillPicture {
    var simulation = Simulation(model: table)
    try simulation.restorePoses(state(0))
    let picture = (renderer ?? Renderer(scene: scene)).drawStill(simulation, camera: camera, request)
    return try #require(picture)
  }

  @Test("With the shadows that agents see, they are the pictures that agents see")
  func standardShadows() throws {
    var simulation = Simulation(model: table)
    try simulation.restorePoses(state(0))
    for samples in [1, 4, 7] {
      let wanted = Renderer(scene: scene).draw(simulation, camera: camera, width: 90, height: 60, samples: samples)
      let found = try still(StillRequest(width: 90, height: 60, samples: samples, shadows: .standard))
      #expect(found.image == wanted.image! && found.alpha == nil, "\(samples) samples")
    }
    // Beyond a band, points may be rounded to another 1/256 pixel: what differs is at edges, and rare.
    let wanted = Renderer(scene: scene).draw(simulation, camera: camera, width: 320, height: 320, samples: 4).image!
    let found = try still(StillRequest(width: 320, height: 320, samples: 4, shadows: .standard)).image
    let different = zip(wanted.pixels, found.pixels).count { $0 != $1 }
    #expect(different < wanted.pixels.count / 500, "\(different) bytes differ")
  }

  @Test("Neither the number of workers nor what was drawn before shows")
  func workers() throws {
    let veteran = Renderer(scene: scene)
    for isTransparent in [false, true] {
      var request = StillRequest(width: 140, height: 200, samples: 3, isTransparent: isTransparent, workers: 1)
      let alone = try still(request)
      for workers in [2, 3, 7] {
        request.workers = workers
        #expect(try still(request, veteran) == alone, "\(workers) workers")
      }
    }
  }

  @Test("What agents see is the same before and after")
  func observationsStay() throws {
    var simulation = Simulation(model: table)
    try simulation.restorePoses(state(0))
    let renderer = Renderer(scene: scene)
    let before = renderer.draw(simulation, camera: camera, width: 200, height: 200).image!
    _ = renderer.drawStill(simulation, camera: camera, StillRequest(width: 300, height: 100, samples: 2))
    #expect(renderer.draw(simulation, camera: camera, width: 200, height: 200).image! == before)
  }

  @Test("Stopped, there is no picture")
  func stopping() throws {
    let simulation = Simulation(model: table)
    var shares: [Double] = []
    let picture = Renderer(scene: scene).drawStill(
      simulation, camera: camera, StillRequest(width: 40, height: 40, samples: 16)
    ) {
      shares.append($0)
      return $0 < 0.5
    }
    #expect(picture == nil)
    #expect(shares.first == 0 && shares.last == 0.5 && zip(shares, shares.dropFirst()).allSatisfy { $0 < $1 })
  }

  // MARK: Soft shadows

  /// A slab over a floor, its shadow's edge along y, and 4 cm of floor on each side of it seen from straight above.
  private static func slab(height: Double) throws -> (model: Model, camera: ViewCamera) {
    let model = try model(
      """
      <mujoco>
        <visual><headlight ambient="0.2 0.2 0.2"/></visual>
        <asset><material name="dull" rgba="0.8 0.8 0.8 1" specular="0"/></asset>
        <worldbody>
          <light type="directional" dir="0.5 0 -1" diffuse="0.6 0.6 0.6" castshadow="true"/>
          <geom name="floor" type="plane" size="3 3 0.1" material="dull"/>
          <geom name="slab" type="box" size="0.2 0.4 0.005" pos="-0.3 0 \(height)" material="dull"/>
        </worldbody>
      </mujoco>
      """)
    let camera = ViewCamera(
      eye: Vector3(0.5 * height - 0.1, 0, 3), target: Vector3(0.5 * height - 0.1, 0, 0), up: Vector3(0, 1, 0),
      verticalFieldOfViewDegrees: 0.0764)
    return (model, camera)
  }

  /// The red of a row across the shadow's edge.
  private static func row(_ height: Double, _ samples: Int, _ shadows: ShadowQuality) throws -> [Int] {
    let (model, camera) = try slab(height: height)
    let simulation = Simulation(model: model)
    let request = StillRequest(width: 160, height: 8, samples: samples, shadows: shadows)
    let drawn = Renderer(scene: SceneGeometry(model: model)).drawStill(simulation, camera: camera, request)
    let picture = try #require(drawn)
    return (0..<160).map { Int(picture.image.pixels[(4 * 160 + $0) * 3]) }
  }

  @Test("Light rises across the edge of a shadow, never falls", arguments: [4, 16, 64])
  func monotone(samples: Int) throws {
    let row = try Self.row(0.4, samples, .soft)
    #expect(zip(row, row.dropFirst()).allSatisfy { $0 <= $1 + 1 }, "\(row)")
    #expect(row[159] - row[0] > 60, "\(row)")
  }

  @Test("Edges are wider the higher what throws the shadow is, and begin and end in the same light")
  func width() throws {
    func partly(_ row: [Int]) -> Int { row.count { $0 > row[0] + 3 && $0 < row[159] - 3 } }
    let rows = try [0.1, 0.2, 0.4].map { try Self.row($0, 16, .soft) }
    #expect(partly(rows[0]) < partly(rows[1]) && partly(rows[1]) < partly(rows[2]), "\(rows.map(partly))")
    let hard = try Self.row(0.4, 16, .standard)
    #expect(abs(hard[0] - rows[2][0]) <= 1 && abs(hard[159] - rows[2][159]) <= 1)
    #expect(partly(hard) < partly(rows[2]))
  }

  @Test("As much light comes through as past a hard edge")
  func sum() throws {
    // Bytes are roots of light.
    func light(_ row: [Int]) -> Double { row.reduce(0) { $0 + Double($1 * $1) } }
    let (soft, hard) = (light(try Self.row(0.4, 64, .soft)), light(try Self.row(0.4, 64, .standard)))
    #expect(abs(soft / hard - 1) < 0.02, "\(soft / hard)")
  }

  @Test("More samples come nearer to the limit")
  func convergence() throws {
    let limit = try Self.row(0.4, 64, .soft)
    func error(_ samples: Int) throws -> Double {
      zip(try Self.row(0.4, samples, .soft), limit).reduce(0) { $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1)) }
    }
    let errors = try [1, 32].map(error)
    #expect(errors[0] > errors[1], "\(errors)")
    #expect(errors[0] < 160 * 9 && errors[1] < 160 * 2, "\(errors)")
  }

  // MARK: Nothing in the background

  @Test("Opacity is the share that is covered, and colours are not mixed with what is not there")
  func alpha() throws {
    let model = try model(
      """
      <mujoco>
        <worldbody>
          <light type="directional" dir="0 0 -1" diffuse="0 0 0"/>
          <geom name="floor" type="plane" size="3 3 0.1"/>
          <geom name="card" type="box" size="0.3 0.2 0.01" pos="0 0 0.5" euler="0 0 17" rgba="0.5 0.25 0.75 1"/>
        </worldbody>
      </mujoco>
      """)
    let simulation = Simulation(model: model)
    let camera = ViewCamera(eye: Vector3(0, 0, 3), target: .zero, up: Vector3(0, 1, 0), verticalFieldOfViewDegrees: 20)
    let renderer = Renderer(scene: SceneGeometry(model: model))
    let drawn = renderer.drawStill(
      simulation, camera: camera, StillRequest(width: 64, height: 64, samples: 64, isTransparent: true))
    let picture = try #require(drawn)
    let alpha = try #require(picture.alpha)
    // The card, 0.6 × 0.4 m, is seen from 2.49 m where 2·tan(10°)·2.49 m are 64 pixels.
    let pixel = 2 * 0.17632698 * 2.49 / 64
    let covered = alpha.reduce(0) { $0 + Double($1) } / 255
    #expect(abs(covered - 0.24 / pixel / pixel) < 0.003 * covered, "\(covered)")
    #expect(alpha[0] == 0 && alpha[32 * 64 + 32] == 255)
    let edges = alpha.indices.filter { alpha[$0] > 0 && alpha[$0] < 255 }
    #expect(edges.count > 60)
    let middle = (0..<3).map { picture.image.pixels[(32 * 64 + 32) * 3 + $0] }
    for place in edges {
      let color = (0..<3).map { picture.image.pixels[place * 3 + $0] }
      #expect(zip(color, middle).allSatisfy { abs(Int($0) - Int($1)) <= 1 }, "\(color) at \(place)")
    }
  }
}
