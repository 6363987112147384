import Glibc
import Vocabulary

/// A file of named tensors in the safetensors format, readable from Python; libtorch has no part in it.
///
/// Opening reads and checks the header alone; each tensor is read when it is asked for. The file stays open, so a
/// replacement on disk does not mix two files. Strict: every byte belongs to exactly one tensor, nothing is announced
/// that is not there, and elements of other types than these three are refused.
public struct SafetensorsFile: Sendable {
  /// What the elements are, under the format's names.
  public enum ElementType: String, Hashable, Sendable, CaseIterable {
    /// 32-bit floating point.
    case float32 = "F32"
    /// 16-bit floating point.
    case float16 = "F16"
    /// 64-bit integers.
    case int64 = "I64"

    /// The bytes of one element.
    public var size: Int {
      switch self {
      case .float16: 2
      case .float32: 4
      case .int64: 8
      }
    }
  }

  /// One tensor of the file.
  public struct Entry: Hashable, Sendable {
    /// Its name.
    public let name: String
    /// What its elements are.
    public let elementType: ElementType
    /// The size of each dimension.
    public let shape: [Int]
    /// Its bytes, counted from the start of the file.
    let bytes: Range<Int>

    /// How many elements it has.
    public var count: Int { bytes.count / elementType.size }
  }

  /// The longest header that is read.
  public static let longestHeader = 1 << 24

  /// Where the file is.
  public let path: String
  /// The tensors in the order of their bytes.
  public let entries: [Entry]
  /// The texts that were stored with the tensors.
  public let metadata: [String: String]
  private let places: [String: Int]
  private let file: OpenFile

  /// Opens a file and checks its header.
  public init(path: String) throws(SafetensorsError) {
    let file = try OpenFile(path)
    let header = try SafetensorsHeader(file)
    self.path = path
    self.file = file
    entries = header.entries
    metadata = header.metadata
    places = Dictionary(uniqueKeysWithValues: header.entries.enumerated().map { ($1.name, $0) })
  }

  /// The tensor of a name.
  public func entry(_ name: String) -> Entry? { places[name].map { entries[$0] } }

  /// The elements of a float32 tensor, or of a float16 one, widened.
  public func floats(_ name: String) throws(SafetensorsError) -> [Float] {
    let entry = try known(name)
    switch entry.elementType {
    case .float32:
      return try file.read(entry.bytes, as: UInt32.self).map { Float(bitPattern: UInt32(littleEndian: $0)) }
    case .float16:
      return try file.read(entry.bytes, as: UInt16.self).map { Float(Float16(bitPattern: UInt16(littleEndian: $0))) }
    case .int64: throw SafetensorsError(path: path, fault: .elementType(name: name, found: .int64))
    }
  }

  /// The elements of an int64 tensor.
  public func integers(_ name: String) throws(SafetensorsError) -> [Int64] {
    let entry = try known(name)
    guard entry.elementType == .int64 else {
      throw SafetensorsError(path: path, fault: .elementType(name: name, found: entry.elementType))
    }
    return try file.read(entry.bytes, as: Int64.self).map { Int64(littleEndian: $0) }
  }

  private func known(_ name: String) throws(SafetensorsError) -> Entry {
    guard let entry = entry(name) else { throw SafetensorsError(path: path, fault: .missing(name: name)) }
    return entry
  }
}

/// A file that is open for reading as long as someone refers to it.
final class OpenFile: Sendable {
  let path: String
  let size: Int
  private let descriptor: Int32

  init(_ path: String) throws(SafetensorsError) {
    func fault(_ reason: String) -> SafetensorsError { SafetensorsError(path: path, fault: .unreadable(reason)) }
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw fault(unsafe String(cString: strerror(errno))) }
    var information = stat()
    guard unsafe fstat(descriptor, &information) == 0, information.st_mode & S_IFMT == S_IFREG else {
      _ = close(descriptor)
      throw fault("it is not a file")
    }
    self.path = path
    self.descriptor = descriptor
    size = Int(information.st_size)
  }

  deinit { _ = close(descriptor) }

  /// A part of the file that its header or its size promised.
  func read<Element: BitwiseCopyable & FixedWidthInteger>(
    _ range: Range<Int>, as type: Element.Type
  ) throws(SafetensorsError) -> [Element] {
    precondition(range.count % MemoryLayout<Element>.size == 0, "a part of an element")
    var (done, code): (Int, Int32?) = (0, nil)
    let elements = unsafe [Element](unsafeUninitializedCapacity: range.count / MemoryLayout<Element>.size) {
      buffer, count in
      let bytes = unsafe UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: range.count)
      unsafe (done, code) = FileBytes.read(into: bytes, from: descriptor, at: range.lowerBound)
      count = done / MemoryLayout<Element>.size
    }
    if let code { throw SafetensorsError(path: path, fault: .unreadable(unsafe String(cString: strerror(code)))) }
    guard done == range.count else {
      throw SafetensorsError(path: path, fault: .truncated(expected: range.upperBound, found: range.lowerBound + done))
    }
    return elements
  }
}
