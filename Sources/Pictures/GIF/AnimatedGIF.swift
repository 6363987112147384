import Vocabulary

/// An animated GIF built frame by frame, with `takeBytes()` and `finish()` piece by piece, when no more than a frame is
/// in memory.
///
/// A frame is the smallest rectangle that changed, in up to 255 colours of its own; what did not change in it is left
/// transparent, so that still things do not flicker. Layout: Graphics Interchange Format, version 89a, CompuServe 1990;
/// the loop count is Netscape's extension of 1995.
public struct AnimatedGIF: Sendable {
  /// Pixels across.
  public let width: Int
  /// Pixels down.
  public let height: Int
  /// Frames written so far: fewer than the pictures appended where pictures repeat.
  public private(set) var frameCount = 0
  /// The animation's length so far, in milliseconds.
  public private(set) var milliseconds = 0

  private var bytes: [UInt8] = []
  /// The last picture, and when it appears; it is written once it is known how long it stays.
  private var current: (frame: StoredFrame, centiseconds: Int)?
  private var last: Image?

  /// A compressed frame without the extension that says how long it is shown.
  private struct StoredFrame {
    let body: [UInt8]
    let isTransparent: Bool
  }

  /// An animation without frames that plays for ever; `comment` is kept in the file.
  public init(width: Int, height: Int, comment: String = "") {
    precondition((1...65535).contains(width) && (1...65535).contains(height), "a GIF's sides are 1 … 65535 pixels")
    self.width = width
    self.height = height
    bytes = Array("GIF89a".utf8) + Self.short(width) + Self.short(height) + [0x70, 0, 0]
    bytes += [0x21, 0xFF, 11] + Array("NETSCAPE2.0".utf8) + [3, 1, 0, 0, 0]
    if !comment.isEmpty {
      bytes += [0x21, 0xFE]
      LZW.appendBlocks(Array(comment.utf8), to: &bytes)
    }
  }

  /// Adds a picture that is shown for some time; it must have the animation's size.
  ///
  /// Times are in whole hundredths of a second in the file; what rounding leaves over goes to the next frame.
  public mutating func append(_ image: Image, milliseconds: Int) {
    precondition(image.width == width && image.height == height, "every frame has the animation's size")
    precondition(milliseconds >= 0, "a frame cannot end before it begins")
    let start = (self.milliseconds + 5) / 10
    self.milliseconds += milliseconds
    defer { last = image }
    let area: PixelArea
    if let last {
      guard let changed = PixelArea(changedFrom: last, to: image) else { return }
      area = changed
    } else {
      area = PixelArea(x: 0, y: 0, width: width, height: height)
    }
    closeFrame(at: start)
    current = (Self.frame(image, area, since: last), start)
    frameCount += 1
  }

  /// The bytes of the file that can no longer change and have not been taken yet; they are forgotten here.
  public mutating func takeBytes() -> [UInt8] {
    defer { bytes = [] }
    return bytes
  }

  /// Ends an animation of at least one frame: the last bytes of the file.
  public mutating func finish() -> [UInt8] {
    precondition(current != nil, "an animation has at least one frame")
    closeFrame(at: (milliseconds + 5) / 10)
    bytes.append(0x3B)
    return takeBytes()
  }

  /// Writes down the last frame, which is shown until `end`.
  private mutating func closeFrame(at end: Int) {
    guard let (frame, start) = current else { return }
    current = nil
    // Viewers take times under 2 for 10.
    let time = min(max(end - start, 2), 65535)
    let flags: UInt8 = 0x04 | (frame.isTransparent ? 1 : 0)
    bytes += [0x21, 0xF9, 4, flags] + Self.short(time) + [Self.clear, 0]
    bytes += frame.body
  }

  /// The place in the palette of pixels that stay as they are.
  private static let clear: UInt8 = 255

  private static func frame(_ image: Image, _ area: PixelArea, since last: Image?) -> StoredFrame {
    let isKept = last.map { kept(image, area, since: $0) }
    let palette = ColorPalette(image, area, isKept: isKept, most: 255)
    var indices = palette.dithered(image, area, isKept: isKept)
    if let isKept {
      for place in indices.indices where isKept[place] { indices[place] = clear }
    }
    var body: [UInt8] = [0x2C]
    for number in [area.x, area.y, area.width, area.height] { body += short(number) }
    body.append(0x87)
    body += palette.colors + [UInt8](repeating: 0, count: 768 - palette.colors.count)
    body.append(8)
    LZW.appendBlocks(LZW.compressed(indices, bits: 8), to: &body)
    return StoredFrame(body: body, isTransparent: isKept != nil)
  }

  /// For each pixel of an area whether it is as it was.
  private static func kept(_ image: Image, _ area: PixelArea, since last: Image) -> [Bool] {
    var result: [Bool] = []
    result.reserveCapacity(area.width * area.height)
    for y in area.y..<area.y + area.height {
      for x in area.x..<area.x + area.width {
        let index = (y * image.width + x) * 3
        result.append(
          image.pixels[index] == last.pixels[index] && image.pixels[index + 1] == last.pixels[index + 1]
            && image.pixels[index + 2] == last.pixels[index + 2])
      }
    }
    return result
  }

  private static func short(_ value: Int) -> [UInt8] { [UInt8(value & 255), UInt8(value >> 8)] }
}
