import Vocabulary

/// A safetensors file that is refused.
public struct SafetensorsError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong with it.
  public enum Fault: Hashable, Sendable {
    /// The system does not give its bytes.
    case unreadable(String)
    /// It is shorter than what its beginning announces.
    case truncated(expected: Int, found: Int)
    /// The header is longer than is sensible, or negative.
    case headerLength(UInt64)
    /// The header is not the JSON that it should be.
    case header(String)
    /// A tensor's entry in the header is not as it should be.
    case entry(name: String, String)
    /// Bytes that belong to no tensor or to two.
    case layout(String)
    /// The file has no tensor of that name.
    case missing(name: String)
    /// The tensor's elements are of another type than asked for.
    case elementType(name: String, found: SafetensorsFile.ElementType)
  }

  /// The file.
  public let path: String
  /// What is wrong with it.
  public let fault: Fault

  /// An error from its parts.
  public init(path: String, fault: Fault) {
    self.path = path
    self.fault = fault
  }

  /// One sentence for the user.
  public var description: String { "\(path): \(text)" }

  private var text: String {
    switch fault {
    case .unreadable(let reason): "cannot be read: \(reason)"
    case .truncated(let expected, let found): "has \(found) bytes where at least \(expected) are announced"
    case .headerLength(let length):
      "announces a header of \(length) bytes; 2 to \(SafetensorsFile.longestHeader) are allowed"
    case .header(let reason): "has a broken header: \(reason)"
    case .entry(let name, let reason): "tensor \(name): \(reason)"
    case .layout(let reason): reason
    case .missing(let name): "has no tensor \(name)"
    case .elementType(let name, let found): "tensor \(name) has elements \(found.rawValue)"
    }
  }
}
