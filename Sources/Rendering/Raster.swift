// Triangles onto a grid of samples. Corners are whole numbers of 1/256 pixel; a sample belongs to a triangle when all
// three edge functions are non-negative there, where edges that are neither top nor left count as 1 less. So triangles
// that share an edge share out its samples. Stepping by whole pixels changes an edge function by multiples of 256,
// which lets the inner loop work on ⌊E / 256⌋ in 32 bits, eight pixels at a time.

/// A corner on the grid.
package struct Corner {
  /// Position in 1/256 pixel, within ±2²².
  package var x: Int32, y: Int32
  /// Closeness: positive, greater is nearer, linear on the picture (1/depth, or the height towards a lamp).
  package var q: Float

  @inline(always)
  package init(x: Int32, y: Int32, q: Float) { (self.x, self.y, self.q) = (x, y, q) }
}

/// What triangles are drawn on: per sample the greatest closeness, as bits of a positive float, and who has it.
package struct RasterTarget {
  package let closeness: Plane<Int32>
  package let owner: Plane<Int32>
  package let stride: Int
  /// The samples that are drawn; up to seven beyond `maxX` may be written too.
  let minX: Int32, minY: Int32, maxX: Int32, maxY: Int32
  /// Tiles in which something was seen to change: a bit for each column of tiles, per row of them.
  var tiles: Plane<UInt64>?
  var tileBits = 0

  /// An empty grid of its own, for tests of coverage.
  package init(width: Int, height: Int) {
    stride = width + 8
    closeness = Plane(count: stride * height + 8, of: 0)
    owner = Plane(count: stride * height + 8, of: -1)
    (minX, minY, maxX, maxY) = (0, 0, Int32(width - 1), Int32(height - 1))
  }

  init(
    closeness: Plane<Int32>, owner: Plane<Int32>, stride: Int, minX: Int32, minY: Int32, maxX: Int32, maxY: Int32,
    tiles: Plane<UInt64>? = nil, tileBits: Int = 0
  ) {
    (self.closeness, self.owner, self.stride) = (closeness, owner, stride)
    (self.minX, self.minY, self.maxX, self.maxY) = (minX, minY, maxX, maxY)
    (self.tiles, self.tileBits) = (tiles, tileBits)
  }

  package func free() {
    closeness.free()
    owner.free()
  }

  /// Who has a sample; −1 for nobody.
  package func owner(_ x: Int, _ y: Int) -> Int32 { owner[y * stride + x] }

  /// Draws a triangle for a test.
  package func drawOne(_ a: Corner, _ b: Corner, _ c: Corner, owner id: Int32) {
    draw(a, b, c, owner: id, writesOwner: true)
  }

  /// Notes that samples of a rectangle changed.
  @inline(always)
  fileprivate func note(_ x0: Int32, _ y0: Int32, _ x1: Int32, _ y1: Int32) {
    guard let tiles else { return }
    let columns = ShadowMap.mask(Int(x0) &>> tileBits, Int(x1) &>> tileBits)
    var row = Int(y0) &>> tileBits
    while row <= Int(y1) &>> tileBits {
      tiles[row] |= columns
      row &+= 1
    }
  }
}

/// An edge function over whole pixels.
private struct Edge {
  /// Change per pixel to the right and down.
  let right: Int32, down: Int32

  @inline(always)
  init(_ from: Corner, _ to: Corner) {
    right = from.y &- to.y
    down = to.x &- from.x
  }

  /// 0 for a top or left edge, else −1.
  @inline(always)
  var bias: Int32 { right > 0 || (right == 0 && down > 0) ? 0 : -1 }
}

/// Triangles up to this long, in 1/256 pixel, are drawn in one block with 32-bit products.
private let blockExtent: Int32 = 32 * 256

