// Triangles that cross the near plane, or reach so far out that their corners do not fit the grid, are cut first.

/// A corner before division: `x` and `y` in 1/256 pixel times depth.
private struct OpenCorner {
  var x: Double, y: Double, depth: Double
  /// Its place on the grid, if it is one of the triangle's own and needs no cut.
  var place: Corner?

  /// How far inside plane number `plane` it is; negative is outside.
  func inside(_ plane: Int) -> Double {
    let reach = Double(PointCode.reach)
    return switch plane {
    case 0: depth - Projection.near
    case 1: depth * reach + x
    case 2: depth * reach - x
    case 3: depth * reach + y
    default: depth * reach - y
    }
  }

  /// The point of the edge towards an outer corner that lies on a plane: the same from both of the edge's triangles.
  func cut(_ outer: OpenCorner, _ plane: Int) -> OpenCorner {
    let here = inside(plane)
    let share = here / (here - outer.inside(plane))
    return OpenCorner(
      x: x + (outer.x - x) * share, y: y + (outer.y - y) * share, depth: depth + (outer.depth - depth) * share)
  }
}

extension PointBuffer {
  /// Draws what is left of a triangle within the near plane and the grid.
  @inline(never)
  func drawClipped(
    _ scene: SceneGeometry, _ geom: DrawnGeom, _ transform: PointTransform, _ view: Projection,
    corners: (Int, Int, Int), on target: RasterTarget, owner: Int32
  ) {
    let middleX = PointBuffer.middle(view.width, view.sampleX)
    let middleY = PointBuffer.middle(view.height, view.sampleY)
    var polygon = [corners.0, corners.1, corners.2].map { index -> OpenCorner in
      let place = geom.firstPoint + index
      let (px, py, pz) = (scene.pointX[place], scene.pointY[place], scene.pointZ[place])
      func along(_ axis: SIMD4<Float>) -> Double { Double(px * axis.x + py * axis.y + pz * axis.z + axis.w) }
      return OpenCorner(
        x: along(transform.x), y: along(transform.y), depth: along(transform.depth),
        place: code[index] & PointCode.clipped == 0 ? corner(index) : nil)
    }
    for plane in 0..<5 {
      var kept: [OpenCorner] = []
      for (index, here) in polygon.enumerated() {
        let next = polygon[(index + 1) % polygon.count]
        let isIn = here.inside(plane) >= 0
        if isIn { kept.append(here) }
        if isIn != (next.inside(plane) >= 0) { kept.append(isIn ? here.cut(next, plane) : next.cut(here, plane)) }
      }
      polygon = kept
      if polygon.count < 3 { return }
    }
    let places = polygon.map { corner -> Corner in
      if let place = corner.place { return place }
      let q = Float(1 / corner.depth)
      let x = rounded(Floats(repeating: Float(corner.x / corner.depth) + middleX))[0]
      let y = rounded(Floats(repeating: Float(corner.y / corner.depth) + middleY))[0]
      return Corner(x: x, y: y, q: q)
    }
    for k in 1..<places.count - 1 {
      target.draw(places[0], places[k + 1], places[k], owner: owner, writesOwner: true)
    }
  }
}
