import Vocabulary

/// What is seen at each pixel of a picture, before it has colours.
struct Canvas {
  let width: Int, height: Int
  /// Places from one row to the next: a few more than the width, which triangles may spill into.
  let stride: Int
  /// 1/depth as bits of a float; 0 where nothing is.
  let closeness: Plane<Int32>
  /// The geom's place in the scene in the upper half, its triangle's in the lower; −1 where nothing is.
  let owner: Plane<Int32>
  /// For each row the part that was drawn on since it was last cleared, as lowest and highest column.
  let lowest: Plane<Int32>, highest: Plane<Int32>

  init(width: Int, height: Int) {
    (self.width, self.height) = (width, height)
    stride = (width + 15) & ~7
    closeness = Plane(count: stride * height + 8, of: 0)
    owner = Plane(count: stride * height + 8, of: -1)
    lowest = Plane(count: height, of: Int32(width))
    highest = Plane(count: height, of: -1)
  }

  func free() {
    closeness.free()
    owner.free()
    lowest.free()
    highest.free()
  }

  var target: RasterTarget {
    RasterTarget(
      closeness: closeness, owner: owner, stride: stride, minX: 0, minY: 0, maxX: Int32(width - 1),
      maxY: Int32(height - 1))
  }

  /// The places that were drawn on in a row, if there are any.
  @inline(always)
  func drawn(_ y: Int) -> Range<Int>? {
    highest[y] < 0 ? nil : y &* stride &+ Int(lowest[y])..<y &* stride &+ Int(highest[y]) &+ 1
  }

  /// Takes everything for drawn on.
  func noteAll() {
    lowest.fill(0..<height, with: 0)
    highest.fill(0..<height, with: Int32(width - 1))
  }

  /// Forgets what has been drawn on.
  func forgetDrawn() {
    lowest.fill(0..<height, with: Int32(width))
    highest.fill(0..<height, with: -1)
  }

  /// Takes away all that was drawn.
  func clear() {
    for y in 0..<height {
      guard let range = drawn(y) else { continue }
      closeness.fill(range, with: 0)
      owner.fill(range, with: -1)
    }
    forgetDrawn()
  }

  /// Goes back to what another canvas of the same size shows, where this one has been drawn on.
  func restore(from other: Canvas) {
    for y in 0..<height {
      guard let range = drawn(y) else { continue }
      closeness.copy(range, from: other.closeness)
      owner.copy(range, from: other.owner)
    }
    forgetDrawn()
  }

  /// Shows what another canvas of the same size shows.
  func copy(_ other: Canvas) {
    closeness.copy(0..<closeness.count, from: other.closeness)
    owner.copy(0..<owner.count, from: other.owner)
    forgetDrawn()
  }

  /// Notes that a geom's extent is about to be drawn on.
  @inline(always)
  private func note(_ extent: PointBuffer.Extent) {
    var (x0, x1, y0, y1) = (Int32(0), Int32(width - 1), 0, height - 1)
    if extent.anyCode & PointCode.clipped == 0 {
      x0 = max(x0, (extent.lowX &+ 127) &>> 8)
      x1 = min(x1, (extent.highX &- 128) &>> 8)
      y0 = max(y0, Int((extent.lowY &+ 127) &>> 8))
      y1 = min(y1, Int((extent.highY &- 128) &>> 8))
    }
    guard x0 <= x1, y0 <= y1 else { return }
    for y in y0...y1 {
      lowest[y] = min(lowest[y], x0)
      highest[y] = max(highest[y], x1)
    }
  }

  /// Draws those geoms of the scene that are part of `parts`, and planes among them unless told not to.
  func draw(
    _ scene: SceneGeometry, _ parts: ScenePart, of places: ScenePlaces, view: Projection, points: PointBuffer,
    withoutGround: Bool = false
  ) {
    let target = self.target
    let corners = scene.corners
    for index in 0..<scene.geoms.count where parts.contains(places.parts[index]) {
      let geom = scene.geoms[index]
      if withoutGround && !geom.throwsShadow { continue }
      let frame = places.frames[index]
      let transform = PointTransform(frame, view)
      guard isInSight(geom.bound, transform, view) else { continue }
      let extent = points.project(scene, geom, transform, view)
      guard extent.allCodes & PointCode.sides == 0 else { continue }
      if extent.anyCode & PointCode.clipped == 0,
        extent.highY < 128 || (extent.lowY &+ 127) &>> 8 >= Int32(truncatingIfNeeded: height)
      {
        continue  // above or below the band of the picture that this canvas is
      }
      note(extent)
      // Triangles nearly on edge are left to the grid.
      let count = points.findFacing(scene, geom, SIMD4(frame.local(point: view.origin), 1), slack: 1e-5)
      let owner = Int32(index) &<< 16
      for place in 0..<count {
        let triangle = points.facing[place]
        let corner = corners[geom.firstTriangle &+ Int(triangle)]
        let (a, b, c) = (Int(corner.x), Int(corner.y), Int(corner.z))
        if extent.anyCode != 0 {
          let codes = (points.code[a], points.code[b], points.code[c])
          if codes.0 & codes.1 & codes.2 & PointCode.sides != 0 { continue }
          if (codes.0 | codes.1 | codes.2) & PointCode.clipped != 0 {
            points.drawClipped(
              scene, geom, transform, view, corners: (a, b, c), on: target, owner: owner | triangle)
            continue
          }
        }
        target.draw(points.corner(a), points.corner(c), points.corner(b), owner: owner | triangle, writesOwner: true)
      }
    }
  }

  /// Whether a ball in a geom's frame may be in the picture.
  @inline(always)
  private func isInSight(_ ball: SIMD4<Float>, _ transform: PointTransform, _ view: Projection) -> Bool {
    @inline(always) func along(_ axis: SIMD4<Float>) -> Float {
      ball.x * axis.x + ball.y * axis.y + ball.z * axis.z + axis.w
    }
    let depth = along(transform.depth)
    let x = along(transform.x)
    let y = along(transform.y)
    let scale = Float(view.focal * 256)
    let edgeX = Float(view.width) * 128 + 256
    let edgeY = Float(view.height) * 128 + 256
    let slackX = (scale * scale + edgeX * edgeX).squareRoot() * ball.w
    let slackY = (scale * scale + edgeY * edgeY).squareRoot() * ball.w
    return depth > Float(Projection.near) - ball.w && x + depth * edgeX > -slackX && depth * edgeX - x > -slackX
      && y + depth * edgeY > -slackY && depth * edgeY - y > -slackY
  }
}
