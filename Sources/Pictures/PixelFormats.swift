import Vocabulary

/// A picture with alpha: 8 bits a channel, not premultiplied, rows from the top, no padding.
public struct AlphaImage: Hashable, Sendable {
  /// Pixels across.
  public let width: Int
  /// Pixels down.
  public let height: Int
  /// `width · height · 4` bytes: red, green, blue, alpha.
  public var pixels: [UInt8]

  /// A picture from its bytes, of which there must be `width · height · 4`.
  public init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(pixels.count == width * height * 4, "a picture with alpha has four bytes a pixel")
    self.width = width
    self.height = height
    self.pixels = pixels
  }
}

/// One 16-bit value a pixel, rows from the top, no padding.
public struct GrayImage: Hashable, Sendable {
  /// Pixels across.
  public let width: Int
  /// Pixels down.
  public let height: Int
  /// `width · height` values.
  public var values: [UInt16]

  /// A picture from its values, of which there must be `width · height`.
  public init(width: Int, height: Int, values: [UInt16]) {
    precondition(values.count == width * height, "a grey picture has one value a pixel")
    self.width = width
    self.height = height
    self.values = values
  }

  /// Distances in millimetres, rounded; 0 where nothing is seen or the distance is beyond 65.535 m.
  public init(millimetresOf depth: DepthMap) {
    let values = depth.metres.map { metres in
      let millimetres = (metres * 1000).rounded()
      return millimetres >= 0 && millimetres <= 65535 ? UInt16(millimetres) : 0
    }
    self.init(width: depth.width, height: depth.height, values: values)
  }
}
