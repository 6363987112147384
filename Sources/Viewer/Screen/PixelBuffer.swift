import Vocabulary

/// A rectangle of pixels, from the upper left corner.
public struct PixelRectangle: Hashable, Sendable {
  /// The left column.
  public var x: Int
  /// The upper row.
  public var y: Int
  /// Pixels across.
  public var width: Int
  /// Pixels down.
  public var height: Int

  /// A rectangle from its parts.
  public init(x: Int, y: Int, width: Int, height: Int) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  /// Whether a place in pixels lies within.
  public func contains(x px: Double, y py: Double) -> Bool {
    px >= Double(x) && py >= Double(y) && px < Double(x + width) && py < Double(y + height)
  }
}

/// What a screen shows: rows from the top, one 0x00RRGGBB a pixel.
public struct PixelBuffer: Hashable, Sendable {
  /// Pixels across.
  public let width: Int
  /// Pixels down.
  public let height: Int
  /// `width · height` values.
  public var pixels: [UInt32]

  /// A picture of one colour.
  public init(width: Int, height: Int, color: UInt32 = 0) {
    precondition(width > 0 && height > 0, "a picture has pixels")
    self.width = width
    self.height = height
    pixels = [UInt32](repeating: color, count: width * height)
  }

  /// Makes every pixel the same.
  public mutating func fill(_ color: UInt32) {
    unsafe pixels.withUnsafeMutableBufferPointer { unsafe $0.update(repeating: color) }
  }

  /// Puts a picture at a place, where all of it must fit.
  public mutating func put(_ image: Image, x: Int, y: Int) {
    precondition(
      x >= 0 && y >= 0 && x + image.width <= width && y + image.height <= height, "the picture fits in the window")
    let stride = width
    unsafe pixels.withUnsafeMutableBufferPointer { target in
      unsafe image.pixels.withUnsafeBufferPointer { source in
        for row in 0..<image.height {
          let from = row * image.width * 3
          let to = (y + row) * stride + x
          for column in 0..<image.width {
            let index = from &+ column &* 3
            unsafe target[to &+ column] =
              UInt32(source[index]) << 16 | UInt32(source[index &+ 1]) << 8 | UInt32(source[index &+ 2])
          }
        }
      }
    }
  }

  /// The same as an RGB picture.
  public var image: Image {
    var bytes = [UInt8](repeating: 0, count: pixels.count * 3)
    for (index, value) in pixels.enumerated() {
      bytes[index * 3] = UInt8(truncatingIfNeeded: value >> 16)
      bytes[index * 3 + 1] = UInt8(truncatingIfNeeded: value >> 8)
      bytes[index * 3 + 2] = UInt8(truncatingIfNeeded: value)
    }
    return Image(width: width, height: height, pixels: bytes)
  }
}
