import Physics

/// One level of a texture's pyramid within its plane of texels.
struct MipLevel {
  /// Where its first texel lies.
  let offset: Int
  /// Logarithms of its width and height.
  let widthBits: Int, heightBits: Int
}

/// A texture and its pyramid of halved copies; sides are powers of two, so that it wraps by masking.
///
/// A texel is four 16-bit lanes of a word with red, green and blue of 8 bits, encoded as in a picture: four of them
/// are blended with weights that add up to 256 in a few whole-number operations.
struct MipTexture {
  let texels: Plane<UInt64>
  /// Finest first; the last is there twice, so that there always is a coarser one.
  let levels: Plane<MipLevel>
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
    var levels: [MipLevel] = []
    var words: [UInt64] = []
    var size = (width: widthBits, height: heightBits)
    while true {
      levels.append(MipLevel(offset: words.count, widthBits: size.width, heightBits: size.height))
      words += grid.map { color in
        // Light is averaged; what is stored is its root, as in a picture.
        let byte = (0..<3).map { UInt64(min(max(color[$0].squareRoot() * 255 + 0.5, 0), 255)) }
        return byte[0] | byte[1] << 16 | byte[2] << 32
      }
      guard size.width > 0 || size.height > 0 else { break }
      grid = MipTexture.halved(grid, widthBits: size.width, heightBits: size.height)
      size = (max(size.width - 1, 0), max(size.height - 1, 0))
    }
    texels = Plane(words, padding: 0)
    self.levels = Plane(levels, padding: levels[levels.count - 1], by: 1)
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

  /// Four neighbouring texels blended: lanes of 16 bits, 256 times a byte.
  ///
  /// `u` and `v` are 1/65536 of the texture's width and height.
  @inline(__always)
  func bilinear(_ level: MipLevel, _ u: Int, _ v: Int) -> UInt64 {
    let x = (u << level.widthBits) &- 32768
    let y = (v << level.heightBits) &- 32768
    let columns = (1 << level.widthBits) &- 1
    let rows = (1 << level.heightBits) &- 1
    let fx = UInt64(truncatingIfNeeded: (x >> 8) & 255)
    let fy = UInt64(truncatingIfNeeded: (y >> 8) & 255)
    let x0 = (x >> 16) & columns
    let x1 = (x0 &+ 1) & columns
    let y0 = level.offset &+ (((y >> 16) & rows) << level.widthBits)
    let y1 = level.offset &+ ((((y >> 16) &+ 1) & rows) << level.widthBits)
    let both = (fx &* fy) >> 8
    let above = texels[y0 &+ x0] &* (256 &- fx &- fy &+ both) &+ texels[y0 &+ x1] &* (fx &- both)
    return above &+ texels[y1 &+ x0] &* (fy &- both) &+ texels[y1 &+ x1] &* both
  }

  /// Two levels of the pyramid blended; `level` in 1/256, 0 … `coarsest`.
  @inline(__always)
  func sample(_ u: Int32, _ v: Int32, level: Int32) -> UInt64 {
    let index = Int(level) >> 8
    let fraction = UInt64(truncatingIfNeeded: level & 255)
    let fine = (bilinear(levels[index], Int(u), Int(v)) >> 8) & 0x00FF_00FF_00FF_00FF
    let coarse = (bilinear(levels[index &+ 1], Int(u), Int(v)) >> 8) & 0x00FF_00FF_00FF_00FF
    return fine &* (256 &- fraction) &+ coarse &* fraction
  }
}
