/// One chunk of a PNG file that libpng wrote or that is put beside its chunks.
struct PNGChunk {
  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  var type: String
  var data: [UInt8]

  /// Writes length, type, data and checksum.
  func append(to file: inout [UInt8]) {
    let body = Array(type.utf8) + data
    file += bigEndian(data.count)
    file += body
    file += bigEndian(Int(PNG.checksum(body)))
  }

  /// The chunks of a file that was written by this module and so is well formed.
  static func split(_ file: [UInt8]) -> [PNGChunk] {
    var chunks: [PNGChunk] = []
    var position = signature.count
    while position < file.count {
      let length = file[position..<(position + 4)].reduce(0) { $0 << 8 | Int($1) }
      let type = String(decoding: file[(position + 4)..<(position + 8)], as: UTF8.self)
      chunks.append(PNGChunk(type: type, data: Array(file[(position + 8)..<(position + 8 + length)])))
      position += length + 12
    }
    return chunks
  }
}

/// The four bytes of a number as PNG files hold it.
func bigEndian(_ value: Int) -> [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) } }
