/// An RGB picture: 8 bits a channel, rows from the top, no padding.
public struct Image: Hashable, Sendable {
  /// Pixels across.
  public let width: Int
  /// Pixels down.
  public let height: Int
  /// `width · height · 3` bytes: red, green, blue.
  public var pixels: [UInt8]

  /// A picture from its bytes, of which there must be `width · height · 3`.
  public init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(pixels.count == width * height * 3, "an RGB picture has three bytes a pixel")
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  /// A black picture.
  public init(width: Int, height: Int) {
    self.init(width: width, height: height, pixels: [UInt8](repeating: 0, count: width * height * 3))
  }
}

/// Distances along the viewing axis in metres, rows from the top; infinite where nothing is seen.
public struct DepthMap: Hashable, Sendable {
  /// Pixels across.
  public let width: Int
  /// Pixels down.
  public let height: Int
  /// `width · height` distances.
  public var metres: [Float]

  /// A map from its distances, of which there must be `width · height`.
  public init(width: Int, height: Int, metres: [Float]) {
    precondition(metres.count == width * height, "a depth map has one distance a pixel")
    self.width = width
    self.height = height
    self.metres = metres
  }
}

/// The body seen at each pixel, rows from the top; −1 where nothing is seen.
public struct SegmentationMap: Hashable, Sendable {
  /// Pixels across.
  public let width: Int
  /// Pixels down.
  public let height: Int
  /// `width · height` body numbers of the scene.
  public var bodies: [Int32]

  /// A map from its numbers, of which there must be `width · height`.
  public init(width: Int, height: Int, bodies: [Int32]) {
    precondition(bodies.count == width * height, "a segmentation map has one body a pixel")
    self.width = width
    self.height = height
    self.bodies = bodies
  }
}
