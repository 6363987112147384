import Physics
import Vocabulary

/// Triangles of one geom in its own frame, counter-clockwise seen from outside.
struct Tessellation {
  /// A triangle's corner: which point, the normal there, and where the texture has it.
  struct Corner {
    var point: Int
    var normal: Vector3
    var texture: SIMD2<Double>
  }

  var points: [Vector3] = []
  var triangles: [(Corner, Corner, Corner)] = []

  /// Half of what an endless plane covers, metres.
  static let endless = 20.0

  /// Sides of a round shape: the fewest of which a chord stays within 0.65 mm of the arc.
  static func sides(radius: Double) -> Int {
    let choices = [8, 12, 16, 24, 32, 48]
    return choices.first { radius * (1 - halfAngleCosine($0)) <= 0.00065 } ?? 48
  }

  /// Points at equal angles on the unit circle from (1, 0), by halving angles: no sine but those that √ gives.
  static func circle(_ count: Int) -> [SIMD2<Double>] {
    var corners: [SIMD2<Double>]
    let root = 3.0.squareRoot() / 2
    if count % 3 == 0 {
      corners = [
        SIMD2(1, 0), SIMD2(0.5, root), SIMD2(-0.5, root), SIMD2(-1, 0), SIMD2(-0.5, -root), SIMD2(0.5, -root),
      ]
    } else {
      corners = [SIMD2(1, 0), SIMD2(0, 1), SIMD2(-1, 0), SIMD2(0, -1)]
    }
    while corners.count < count {
      corners = corners.indices.flatMap { index -> [SIMD2<Double>] in
        let sum = corners[index] + corners[(index + 1) % corners.count]
        return [corners[index], sum / (sum.x * sum.x + sum.y * sum.y).squareRoot()]
      }
    }
    precondition(corners.count == count, "a circle has 3·2ⁿ or 4·2ⁿ corners")
    return corners
  }

  /// The radius of a circle's corners for which its polygon is as much too small as too large.
  static func fitted(_ radius: Double, sides: Int) -> Double { 2 * radius / (1 + halfAngleCosine(sides)) }

  private static func halfAngleCosine(_ sides: Int) -> Double { ((1 + circle(sides)[1].x) / 2).squareRoot() }

  /// A patch of a surface between two rings of `count` places each, which closes on itself.
  private mutating func band(_ lower: [Corner], _ upper: [Corner], lowerIsPole: Bool, upperIsPole: Bool) {
    for k in 0..<lower.count - 1 {
      if !lowerIsPole { triangles.append((lower[k], lower[k + 1], upper[k + 1])) }
      if !upperIsPole { triangles.append((lower[k], upper[k + 1], upper[k])) }
    }
  }

  /// Adds a ring of points about z; the last corner repeats the first with the texture one turn on.
  private mutating func ring(
    radius: SIMD2<Double>, height: Double, sides: Int, normal: (SIMD2<Double>) -> Vector3, v: Double, turn: Double
  ) -> [Corner] {
    let first = points.count
    let circle = Tessellation.circle(sides)
    points += circle.map { Vector3($0.x * radius.x, $0.y * radius.y, height) }
    return (0...sides).map { k in
      Corner(
        point: first + k % sides, normal: normal(circle[k % sides]),
        texture: SIMD2(turn * Double(k) / Double(sides), v))
    }
  }

  /// A ball stretched to `radii`, or a capsule when `gap` separates its halves along z.
  static func ball(radii: Vector3, halfGap: Double) -> Tessellation {
    var result = Tessellation()
    let widest = max(radii.x, max(radii.y, radii.z))
    let sides = sides(radius: widest)
    let scale = fitted(1, sides: sides)
    let turn = 2 * 3.141592653589793 * widest
    let quarter = sides / 4
    let profile = circle(sides)
    var previous: [Corner] = []
    for step in -quarter...quarter {
      let angle = profile[(step + sides) % sides]  // cosine: distance from the axis; sine: height
      for side in halfGap > 0 && step == 0 ? [-1.0, 1.0] : [step < 0 ? -1.0 : 1.0] {
        let isPole = step == -quarter || step == quarter
        let corners = result.ring(
          radius: SIMD2(radii.x, radii.y) * (angle.x * scale),
          height: angle.y * radii.z * (isPole ? 1 : scale) + side * halfGap, sides: sides,
          normal: {
            Vector3($0.x * angle.x / radii.x, $0.y * angle.x / radii.y, angle.y / radii.z).normalized
          },
          v: turn / 4 * Double(step) / Double(quarter) + side * halfGap, turn: turn)
        if !previous.isEmpty {
          result.band(previous, corners, lowerIsPole: step == 1 - quarter, upperIsPole: isPole)
        }
        previous = corners
      }
    }
    return result
  }

