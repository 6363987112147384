/// The pixels of a picture sorted by the geom they show, so that each geom's are shaded together.
struct PixelLists {
  /// Column in the low half, row in the high one.
  let places: Plane<Int32>
  /// Where each geom's list starts, a multiple of 8, and how long it is; the last is for pixels that show nothing.
  let starts: Plane<Int32>, counts: Plane<Int32>

  init(capacity: Int, geoms: Int) {
    places = Plane(count: capacity + 8 * (geoms + 2), of: 0)
    starts = Plane(count: geoms + 1, of: 0)
    counts = Plane(count: geoms + 1, of: 0)
  }

  func free() {
    places.free()
    starts.free()
    counts.free()
  }

  /// Sorts the pixels of a canvas that show geom `first` or a later one; with `first` 0, empty pixels too.
  ///
  /// Each list is filled up to a multiple of 8 with its last pixel.
  func collect(_ canvas: Canvas, from first: Int) {
    let geoms = counts.count - 1
    let smallest = Int32(first) << 16
    counts.fill(0..<geoms + 1, with: 0)
    let all = first == 0
    for y in 0..<canvas.height where all || canvas.highest[y] >= 0 {
      let row = y &* canvas.stride
      let x0 = all ? 0 : Int(canvas.lowest[y])
      let x1 = all ? canvas.width &- 1 : Int(canvas.highest[y])
      for x in x0...x1 {
        let owner = canvas.owner[row &+ x]
        if all || owner >= smallest {
          let geom = owner < 0 ? geoms : Int(owner &>> 16)
          counts[geom] &+= 1
        }
      }
    }
    var start: Int32 = 0
    for geom in first...geoms {
      starts[geom] = start
      start = (start &+ counts[geom] &+ 7) & ~7
    }
    for y in 0..<canvas.height where all || canvas.highest[y] >= 0 {
      let row = y &* canvas.stride
      let x0 = all ? 0 : Int(canvas.lowest[y])
      let x1 = all ? canvas.width &- 1 : Int(canvas.highest[y])
      let high = Int32(y) << 16
      for x in x0...x1 {
        let owner = canvas.owner[row &+ x]
        if all || owner >= smallest {
          let geom = owner < 0 ? geoms : Int(owner &>> 16)
          let place = starts[geom]
          places[Int(place)] = high | Int32(truncatingIfNeeded: x)
          starts[geom] = place &+ 1
        }
      }
    }
    for geom in first...geoms where counts[geom] > 0 {
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
}
