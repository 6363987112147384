import Vocabulary

/// Shaded pixels of things that stand still, seen by a camera that does: all but how shadows fall on them.
struct KeptPixels {
  let canvas: Canvas
  /// Nine values a pixel: steady light, sunlight, and place on the shadow grid.
  private let values: Plane<Float>
  private let planeSize: Int
  /// The picture under the shadows of these things alone.
  let bytes: Plane<UInt8>
  /// Eight neighbouring pixels each, row by row.
  private let groups: Plane<Group>
  private let groupsPerRow: Int

  /// The tiles of the shadow grid that the light of some pixels depends on; no columns where the sun never shines.
  private struct Group {
    var columns: UInt64
    var firstRow: Int32, lastRow: Int32
  }

  init(width: Int, height: Int) {
    canvas = Canvas(width: width, height: height)
    planeSize = canvas.stride * height + 8
    values = Plane(count: 9 * planeSize, of: 0)
    bytes = Plane(count: width * height * 3 + 8, of: 0)
    groupsPerRow = (width + 7) / 8
    groups = Plane(count: groupsPerRow * height, of: Group(columns: 0, firstRow: 0, lastRow: 0))
  }

  func free() {
    canvas.free()
    values.free()
    bytes.free()
    groups.free()
  }

  /// Keeps a shaded pixel for each lane.
  @inline(always)
  func keep(_ pixels: ShadedPixels, at place: Ints) {
    for lane in 0..<8 {
      let index = Int(place[lane])
      values[index] = pixels.steady.x[lane]
      values[planeSize &+ index] = pixels.steady.y[lane]
      values[2 &* planeSize &+ index] = pixels.steady.z[lane]
      values[3 &* planeSize &+ index] = pixels.sunlit.x[lane]
      values[4 &* planeSize &+ index] = pixels.sunlit.y[lane]
      values[5 &* planeSize &+ index] = pixels.sunlit.z[lane]
      values[6 &* planeSize &+ index] = pixels.u[lane]
      values[7 &* planeSize &+ index] = pixels.v[lane]
      values[8 &* planeSize &+ index] = pixels.closeness[lane]
    }
  }

  /// Eight neighbouring pixels as they were kept.
  @inline(always)
  private func pixels(at place: Int) -> ShadedPixels {
    @inline(always) func value(_ number: Int) -> Floats { values.load8(number &* planeSize &+ place) }
    return ShadedPixels(
      steady: Vectors(value(0), value(1), value(2)), sunlit: Vectors(value(3), value(4), value(5)), u: value(6),
      v: value(7), closeness: value(8))
  }

  /// Takes over all pixels of another picture of the same size.
  func copy(_ other: KeptPixels) {
    canvas.copy(other.canvas)
    values.copy(0..<values.count, from: other.values)
    bytes.copy(0..<bytes.count, from: other.bytes)
    groups.copy(0..<groups.count, from: other.groups)
  }

  /// Goes back to another picture of the same size, where this one has been drawn on; its bytes everywhere.
  func restore(from other: KeptPixels) {
    for y in 0..<canvas.height {
      guard let range = canvas.drawn(y) else { continue }
      for number in 0..<9 {
        let start = number * planeSize
        values.copy(start + range.lowerBound..<start + range.upperBound, from: other.values)
      }
      groups.copy(groupRange(y, range), from: other.groups)
    }
    canvas.restore(from: other.canvas)
    bytes.copy(0..<bytes.count, from: other.bytes)
  }

  private func groupRange(_ y: Int, _ places: Range<Int>) -> Range<Int> {
    let row = y * canvas.stride
    let first = y * groupsPerRow + (places.lowerBound - row) / 8
    return first..<y * groupsPerRow + (places.upperBound - row + 7) / 8
  }

