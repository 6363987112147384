import Vocabulary

/// What a camera that stands still sees of things that stand still: kept from picture to picture.
final class StaticLayer {
  /// Everything it depends on.
  struct Key: Hashable {
    let projection: Projection
    let lamps: LampStates
    let lampPositions: [Vector3]
    let shadowSide: Int
  }

  let key: Key
  /// Fixed things alone.
  let fixed: Canvas
  /// Fixed things with the moving ones of the last picture on top.
  let canvas: Canvas
  /// Nine values a pixel: steady light, sunlight, and place on the shadow grid.
  let values: Plane<Float>
  let planeSize: Int
  /// The picture under the shadows of fixed things alone.
  let bytes: Plane<UInt8>
  /// Per group of eight pixels that the sun may reach: where it is, and the shadow tiles it depends on.
  var groups: Plane<Group>
  private(set) var groupCount = 0
  /// When it was last used.
  var stamp = 0

  struct Group {
    var place: Int32, pixel: Int32
    var firstRow: Int32, lastRow: Int32
    var columns: UInt32
  }

  init(key: Key) {
    self.key = key
    let (width, height) = (key.projection.width, key.projection.height)
    fixed = Canvas(width: width, height: height)
    canvas = Canvas(width: width, height: height)
    planeSize = canvas.stride * height + 8
    values = Plane(count: 9 * planeSize, of: 0)
    bytes = Plane(count: width * height * 3 + 8, of: 0)
    groups = Plane(
      count: (width + 7) / 8 * height, of: Group(place: 0, pixel: 0, firstRow: 0, lastRow: 0, columns: 0))
  }

  deinit {
    fixed.free()
    canvas.free()
    values.free()
    bytes.free()
    groups.free()
  }

  func note(_ group: Group) {
    groups[groupCount] = group
    groupCount += 1
  }

  /// Keeps a shaded pixel for each lane.
  @inline(__always)
  func keep(_ pixels: ShadedPixels, at place: Ints) {
    for lane in 0..<8 {
      let index = Int(place[lane])
      values[index] = pixels.steady.x[lane]
      values[planeSize + index] = pixels.steady.y[lane]
      values[2 * planeSize + index] = pixels.steady.z[lane]
      values[3 * planeSize + index] = pixels.sunlit.x[lane]
      values[4 * planeSize + index] = pixels.sunlit.y[lane]
      values[5 * planeSize + index] = pixels.sunlit.z[lane]
      values[6 * planeSize + index] = pixels.u[lane]
      values[7 * planeSize + index] = pixels.v[lane]
      values[8 * planeSize + index] = pixels.closeness[lane]
    }
  }

  /// Eight neighbouring pixels as they were kept.
  @inline(__always)
  func pixels(at place: Int) -> ShadedPixels {
    ShadedPixels(
      steady: Vectors(values.load8(place), values.load8(planeSize + place), values.load8(2 * planeSize + place)),
      sunlit: Vectors(
        values.load8(3 * planeSize + place), values.load8(4 * planeSize + place),
        values.load8(5 * planeSize + place)),
      u: values.load8(6 * planeSize + place), v: values.load8(7 * planeSize + place),
      closeness: values.load8(8 * planeSize + place))
  }
}
