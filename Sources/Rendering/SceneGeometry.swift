import Physics
import Vocabulary

/// A geom as it is drawn: where its triangles are in the scene's planes, and what it is made of.
struct DrawnGeom {
  let geom: GeomID
  let body: BodyID
  let isMovable: Bool
  /// Planes receive shadows and throw none.
  let throwsShadow: Bool
  /// First point, and how many, which is a multiple of 8.
  let firstPoint: Int, pointCount: Int
  let firstTriangle: Int, triangleCount: Int
  /// A ball around it in its own frame: centre and radius.
  let bound: SIMD4<Float>
  /// The light it reflects, red, green, blue.
  let color: SIMD4<Float>
  let emission: Float
  let specular: Float
  /// How often a highlight's cosine is squared.
  let sharpness: Int
  /// A place among the textures, or −1.
  let texture: Int
  /// Where it is, if it cannot move; otherwise where it is in the reference pose.
  let frame: GeomFrame
}

/// Origin and axes of a geom in the world.
struct GeomFrame: Equatable {
  var origin: Vector3, x: Vector3, y: Vector3, z: Vector3

  @inline(always)
  init(_ frame: (origin: Vector3, x: Vector3, y: Vector3, z: Vector3)) { (origin, x, y, z) = frame }

  /// The frame on a grid of 8 µm, its axes on one of a millionth: what lies still for the eye is exactly still.
  @inline(always) var onGrid: GeomFrame {
    @inline(always) func snapped(_ v: Vector3, _ magic: Double) -> Vector3 { (v + magic) - magic }
    let (coarse, fine) = (0x1.8p52 * 0x1p-17, 0x1.8p52 * 0x1p-20)
    return GeomFrame((snapped(origin, coarse), snapped(x, fine), snapped(y, fine), snapped(z, fine)))
  }

  /// A world direction in the geom's frame.
  @inline(always) func local(direction v: Vector3) -> Vector3 { Vector3(x.dot(v), y.dot(v), z.dot(v)) }

  /// A world point in the geom's frame.
  @inline(always) func local(point p: Vector3) -> Vector3 { local(direction: p - origin) }
}

/// A parallel light.
struct Sun {
  /// Towards the light, world frame.
  let direction: Vector3
  let color: SIMD3<Float>
}

/// A scene made ready for drawing: triangles, textures with their pyramids, lights. Immutable, shared by all workers.
///
/// Geoms of groups 0 to 2 that are at least half opaque are drawn. Round shapes become triangles once, as fine as
/// their size asks for, whatever the camera. A light that is not directional counts as one with its direction at rest.
public final class SceneGeometry: Sendable {
  /// The scene that this was made from.
  public let model: Model

  /// How many triangles a body is drawn with.
  public struct TriangleCount: Hashable, Sendable {
    /// The body.
    public let body: BodyID
    /// Its name, if it has one.
    public let name: String?
    /// Its triangles.
    public let triangles: Int
  }

  /// The bodies that are drawn, in the engine's order.
  public let triangleCounts: [TriangleCount]

  /// All triangles as drawn.
  public var triangleCount: Int { triangleCounts.reduce(0) { $0 + $1.triangles } }

  /// What is fixed to the world comes first.
  let geoms: Plane<DrawnGeom>
  let fixedCount: Int
  /// Points of all geoms, each in its geom's frame.
  let pointX: Plane<Float>, pointY: Plane<Float>, pointZ: Plane<Float>
  /// Per triangle its corners, counted from its geom's first point.
  let corners: Plane<SIMD4<UInt16>>
  /// Per triangle the unit normal of its plane, and the plane's distance from the origin.
  let facetX: Plane<Float>, facetY: Plane<Float>, facetZ: Plane<Float>, facetDistance: Plane<Float>
  /// Per triangle four vectors: at a point (x, y, z) on it, s₀ + s₁·x + s₂·y + s₃·z is its normal, its place on the
  /// texture, and the texture's area per surface area.
  let slopes: Plane<Floats>
  let textures: Plane<MipTexture>
  /// The greatest numbers of points and of triangles of a geom.
  let mostPoints: Int, mostTriangles: Int
  /// The light that throws shadows.
  let sun: Sun
  /// Lights without shadows.
  let fills: [Sun]
  let ambient: SIMD3<Float>
  /// Per camera of the scene its vertical field of view, degrees.
  let fieldsOfView: [Double]
  /// Where cameras that cannot move are.
  let fixedViews: Set<Vector3>
  /// Where shadows fall: centre in the world, and half its side, metres.
  let shadowCenter: Vector3
  let shadowHalf: Double
  /// The shadows of what is fixed.
  let fixedShadows = FixedShadows()