  /// Finds the shadow tiles that pixels depend on where the picture has been drawn on, and lights those pixels.
  func noteTiles(_ map: ShadowMap, _ texels: Plane<Int32>, isSoft: Bool) {
    for y in 0..<canvas.height {
      guard let range = canvas.drawn(y) else { continue }
      for group in groupRange(y, range) {
        let column = (group - y * groupsPerRow) * 8
        let place = y * canvas.stride + column
        let lanes = min(8, canvas.width - column)
        groups[group] = tiles(place, lanes, map)
        light(place, y * canvas.width + column, lanes, map, texels, isSoft: isSoft, bytes.pictureBytes)
      }
    }
  }

  private func tiles(_ place: Int, _ lanes: Int, _ map: ShadowMap) -> Group {
    let pixels = self.pixels(at: place)
    let limit = Float(map.side + 4)
    var low = (x: Int.max, y: Int.max)
    var high = (x: Int.min, y: Int.min)
    for lane in 0..<lanes where pixels.sunlit.x[lane] + pixels.sunlit.y[lane] + pixels.sunlit.z[lane] > 0 {
      let (u, v) = (pixels.u[lane], pixels.v[lane])
      guard u > -4, v > -4, u < limit, v < limit else { continue }
      low = (min(low.x, Int(u) - 3), min(low.y, Int(v) - 3))
      high = (max(high.x, Int(u) + 3), max(high.y, Int(v) + 3))
    }
    guard low.x <= high.x else { return Group(columns: 0, firstRow: 0, lastRow: 0) }
    func tile(_ texel: Int) -> Int { min(max(texel, 0), map.side - 1) >> map.tileBits }
    return Group(
      columns: ShadowMap.mask(tile(low.x), tile(high.x)), firstRow: Int32(tile(low.y)), lastRow: Int32(tile(high.y)))
  }

  /// Lights the pixels that depend on one of some tiles.
  @inline(never)
  func relight(
    _ map: ShadowMap, _ texels: Plane<Int32>, changed: Plane<UInt64>, isSoft: Bool, _ picture: PictureBytes
  ) {
    var group = 0
    for y in 0..<canvas.height {
      for column in 0..<groupsPerRow {
        let entry = groups[group]
        group &+= 1
        var tiles = changed[Int(entry.firstRow)] | changed[Int(entry.lastRow)]
        var row = entry.firstRow &+ 1
        while row < entry.lastRow {
          tiles |= changed[Int(row)]
          row &+= 1
        }
        guard tiles & entry.columns != 0 else { continue }
        light(
          y &* canvas.stride &+ 8 &* column, y &* canvas.width &+ 8 &* column, min(8, canvas.width &- 8 &* column),
          map, texels, isSoft: isSoft, picture)
      }
    }
  }

  @inline(always)
  private func light(
    _ place: Int, _ pixel: Int, _ lanes: Int, _ map: ShadowMap, _ texels: Plane<Int32>, isSoft: Bool,
    _ picture: PictureBytes
  ) {
    let pixels = self.pixels(at: place)
    let share = map.light(texels, pixels.u, pixels.v, pixels.closeness, isSoft: isSoft)
    let colors = ShadedPixels.encode(pixels.light(share))
    picture.write(colors, from: pixel, count: lanes)
  }
}

/// What a camera that stands still sees: kept from picture to picture.
final class KeptView {
  /// Everything it depends on.
  struct Key: Hashable {
    let projection: Projection
    let lamps: LampStates
    let lampPositions: [Vector3]
    let shadowSide: Int
  }

  let key: Key
  /// Fixed things alone; and with what rests on top.
  let fixed: KeptPixels, still: KeptPixels
  /// What is seen now.
  let canvas: Canvas
  /// The version of what rests in `still`.
  var restVersion = -1
  /// When it was last used.
  var stamp = 0

  init(key: Key) {
    self.key = key
    let (width, height) = (key.projection.width, key.projection.height)
    fixed = KeptPixels(width: width, height: height)
    still = KeptPixels(width: width, height: height)
    canvas = Canvas(width: width, height: height)
  }

  deinit {
    fixed.free()
    still.free()
    canvas.free()
  }
}
