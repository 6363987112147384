/// CRC-32C (Castagnoli): the checksum of TensorFlow's record files.
package enum CyclicRedundancyCheck {
  /// The checksum of some bytes.
  package static func crc32c(_ bytes: some Sequence<UInt8>) -> UInt32 {
    var remainder: UInt32 = 0xFFFF_FFFF
    for byte in bytes { remainder = table[Int(UInt8(truncatingIfNeeded: remainder) ^ byte)] ^ (remainder >> 8) }
    return ~remainder
  }

  /// The checksum as records store it: turned by 15 bits and moved, so that a sum of a sum is no special case.
  package static func masked(_ bytes: some Sequence<UInt8>) -> UInt32 {
    let crc = crc32c(bytes)
    return (crc >> 15 | crc << 17) &+ 0xA282_EAD8
  }

  /// The remainders of all bytes by the reflected polynomial 0x1EDC6F41.
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0x82F6_3B78 : value >> 1 }
  }
}
