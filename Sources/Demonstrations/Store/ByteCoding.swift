import Vocabulary

/// Bytes that numbers are written into, little-endian.
struct ByteSink {
  private(set) var bytes: [UInt8] = []

  mutating func put(_ value: UInt8) { bytes.append(value) }

  mutating func put(_ value: UInt16) {
    for shift in [0, 8] { bytes.append(UInt8(truncatingIfNeeded: value >> shift)) }
  }

  mutating func put(_ value: UInt32) {
    for shift in stride(from: 0, to: 32, by: 8) { bytes.append(UInt8(truncatingIfNeeded: value >> UInt32(shift))) }
  }

  mutating func put(_ value: UInt64) {
    for shift in stride(from: 0, to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(shift))) }
  }

  mutating func put(_ value: Double) { put(value.bitPattern) }

  mutating func put(_ value: Float) { put(value.bitPattern) }

  mutating func put(_ more: some Sequence<UInt8>) { bytes.append(contentsOf: more) }
}

/// Bytes that numbers are read from, little-endian, never past their end.
struct ByteSource {
  /// What is wrong, and at which byte.
  struct Fault: Error {
    let byte: Int
    let reason: String
  }

  private let bytes: [UInt8]
  private(set) var place: Int

  init(_ bytes: [UInt8], from place: Int = 0) {
    self.bytes = bytes
    self.place = place
  }

  /// Bytes that are left.
  var rest: Int { bytes.count - place }

  func fault(_ reason: String) -> Fault { Fault(byte: place, reason: reason) }

  private mutating func take(_ count: Int) throws(Fault) -> Int {
    guard count <= rest else { throw fault("it ends where \(count) more bytes should be") }
    defer { place += count }
    return place
  }

  mutating func byte() throws(Fault) -> UInt8 { bytes[try take(1)] }

  mutating func word16() throws(Fault) -> Int {
    let start = try take(2)
    return Int(bytes[start]) | Int(bytes[start + 1]) << 8
  }

  mutating func word32() throws(Fault) -> UInt32 {
    let start = try take(4)
    return UInt32(bytes[start]) | UInt32(bytes[start + 1]) << 8 | UInt32(bytes[start + 2]) << 16
      | UInt32(bytes[start + 3]) << 24
  }

  mutating func double() throws(Fault) -> Double {
    let low = try word32()
    return Double(bitPattern: UInt64(low) | UInt64(try word32()) << 32)
  }

  /// A number whose magnitude is at most `limit`.
  mutating func double(within limit: Double) throws(Fault) -> Double {
    let value = try double()
    guard abs(value) <= limit else { throw Fault(byte: place - 8, reason: "\(value) is not within ±\(limit)") }
    return value
  }

  mutating func float(within limit: Float) throws(Fault) -> Float {
    let value = Float(bitPattern: try word32())
    guard abs(value) <= limit else { throw Fault(byte: place - 4, reason: "\(value) is not within ±\(limit)") }
    return value
  }

  /// A number below `count`.
  mutating func index(below count: Int, _ what: String) throws(Fault) -> Int {
    let value = Int(try byte())
    guard value < count else { throw Fault(byte: place - 1, reason: "there is no \(what) \(value)") }
    return value
  }

  mutating func text(_ count: Int) throws(Fault) -> String {
    let start = try take(count)
    guard let text = String(validating: bytes[start..<start + count], as: UTF8.self) else {
      throw Fault(byte: start, reason: "a text is not UTF-8")
    }
    return text
  }

  mutating func skip(_ count: Int) throws(Fault) { _ = try take(count) }
}
