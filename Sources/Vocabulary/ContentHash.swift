import CCrypto

/// SHA-256 of some bytes: the identity of a state, a picture, a scene or a file.
public struct ContentHash: Hashable, Codable, Sendable, CustomStringConvertible {
  /// 64 lower-case hexadecimal digits.
  public let hexadecimal: String

  /// A hash that was written down before.
  public init(hexadecimal: String) { self.hexadecimal = hexadecimal }

  /// The hash of raw bytes.
  public init(bytes: UnsafeRawBufferPointer) {
    var digest = [UInt8](repeating: 0, count: 32)
    var length: UInt32 = 0
    let done = unsafe EVP_Digest(bytes.baseAddress, bytes.count, &digest, &length, EVP_sha256(), nil)
    precondition(done == 1 && length == 32, "SHA-256 is part of every libcrypto")
    hexadecimal = digest.reduce(into: "") { text, byte in
      text += String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
    }
  }

  /// The hash of an array of plain values, as they lie in memory.
  public init<Element: BitwiseCopyable>(of elements: [Element]) {
    self = unsafe elements.withUnsafeBytes { unsafe ContentHash(bytes: $0) }
  }

  /// The hash of a text's UTF-8 bytes.
  public init(of text: String) { self.init(of: Array(text.utf8)) }

  /// The first 16 digits: enough to tell apart by eye.
  public var description: String { String(hexadecimal.prefix(16)) }
}
