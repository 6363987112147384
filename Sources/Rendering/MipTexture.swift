import Physics

/// A texture and its pyramid of halved copies; sides are powers of two, so that it wraps by masking.
///
/// A texel is red, green and blue of 8 bits in a word, encoded as in a picture. Four of them are blended with weights
/// that add up to 256, red and blue together, in whole numbers.
struct MipTexture {
  private let texels: Plane<Int32>
  /// Where each level's first texel lies, finest first; the last is there twice, so that there always is a coarser one.
  private let levels: Plane<Int32>
  /// Logarithms of the finest level's width and height.
  private let widthBits: Int32, heightBits: Int32
  /// Texels of the finest level.
  let texelCount: Float
  /// The coarsest level, in 1/256.
  let coarsest: Int32

  /// Sides are at most this long; a larger picture is reduced.
  static let longestSide = 1024

  /// A texture of the scene; of a cube's pictures only the first.
  init(_ image: TextureImage) {
    let height = image.kind == .cube ? image.width : image.height
    self.init(width: image.width, height: height, channels: image.channels, pixels: image.pixels)
  }

  /// A texture from rows of bytes; with fewer than three channels it is grey.
  init(width: Int, height: Int, channels: Int, pixels: [UInt8]) {
    func light(_ x: Int, _ y: Int) -> SIMD3<Float> {
      let place = (y * width + x) * channels
      let color = SIMD3(0, 1, 2) &* (channels < 3 ? 0 : 1) &+ place
      let bytes = SIMD3(Float(pixels[color.x]), Float(pixels[color.y]), Float(pixels[color.z])) / 255
      return bytes * bytes
    }
    let widthBits = MipTexture.side(width)
    let heightBits = MipTexture.side(height)
    var grid = MipTexture.resampled(light, width, height, to: 1 << widthBits, 1 << heightBits)
    var levels: [Int32] = []
    var words: [Int32] = []
    var size = (width: widthBits, height: heightBits)
    while true {
      levels.append(Int32(words.count))
      words += grid.map { color in
        // Light is averaged; what is stored is its root, as in a picture.
        let byte = (0..<3).map { Int32(min(max(color[$0].squareRoot() * 255 + 0.5, 0), 255)) }
        return byte[0] | byte[1] << 8 | byte[2] << 16
      }
      guard size.width > 0 || size.height > 0 else { break }
      grid = MipTexture.halved(grid, widthBits: size.width, heightBits: size.height)
      size = (max(size.width - 1, 0), max(size.height - 1, 0))
    }
    texels = Plane(words, padding: 0)
    self.levels = Plane(levels, padding: levels[levels.count - 1], by: 1)
    self.widthBits = Int32(widthBits)
    self.heightBits = Int32(heightBits)
    texelCount = Float(1 << (widthBits + heightBits))
    coarsest = Int32(levels.count - 1) << 8
  }

  func free() {
    texels.free()
    levels.free()
  }

  private static func side(_ length: Int) -> Int {
    var bits = 0
    while (1 << (bits + 1)) <= min(length, longestSide) { bits += 1 }
    return bits
  }

  /// The picture's light on a grid of another size.
  private static func resampled(
    _ light: (Int, Int) -> SIMD3<Float>, _ width: Int, _ height: Int, to columns: Int, _ rows: Int
  ) -> [SIMD3<Float>] {
    var result: [SIMD3<Float>] = []
    result.reserveCapacity(columns * rows)
    for row in 0..<rows {
      let y0 = row * height / rows
      let y1 = max((row + 1) * height / rows, y0 + 1)
      for column in 0..<columns {
        let x0 = column * width / columns
        let x1 = max((column + 1) * width / columns, x0 + 1)
        var sum = SIMD3<Float>()
        for y in y0..<y1 {
          for x in x0..<x1 { sum += light(x, y) }
        }
        result.append(sum / Float((y1 - y0) * (x1 - x0)))
      }
    }
    return result
  }

  private static func halved(_ grid: [SIMD3<Float>], widthBits: Int, heightBits: Int) -> [SIMD3<Float>] {
    let width = 1 << widthBits
    let height = 1 << heightBits
    let stepX = widthBits > 0 ? 2 : 1
    let stepY = heightBits > 0 ? 2 : 1
    var result: [SIMD3<Float>] = []
    result.reserveCapacity(grid.count / stepX / stepY)
    for y in stride(from: 0, to: height, by: stepY) {
      for x in stride(from: 0, to: width, by: stepX) {
        var sum = SIMD3<Float>()
        for dy in 0..<stepY {
          for dx in 0..<stepX { sum += grid[(y + dy) * width + x + dx] }
        }
        result.append(sum / Float(stepX * stepY))
      }
    }
    return result
  }

  /// The texture's light at eight places; `u` and `v` are 1/65536 of its width and height, `level` 1/256, 0 … `coarsest`.
  @inline(always)
  func sample(_ u: Ints, _ v: Ints, level: Ints) -> Vectors {
    let index = level &>> 8
    let share = converted(level & Ints(repeating: 255)) * Floats(repeating: 1.0 / 256)
    let fine = bilinear(levels.gather(index, 0), index, u, v)
    let coarse = bilinear(levels.gather(index, 1), index &+ Ints(repeating: 1), u, v)
    let color = (fine + (coarse - fine) * share) * Floats(repeating: 1.0 / 65280)
    return color * color
  }

  /// Four neighbouring texels of a level blended: 256 times a byte.
  @inline(always)
  private func bilinear(_ start: Ints, _ level: Ints, _ u: Ints, _ v: Ints) -> Vectors {
    let zero = Ints()
    let one = Ints(repeating: 1)
    let columnBits = Ints(repeating: widthBits) &- level
    let rowBits = Ints(repeating: heightBits) &- level
    let width = columnBits & ~(columnBits &>> 31)
    let height = rowBits & ~(rowBits &>> 31)
    let x = (u &<< width) &- Ints(repeating: 32768)
    let y = (v &<< height) &- Ints(repeating: 32768)
    let columns = (one &<< width) &- one
    let rows = (one &<< height) &- one
    let fx = (x &>> 8) & Ints(repeating: 255)
    let fy = (y &>> 8) & Ints(repeating: 255)
    let left = (x &>> 16) & columns
    let right = (left &+ one) & columns
    let above = start &+ (((y &>> 16) & rows) &<< width)
    let below = start &+ ((((y &>> 16) &+ one) & rows) &<< width)
    let both = (fx &* fy) &>> 8
    var redBlue = zero
    var green = zero

    @inline(always)
    func add(_ place: Ints, _ weight: Ints) {
      let texel = texels.gather(place, 0)
      redBlue &+= (texel & Ints(repeating: 0xFF00FF)) &* weight
      green &+= ((texel &>> 8) & Ints(repeating: 0xFF)) &* weight
    }
    add(above &+ left, Ints(repeating: 256) &- fx &- fy &+ both)
    add(above &+ right, fx &- both)
    add(below &+ left, fy &- both)
    add(below &+ right, both)
    let low = Ints(repeating: 0xFFFF)
    return Vectors(converted(redBlue & low), converted(green), converted((redBlue &>> 16) & low))
  }
}
