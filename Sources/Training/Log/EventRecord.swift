/// TensorBoard's event files: protocol buffers `Event` and `Summary` in records with masked CRC-32C checksums.
///
/// A record is its length (8 bytes, little-endian), the length's checksum, the bytes, their checksum (4 bytes each).
public enum EventRecord {
  /// The record that every file begins with.
  public static func fileVersion(time: Double) -> [UInt8] {
    record(double(1, time) + text(3, "brain.Event:2"))
  }

  /// A record of numbers at a step.
  ///
  /// - Parameters:
  ///   - time: seconds since 1970.
  ///   - scalars: tags, such as `loss/exit 1`, and their values.
  public static func scalars(_ scalars: [(tag: String, value: Double)], step: Int, time: Double) -> [UInt8] {
    // Event: wall_time = 1 (double), step = 2 (int64), summary = 5; Summary: value = 1; Value: tag = 1, simple_value = 2.
    let summary = scalars.flatMap { scalar in message(1, text(1, scalar.tag) + float(2, Float(scalar.value))) }
    return record(double(1, time) + variable(2, UInt64(max(0, step))) + message(5, summary))
  }

  /// Bytes as a record.
  static func record(_ bytes: [UInt8]) -> [UInt8] {
    let length = littleEndian(UInt64(bytes.count))
    return length + littleEndian(CyclicRedundancyCheck.masked(length)) + bytes
      + littleEndian(CyclicRedundancyCheck.masked(bytes))
  }

  // MARK: - Protocol buffers: a key is the field's number and the form of what follows.

  private static func double(_ field: UInt64, _ value: Double) -> [UInt8] {
    varint(field << 3 | 1) + littleEndian(value.bitPattern)
  }

  private static func float(_ field: UInt64, _ value: Float) -> [UInt8] {
    varint(field << 3 | 5) + littleEndian(value.bitPattern)
  }

  private static func variable(_ field: UInt64, _ value: UInt64) -> [UInt8] { varint(field << 3) + varint(value) }

  private static func text(_ field: UInt64, _ value: String) -> [UInt8] { message(field, Array(value.utf8)) }

  private static func message(_ field: UInt64, _ bytes: [UInt8]) -> [UInt8] {
    varint(field << 3 | 2) + varint(UInt64(bytes.count)) + bytes
  }

  private static func varint(_ value: UInt64) -> [UInt8] {
    var rest = value
    var bytes: [UInt8] = []
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }

  private static func littleEndian<Number: FixedWidthInteger>(_ value: Number) -> [UInt8] {
    (0..<Number.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> Number($0 * 8)) }
  }
}
