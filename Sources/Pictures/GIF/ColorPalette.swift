import Vocabulary

/// The colours that stand for those of a picture.
///
/// Found by halving: the box of colours with the greatest spread is cut where the spreads of its parts become least (Wu,
/// "Efficient statistical computations for optimal color quantization", Graphics Gems II, 1991), on a grid of 32 × 32 ×
/// 32; then each colour moves to the mean of those that it stands for, a few times (Lloyd).
struct ColorPalette {
  /// Red, green and blue of each.
  let colors: [UInt8]
  var count: Int { colors.count / 3 }

  /// Cells of the grid with at least one pixel.
  private struct Cell {
    /// Place on the grid.
    let place: SIMD3<Int32>
    var weight: Double
    /// Sums over the pixels.
    var sum: SIMD3<Double>

    var mean: SIMD3<Double> { sum / weight }
  }

  /// At most `most` colours for those pixels of an area that are not kept.
  init(_ image: Image, _ area: PixelArea, isKept: [Bool]?, most: Int) {
    let cells = Self.cells(image, area, isKept)
    var means = Self.halved(cells, most: most)
    for _ in 0..<3 { means = Self.moved(means, cells) }
    if means.isEmpty { means = [.zero] }
    var colors: [UInt8] = []
    for mean in means {
      for channel in 0..<3 { colors.append(UInt8(min(max(mean[channel].rounded(), 0), 255))) }
    }
    self.colors = colors
  }

  private static func cells(_ image: Image, _ area: PixelArea, _ isKept: [Bool]?) -> [Cell] {
    var weights = [Double](repeating: 0, count: 32768)
    var sums = [SIMD3<Double>](repeating: .zero, count: 32768)
    var place = 0
    for y in area.y..<area.y + area.height {
      for x in area.x..<area.x + area.width {
        defer { place += 1 }
        if let isKept, isKept[place] { continue }
        let index = (y * image.width + x) * 3
        let (r, g, b) = (image.pixels[index], image.pixels[index + 1], image.pixels[index + 2])
        let cell = Int(r >> 3) << 10 | Int(g >> 3) << 5 | Int(b >> 3)
        weights[cell] += 1
        sums[cell] += SIMD3(Double(r), Double(g), Double(b))
      }
    }
    return weights.indices.filter { weights[$0] > 0 }.map { cell in
      Cell(
        place: SIMD3(Int32(cell >> 10), Int32(cell >> 5 & 31), Int32(cell & 31)), weight: weights[cell],
        sum: sums[cell])
    }
  }

  /// Cells that one colour stands for.
  private struct Box {
    var cells: [Cell]
    var weight = 0.0
    var sum = SIMD3<Double>.zero
    /// Weighted squares of the distances from the mean.
    var spread = 0.0

    init(_ cells: [Cell]) {
      self.cells = cells
      for cell in cells {
        weight += cell.weight
        sum += cell.sum
      }
      let mean = sum / weight
      for cell in cells {
        let difference = cell.mean - mean
        spread += cell.weight * (difference * difference).sum()
      }
    }

    /// The two parts with the least spread together; nil for a single cell.
    func cut() -> (Box, Box)? {
      guard cells.count > 1 else { return nil }
      var best: (score: Double, axis: Int, count: Int)?
      for axis in 0..<3 {
        let sorted = cells.sorted { Self.isBefore($0, $1, axis) }
        var left = 0.0
        var leftSum = SIMD3<Double>.zero
        for index in 0..<sorted.count - 1 {
          left += sorted[index].weight
          leftSum += sorted[index].sum
          guard sorted[index].place[axis] != sorted[index + 1].place[axis] else { continue }
          let rightSum = sum - leftSum
          // The more of the squares the two means explain, the less is left as spread.
          let score = (leftSum * leftSum).sum() / left + (rightSum * rightSum).sum() / (weight - left)
          if score > best?.score ?? -1 { best = (score, axis, index + 1) }
        }
      }
      guard let best else { return nil }
      let sorted = cells.sorted { Self.isBefore($0, $1, best.axis) }
      return (Box(Array(sorted[..<best.count])), Box(Array(sorted[best.count...])))
    }

    /// An order without ties, so that the same picture always gives the same boxes.
    private static func isBefore(_ a: Cell, _ b: Cell, _ axis: Int) -> Bool {
      let (second, third) = ((axis + 1) % 3, (axis + 2) % 3)
      return (a.place[axis], a.place[second], a.place[third]) < (b.place[axis], b.place[second], b.place[third])
    }
  }

