import Physics
import Rendering
import Vocabulary

/// A slow picture of a scene by rays, in double precision, written without looking at the rasteriser: round shapes are
/// solved for, meshes are tested triangle by triangle.
struct RayCaster {
  struct Hit {
    /// Distance in lengths of the ray's direction.
    var distance: Double
    var geom: GeomID
    var body: BodyID
  }

  private struct Solid {
    let appearance: GeomAppearance
    let origin: Vector3, x: Vector3, y: Vector3, z: Vector3
    let center: Vector3, radius: Double
    let triangles: [(Vector3, Vector3, Vector3)]
  }

  private var solids: [Solid] = []

  init(_ simulation: borrowing Simulation) {
    let meshes = simulation.model.meshes
    for appearance in simulation.model.geomAppearances where appearance.group <= 2 && appearance.rgba.w >= 0.5 {
      let frame = simulation.frame(of: appearance.geom)
      var triangles: [(Vector3, Vector3, Vector3)] = []
      var center = Vector3.zero
      var radius = Double.infinity
      switch appearance.shape {
      case .mesh(let index):
        let points = meshes[index].vertices.map { Vector3(Double($0.x), Double($0.y), Double($0.z)) }
        triangles = meshes[index].faces.map { (points[Int($0.x)], points[Int($0.y)], points[Int($0.z)]) }
        center = points.reduce(Vector3.zero, +) / Double(points.count)
        radius = points.map { ($0 - center).length }.max() ?? 0
      case .plane: break
      case .sphere(let r): radius = r
      case .capsule(let r, let half), .cylinder(let r, let half): radius = r + half
      case .ellipsoid(let radii): radius = radii.max()
      case .box(let half): radius = half.length
      }
      solids.append(
        Solid(
          appearance: appearance, origin: frame.origin, x: frame.x, y: frame.y, z: frame.z, center: center,
          radius: radius * 1.001, triangles: triangles))
    }
  }

  /// The first surface along a ray, farther than `nearest` lengths of its direction.
  func cast(_ origin: Vector3, _ direction: Vector3, from nearest: Double) -> Hit? {
    var best: Hit?
    for solid in solids {
      let toOrigin = origin - solid.origin
      let o = Vector3(solid.x.dot(toOrigin), solid.y.dot(toOrigin), solid.z.dot(toOrigin))
      let d = Vector3(solid.x.dot(direction), solid.y.dot(direction), solid.z.dot(direction))
      let miss = (o - solid.center) - d * ((o - solid.center).dot(d) / d.dot(d))
      if miss.length > solid.radius { continue }
      let limit = best?.distance ?? .infinity
      guard let t = intersect(solid, o, d, nearest), t < limit else { continue }
      best = Hit(distance: t, geom: solid.appearance.geom, body: solid.appearance.body)
    }
    return best
  }

  private func intersect(_ solid: Solid, _ o: Vector3, _ d: Vector3, _ nearest: Double) -> Double? {
    switch solid.appearance.shape {
    case .plane(let halfX, let halfY):
      guard d.z < 0 else { return nil }
      let t = -o.z / d.z
      let p = o + d * t
      let isInside = abs(p.x) <= (halfX > 0 ? halfX : 20) && abs(p.y) <= (halfY > 0 ? halfY : 20)
      return t > nearest && isInside ? t : nil
    case .sphere(let r): return ball(o, d, r, nearest)
    case .ellipsoid(let radii): return ball(o / radii, d / radii, 1, nearest)
    case .capsule(let r, let half):
      let candidates = [
        tube(o, d, r, half, nearest), ball(o - Vector3(0, 0, half), d, r, nearest),
        ball(o + Vector3(0, 0, half), d, r, nearest),
      ]
      return candidates.compactMap { $0 }.min()
    case .cylinder(let r, let half):
      let caps = [-half, half].compactMap { height -> Double? in
        let t = (height - o.z) / d.z
        let p = o + d * t
        return t > nearest && p.x * p.x + p.y * p.y <= r * r ? t : nil
      }
      return ([tube(o, d, r, half, nearest)].compactMap { $0 } + caps).min()
    case .box(let half):
      var enter = -Double.infinity
      var leave = Double.infinity
      for k in 0..<3 {
        let a = (-half[k] - o[k]) / d[k]
        let b = (half[k] - o[k]) / d[k]
        enter = max(enter, min(a, b))
        leave = min(leave, max(a, b))
      }
      return enter <= leave && enter > nearest ? enter : nil
    case .mesh:
      var best: Double?
      for (a, b, c) in solid.triangles {
        let normal = (b - a).cross(c - a)
        let slope = normal.dot(d)
        guard slope < 0 else { continue }
        let t = normal.dot(a - o) / slope
        guard t > nearest, t < best ?? .infinity else { continue }
        let p = o + d * t
        let isInside =
          (b - a).cross(p - a).dot(normal) >= 0 && (c - b).cross(p - b).dot(normal) >= 0
          && (a - c).cross(p - c).dot(normal) >= 0
        if isInside { best = t }
      }
      return best
    }
  }

  private func ball(_ o: Vector3, _ d: Vector3, _ r: Double, _ nearest: Double) -> Double? {
    let half = o.dot(d)
    let root = half * half - d.dot(d) * (o.dot(o) - r * r)
    guard root >= 0 else { return nil }
    let t = (-half - root.squareRoot()) / d.dot(d)
    return t > nearest ? t : nil
  }

  private func tube(_ o: Vector3, _ d: Vector3, _ r: Double, _ halfLength: Double, _ nearest: Double) -> Double? {
    let flatO = Vector3(o.x, o.y, 0)
    let flatD = Vector3(d.x, d.y, 0)
    let half = flatO.dot(flatD)
    let root = half * half - flatD.dot(flatD) * (flatO.dot(flatO) - r * r)
    guard root >= 0 else { return nil }
    let t = (-half - root.squareRoot()) / flatD.dot(flatD)
    return t > nearest && abs(o.z + d.z * t) <= halfLength ? t : nil
  }
}

/// A camera's rays, from the definition of its field of view.
struct Rays {
  let origin: Vector3, right: Vector3, up: Vector3, forward: Vector3
  let width: Int, height: Int, slope: Double

  init(
    _ frame: (origin: Vector3, x: Vector3, y: Vector3, z: Vector3), slopeOfHalfHeight: Double, width: Int, height: Int
  ) {
    (origin, right, up, forward) = (frame.origin, frame.x, frame.y, -frame.z)
    (self.width, self.height) = (width, height)
    slope = slopeOfHalfHeight
  }

  /// The ray through a point of the picture, one metre of depth long.
  func direction(_ x: Double, _ y: Double) -> Vector3 {
    let unit = slope / (Double(height) / 2)
    return forward + right * ((x - Double(width) / 2) * unit) - up * ((y - Double(height) / 2) * unit)
  }
}
