/// Lempel, Ziv and Welch's compression as GIF files use it: codes of growing length, least significant bit first.
package enum LZW {
  /// The codes of a picture whose pixels are of `bits` bits.
  package static func compressed(_ pixels: [UInt8], bits: Int) -> [UInt8] {
    var writer = BitWriter()
    writer.bytes.reserveCapacity(pixels.count / 2)
    let clear = 1 << bits
    let end = clear + 1
    // Known strings: for a prefix and the next pixel the string's code, 0 for none. A code is under 4096.
    var codes = [UInt16](repeating: 0, count: 4096 << bits)
    var next = end + 1
    var length = bits + 1
    writer.write(clear, bits: length)
    guard var prefix = pixels.first.map(Int.init) else {
      writer.write(end, bits: length)
      return writer.finished()
    }
    for pixel in pixels.dropFirst() {
      let place = prefix << bits | Int(pixel)
      if codes[place] != 0 {
        prefix = Int(codes[place])
        continue
      }
      writer.write(prefix, bits: length)
      if next < 4096 {
        // The reader is one string behind: its codes grow when this one no longer fits.
        if next == 1 << length { length += 1 }
        codes[place] = UInt16(next)
        next += 1
      } else {
        writer.write(clear, bits: length)
        codes = [UInt16](repeating: 0, count: codes.count)
        next = end + 1
        length = bits + 1
      }
      prefix = Int(pixel)
    }
    writer.write(prefix, bits: length)
    // Reading that code makes the reader's codes grow once more.
    if next < 4096, next == 1 << length { length += 1 }
    writer.write(end, bits: length)
    return writer.finished()
  }

  /// Adds bytes in blocks of at most 255 with their lengths, and the empty block that ends them.
  static func appendBlocks(_ bytes: [UInt8], to file: inout [UInt8]) {
    for start in stride(from: 0, to: bytes.count, by: 255) {
      let block = bytes[start..<min(start + 255, bytes.count)]
      file.append(UInt8(block.count))
      file += block
    }
    file.append(0)
  }

  /// Bits in the order of a GIF file.
  private struct BitWriter {
    var bytes: [UInt8] = []
    private var buffer: UInt32 = 0
    private var count = 0

    mutating func write(_ code: Int, bits: Int) {
      buffer |= UInt32(code) << UInt32(count)
      count += bits
      while count >= 8 {
        bytes.append(UInt8(truncatingIfNeeded: buffer))
        buffer >>= 8
        count -= 8
      }
    }

    mutating func finished() -> [UInt8] {
      if count > 0 { bytes.append(UInt8(truncatingIfNeeded: buffer)) }
      return bytes
    }
  }
}