  private static func halved(_ cells: [Cell], most: Int) -> [SIMD3<Double>] {
    guard cells.count > most else { return cells.map(\.mean) }
    var boxes = [Box(cells)]
    while boxes.count < most {
      guard let widest = boxes.indices.max(by: { boxes[$0].spread < boxes[$1].spread }), boxes[widest].spread > 0,
        let (first, second) = boxes[widest].cut()
      else { break }
      boxes[widest] = first
      boxes.append(second)
    }
    return boxes.map { $0.sum / $0.weight }
  }

  private static func moved(_ means: [SIMD3<Double>], _ cells: [Cell]) -> [SIMD3<Double>] {
    guard means.count < cells.count else { return means }
    var weights = [Double](repeating: 0, count: means.count)
    var sums = [SIMD3<Double>](repeating: .zero, count: means.count)
    for cell in cells {
      let color = cell.mean
      var (nearest, least) = (0, Double.infinity)
      for index in means.indices {
        let difference = means[index] - color
        let distance = (difference * difference).sum()
        if distance < least { (nearest, least) = (index, distance) }
      }
      weights[nearest] += cell.weight
      sums[nearest] += cell.sum
    }
    return means.indices.map { weights[$0] > 0 ? sums[$0] / weights[$0] : means[$0] }
  }

  /// The places of an area's pixels in the palette, with what is lost passed on to neighbours (Floyd and Steinberg 1976),
  /// row by row in turns from the left and from the right.
  func dithered(_ image: Image, _ area: PixelArea, isKept: [Bool]?) -> [UInt8] {
    var result = [UInt8](repeating: 0, count: area.width * area.height)
    var nearest = NearestColors(colors)
    var row = [SIMD4<Int32>](repeating: .zero, count: area.width + 2)
    var below = row
    for y in 0..<area.height {
      let isForward = y % 2 == 0
      let step = isForward ? 1 : -1
      var x = isForward ? 0 : area.width - 1
      for _ in 0..<area.width {
        let place = y * area.width + x
        if isKept?[place] != true {
          let index = ((area.y + y) * image.width + area.x + x) * 3
          let wanted = SIMD4(
            Int32(image.pixels[index]), Int32(image.pixels[index + 1]), Int32(image.pixels[index + 2]), 0)
          // Errors are in sixteenths; only so much is passed on that no colour bleeds across a picture.
          let color = (wanted &+ (row[x + 1] &+ 8) &>> 4).clamped(lowerBound: .zero, upperBound: SIMD4(repeating: 255))
          let choice = nearest.place(color)
          result[place] = UInt8(choice)
          let lost = color &- nearest.color(choice)
          row[x + 1 + step] &+= lost &* 7
          below[x + 1 - step] &+= lost &* 3
          below[x + 1] &+= lost &* 5
          below[x + 1 + step] &+= lost
        }
        x += step
      }
      row = below
      below = [SIMD4<Int32>](repeating: .zero, count: area.width + 2)
    }
    return result
  }
}

/// Finds the nearest colour of a palette, remembering what was asked on a grid of 64 × 64 × 64.
private struct NearestColors {
  private let colors: [SIMD4<Int32>]
  private var known = [Int16](repeating: -1, count: 1 << 18)

  init(_ palette: [UInt8]) {
    colors = stride(from: 0, to: palette.count, by: 3).map {
      SIMD4(Int32(palette[$0]), Int32(palette[$0 + 1]), Int32(palette[$0 + 2]), 0)
    }
  }

  func color(_ place: Int) -> SIMD4<Int32> { colors[place] }

  mutating func place(_ color: SIMD4<Int32>) -> Int {
    let cell = Int(color.x >> 2) << 12 | Int(color.y >> 2) << 6 | Int(color.z >> 2)
    if known[cell] >= 0 { return Int(known[cell]) }
    // For the cell's middle, so that the answer does not depend on who asked first.
    let middle = (color & SIMD4(repeating: ~3)) &+ SIMD4(2, 2, 2, 0)
    var (nearest, least) = (0, Int32.max)
    for index in colors.indices {
      let difference = colors[index] &- middle
      let distance = (difference &* difference).wrappedSum()
      if distance < least { (nearest, least) = (index, distance) }
    }
    known[cell] = Int16(nearest)
    return nearest
  }
}
