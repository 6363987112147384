import Vocabulary

/// How near the foremost surface is to the sun, on a square grid across the scene.
///
/// The part that stands still is kept. What moves is drawn into a copy, of which only the tiles it touched are
/// restored for the next picture.
struct ShadowMap {
  /// Texels along a side, a power of two; its logarithm; and texels along a tile's side.
  let side: Int
  let sideBits: Int32
  static let tilesPerSide = 32
  let tileBits: Int
  /// Metres along a texel's side.
  let texel: Double
  /// The grid's axes in the world, scaled to texels, and towards the sun in metres; `shift` is where the origin lies.
  let across: Vector3, along: Vector3, toSun: Vector3, shift: Vector3
  /// Things that stand still, and everything.
  let still: Plane<Int32>, current: Plane<Int32>
  /// Per row of tiles, a bit for each in which `current` may differ from `still`.
  let changed: Plane<UInt32>
  /// Nobody.
  private let nobody: Plane<Int32>

  init(_ scene: SceneGeometry, side: Int, frames: Plane<GeomFrame>, points: PointBuffer) {
    self.side = side
    sideBits = Int32(side.trailingZeroBitCount)
    tileBits = (side / ShadowMap.tilesPerSide).trailingZeroBitCount
    texel = 2 * scene.shadowHalf / Double(side)
    toSun = scene.sun.direction
    let aside = abs(toSun.z) < 0.9 ? Vector3(0, 0, 1) : Vector3(0, 1, 0)
    let u = aside.cross(toSun).normalized
    let v = toSun.cross(u)
    across = u / texel
    along = v / texel
    let middle = Double(side) / 2
    // Closeness must be positive wherever something is: 50 m behind the scene's middle.
    shift = Vector3(
      middle - across.dot(scene.shadowCenter), middle - along.dot(scene.shadowCenter),
      50 - toSun.dot(scene.shadowCenter))
    still = Plane(count: side * side + 8, of: 0)
    current = Plane(count: side * side + 8, of: 0)
    changed = Plane(count: ShadowMap.tilesPerSide, of: 0)
    nobody = Plane(count: 0, of: -1)
    draw(scene, 0..<scene.fixedCount, on: still, frames: frames, points: points, notes: false)
    current.copy(0..<side * side, from: still)
  }

  func free() {
    still.free()
    current.free()
    changed.free()
    nobody.free()
  }

  /// From a geom's frame to texels and closeness.
  func transform(_ frame: GeomFrame) -> PointTransform {
    PointTransform(frame, x: across, y: along, depth: toSun, shift: shift)
  }

  /// Moves what can move to where it is now.
  func update(_ scene: SceneGeometry, frames: Plane<GeomFrame>, points: PointBuffer) {
    let tile = 1 << tileBits
    for row in 0..<ShadowMap.tilesPerSide where changed[row] != 0 {
      let first = changed[row].trailingZeroBitCount * tile
      let last = (32 - changed[row].leadingZeroBitCount) * tile
      for y in row * tile..<(row + 1) * tile { current.copy(y * side + first..<y * side + last, from: still) }
      changed[row] = 0
    }
    draw(scene, scene.fixedCount..<scene.geoms.count, on: current, frames: frames, points: points, notes: true)
  }

  private func draw(
    _ scene: SceneGeometry, _ range: Range<Int>, on plane: Plane<Int32>, frames: Plane<GeomFrame>,
    points: PointBuffer, notes: Bool
  ) {
    // Spill to the right stays within the row: the last columns are not drawn, and lookups do not reach them.
    let target = RasterTarget(
      closeness: plane, owner: nobody, stride: side, minX: 0, minY: 0, maxX: Int32(side - 9), maxY: Int32(side - 1))
    let (corners, facets) = (scene.corners, scene.facets)
    for index in range {
      let geom = scene.geoms[index]
      guard geom.throwsShadow else { continue }
      let frame = frames[index]
      let view = transform(frame)
      let center = geom.bound
      let x = center.x * view.x.x + center.y * view.x.y + center.z * view.x.z + view.x.w
      let y = center.x * view.y.x + center.y * view.y.y + center.z * view.y.z + view.y.w
      let radius = center.w / Float(texel) + 1
      guard x > -radius, y > -radius, x < Float(side) + radius, y < Float(side) + radius else { continue }
      points.project(
        scene, geom, PointTransform(x: view.x * 256, y: view.y * 256, depth: view.depth))
      let sun = SIMD4<Float>(frame.local(direction: toSun))
      for triangle in 0..<geom.triangleCount {
        let facet = facets[geom.firstTriangle &+ triangle]
        guard facet.x * sun.x + facet.y * sun.y + facet.z * sun.z > 0 else { continue }
        let corner = corners[geom.firstTriangle &+ triangle]
        let a = points.corner(Int(corner.x))
        let b = points.corner(Int(corner.y))
        let c = points.corner(Int(corner.z))
        target.draw(a, b, c, owner: 0, writesOwner: false)
        if notes { note(a, b, c) }
      }
    }
  }

