import Rendering
import Testing
import Vocabulary

@Suite("Which samples a triangle covers")
struct CoverageTests {
  /// A clockwise triangle's exact coverage of a sample, in whole numbers of 64 bits.
  private func covers(_ corners: [Corner], _ x: Int, _ y: Int) -> Bool {
    (0..<3).allSatisfy { k in
      let a = corners[k]
      let b = corners[(k + 1) % 3]
      let across = Int(b.x) - Int(a.x)
      let down = Int(b.y) - Int(a.y)
      let side = across * (y * 256 + 128 - Int(a.y)) - down * (x * 256 + 128 - Int(a.x))
      let isTopOrLeft = down < 0 || (down == 0 && across > 0)
      return side > 0 || (side == 0 && isTopOrLeft)
    }
  }

  @Test("Neighbours share out the samples of random meshes: no gap, no double hit", arguments: 0..<60)
  func noGapNoDoubleHit(_ seed: Int) {
    var stream = RandomStream(seed: 5).split("mesh", seed)
    // A grid of random pitch with its inner corners moved about, over a picture that it overhangs.
    let side = 96
    let cells = 1 + stream.index(below: 40)
    let pitch = Int32(256 * 160 / cells)
    var corners: [[Corner]] = []
    for row in 0...cells {
      corners.append(
        (0...cells).map { column in
          let isInner = row > 0 && column > 0 && row < cells && column < cells
          func moved() -> Int32 {
            guard isInner else { return 0 }
            // So little that nothing folds over; often onto sample centres and pixel edges, where ties are.
            let move = (Int32(stream.index(below: Int(pitch))) - pitch / 2) * 3 / 10
            return stream.index(below: 2) == 0 ? move / 128 * 128 : move
          }
          return Corner(
            x: Int32(column) * pitch - 32 * 256 + moved(), y: Int32(row) * pitch - 32 * 256 + moved(), q: 1)
        })
    }
    var hits = [Int](repeating: 0, count: side * side)
    func draw(_ a: Corner, _ b: Corner, _ c: Corner) {
      let target = RasterTarget(width: side, height: side)
      defer { target.free() }
      target.drawOne(a, b, c, owner: 7)
      for y in 0..<side {
        for x in 0..<side where target.owner(x, y) == 7 { hits[y * side + x] += 1 }
      }
    }
    for row in 0..<cells {
      for column in 0..<cells {
        let (a, b) = (corners[row][column], corners[row][column + 1])
        let (c, d) = (corners[row + 1][column + 1], corners[row + 1][column])
        draw(a, b, c)
        draw(a, c, d)
      }
    }
    let wrong = hits.count { $0 != 1 }
    #expect(wrong == 0, "seed \(seed): \(wrong) samples hit other than once")
  }

  @Test("Coverage is exact on 3840 × 2160 pixels, corners far outside included", arguments: 0..<40)
  func exactOnLargePictures(_ seed: Int) {
    var stream = RandomStream(seed: 6).split("triangle", seed)
    let (width, height) = (3840, 2160)
    let target = RasterTarget(width: width, height: height)
    defer { target.free() }
    let reach = [3000, 100_000, 983_040, 2_000_000][seed % 4]
    var corners = (0..<3).map { _ in
      // With the offsets of 64 samples: any place in a pixel.
      Corner(
        x: Int32(width * 128 + stream.index(below: 2 * reach) - reach),
        y: Int32(height * 128 + stream.index(below: 2 * reach) - reach), q: 1)
    }
    let area =
      Int(corners[1].x - corners[0].x) * Int(corners[2].y - corners[0].y)
      - Int(corners[2].x - corners[0].x) * Int(corners[1].y - corners[0].y)
    if area < 0 { corners.swapAt(1, 2) }
    target.drawOne(corners[0], corners[1], corners[2], owner: 3)
    func check(_ x: Int, _ y: Int) {
      guard x >= 0, y >= 0, x < width, y < height else { return }
      #expect((target.owner(x, y) == 3) == covers(corners, x, y), "seed \(seed), pixel \(x), \(y)")
    }
    for _ in 0..<2000 { check(stream.index(below: width), stream.index(below: height)) }
    // Along the edges, where mistakes would be.
    for _ in 0..<2000 {
      let k = stream.index(below: 3)
      let (a, b) = (corners[k], corners[(k + 1) % 3])
      let share = stream.uniform()
      let x = Double(a.x) + (Double(b.x) - Double(a.x)) * share
      let y = Double(a.y) + (Double(b.y) - Double(a.y)) * share
      check(Int(x / 256) + stream.index(below: 3) - 1, Int(y / 256) + stream.index(below: 3) - 1)
    }
  }

  @Test("What is seen does not depend on the order of drawing, equal distances included")
  func anyOrder() {
    var stream = RandomStream(seed: 8)
    let triangles = (0..<200).map { _ -> [Corner] in
      let q = Float(1 + stream.index(below: 4))
      let x = Int32(stream.index(below: 64 * 256))
      let y = Int32(stream.index(below: 64 * 256))
      return [
        Corner(x: x, y: y, q: q), Corner(x: x + Int32(stream.index(below: 4000)), y: y, q: q),
        Corner(x: x, y: y + Int32(stream.index(below: 4000)), q: q),
      ]
    }
    func owners(_ order: [Int]) -> [Int32] {
      let target = RasterTarget(width: 64, height: 64)
      defer { target.free() }
      for index in order {
        target.drawOne(triangles[index][0], triangles[index][1], triangles[index][2], owner: Int32(index))
      }
      return (0..<64 * 64).map { target.owner($0 % 64, $0 / 64) }
    }
    let first = owners(Array(0..<200))
    for round in 0..<20 {
      let shuffled = owners(stream.shuffled(Array(0..<200)))
      #expect(shuffled == first, "round \(round)")
    }
  }
}
