import Vocabulary

/// How near the foremost surface is to the sun, on a square grid across the scene.
///
/// What is fixed is drawn once for all renderers of a scene. What rests and what moves are drawn into a copy, of which
/// only the tiles they touched are restored for the next picture; kept views need a second copy, without what moves.
struct ShadowMap {
  /// Texels along a side, a power of two; its logarithm; and that of the texels along a tile's side.
  let side: Int
  let sideBits: Int32
  let tileBits: Int
  static let tilesPerSide = 64
  /// Metres along a texel's side.
  let texel: Double
  /// The grid's axes in the world, scaled to texels, and towards the sun in metres; `shift` is where the origin lies.
  let across: Vector3, along: Vector3, toSun: Vector3, shift: Vector3
  /// Fixed things, on a plane that belongs to the scene; and everything.
  private(set) var fixed: Plane<Int32>
  let current: Plane<Int32>
  /// Fixed things and those that rest; none of the latter while `keepsRest` is false, and the scene's plane.
  private(set) var still: Plane<Int32>
  private(set) var keepsRest = false
  /// Per row of tiles, a bit for each in which `still` may differ from `fixed`, and `current` from `still`.
  let restingTiles: Plane<UInt64>, movingTiles: Plane<UInt64>
  /// The version of what rests in `still`.
  private var restVersion = -1
  /// Whether `current` shows where everything is now.
  var isCurrent = false
  private let nobody: Plane<Int32>

  init(_ scene: SceneGeometry, side: Int, places: ScenePlaces, points: PointBuffer) {
    self.side = side
    sideBits = Int32(side.trailingZeroBitCount)
    tileBits = (side / ShadowMap.tilesPerSide).trailingZeroBitCount
    toSun = scene.sun.direction
    (texel, across, along, shift) = ShadowMap.axes(scene, side: side, half: scene.shadowHalf, toSun: toSun)
    let count = side * side + 8
    current = Plane(count: count, of: 0)
    (fixed, still) = (current, current)
    restingTiles = Plane(count: ShadowMap.tilesPerSide, of: 0)
    movingTiles = Plane(count: ShadowMap.tilesPerSide, of: 0)
    nobody = Plane(count: 0, of: -1)
    fixed = scene.fixedShadows.plane(side: side) {
      let plane = Plane<Int32>(count: count, of: 0)
      draw(scene, .fixed, of: places, on: plane, points: points, noting: nil)
      return plane
    }
    still = fixed
    current.copy(0..<side * side, from: fixed)
  }

  /// The grid of a sun somewhere else with everything on it, for one picture for print, on a plane that its owner
  /// frees: it has room for shadows on the ground around the scene.
  init(
    _ scene: SceneGeometry, side: Int, toSun: Vector3, on plane: Plane<Int32>, places: ScenePlaces,
    points: PointBuffer
  ) {
    self.side = side
    sideBits = Int32(side.trailingZeroBitCount)
    tileBits = (side / ShadowMap.tilesPerSide).trailingZeroBitCount
    self.toSun = toSun
    (texel, across, along, shift) = ShadowMap.axes(scene, side: side, half: scene.shadowHalf * 1.7, toSun: toSun)
    current = plane
    current.fill(0..<current.count, with: 0)
    (fixed, still) = (current, current)
    restingTiles = Plane(count: 0, of: 0)
    movingTiles = Plane(count: 0, of: 0)
    nobody = Plane(count: 0, of: -1)
    draw(scene, .all, of: places, on: current, points: points, noting: nil)
    isCurrent = true
  }

  /// Metres along a texel's side, the grid's axes, and where the world's origin lies on it.
  private static func axes(
    _ scene: SceneGeometry, side: Int, half: Double, toSun: Vector3
  ) -> (texel: Double, across: Vector3, along: Vector3, shift: Vector3) {
    let texel = 2 * half / Double(side)
    let aside = abs(toSun.z) < 0.9 ? Vector3(0, 0, 1) : Vector3(0, 1, 0)
    let u = aside.cross(toSun).normalized
    let across = u / texel
    let along = toSun.cross(u) / texel
    let middle = Double(side) / 2
    // Closeness must be positive wherever something is: 50 m behind the scene's middle.
    let shift = Vector3(
      middle - across.dot(scene.shadowCenter), middle - along.dot(scene.shadowCenter),
      50 - toSun.dot(scene.shadowCenter))
    return (texel, across, along, shift)
  }

