import Vocabulary

/// A linear map from a geom's frame to three picture coordinates; the fourth entries are the constants.
struct PointTransform {
  /// Right and down, in 1/256 pixel times depth (or just 1/256 pixel, where projection is parallel), and depth.
  let x: SIMD4<Float>, y: SIMD4<Float>, depth: SIMD4<Float>

  /// Into a camera's picture.
  init(_ frame: GeomFrame, _ view: Projection) {
    let eye = frame.origin - view.origin
    let scale = view.focal * 256
    x = SIMD4(frame.local(direction: view.right) * scale, view.right.dot(eye) * scale)
    y = SIMD4(frame.local(direction: view.up) * -scale, view.up.dot(eye) * -scale)
    depth = SIMD4(-frame.local(direction: view.back), -view.back.dot(eye))
  }

  /// Along parallel rays: rows are the picture's axes in the world, `shift` their values at the world's origin.
  init(_ frame: GeomFrame, x: Vector3, y: Vector3, depth: Vector3, shift: Vector3) {
    self.x = SIMD4(frame.local(direction: x), x.dot(frame.origin) + shift.x)
    self.y = SIMD4(frame.local(direction: y), y.dot(frame.origin) + shift.y)
    self.depth = SIMD4(frame.local(direction: depth), depth.dot(frame.origin) + shift.z)
  }
}

/// Where a point lies relative to the picture's edges: a triangle is out when its corners share a side.
enum PointCode {
  /// Behind the near plane.
  static let near: Int32 = 1
  static let left: Int32 = 2
  static let right: Int32 = 4
  static let above: Int32 = 8
  static let below: Int32 = 16
  /// So far out that its place does not fit the grid.
  static let remote: Int32 = 32
  /// Half-spaces outside the picture; being remote is none, as remote corners may lie on opposite sides.
  static let sides = near | left | right | above | below
  /// Triangles with such a corner are clipped.
  static let clipped = near | remote

  /// How far from the picture's middle a place may lie, in 1/256 pixel.
  static let reach: Float = 6000 * 256
}

/// The points of one geom on the picture, and those of its triangles that face it.
struct PointBuffer {
  let x: Plane<Int32>, y: Plane<Int32>, q: Plane<Float>, code: Plane<Int32>
  let facing: Plane<Int32>

  /// Where a geom's points came to lie.
  struct Extent {
    var lowX: Int32, highX: Int32, lowY: Int32, highY: Int32
    /// Sides that some, and that all points are on.
    var anyCode: Int32, allCodes: Int32
  }

  init(points capacity: Int, triangles: Int) {
    facing = Plane(count: triangles + 8, of: 0)
    x = Plane(count: capacity + 8, of: 0)
    y = Plane(count: capacity + 8, of: 0)
    q = Plane(count: capacity + 8, of: 0)
    code = Plane(count: capacity + 8, of: 0)
  }

  func free() {
    x.free()
    y.free()
    q.free()
    code.free()
    facing.free()
  }

  /// Finds the triangles of a geom that face a point (`w` 1) or a direction (`w` 0) given in its frame; their number.
  ///
  /// Those within `slack` of being on edge are counted in.
  @inline(always)
  func findFacing(_ scene: SceneGeometry, _ geom: DrawnGeom, _ viewer: SIMD4<Float>, slack: Float) -> Int {
    var count = 0
    let (x, y, z, distance) = (scene.facetX, scene.facetY, scene.facetZ, scene.facetDistance)
    var first = 0
    while first < geom.triangleCount {
      let place = geom.firstTriangle &+ first
      let side =
        x.load8(place) * viewer.x + y.load8(place) * viewer.y + z.load8(place) * viewer.z
        - distance.load8(place) * viewer.w + slack
      let away = bits(side) &>> 31
      for lane in 0..<8 {
        facing[count] = Int32(truncatingIfNeeded: first &+ lane)
        count &+= 1 &+ Int(away[lane])
      }
      first &+= 8
    }
    return count
  }

