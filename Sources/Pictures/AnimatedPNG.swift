import Vocabulary

/// An animated PNG built frame by frame: whole with `encoded()`, or piece by piece with `takeBytes()` and `finish()`,
/// when no more than a frame is in memory.
///
/// Viewers that know no animation show the first frame. Later frames hold the smallest rectangle that changed, with
/// the unchanged pixels in it left transparent; a frame equal to the one before only lengthens it. Layout of the
/// `acTL`, `fcTL` and `fdAT` chunks: PNG specification, third edition, section 11.3.6.
public struct AnimatedPNG: Sendable {
  /// Pixels across.
  public let width: Int
  /// Pixels down.
  public let height: Int
  /// How often the animation plays; 0 means for ever.
  public let loops: Int

  /// Frame chunks so far: fewer than the pictures appended where pictures repeat.
  public private(set) var frameCount = 0

  /// The animation's length so far, in milliseconds.
  public private(set) var milliseconds = 0

  private let compression: PNG.Compression
  /// The file so far, from `taken` on, without the last frame, which may still become longer.
  private var bytes: [UInt8]
  private var taken = 0
  private var current: StoredFrame?
  private var sequence = 0
  private var last: Image?
  /// Where the chunk is that tells how many frames there are.
  private let controlOffset: Int

  /// What a frame chunk says, and the frame's compressed pixels.
  private struct StoredFrame {
    var area: PixelArea
    var milliseconds: Int
    var data: [UInt8]
  }

  /// The longest time of one frame chunk, in milliseconds; longer frames are repeated.
  private static let longest = 65535

  /// An animation without frames; `text` becomes text chunks.
  public init(
    width: Int, height: Int, loops: Int = 0, text: [PNG.Text] = [], compression: PNG.Compression = .standard
  ) {
    precondition(width > 0 && height > 0 && loops >= 0, "an animation has a size and plays some number of times")
    self.width = width
    self.height = height
    self.loops = loops
    self.compression = compression
    // An empty picture's own file gives the header and the text.
    let blank = AlphaImage(width: width, height: height, pixels: [UInt8](repeating: 0, count: width * height * 4))
    bytes = PNGChunk.signature
    for chunk in PNGChunk.split(PNG.encode(blank, text: text, compression: .fast)).prefix(while: { $0.type != "IDAT" })
    {
      chunk.append(to: &bytes)
    }
    controlOffset = bytes.count
    bytes += control
  }

  /// Adds a picture that is shown for some time; it must have the animation's size.
  public mutating func append(_ image: Image, milliseconds: Int) {
    precondition(image.width == width && image.height == height, "every frame has the animation's size")
    precondition(milliseconds >= 0, "a frame cannot end before it begins")
    self.milliseconds += milliseconds
    var rest = milliseconds
    defer { last = image }
    if let last, let area = PixelArea(changedFrom: last, to: image) {
      store(image, area, since: last, milliseconds: min(rest, Self.longest))
      rest -= min(rest, Self.longest)
    } else if last == nil {
      store(
        image, PixelArea(x: 0, y: 0, width: width, height: height), since: nil, milliseconds: min(rest, Self.longest))
      rest -= min(rest, Self.longest)
    }
    // What is left lengthens the last frame, and where its field is full repeats one pixel.
    while rest > 0, let length = current?.milliseconds {
      let room = min(rest, Self.longest - length)
      current?.milliseconds += room
      rest -= room
      if rest > 0 { store(image, PixelArea(x: 0, y: 0, width: 1, height: 1), since: nil, milliseconds: 0) }
    }
  }

  /// The bytes of the file that can no longer change and have not been taken yet; they are forgotten here.
  public mutating func takeBytes() -> [UInt8] {
    defer {
      taken += bytes.count
      bytes = []
    }
    return bytes
  }

  /// What completes the bytes taken so far.
  public struct Ending: Sendable {
    /// The last bytes of the file.
    public let rest: [UInt8]
    /// Replaces as many bytes of the file at `controlOffset`.
    public let control: [UInt8]
    /// From the beginning of the file.
    public let controlOffset: Int
  }