  func free() {
    if keepsRest { still.free() }
    current.free()
    freeTiles()
  }

  /// Frees all but the grid.
  func freeTiles() {
    restingTiles.free()
    movingTiles.free()
    nobody.free()
  }

  /// Keeps what rests on a plane of its own from the next update on.
  mutating func keepRest() {
    guard !keepsRest else { return }
    keepsRest = true
    still = Plane(count: fixed.count, of: 0)
    still.copy(0..<side * side, from: fixed)
    restVersion = -1
  }

  /// From a geom's frame to texels and closeness.
  @inline(always)
  func transform(_ frame: GeomFrame) -> PointTransform {
    PointTransform(frame, x: across, y: along, depth: toSun, shift: shift)
  }

  /// Moves what can move to where it is now.
  mutating func update(_ scene: SceneGeometry, places: ScenePlaces, points: PointBuffer) {
    guard !isCurrent || (keepsRest && restVersion != places.restVersion) else { return }
    if keepsRest, restVersion != places.restVersion {
      restVersion = places.restVersion
      for row in 0..<ShadowMap.tilesPerSide {
        restore(still, from: fixed, row, restingTiles[row])
        movingTiles[row] |= restingTiles[row]
        restingTiles[row] = 0
      }
      draw(scene, .resting, of: places, on: still, points: points, noting: restingTiles)
      for row in 0..<ShadowMap.tilesPerSide { movingTiles[row] |= restingTiles[row] }
    }
    for row in 0..<ShadowMap.tilesPerSide {
      restore(current, from: still, row, movingTiles[row])
      movingTiles[row] = 0
    }
    draw(scene, keepsRest ? .moving : .movable, of: places, on: current, points: points, noting: movingTiles)
    isCurrent = true
  }

  private func restore(_ plane: Plane<Int32>, from other: Plane<Int32>, _ row: Int, _ tiles: UInt64) {
    guard tiles != 0 else { return }
    let first = tiles.trailingZeroBitCount &<< tileBits
    let last = (64 - tiles.leadingZeroBitCount) &<< tileBits
    for y in row &<< tileBits..<(row + 1) &<< tileBits {
      plane.copy(y &* side &+ first..<y &* side &+ last, from: other)
    }
  }

  @inline(never)
  private func draw(
    _ scene: SceneGeometry, _ parts: ScenePart, of places: ScenePlaces, on plane: Plane<Int32>, points: PointBuffer,
    noting tiles: Plane<UInt64>?
  ) {
    // Spill to the right stays within the row: the last columns are not drawn, and lookups do not reach them.
    let target = RasterTarget(
      closeness: plane, owner: nobody, stride: side, minX: 0, minY: 0, maxX: Int32(side - 9), maxY: Int32(side - 1),
      tiles: tiles, tileBits: tileBits)
    let corners = scene.corners
    for index in 0..<scene.geoms.count where parts.contains(places.parts[index]) {
      let geom = scene.geoms[index]
      guard geom.throwsShadow else { continue }
      let frame = places.frames[index]
      let view = transform(frame)
      let center = geom.bound
      let x = center.x * view.x.x + center.y * view.x.y + center.z * view.x.z + view.x.w
      let y = center.x * view.y.x + center.y * view.y.y + center.z * view.y.z + view.y.w
      let radius = center.w / Float(texel) + 1
      guard x > -radius, y > -radius, x < Float(side) + radius, y < Float(side) + radius else { continue }
      points.project(scene, geom, PointTransform(x: view.x * 256, y: view.y * 256, depth: view.depth))
      let count = points.findFacing(scene, geom, SIMD4(frame.local(direction: toSun)), slack: -1e-9)
      for place in 0..<count {
        let corner = corners[geom.firstTriangle &+ Int(points.facing[place])]
        let a = points.corner(Int(corner.x))
        let b = points.corner(Int(corner.y))
        let c = points.corner(Int(corner.z))
        target.draw(a, b, c, owner: 0, writesOwner: false)
      }
    }
  }

  /// Bits `low` to `high`.
  @inline(always)
  static func mask(_ low: Int, _ high: Int) -> UInt64 { (~0 &>> UInt64(63 &- high)) & (~0 &<< UInt64(low)) }
}

extension PointTransform {
  fileprivate init(x: SIMD4<Float>, y: SIMD4<Float>, depth: SIMD4<Float>) {
    self.x = x
    self.y = y
    self.depth = depth
  }
}