  /// A cylinder along z with flat ends.
  static func cylinder(radius: Double, halfLength: Double) -> Tessellation {
    var result = Tessellation()
    let sides = sides(radius: radius)
    let outer = fitted(radius, sides: sides)
    let turn = 2 * 3.141592653589793 * radius
    let rings = [-halfLength, halfLength].map { height in
      result.ring(
        radius: SIMD2(outer, outer), height: height, sides: sides, normal: { Vector3($0.x, $0.y, 0) }, v: height,
        turn: turn)
    }
    result.band(rings[0], rings[1], lowerIsPole: false, upperIsPole: false)
    for (ring, side) in zip(rings, [-1.0, 1.0]) {
      let cap = ring.dropLast().map { corner in
        Corner(
          point: corner.point, normal: Vector3(0, 0, side),
          texture: SIMD2(result.points[corner.point].x, side * result.points[corner.point].y))
      }
      for k in 1..<cap.count - 1 {
        result.triangles.append(side > 0 ? (cap[0], cap[k], cap[k + 1]) : (cap[0], cap[k + 1], cap[k]))
      }
    }
    return result
  }

  /// A flat rectangle in the xy plane, seen from +z.
  static func plane(halfX: Double, halfY: Double) -> Tessellation {
    var result = Tessellation()
    let x = halfX > 0 ? halfX : endless
    let y = halfY > 0 ? halfY : endless
    result.points = [Vector3(-x, -y, 0), Vector3(x, -y, 0), Vector3(x, y, 0), Vector3(-x, y, 0)]
    let corners = result.points.indices.map {
      Corner(point: $0, normal: Vector3(0, 0, 1), texture: SIMD2(result.points[$0].x, result.points[$0].y))
    }
    result.triangles = [(corners[0], corners[1], corners[2]), (corners[0], corners[2], corners[3])]
    return result
  }

  /// A box; on each face the texture's first direction follows the longer side.
  static func box(half: Vector3) -> Tessellation {
    var result = Tessellation()
    result.points = (0..<8).map {
      Vector3($0 & 1 == 0 ? -half.x : half.x, $0 & 2 == 0 ? -half.y : half.y, $0 & 4 == 0 ? -half.z : half.z)
    }
    for axis in 0..<3 {
      let u = (axis + 1) % 3
      let v = (axis + 2) % 3
      for side in [0, 1] {
        var normal = Vector3.zero
        normal[axis] = side == 1 ? 1 : -1
        let corners = [(0, 0), (1, 0), (1, 1), (0, 1)].map { place -> Corner in
          let point = side << axis | place.0 << u | place.1 << v
          let p = result.points[point]
          let texture = half[u] >= half[v] ? SIMD2(p[u], p[v]) : SIMD2(p[v], p[u])
          return Corner(point: point, normal: normal, texture: texture)
        }
        if side == 1 {
          result.triangles += [(corners[0], corners[1], corners[2]), (corners[0], corners[2], corners[3])]
        } else {
          result.triangles += [(corners[0], corners[2], corners[1]), (corners[0], corners[3], corners[2])]
        }
      }
    }
    return result
  }

  /// A mesh of the scene; without texture coordinates of its own it is textured along its faces' dominant plane.
  static func mesh(_ mesh: MeshGeometry) -> Tessellation {
    var result = Tessellation()
    func vector(_ v: SIMD3<Float>) -> Vector3 { Vector3(Double(v.x), Double(v.y), Double(v.z)) }
    result.points = mesh.vertices.map(vector)
    for (index, face) in mesh.faces.enumerated() {
      let p = (0..<3).map { result.points[Int(face[$0])] }
      let across = (p[1] - p[0]).cross(p[2] - p[0])
      guard across.length > 0 else { continue }
      let corners = (0..<3).map { k -> Corner in
        var texture: SIMD2<Double>
        if mesh.faceTextureCoordinates.isEmpty {
          let size = Vector3(abs(across.x), abs(across.y), abs(across.z))
          let axis = size.x >= size.y && size.x >= size.z ? 0 : size.y >= size.z ? 1 : 2
          texture = SIMD2(p[k][(axis + 1) % 3], p[k][(axis + 2) % 3])
        } else {
          let coordinate = mesh.textureCoordinates[Int(mesh.faceTextureCoordinates[index][k])]
          texture = SIMD2(Double(coordinate.x), Double(coordinate.y))
        }
        return Corner(
          point: Int(face[k]), normal: vector(mesh.normals[Int(mesh.faceNormals[index][k])]).normalized,
          texture: texture)
      }
      result.triangles.append((corners[0], corners[1], corners[2]))
    }
    return result
  }
}
