import Vocabulary

/// A tensor on its way into a safetensors file.
public struct StoredTensor: Sendable {
  /// Its name.
  public let name: String
  /// The size of each dimension.
  public let shape: [Int]
  /// What its elements are.
  public let elementType: SafetensorsFile.ElementType
  /// How many elements it has.
  let count: Int
  /// Makes the bytes of some elements, little-endian: when they are written, so that a file takes little memory.
  let makeBytes: @Sendable (Range<Int>) -> [UInt8]

  /// How many bytes the elements take.
  var byteCount: Int { count * elementType.size }

  /// A tensor of 32-bit floating-point numbers.
  public static func float32(_ name: String, _ shape: [Int], _ values: [Float]) -> StoredTensor {
    StoredTensor(name, shape, .float32, values) { $0.bitPattern.littleEndian }
  }

  /// A tensor of 16-bit floating-point numbers, rounded to the nearest; beyond ±65504 they become infinite.
  public static func float16(_ name: String, _ shape: [Int], _ values: [Float]) -> StoredTensor {
    StoredTensor(name, shape, .float16, values) { Float16($0).bitPattern.littleEndian }
  }

  /// A tensor of integers.
  public static func int64(_ name: String, _ shape: [Int], _ values: [Int64]) -> StoredTensor {
    StoredTensor(name, shape, .int64, values) { $0.littleEndian }
  }

  private init<Value: Sendable, Element: BitwiseCopyable>(
    _ name: String, _ shape: [Int], _ type: SafetensorsFile.ElementType, _ values: [Value],
    element: @escaping @Sendable (Value) -> Element
  ) {
    precondition(shape.reduce(1, *) == values.count, "\(values.count) values do not fill \(shape) of \(name)")
    precondition(shape.count <= 8 && name != "__metadata__", "a shape or a name that the format does not have")
    self.name = name
    self.shape = shape
    elementType = type
    count = values.count
    makeBytes = { unsafe values[$0].map(element).withUnsafeBytes { unsafe [UInt8]($0) } }
  }
}

extension SafetensorsFile {
  /// Elements whose bytes are made in one go.
  private static let elementsAtOnce = 1 << 18

  /// Writes a file that is either there in full or not at all; the same input gives the same bytes.
  ///
  /// Tensors stand in the order given, those with larger elements first, so that each begins at a multiple of its
  /// element's size. Metadata stand in the order of their keys.
  public static func write(
    _ tensors: [StoredTensor], metadata: [String: String] = [:], to path: String
  ) throws(FileError) {
    precondition(Set(tensors.map(\.name)).count == tensors.count, "two tensors of one name")
    let ordered = [ElementType.int64, .float32, .float16].flatMap { type in tensors.filter { $0.elementType == type } }
    var members: [JSONMember] = []
    if !metadata.isEmpty {
      let texts = metadata.sorted { $0.key < $1.key }.map { JSONMember($0.key, .text($0.value)) }
      members.append(JSONMember("__metadata__", .object(texts)))
    }
    var offset = 0
    for tensor in ordered {
      let end = offset + tensor.byteCount
      members.append(
        JSONMember(
          tensor.name,
          .object([
            JSONMember("dtype", .text(tensor.elementType.rawValue)),
            JSONMember("shape", .list(tensor.shape.map(JSONValue.integer))),
            JSONMember("data_offsets", .list([.integer(offset), .integer(end)])),
          ])))
      offset = end
    }
    var header = Array(JSONValue.object(members).compactText.utf8)
    header += [UInt8](repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8)
    precondition(header.count <= longestHeader, "metadata or names that no reader would accept")
    let writer = try AtomicFile.Writer(path)
    try writer.append((0..<8).map { UInt8(truncatingIfNeeded: UInt64(header.count) >> ($0 * 8)) })
    try writer.append(header)
    for tensor in ordered {
      for first in stride(from: 0, to: tensor.count, by: elementsAtOnce) {
        try writer.append(tensor.makeBytes(first..<min(first + elementsAtOnce, tensor.count)))
      }
    }
    try writer.commit()
  }
}
