import Pictures
import Testing
import Vocabulary

@Suite struct PNGTests {
  /// Noise below, a smooth ramp above: both rows that compress and rows that do not.
  static func randomBytes(_ count: Int, _ stream: inout RandomStream) -> [UInt8] {
    (0..<count).map { $0 < count / 2 ? UInt8(truncatingIfNeeded: $0 / 3) : UInt8(truncatingIfNeeded: stream.next()) }
  }

  static let sizes = [(1, 1), (1, 7), (9, 1), (2, 2), (17, 5), (84, 84), (200, 200), (320, 3)]

  @Test func everyFormatComesBackAsItWas() throws {
    for (index, (width, height)) in Self.sizes.enumerated() {
      for compression in [PNG.Compression.fast, .standard, .small] {
        var stream = RandomStream(seed: 3).split("size", index)
        let rgb = Image(width: width, height: height, pixels: Self.randomBytes(width * height * 3, &stream))
        let rgba = AlphaImage(width: width, height: height, pixels: Self.randomBytes(width * height * 4, &stream))
        let values = (0..<width * height).map { _ in UInt16(truncatingIfNeeded: stream.next()) }
        let gray = GrayImage(width: width, height: height, values: values)
        let coordinate: Comment = "\(width)×\(height), \(compression)"
        #expect(try PNG.decode(PNG.encode(rgb, compression: compression)).pixels == .rgb(rgb), coordinate)
        #expect(try PNG.decode(PNG.encode(rgba, compression: compression)).pixels == .rgba(rgba), coordinate)
        #expect(try PNG.decode(PNG.encode(gray, compression: compression)).pixels == .gray(gray), coordinate)
      }
    }
  }

  @Test func textComesBackInOrderAsItWas() throws {
    let text: [PNG.Text] = [
      ("Instruction", "push the red block to the left"), ("seed", "7"), ("Comment", "two\nlines"), ("empty", ""),
      ("Author", "Käthe Ångström ✓ 机器人"), ("seed", "again"),
      ("a key of words", String(repeating: "long ", count: 9000)),
    ]
    let contents = try PNG.decode(PNG.encode(Image(width: 3, height: 2), text: text))
    #expect(contents.text.map(\.key) == text.map(\.key))
    #expect(contents.text.map(\.value) == text.map(\.value))
    #expect(contents["seed"] == "7")
    #expect(contents["missing"] == nil)
  }

  @Test func nulInATextIsLeftOut() throws {
    let bytes = PNG.encode(Image(width: 1, height: 1), text: [("a", "x\0y"), ("b", "\0"), ("c", "z")])
    #expect(try PNG.decode(bytes).text.map(\.value) == ["xy", "", "z"])
  }

  @Test func equalInputGivesEqualBytes() {
    var stream = RandomStream(seed: 5)
    let image = Image(width: 50, height: 40, pixels: Self.randomBytes(6000, &stream))
    #expect(PNG.encode(image, text: [("step", "4")]) == PNG.encode(image, text: [("step", "4")]))
    #expect(PNG.encode(image, text: [("step", "4")]) != PNG.encode(image, text: [("step", "5")]))
  }

  static func smallFile() -> [UInt8] {
    var stream = RandomStream(seed: 8)
    let image = Image(width: 6, height: 5, pixels: randomBytes(90, &stream))
    return PNG.encode(image, text: [("seed", "1"), ("Instruction", "schiebe nach rechts – ✓")])
  }

  @Test func everyTruncationIsRefused() {
    let file = Self.smallFile()
    for length in 0..<file.count {
      #expect(throws: PictureError.self, "first \(length) of \(file.count) bytes") {
        try PNG.decode(Array(file[..<length]))
      }
    }
  }

  @Test func everyChangedBitIsNoticed() {
    let file = Self.smallFile()
    for position in 0..<file.count {
      for bit in 0..<8 {
        var damaged = file
        damaged[position] ^= 1 << bit
        #expect(throws: PictureError.self, "byte \(position), bit \(bit)") { try PNG.decode(damaged) }
      }
    }
  }

  @Test func noiseIsRefused() {
    for seed in 0..<300 {
      var stream = RandomStream(seed: 9).split("noise", seed)
      var bytes = (0..<stream.index(below: 400)).map { _ in UInt8(truncatingIfNeeded: stream.next()) }
      // Half of them begin as a PNG file does, so that the reader goes further.
      if seed % 2 == 0 { bytes = Array(Self.smallFile().prefix(33)) + bytes }
      #expect(throws: PictureError.self, "seed \(seed)") { try PNG.decode(bytes) }
    }
  }

  @Test func hugePicturesAreRefusedWithoutBeingAllocated() throws {
    // A header of 60000×60000 with a right checksum, then nothing.
    var header: [UInt8] = Array("IHDR".utf8) + [0, 0, 0xEA, 0x60, 0, 0, 0xEA, 0x60, 8, 2, 0, 0, 0]
    header = [0, 0, 0, 13] + header + ChunkReader.checksum(header).bigEndianBytes
    let data = Array("IDAT".utf8)
    let file = PNGTests.signature + header + [0, 0, 0, 0] + data + ChunkReader.checksum(data).bigEndianBytes
    let error = #expect(throws: PictureError.self) { try PNG.decode(file) }
    #expect(error == .unreadable(reason: "the picture is too large"))
  }

  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  @Test func filesHaveNoTimeAndTheExpectedChunks() throws {
    let types = try ChunkReader(Self.smallFile()).chunks.map(\.type)
    #expect(types == ["IHDR", "tEXt", "iTXt", "IDAT", "IEND"])
  }

  @Test func depthIsStoredInMillimetres() {
    let depth = DepthMap(width: 3, height: 2, metres: [0, 0.0004, 1.2346, 65.535, 70, .infinity])
    #expect(GrayImage(millimetresOf: depth).values == [0, 0, 1235, 65535, 0, 0])
    #expect(GrayImage(millimetresOf: DepthMap(width: 1, height: 1, metres: [.nan])).values == [0])
  }

  @Test func versionsAreNamed() {
    #expect(PNG.versions.hasPrefix("libpng 1."))
    #expect(PNG.versions.contains(", zlib 1."))
  }
}