extension RasterTarget {
  /// Draws a triangle whose corners run clockwise on the picture; other triangles are backs and are left out.
  @inline(always)
  func draw(_ a: Corner, _ b: Corner, _ c: Corner, owner id: Int32, writesOwner: Bool) {
    let lowX = min(a.x, min(b.x, c.x))
    let highX = max(a.x, max(b.x, c.x))
    let lowY = min(a.y, min(b.y, c.y))
    let highY = max(a.y, max(b.y, c.y))
    let x0 = max((lowX &+ 127) &>> 8, minX)
    let x1 = min((highX &- 128) &>> 8, maxX)
    let y0 = max((lowY &+ 127) &>> 8, minY)
    let y1 = min((highY &- 128) &>> 8, maxY)
    guard x0 <= x1, y0 <= y1 else { return }
    let extent = max(highX &- lowX, highY &- lowY)
    guard extent <= blockExtent else {
      drawLarge(a, b, c, x0, y0, x1, y1, owner: id, writesOwner: writesOwner)
      return
    }
    let bx = b.x &- a.x
    let by = b.y &- a.y
    let cx = c.x &- a.x
    let cy = c.y &- a.y
    let area = bx &* cy &- cx &* by
    guard area > 0 else { return }
    let ab = Edge(a, b)
    let bc = Edge(b, c)
    let ca = Edge(c, a)
    let px = x0 &* 256 &+ 128
    let py = y0 &* 256 &+ 128
    let e0 = (ab.down &* (py &- a.y) &+ ab.right &* (px &- a.x) &+ ab.bias) &>> 8
    let e1 = (bc.down &* (py &- b.y) &+ bc.right &* (px &- b.x) &+ bc.bias) &>> 8
    let e2 = (ca.down &* (py &- c.y) &+ ca.right &* (px &- c.x) &+ ca.bias) &>> 8

    let length = Float(extent)
    let doubleArea = Float(area)
    var qx: Float = 0
    var qy: Float = 0
    var q = min(a.q, min(b.q, c.q))
    // On a needle the gradient would be noise: it takes its farthest corner's closeness.
    if length * length < 4096 * doubleArea {
      let scale = 1 / doubleArea
      let bq = b.q - a.q
      let cq = c.q - a.q
      qx = (bq * Float(cy) - cq * Float(by)) * scale
      qy = (cq * Float(bx) - bq * Float(cx)) * scale
      q = a.q + qx * Float(px &- a.x) + qy * Float(py &- a.y)
    }
    fill(
      x0, y0, x1, y1, (e0, e1, e2), ab, bc, ca, q: q, qx: qx * 256, qy: qy * 256, owner: id, writesOwner: writesOwner)
  }

  /// The same for a triangle of any size: in blocks of 32 × 32 pixels, with their first values in 64 bits.
  @inline(never)
  private func drawLarge(
    _ a: Corner, _ b: Corner, _ c: Corner, _ x0: Int32, _ y0: Int32, _ x1: Int32, _ y1: Int32, owner id: Int32,
    writesOwner: Bool
  ) {
    let bx = Int64(b.x &- a.x)
    let by = Int64(b.y &- a.y)
    let cx = Int64(c.x &- a.x)
    let cy = Int64(c.y &- a.y)
    let area = bx &* cy &- cx &* by
    guard area > 0 else { return }
    let bq = Double(b.q) - Double(a.q)
    let cq = Double(c.q) - Double(a.q)
    let scale = 1 / Double(area)
    let qx = (bq * Double(cy) - cq * Double(by)) * scale
    let qy = (cq * Double(bx) - bq * Double(cx)) * scale
    let lowest = Double(min(a.q, min(b.q, c.q)))
    let highest = Double(max(a.q, max(b.q, c.q)))
    let edges = (Edge(a, b), Edge(b, c), Edge(c, a))
    var top = y0
    while top <= y1 {
      let bottom = min(top &+ 31, y1)
      var left = x0
      while left <= x1 {
        let right = min(left &+ 31, x1)
        let px = Int64(left) &* 256 &+ 128
        let py = Int64(top) &* 256 &+ 128

        // The edge's value at the block's first pixel, kept within 32 bits: beyond ±2³⁰ its sign holds in all the block.
        func first(_ edge: Edge, _ corner: Corner) -> Int32? {
          let value =
            (Int64(edge.down) &* (py &- Int64(corner.y)) &+ Int64(edge.right) &* (px &- Int64(corner.x))
              &+ Int64(edge.bias)) &>> 8
          let greatest =
            value &+ Int64(max(edge.right, 0)) &* Int64(right &- left) &+ Int64(max(edge.down, 0))
            &* Int64(bottom &- top)
          return greatest < 0 ? nil : Int32(truncatingIfNeeded: min(max(value, -(1 << 30)), 1 << 30))
        }
        if let e0 = first(edges.0, a), let e1 = first(edges.1, b), let e2 = first(edges.2, c) {
          let q = Double(a.q) + qx * Double(px &- Int64(a.x)) + qy * Double(py &- Int64(a.y))
          // Needles again: outside its own corners' range a first value is only kept when the slope explains it.
          let slope = (qx < 0 ? -qx : qx) + (qy < 0 ? -qy : qy)
          let isNeedle = slope * 8192 > 4096 * (highest - lowest)
          fill(
            left, top, right, bottom, (e0, e1, e2), edges.0, edges.1, edges.2, q: Float(isNeedle ? lowest : q),
            qx: isNeedle ? 0 : Float(qx * 256), qy: isNeedle ? 0 : Float(qy * 256), owner: id,
            writesOwner: writesOwner)
        }
        left = right &+ 1
      }
      top = bottom &+ 1
    }
  }