  /// Makes a model's scene ready for drawing.
  public init(model: Model) {
    self.model = model
    let simulation = Simulation(model: model)
    let drawn = model.geomAppearances.filter { $0.group <= 2 && $0.rgba.w >= 0.5 }
    let ordered = drawn.filter { !$0.isMovable } + drawn.filter(\.isMovable)
    fixedCount = drawn.count { !$0.isMovable }
    precondition(ordered.count < 32768, "a scene has fewer than 32,768 geoms that are drawn")
    let meshes = model.meshes
    var builder = GeometryBuilder()
    for appearance in ordered {
      builder.add(appearance, meshes: meshes, frame: GeomFrame(simulation.frame(of: appearance.geom)).onGrid)
    }
    geoms = Plane(count: builder.geoms.count, of: builder.geoms.first ?? GeometryBuilder.nothing)
    for (index, geom) in builder.geoms.enumerated() { geoms[index] = geom }
    let slack = 8
    pointX = Plane(builder.points.map { Float($0.x) }, padding: 0, by: slack)
    pointY = Plane(builder.points.map { Float($0.y) }, padding: 0, by: slack)
    pointZ = Plane(builder.points.map { Float($0.z) }, padding: 0, by: slack)
    corners = Plane(builder.corners, padding: SIMD4(), by: slack)
    facetX = Plane(builder.facets.map(\.x), padding: 0, by: slack)
    facetY = Plane(builder.facets.map(\.y), padding: 0, by: slack)
    facetZ = Plane(builder.facets.map(\.z), padding: 0, by: slack)
    facetDistance = Plane(builder.facets.map(\.w), padding: 0, by: slack)
    slopes = Plane(builder.slopes, padding: Floats(), by: slack)
    mostPoints = builder.geoms.map(\.pointCount).max() ?? 0
    mostTriangles = builder.geoms.map(\.triangleCount).max() ?? 0
    textures = Plane(
      model.textures.map(MipTexture.init),
      padding: MipTexture(width: 1, height: 1, channels: 1, pixels: [255]), by: 1)

    let cameras = model.cameras
    fieldsOfView = cameras.map(\.verticalFieldOfViewDegrees)
    fixedViews = Set(cameras.filter { !model.isMovable($0.body) }.map { simulation.frame(of: $0.camera).origin })

    let lights = model.lights
    func sun(_ light: LightAppearance) -> Sun {
      Sun(direction: -light.direction.normalized, color: light.diffuse)
    }
    let first = lights.firstIndex(where: \.castsShadow) ?? lights.indices.first
    self.sun = first.map { sun(lights[$0]) } ?? Sun(direction: Vector3(0, 0, 1), color: SIMD3())
    fills = lights.indices.filter { $0 != first }.map { sun(lights[$0]) }
    ambient = model.ambientLight + lights.reduce(SIMD3()) { $0 + $1.ambient }

    // Shadows fall on what stands still, and a hand's breadth around it.
    let finite = builder.geoms.filter(\.throwsShadow)
    let still = finite.contains { !$0.isMovable } ? finite.filter { !$0.isMovable } : finite
    var low = Vector3(repeating: .infinity)
    var high = -low
    for geom in still {
      let bound = geom.bound
      let center =
        geom.frame.origin + geom.frame.x * Double(bound.x) + geom.frame.y * Double(bound.y)
        + geom.frame.z * Double(bound.z)
      low = pointwiseMin(low, center - Double(bound.w))
      high = pointwiseMax(high, center + Double(bound.w))
    }
    if still.isEmpty { (low, high) = (.zero, .zero) }
    shadowCenter = (low + high) / 2
    shadowHalf = max((high - low).max() / 2, 0.05) * 1.1 + 0.1

    var counts: [Int: Int] = [:]
    for geom in builder.geoms { counts[geom.body.index, default: 0] += geom.triangleCount }
    triangleCounts = counts.keys.sorted().map {
      TriangleCount(body: BodyID($0), name: model.name(of: BodyID($0)), triangles: counts[$0]!)
    }
  }

  deinit {
    for index in 0..<textures.count { textures[index].free() }
    textures.free()
    geoms.free()
    pointX.free()
    pointY.free()
    pointZ.free()
    corners.free()
    facetX.free()
    facetY.free()
    facetZ.free()
    facetDistance.free()
    slopes.free()
  }
}
