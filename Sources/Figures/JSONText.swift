/// A JSON value written as notebooks are: keys sorted, one space a level, no escapes that are not needed.
indirect enum JSONText: Sendable {
  case null
  case number(Int)
  case string(String)
  /// Bytes as text, read when they are written.
  case base64(@Sendable () throws -> [UInt8])
  case array([JSONText])
  case object([String: JSONText])

  /// A text as notebooks hold long ones: an array of its lines, each with its line feed.
  static func lines(_ text: String) -> JSONText {
    var lines: [JSONText] = []
    var line = ""
    for scalar in text.unicodeScalars {
      line.unicodeScalars.append(scalar)
      if scalar == "\n" {
        lines.append(.string(line))
        line = ""
      }
    }
    if !line.isEmpty { lines.append(.string(line)) }
    return .array(lines)
  }

  /// Writes the value's UTF-8 bytes.
  func write(to sink: inout JSONSink, indent: Int = 0) throws {
    func newLine(_ level: Int) { sink.bytes += [0x0A] + [UInt8](repeating: 0x20, count: level) }
    switch self {
    case .null: sink.bytes += Array("null".utf8)
    case .number(let value): sink.bytes += Array(String(value).utf8)
    case .string(let text): Self.write(text, to: &sink.bytes)
    case .base64(let read):
      let content = try read()
      sink.bytes.append(UInt8(ascii: "\""))
      // A multiple of three bytes at a time: padding comes at the end alone.
      for start in stride(from: 0, to: content.count, by: 3 << 14) {
        appendBase64(content[start..<min(start + (3 << 14), content.count)], to: &sink.bytes)
        try sink.flushIfLarge()
      }
      sink.bytes.append(UInt8(ascii: "\""))
    case .array(let values):
      sink.bytes.append(UInt8(ascii: "["))
      for (index, value) in values.enumerated() {
        if index > 0 { sink.bytes.append(UInt8(ascii: ",")) }
        newLine(indent + 1)
        try value.write(to: &sink, indent: indent + 1)
      }
      if !values.isEmpty { newLine(indent) }
      sink.bytes.append(UInt8(ascii: "]"))
    case .object(let members):
      sink.bytes.append(UInt8(ascii: "{"))
      for (index, key) in members.keys.sorted().enumerated() {
        if index > 0 { sink.bytes.append(UInt8(ascii: ",")) }
        newLine(indent + 1)
        Self.write(key, to: &sink.bytes)
        sink.bytes += [UInt8(ascii: ":"), 0x20]
        try members[key]?.write(to: &sink, indent: indent + 1)
      }
      if !members.isEmpty { newLine(indent) }
      sink.bytes.append(UInt8(ascii: "}"))
    }
    try sink.flushIfLarge()
  }

  private static func write(_ text: String, to bytes: inout [UInt8]) {
    let quote = UInt8(ascii: "\"")
    let backslash = UInt8(ascii: "\\")
    let digits = Array("0123456789abcdef".utf8)
    bytes.append(quote)
    for byte in text.utf8 {
      switch byte {
      case quote, backslash: bytes += [backslash, byte]
      case 0x08: bytes += [backslash, UInt8(ascii: "b")]
      case 0x09: bytes += [backslash, UInt8(ascii: "t")]
      case 0x0A: bytes += [backslash, UInt8(ascii: "n")]
      case 0x0C: bytes += [backslash, UInt8(ascii: "f")]
      case 0x0D: bytes += [backslash, UInt8(ascii: "r")]
      case 0..<0x20: bytes += [backslash] + Array("u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      default: bytes.append(byte)
      }
    }
    bytes.append(quote)
  }
}

/// Where a long text goes, piece by piece.
struct JSONSink {
  /// Takes a piece.
  let append: ([UInt8]) throws -> Void
  /// What has not been passed on yet.
  var bytes: [UInt8] = []

  init(append: @escaping ([UInt8]) throws -> Void) { self.append = append }

  /// Passes on all there is.
  mutating func flush() throws {
    try append(bytes)
    bytes.removeAll(keepingCapacity: true)
  }

  /// Passes on what there is once it is worth a call.
  mutating func flushIfLarge() throws {
    if bytes.count >= 1 << 16 { try flush() }
  }
}

/// Appends bytes in the alphabet of RFC 4648, padded.
private func appendBase64(_ bytes: ArraySlice<UInt8>, to result: inout [UInt8]) {
  let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  for start in stride(from: bytes.startIndex, to: bytes.endIndex, by: 3) {
    let count = min(3, bytes.endIndex - start)
    var group = 0
    for offset in 0..<3 { group = group << 8 | (offset < count ? Int(bytes[start + offset]) : 0) }
    for place in 0..<4 {
      result.append(place <= count ? alphabet[group >> (18 - 6 * place) & 63] : UInt8(ascii: "="))
    }
  }
}