  /// Tests the samples of a block of at most 32 × 32, from the values at its first one.
  @inline(always)
  private func fill(
    _ x0: Int32, _ y0: Int32, _ x1: Int32, _ y1: Int32, _ first: (Int32, Int32, Int32), _ ab: Edge, _ bc: Edge,
    _ ca: Edge, q: Float, qx: Float, qy: Float, owner id: Int32, writesOwner: Bool
  ) {
    var row0 = Ints(repeating: first.0) &+ laneNumbers &* Ints(repeating: ab.right)
    var row1 = Ints(repeating: first.1) &+ laneNumbers &* Ints(repeating: bc.right)
    var row2 = Ints(repeating: first.2) &+ laneNumbers &* Ints(repeating: ca.right)
    let down0 = Ints(repeating: ab.down)
    let down1 = Ints(repeating: bc.down)
    let down2 = Ints(repeating: ca.down)
    let across = Floats(0, 1, 2, 3, 4, 5, 6, 7) * Floats(repeating: qx)
    let owners = Ints(repeating: id)
    var written = Ints()
    var start = Int(y0) * stride + Int(x0)
    let groups = Int(x1 &- x0) &>> 3
    var y: Float = 0

    @inline(always)
    func test(_ place: Int, _ e0: Ints, _ e1: Ints, _ e2: Ints, _ closenessThere: Floats) {
      let old = closeness.load8(place)
      let new = bits(closenessThere)
      // Negative wherever an edge is, or where something nearer is already there; of two that are equally near the
      // one with the smaller number is seen, whichever was drawn first.
      guard writesOwner else {
        let rejected = e0 | e1 | e2 | (new &- old)
        closeness.store(new.replacing(with: old, where: rejected .< Ints()), at: place)
        written |= ~rejected
        return
      }
      let oldOwners = owner.load8(place)
      let isSmaller = (owners &- oldOwners) &>> 31
      let mask = (e0 | e1 | e2 | (new &- old &- Ints(repeating: 1) &- isSmaller)) .< Ints()
      closeness.store(new.replacing(with: old, where: mask), at: place)
      owner.store(owners.replacing(with: oldOwners, where: mask), at: place)
    }

    for _ in y0...y1 {
      let rowQ = Floats(repeating: q + qy * y) + across
      test(start, row0, row1, row2, rowQ)
      if groups > 0 {
        var e0 = row0
        var e1 = row1
        var e2 = row2
        for group in 1...groups {
          e0 &+= Ints(repeating: ab.right &* 8)
          e1 &+= Ints(repeating: bc.right &* 8)
          e2 &+= Ints(repeating: ca.right &* 8)
          test(start &+ 8 &* group, e0, e1, e2, rowQ + Floats(repeating: qx * Float(8 &* group)))
        }
      }
      row0 &+= down0
      row1 &+= down1
      row2 &+= down2
      y += 1
      start &+= stride
    }
    if !writesOwner && anyIsNegative(written) { note(x0, y0, x1, y1) }
  }
}
