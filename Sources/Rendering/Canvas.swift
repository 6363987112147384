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

  /// Takes away all that was drawn.
  func clear() {
    for y in 0..<height where highest[y] >= 0 {
      let row = y * stride
      closeness.fill(row..<row + width, with: 0)
      owner.fill(row..<row + width, with: -1)
      lowest[y] = Int32(width)
      highest[y] = -1
    }
  }

  /// Goes back to what another canvas of the same size shows, where this one has been drawn on.
  func restore(from other: Canvas) {
    for y in 0..<height where highest[y] >= 0 {
      let row = y * stride
      let range = row + Int(lowest[y])..<row + Int(highest[y]) + 1
      closeness.copy(range, from: other.closeness)
      owner.copy(range, from: other.owner)
      lowest[y] = Int32(width)
      highest[y] = -1
    }
  }

  /// Notes that a rectangle, in 1/256 pixel, is about to be drawn on; nil is everything.
  @inline(__always)
  func note(_ extent: PointBuffer.Extent) {
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

  /// Draws geoms `range` of the scene.
  func draw(
    _ scene: SceneGeometry, _ range: Range<Int>, frames: Plane<GeomFrame>, view: Projection, points: PointBuffer
  ) {
    let target = self.target
    let (corners, facets) = (scene.corners, scene.facets)
    for index in range {
      let geom = scene.geoms[index]
      let frame = frames[index]
      let transform = PointTransform(frame, view)
      guard isInSight(geom.bound, transform, view) else { continue }
      let extent = points.project(scene, geom, transform, view)
      guard extent.allCodes == 0 else { continue }
      note(extent)
      let eye = SIMD4<Float>(frame.local(point: view.origin))
      let owner = Int32(index) << 16
      for triangle in 0..<geom.triangleCount {
        let facet = facets[geom.firstTriangle &+ triangle]
        // Backs; those that are nearly on edge are left to the grid.
        guard facet.x * eye.x + facet.y * eye.y + facet.z * eye.z - facet.w > -1e-5 else { continue }
        let corner = corners[geom.firstTriangle &+ triangle]
        let (a, b, c) = (Int(corner.x), Int(corner.y), Int(corner.z))
        if extent.anyCode != 0 {
          let codes = (points.code[a], points.code[b], points.code[c])
          if codes.0 & codes.1 & codes.2 != 0 { continue }
          if (codes.0 | codes.1 | codes.2) & PointCode.clipped != 0 {
            points.drawClipped(
              scene, geom, transform, view, corners: (a, b, c), on: target, owner: owner | Int32(triangle))
            continue
          }
        }
        target.draw(
          points.corner(a), points.corner(c), points.corner(b), owner: owner | Int32(triangle), writesOwner: true)
      }
    }
  }

  /// Whether a ball in a geom's frame may be in the picture.
  @inline(__always)
  private func isInSight(_ ball: SIMD4<Float>, _ transform: PointTransform, _ view: Projection) -> Bool {
    @inline(__always) func along(_ axis: SIMD4<Float>) -> Float {
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