  /// Marks the tiles that a triangle may touch.
  @inline(__always)
  private func note(_ a: Corner, _ b: Corner, _ c: Corner) {
    let last = ShadowMap.tilesPerSide - 1
    let shift = 8 + tileBits
    let x0 = max(Int(min(a.x, min(b.x, c.x))) >> shift, 0)
    let x1 = min(Int(max(a.x, max(b.x, c.x))) >> shift, last)
    let y0 = max(Int(min(a.y, min(b.y, c.y))) >> shift, 0)
    let y1 = min(Int(max(a.y, max(b.y, c.y))) >> shift, last)
    guard x0 <= x1, y0 <= y1 else { return }
    let mask = ShadowMap.mask(x0, x1)
    for y in y0...y1 { changed[y] |= mask }
  }

  /// Bits `low` to `high`.
  @inline(__always)
  static func mask(_ low: Int, _ high: Int) -> UInt32 { (~0 >> UInt32(31 - high)) & (~0 << UInt32(low)) }

  /// The share of sunlight, 0 … 1, at eight places of the grid with their closeness: 2 × 2 comparisons, weighted
  /// by distance; or 4 × 4 of them for soft edges.
  @inline(__always)
  func light(_ map: Plane<Int32>, _ u: Floats, _ v: Floats, _ closeness: Floats, isSoft: Bool) -> Floats {
    let ui = rounded(u - 1)
    let vi = rounded(v - 1)
    let fu = u - 0.5 - Floats(ui)
    let fv = v - 0.5 - Floats(vi)
    let margin: Int32 = isSoft ? 1 : 0
    let lowest = Ints(repeating: margin)
    let highest = Ints(repeating: Int32(side - 11))
    let outside = ((ui &- lowest) | (vi &- lowest) | (highest &- ui) | (highest &- vi)) .< Ints()
    let column = pointwiseMin(pointwiseMax(ui, lowest), highest)
    let row = pointwiseMin(pointwiseMax(vi, lowest), highest)
    let place = (row &<< Ints(repeating: sideBits)) &+ column

    @inline(__always)
    func lit(_ offset: Int, _ weight: Floats) -> Floats {
      @inline(__always) func texel(_ lane: Int) -> Int32 { map[Int(place[lane]) &+ offset] }
      let there = floats(
        Ints(texel(0), texel(1), texel(2), texel(3), texel(4), texel(5), texel(6), texel(7)))
      return weight.replacing(with: 0, where: closeness .< there)
    }

    let one = Floats(repeating: 1)
    var sum: Floats
    if isSoft {
      sum = Floats()
      for dy in -1...2 {
        let wy = dy == -1 ? one - fv : dy == 2 ? fv : one
        for dx in -1...2 {
          let wx = dx == -1 ? one - fu : dx == 2 ? fu : one
          sum += lit(dy * side + dx, wx * wy)
        }
      }
      sum = sum * Floats(repeating: 1.0 / 9)
    } else {
      sum = lit(0, (one - fu) * (one - fv)) + lit(1, fu * (one - fv)) + lit(side, (one - fu) * fv)
      sum += lit(side + 1, fu * fv)
    }
    return sum.replacing(with: one, where: outside)
  }
}

extension PointTransform {
  fileprivate init(x: SIMD4<Float>, y: SIMD4<Float>, depth: SIMD4<Float>) {
    self.x = x
    self.y = y
    self.depth = depth
  }
}
