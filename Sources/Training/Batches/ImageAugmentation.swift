import Vocabulary

/// What is done to the pictures of one window: a shift per camera, and one light for both.
public struct ImageAugmentation: Hashable, Sendable {
  /// Pixels that a picture is moved by, right and down.
  public struct Shift: Hashable, Sendable {
    /// To the right.
    public let x: Int
    /// Down.
    public let y: Int

    /// A shift from its parts.
    public init(x: Int, y: Int) {
      self.x = x
      self.y = y
    }
  }

  /// The fixed camera's shift.
  public let staticShift: Shift
  /// The hand camera's shift.
  public let gripperShift: Shift
  /// What each byte of red, of green and of blue becomes: 3 · 256 bytes.
  let curves: [UInt8]

  /// Draws what the settings allow.
  public init(_ settings: AugmentationSettings, stream: RandomStream) {
    var stream = stream
    func shift(_ largest: Int) -> Shift {
      Shift(x: stream.index(below: 2 * largest + 1) - largest, y: stream.index(below: 2 * largest + 1) - largest)
    }
    staticShift = shift(settings.staticShift)
    gripperShift = shift(settings.gripperShift)
    let added = 255 * stream.uniform(in: -settings.brightness...settings.brightness)
    let contrast = 1 + stream.uniform(in: -settings.contrast...settings.contrast)
    curves = (0..<3).flatMap { _ in
      let strength = 1 + stream.uniform(in: -settings.color...settings.color)
      return (0..<256).map { byte in
        let value = ((Double(byte) - 127.5) * contrast + 127.5 + added) * strength
        return UInt8(min(255, max(0, value.rounded())))
      }
    }
  }

  /// Pictures as they are.
  public static let none = ImageAugmentation(.none, stream: RandomStream(seed: 0))

  /// Writes a picture's planes, moved and recoloured; what moves in at an edge repeats the edge.
  ///
  /// - Parameters:
  ///   - planes: red, green and blue, each `side · side` bytes.
  ///   - target: where to, from byte `offset` on.
  public func apply(
    to planes: [UInt8], side: Int, shift: Shift, into target: inout [UInt8], at offset: Int
  ) {
    precondition(planes.count >= 3 * side * side, "three planes")
    precondition(offset >= 0 && target.count - offset >= 3 * side * side, "room for three planes")
    let planes = planes.span
    let curves = curves.span
    var output = target.mutableSpan
    for channel in 0..<3 {
      for row in 0..<side {
        let source = (channel * side + min(side - 1, max(0, row - shift.y))) * side
        let line = offset + (channel * side + row) * side
        for column in 0..<side {
          let byte = planes[source + min(side - 1, max(0, column - shift.x))]
          output[line + column] = curves[channel << 8 | Int(byte)]
        }
      }
    }
  }
}