  /// Ends an animation of at least one frame; nothing can be added afterwards.
  public mutating func finish() -> Ending {
    precondition(current != nil, "an animation has at least one frame")
    closeFrame()
    PNGChunk(type: "IEND", data: []).append(to: &bytes)
    return Ending(rest: bytes, control: control, controlOffset: controlOffset)
  }

  /// The file, of at least one frame, none of whose bytes has been taken.
  public func encoded() -> [UInt8] {
    precondition(taken == 0, "what has been taken is no longer here")
    var copy = self
    let ending = copy.finish()
    var file = ending.rest
    file.replaceSubrange(controlOffset..<controlOffset + ending.control.count, with: ending.control)
    return file
  }

  /// The chunk that tells how many frames there are.
  private var control: [UInt8] {
    var chunk: [UInt8] = []
    PNGChunk(type: "acTL", data: bigEndian(frameCount) + bigEndian(loops)).append(to: &chunk)
    return chunk
  }

  /// The 26 bytes of a frame control chunk: size, place, time, keep the canvas afterwards, blend over it.
  private func control(_ frame: StoredFrame) -> [UInt8] {
    let place = [sequence, frame.area.width, frame.area.height, frame.area.x, frame.area.y].flatMap(bigEndian)
    let time = [frame.milliseconds, 1000].flatMap { bigEndian($0).suffix(2) }
    return place + time + [0, sequence == 0 ? 0 : 1]
  }

  /// Writes down the last frame.
  private mutating func closeFrame() {
    guard let frame = current else { return }
    current = nil
    let isFirst = sequence == 0
    PNGChunk(type: "fcTL", data: control(frame)).append(to: &bytes)
    sequence += 1
    if isFirst {
      PNGChunk(type: "IDAT", data: frame.data).append(to: &bytes)
    } else {
      PNGChunk(type: "fdAT", data: bigEndian(sequence) + frame.data).append(to: &bytes)
      sequence += 1
    }
  }

  private mutating func store(_ image: Image, _ area: PixelArea, since last: Image?, milliseconds: Int) {
    closeFrame()
    let pixels = area.pixels(of: image, clearWhereEqualTo: last)
    let part = PNG.encode(
      AlphaImage(width: area.width, height: area.height, pixels: pixels), compression: compression)
    var data: [UInt8] = []
    data.reserveCapacity(part.count)
    for chunk in PNGChunk.split(part) where chunk.type == "IDAT" { data += chunk.data }
    current = StoredFrame(area: area, milliseconds: milliseconds, data: data)
    frameCount += 1
  }
}

/// A rectangle of pixels inside a picture.
struct PixelArea: Equatable {
  var x: Int
  var y: Int
  var width: Int
  var height: Int

  init(x: Int, y: Int, width: Int, height: Int) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  /// The smallest rectangle outside of which both pictures are equal; nil when they are equal everywhere.
  init?(changedFrom old: Image, to new: Image) {
    var left = new.width
    var right = -1
    var top = new.height
    var bottom = -1
    for y in 0..<new.height {
      for x in 0..<new.width where !Self.isEqual(old, new, at: (y * new.width + x) * 3) {
        left = min(left, x)
        right = max(right, x)
        top = min(top, y)
        bottom = y
      }
    }
    guard right >= 0 else { return nil }
    self.init(x: left, y: top, width: right - left + 1, height: bottom - top + 1)
  }

  private static func isEqual(_ a: Image, _ b: Image, at index: Int) -> Bool {
    a.pixels[index] == b.pixels[index] && a.pixels[index + 1] == b.pixels[index + 1]
      && a.pixels[index + 2] == b.pixels[index + 2]
  }

  /// The rectangle's pixels with alpha; transparent black where `last` has the same colour.
  func pixels(of image: Image, clearWhereEqualTo last: Image?) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(width * height * 4)
    for row in y..<(y + height) {
      for column in x..<(x + width) {
        let index = (row * image.width + column) * 3
        if let last, Self.isEqual(last, image, at: index) {
          result += [0, 0, 0, 0]
        } else {
          result.append(image.pixels[index])
          result.append(image.pixels[index + 1])
          result.append(image.pixels[index + 2])
          result.append(255)
        }
      }
    }
    return result
  }
}