  /// Projects a geom's points through the eye.
  @inline(always)
  func project(_ scene: SceneGeometry, _ geom: DrawnGeom, _ transform: PointTransform, _ view: Projection) -> Extent {
    let middleX = PointBuffer.middle(view.width, view.sampleX)
    let middleY = PointBuffer.middle(view.height, view.sampleY)
    // A pixel more on each side, for the places of samples.
    let edgeX = Float(view.width) * 128 + 256
    let edgeY = Float(view.height) * 128 + 256
    let one = Ints(repeating: 1)
    var low = (x: Ints(repeating: .max), y: Ints(repeating: .max))
    var high = (x: Ints(repeating: .min), y: Ints(repeating: .min))
    var any = Ints()
    var all = Ints(repeating: -1)
    let (planeX, planeY, planeZ) = (scene.pointX, scene.pointY, scene.pointZ)

    @inline(always)
    func negative(_ value: Floats, _ bit: Int32) -> Ints { (bits(value) &>> 31) & (one &* bit) }

    var group = 0
    while group < geom.pointCount {
      let p = Vectors(
        planeX.load8(geom.firstPoint &+ group), planeY.load8(geom.firstPoint &+ group),
        planeZ.load8(geom.firstPoint &+ group))
      let vx = p.dot(transform.x) + transform.x.w
      let vy = p.dot(transform.y) + transform.y.w
      let depth = p.dot(transform.depth) + transform.depth.w
      let q = Floats(repeating: 1) / depth
      let sx = rounded(vx * q + middleX)
      let sy = rounded(vy * q + middleY)
      let farX = depth * edgeX
      let farY = depth * edgeY
      let reach = depth * PointCode.reach
      var code = negative(depth - Float(Projection.near), PointCode.near)
      code |= negative(farX + vx, PointCode.left) | negative(farX - vx, PointCode.right)
      code |= negative(farY + vy, PointCode.above) | negative(farY - vy, PointCode.below)
      code |= negative(reach + vx, PointCode.remote) | negative(reach - vx, PointCode.remote)
      code |= negative(reach + vy, PointCode.remote) | negative(reach - vy, PointCode.remote)
      x.store(sx, at: group)
      y.store(sy, at: group)
      self.q.store(q, at: group)
      self.code.store(code, at: group)
      low = (pointwiseMin(low.x, sx), pointwiseMin(low.y, sy))
      high = (pointwiseMax(high.x, sx), pointwiseMax(high.y, sy))
      any |= code
      all &= code
      group &+= 8
    }
    var extent = Extent(
      lowX: low.x.min(), highX: high.x.max(), lowY: low.y.min(), highY: high.y.max(), anyCode: 0, allCodes: -1)
    for lane in 0..<8 {
      extent.anyCode |= any[lane]
      extent.allCodes &= all[lane]
    }
    return extent
  }

  /// Projects a geom's points along parallel rays; their depth is their closeness.
  @inline(always)
  func project(_ scene: SceneGeometry, _ geom: DrawnGeom, _ transform: PointTransform) {
    let (planeX, planeY, planeZ) = (scene.pointX, scene.pointY, scene.pointZ)
    var group = 0
    while group < geom.pointCount {
      let p = Vectors(
        planeX.load8(geom.firstPoint &+ group), planeY.load8(geom.firstPoint &+ group),
        planeZ.load8(geom.firstPoint &+ group))
      x.store(rounded(p.dot(transform.x) + transform.x.w), at: group)
      y.store(rounded(p.dot(transform.y) + transform.y.w), at: group)
      q.store(p.dot(transform.depth) + transform.depth.w, at: group)
      group &+= 8
    }
  }

  @inline(always)
  func corner(_ index: Int) -> Corner { Corner(x: x[index], y: y[index], q: q[index]) }

  /// The picture's middle in 1/256 pixel, so shifted that samples lie at 128.
  static func middle(_ length: Int, _ sample: Int32) -> Float { Float(length * 128) + Float(128 - sample) }
}
