/// Reads a PNG file's chunks without libpng or zlib: an independent witness of the files' structure.
struct ChunkReader {
  struct Chunk {
    let type: String
    let data: [UInt8]
  }

  enum Fault: Error { case signature, truncated, checksum(type: String) }

  let chunks: [Chunk]

  init(_ file: [UInt8]) throws {
    guard file.starts(with: PNGTests.signature) else { throw Fault.signature }
    var position = 8
    var chunks: [Chunk] = []
    while position < file.count {
      guard position + 12 <= file.count else { throw Fault.truncated }
      let length = Int(Self.number(file[position..<position + 4]))
      guard position + 12 + length <= file.count else { throw Fault.truncated }
      let body = Array(file[(position + 4)..<(position + 8 + length)])
      let type = String(decoding: body[..<4], as: UTF8.self)
      let stored = Self.number(file[(position + 8 + length)..<(position + 12 + length)])
      guard stored == Self.checksum(body) else { throw Fault.checksum(type: type) }
      chunks.append(Chunk(type: type, data: Array(body[4...])))
      position += 12 + length
    }
    self.chunks = chunks
  }

  static func number(_ bytes: some Sequence<UInt8>) -> UInt32 { bytes.reduce(0) { $0 << 8 | UInt32($1) } }

  /// CRC-32 bit by bit, as in the PNG specification's annex.
  static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var crc: UInt32 = .max
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? 0xEDB8_8320 ^ (crc >> 1) : crc >> 1 }
    }
    return ~crc
  }
}

extension UInt32 {
  var bigEndianBytes: [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: self >> $0) } }
}
