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

/// A picture of at most 256 colours: one byte a pixel, rows from the top, no padding.
public struct IndexedImage: Hashable, Sendable {
  /// Pixels across.
  public let width: Int
  /// Pixels down.
  public let height: Int
  /// `width · height` places in the palette.
  public var indices: [UInt8]
  /// Red, green and blue of each colour.
  public var palette: [UInt8]

  /// A picture from its parts; every pixel has a colour.
  public init(width: Int, height: Int, indices: [UInt8], palette: [UInt8]) {
    precondition(indices.count == width * height, "a picture with a palette has one byte a pixel")
    precondition((3...768).contains(palette.count) && palette.count % 3 == 0, "a palette has 1 … 256 colours")
    precondition(indices.allSatisfy { Int($0) < palette.count / 3 }, "every pixel has a colour")
    self.width = width
    self.height = height
    self.indices = indices
    self.palette = palette
  }

  /// The bodies of a segmentation: pixels are body numbers plus 1, and 0 where nothing is seen.
  ///
  /// Numbers keep their colour from picture to picture. Nil when there are more than 255 bodies.
  public init?(bodiesOf map: SegmentationMap) {
    guard map.bodies.allSatisfy({ $0 < 255 }) else { return nil }
    self.init(
      width: map.width, height: map.height, indices: map.bodies.map { UInt8(max($0, -1) + 1) },
      palette: Self.bodyColors)
  }

  /// Black, then 255 colours of which neighbours differ: hues a golden section of the circle apart, three lightnesses.
  public static let bodyColors: [UInt8] = {
    var colors: [UInt8] = [0, 0, 0]
    for index in 0..<255 {
      let hue = (0.58 + Double(index) * 0.6180339887498949).truncatingRemainder(dividingBy: 1) * 6
      let value = [0.95, 0.72, 0.85][index % 3]
      let saturation = [0.75, 0.85, 0.45][index / 3 % 3]
      for channel in 0..<3 {
        let place = (hue + Double([0, 4, 2][channel])).truncatingRemainder(dividingBy: 6)
        let share = min(max(min(place, 4 - place), 0), 1)
        colors.append(UInt8((value * (1 - saturation * (1 - share)) * 255).rounded()))
      }
    }
    return colors
  }()

  /// The picture in colours.
  public var image: Image {
    Image(
      width: width, height: height,
      pixels: indices.flatMap { palette[3 * Int($0)..<3 * Int($0) + 3] })
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
