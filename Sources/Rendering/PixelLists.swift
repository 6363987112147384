/// The pixels of a picture sorted by the geom they show, so that each geom's are shaded together.
struct PixelLists {
  /// Column in the low half, row in the high one.
  let places: Plane<Int32>
  /// Where each geom's list starts, a multiple of 8, and how long it is; the last is for pixels that show nothing.
  let starts: Plane<Int32>, counts: Plane<Int32>
  /// Pixels as they are found, before sorting.
  private let found: Plane<Int32>, foundGeoms: Plane<UInt16>

  init(capacity: Int, geoms: Int) {
    places = Plane(count: capacity + 8 * (geoms + 2), of: 0)
    starts = Plane(count: geoms + 1, of: 0)
    counts = Plane(count: geoms + 1, of: 0)
    found = Plane(count: capacity + 8, of: 0)
    foundGeoms = Plane(count: capacity + 8, of: 0)
  }

  func free() {
    places.free()
    starts.free()
    counts.free()
    found.free()
    foundGeoms.free()
  }

  /// Sorts the pixels of a canvas, or only those that show something else than another canvas does.
  ///
  /// Each list is filled up to a multiple of 8 with its last pixel.
  @inline(never)
  func collect(_ canvas: Canvas, over other: Canvas?) {
    let geoms = counts.count - 1
    counts.fill(0..<geoms + 1, with: 0)
    let count = if let other { find(canvas, over: other, geoms) } else { findAll(canvas, geoms) }
    var start: Int32 = 0
    for geom in 0...geoms {
      starts[geom] = start
      start = (start &+ counts[geom] &+ 7) & ~7
    }
    for index in 0..<count {
      let geom = Int(foundGeoms[index])
      let place = starts[geom]
      places[Int(place)] = found[index]
      starts[geom] = place &+ 1
    }
    for geom in 0...geoms where counts[geom] > 0 {
      let end = starts[geom]
      let last = places[Int(end) &- 1]
      var place = end
      while place & 7 != 0 {
        places[Int(place)] = last
        place &+= 1
      }
      starts[geom] = end &- counts[geom]
    }
  }

  @inline(always)
  private func add(_ owner: Int32, _ place: Int32, _ count: inout Int, _ geoms: Int) {
    let geom = owner < 0 ? geoms : Int(owner &>> 16)
    counts[geom] &+= 1
    found[count] = place
    foundGeoms[count] = UInt16(truncatingIfNeeded: geom)
    count &+= 1
  }

  private func findAll(_ canvas: Canvas, _ geoms: Int) -> Int {
    var count = 0
    for y in 0..<canvas.height {
      let row = y &* canvas.stride
      let high = Int32(truncatingIfNeeded: y) &<< 16
      for x in 0..<canvas.width {
        add(canvas.owner[row &+ x], high | Int32(truncatingIfNeeded: x), &count, geoms)
      }
    }
    return count
  }

  private func find(_ canvas: Canvas, over other: Canvas, _ geoms: Int) -> Int {
    var count = 0
    for y in 0..<canvas.height {
      guard let range = canvas.drawn(y) else { continue }
      let row = y &* canvas.stride
      let high = Int32(truncatingIfNeeded: y) &<< 16
      var place = range.lowerBound
      while place < range.upperBound {
        let end = min(place &+ 8, range.upperBound)
        if canvas.owner.load8(place) != other.owner.load8(place) {
          while place < end {
            let owner = canvas.owner[place]
            if owner != other.owner[place] {
              add(owner, high | Int32(truncatingIfNeeded: place &- row), &count, geoms)
            }
            place &+= 1
          }
        }
        place = end
      }
    }
    return count
  }
}
