import CPNG
import Vocabulary

/// PNG files in memory: 8-bit RGB and RGBA, 16-bit grey, palettes, text chunks. The same input gives the same bytes.
public enum PNG {
  /// A text chunk: a key of 1 to 79 Latin letters, digits or spaces, and any text without NUL.
  public typealias Text = (key: String, value: String)

  /// How much work is put into a small file; figures for rendered frames of 200×200 pixels on one core at 3 GHz.
  public enum Compression: Hashable, Sendable {
    /// For frames that are read once: 1.2 ms, 45 kB.
    case fast
    /// For what is kept: 2.4 ms, 42 kB.
    case standard
    /// For what is published: 33 ms, 38 kB.
    case small

    var level: Int32 {
      switch self {
      case .fast: 1
      case .standard: 3
      case .small: 9
      }
    }

    var filter: Int32 { Int32(self == .fast ? CPNG_FILTER_SUB : CPNG_FILTER_ALL) }
  }

  /// The file of an RGB picture.
  public static func encode(_ image: Image, text: [Text] = [], compression: Compression = .standard) -> [UInt8] {
    encode(image.pixels, width: image.width, height: image.height, format: CPNG_RGB, text, compression)
  }

  /// The file of a picture with alpha.
  public static func encode(_ image: AlphaImage, text: [Text] = [], compression: Compression = .standard) -> [UInt8] {
    encode(image.pixels, width: image.width, height: image.height, format: CPNG_RGBA, text, compression)
  }

  /// The file of a 16-bit grey picture.
  public static func encode(_ image: GrayImage, text: [Text] = [], compression: Compression = .standard) -> [UInt8] {
    encode(image.values, width: image.width, height: image.height, format: CPNG_GRAY16, text, compression)
  }

  /// The file of a picture with a palette; its pixels are read back as places in it.
  public static func encode(_ image: IndexedImage, text: [Text] = [], compression: Compression = .standard) -> [UInt8] {
    encode(
      image.indices, width: image.width, height: image.height, format: CPNG_PALETTE, palette: image.palette, text,
      compression)
  }

  /// The libraries behind this module, as in "libpng 1.6.39, zlib 1.2.13".
  public static var versions: String {
    unsafe withMessage { message in unsafe cpng_versions(message) }.message
  }

  private static func encode<Value: BitwiseCopyable>(
    _ values: [Value], width: Int, height: Int, format: Int, palette: [UInt8] = [], _ text: [Text],
    _ compression: Compression
  ) -> [UInt8] {
    precondition(width > 0 && height > 0, "a PNG file has at least one pixel")
    for (key, _) in text { precondition(isKey(key), "\"\(key)\" cannot be the key of a PNG text chunk") }
    // All keys and values in one block, so that C sees stable addresses; NUL ends each.
    var block: [CChar] = []
    var offsets: [(key: Int, value: Int)] = []
    for (key, value) in text {
      offsets.append((block.count, block.count + key.utf8.count + 1))
      for part in [key, value] {
        for byte in part.utf8 where byte != 0 { block.append(CChar(bitPattern: byte)) }
        block.append(0)
      }
    }
    var bytes: UnsafeMutablePointer<UInt8>?
    var count = 0
    let (status, message) = unsafe withMessage { message in
      unsafe block.withUnsafeBufferPointer { block in
        let chunks = unsafe offsets.map { offset in
          unsafe cpng_text(key: block.baseAddress! + offset.key, value: block.baseAddress! + offset.value)
        }
        return unsafe values.withUnsafeBytes { values in
          unsafe cpng_encode(
            values.bindMemory(to: UInt8.self).baseAddress, UInt32(width), UInt32(height), Int32(format),
            compression.level, format == CPNG_PALETTE ? Int32(CPNG_FILTER_NONE) : compression.filter, palette,
            palette.count / 3, chunks, chunks.count, &bytes, &count, message)
        }
      }
    }
    defer { unsafe cpng_free(bytes) }
    guard status == 0, let bytes = unsafe bytes else { fatalError("libpng cannot write a valid picture: \(message)") }
    return unsafe Array(UnsafeBufferPointer(start: bytes, count: count))
  }

  /// PNG's rule for keys: 1 to 79 printable characters (ASCII here), no space at either end, no two in a row.
  private static func isKey(_ key: String) -> Bool {
    let bytes = Array(key.utf8)
    guard (1...79).contains(bytes.count), bytes.allSatisfy({ (32..<127).contains($0) }) else { return false }
    return bytes.first != 32 && bytes.last != 32 && !zip(bytes, bytes.dropFirst()).contains { $0 == (32, 32) }
  }

  /// Runs a C call that may leave a message.
  static func withMessage<Result>(
    _ body: (UnsafeMutablePointer<CChar>) -> Result
  ) -> (result: Result, message: String) {
    unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(CPNG_MESSAGE_SIZE)) { message in
      unsafe message.initialize(repeating: 0)
      let result = unsafe body(message.baseAddress!)
      return unsafe (result, String(cString: message.baseAddress!))
    }
  }

  /// The CRC-32 that ends a chunk, over its type and data.
  static func checksum(_ bytes: [UInt8]) -> UInt32 {
    unsafe bytes.withUnsafeBufferPointer { unsafe cpng_crc32(0, $0.baseAddress, $0.count) }
  }
}
