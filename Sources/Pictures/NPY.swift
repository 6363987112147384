import Vocabulary

/// NumPy's array files, version 1.0, little-endian, in C order: read with `numpy.load`.
///
/// Layout: NumPy Enhancement Proposal 1.
public enum NPY {
  /// The file of an array of bytes.
  public static func encode(_ values: [UInt8], shape: [Int]) -> [UInt8] {
    header("|u1", shape, count: values.count) + values
  }

  /// The file of an array of 32-bit integers.
  public static func encode(_ values: [Int32], shape: [Int]) -> [UInt8] {
    var file = header("<i4", shape, count: values.count)
    file.reserveCapacity(file.count + 4 * values.count)
    for value in values { append(UInt32(bitPattern: value), to: &file) }
    return file
  }

  /// The file of an array of single-precision numbers; infinities stay what they are.
  public static func encode(_ values: [Float], shape: [Int]) -> [UInt8] {
    var file = header("<f4", shape, count: values.count)
    file.reserveCapacity(file.count + 4 * values.count)
    for value in values { append(value.bitPattern, to: &file) }
    return file
  }

  /// A picture: height × width × 3 bytes.
  public static func encode(_ image: Image) -> [UInt8] { encode(image.pixels, shape: [image.height, image.width, 3]) }

  /// A picture with alpha: height × width × 4 bytes.
  public static func encode(_ image: AlphaImage) -> [UInt8] {
    encode(image.pixels, shape: [image.height, image.width, 4])
  }

  /// Distances: height × width numbers in metres, infinite where nothing is seen.
  public static func encode(_ depth: DepthMap) -> [UInt8] { encode(depth.metres, shape: [depth.height, depth.width]) }

  /// Bodies: height × width integers, −1 where nothing is seen.
  public static func encode(_ map: SegmentationMap) -> [UInt8] { encode(map.bodies, shape: [map.height, map.width]) }

  private static func append(_ value: UInt32, to file: inout [UInt8]) {
    file.append(UInt8(truncatingIfNeeded: value))
    file.append(UInt8(truncatingIfNeeded: value >> 8))
    file.append(UInt8(truncatingIfNeeded: value >> 16))
    file.append(UInt8(truncatingIfNeeded: value >> 24))
  }

  /// Magic, version, and a Python dictionary, padded so that the numbers begin at a multiple of 64.
  private static func header(_ type: String, _ shape: [Int], count: Int) -> [UInt8] {
    precondition(shape.reduce(1, *) == count, "an array has as many elements as its shape says")
    let lengths = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    var text = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(lengths)), }"
    text += String(repeating: " ", count: 63 - (10 + text.utf8.count) % 64) + "\n"
    let size = text.utf8.count
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(size & 255), UInt8(size >> 8)] + Array(text.utf8)
  }
}
