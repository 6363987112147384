import Physics
import Vocabulary

/// Collects the planes of a scene, geom by geom.
struct GeometryBuilder {
  var geoms: [DrawnGeom] = []
  var points: [Vector3] = []
  var corners: [SIMD4<UInt16>] = []
  var facets: [SIMD4<Float>] = []
  var slopes: [Floats] = []

  /// What fills the planes of a scene without geoms.
  static var nothing: DrawnGeom {
    DrawnGeom(
      geom: GeomID(0), body: BodyID(0), isMovable: false, throwsShadow: false, firstPoint: 0, pointCount: 0,
      firstTriangle: 0, triangleCount: 0, bound: SIMD4(), color: SIMD4(), emission: 0, specular: 0, sharpness: 0,
      texture: -1, frame: GeomFrame((.zero, Vector3(1, 0, 0), Vector3(0, 1, 0), Vector3(0, 0, 1))))
  }

  mutating func add(_ appearance: GeomAppearance, meshes: [MeshGeometry], frame: GeomFrame) {
    let shape = tessellation(of: appearance.shape, meshes: meshes)
    precondition(
      shape.points.count < 65536 && shape.triangles.count < 65536,
      "geom \(appearance.name ?? "\(appearance.geom.index)") has more than 65,535 points or triangles")
    let firstPoint = points.count
    let firstTriangle = corners.count
    points += shape.points
    // Whole groups of eight: the last point again.
    while !points.count.isMultiple(of: 8) { points.append(shape.points.last ?? .zero) }
    let scale = textureScale(appearance, shape)
    for (a, b, c) in shape.triangles {
      let p = (shape.points[a.point], shape.points[b.point], shape.points[c.point])
      let across = (p.1 - p.0).cross(p.2 - p.0)
      guard across.length > 0 else { continue }
      corners.append(SIMD4(UInt16(a.point), UInt16(b.point), UInt16(c.point), 0))
      let facet = across.normalized
      facets.append(SIMD4(facet, facet.dot(p.0)))
      let t = (a.texture * scale, b.texture * scale, c.texture * scale)
      let e1 = t.1 - t.0
      let e2 = t.2 - t.0
      let density = abs(e1.x * e2.y - e1.y * e2.x) / across.length
      func values(_ corner: Tessellation.Corner, _ texture: SIMD2<Double>) -> SIMD8<Double> {
        let n = corner.normal
        return SIMD8(n.x, n.y, n.z, texture.x, texture.y, density, 0, 0)
      }
      slopes += Slopes(p, across).vectors(values(a, t.0), values(b, t.1), values(c, t.2))
    }
    let triangleCount = corners.count - firstTriangle
    // Whole groups of eight: triangles that are seen from nowhere.
    while !corners.count.isMultiple(of: 8) {
      corners.append(SIMD4())
      facets.append(SIMD4(0, 0, 0, 1e30))
      slopes += [Floats](repeating: Floats(), count: 4)
    }
    let isPlane = if case .plane = appearance.shape { true } else { false }
    let light = SIMD3(appearance.rgba.x, appearance.rgba.y, appearance.rgba.z)
    let color = light * light
    geoms.append(
      DrawnGeom(
        geom: appearance.geom, body: appearance.body, isMovable: appearance.isMovable, throwsShadow: !isPlane,
        firstPoint: firstPoint, pointCount: points.count - firstPoint, firstTriangle: firstTriangle,
        triangleCount: triangleCount, bound: bound(shape.points),
        color: SIMD4(color.x, color.y, color.z, 0), emission: appearance.emission, specular: appearance.specular,
        sharpness: sharpness(appearance.shininess), texture: appearance.texture ?? -1, frame: frame))
  }

  private func tessellation(of shape: GeomShape, meshes: [MeshGeometry]) -> Tessellation {
    switch shape {
    case .plane(let halfX, let halfY): .plane(halfX: halfX, halfY: halfY)
    case .sphere(let radius): .ball(radii: Vector3(repeating: radius), halfGap: 0)
    case .capsule(let radius, let halfLength): .ball(radii: Vector3(repeating: radius), halfGap: halfLength)
    case .ellipsoid(let radii): .ball(radii: radii, halfGap: 0)
    case .cylinder(let radius, let halfLength): .cylinder(radius: radius, halfLength: halfLength)
    case .box(let half): .box(half: half)
    case .mesh(let index): .mesh(meshes[index])
    }
  }

  /// From the tessellation's coordinates, metres for primitives, to repetitions of the texture.
  private func textureScale(_ appearance: GeomAppearance, _ shape: Tessellation) -> SIMD2<Double> {
    let repetitions = SIMD2(Double(appearance.textureRepeat.x), Double(appearance.textureRepeat.y))
    if appearance.textureIsUniform { return repetitions }
    if case .mesh = appearance.shape { return repetitions }
    var extent = SIMD2<Double>(repeating: 1e-9)
    for (a, b, c) in shape.triangles {
      for corner in [a, b, c] {
        extent = SIMD2(max(extent.x, abs(corner.texture.x)), max(extent.y, abs(corner.texture.y)))
      }
    }
    return repetitions / (extent * 2)
  }

  private func bound(_ points: [Vector3]) -> SIMD4<Float> {
    guard var low = points.first else { return SIMD4() }
    var high = low
    for point in points {
      low = pointwiseMin(low, point)
      high = pointwiseMax(high, point)
    }
    let center = (low + high) / 2
    let radius = points.reduce(0) { max($0, ($1 - center).length) }
    return SIMD4(center, radius * 1.0001 + 1e-6)
  }

  /// MuJoCo's shininess is an exponent of 128 at 1; ours is the next power of two.
  private func sharpness(_ shininess: Float) -> Int {
    var count = 1
    while Float(1 << count) < shininess * 128 && count < 7 { count += 1 }
    return count
  }
}

/// How a quantity that is linear on a triangle changes with position in the geom's frame.
private struct Slopes {
  let origin: Vector3
  /// Gradients of the second and third corner's weights.
  let second: Vector3, third: Vector3

  init(_ p: (Vector3, Vector3, Vector3), _ across: Vector3) {
    origin = p.0
    let square = across.dot(across)
    second = (p.2 - p.0).cross(across) / square
    third = across.cross(p.1 - p.0) / square
  }

  /// The value at the origin of the frame, and its changes along x, y and z.
  func vectors(_ a: SIMD8<Double>, _ b: SIMD8<Double>, _ c: SIMD8<Double>) -> [Floats] {
    let gx = (b - a) * second.x + (c - a) * third.x
    let gy = (b - a) * second.y + (c - a) * third.y
    let gz = (b - a) * second.z + (c - a) * third.z
    let constant = a - gx * origin.x - gy * origin.y - gz * origin.z
    return [constant, gx, gy, gz].map { Floats($0) }
  }
}
