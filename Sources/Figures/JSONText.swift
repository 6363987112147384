/// A JSON value written as notebooks are: keys sorted, one space a level, no escapes that are not needed.
indirect enum JSONText {
  case null
  case number(Int)
  case string(String)
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

  /// Appends the value's UTF-8 bytes.
  func write(to bytes: inout [UInt8], indent: Int = 0) {
    func newLine(_ level: Int) { bytes += [0x0A] + [UInt8](repeating: 0x20, count: level) }
    switch self {
    case .null: bytes += Array("null".utf8)
    case .number(let value): bytes += Array(String(value).utf8)
    case .string(let text): Self.write(text, to: &bytes)
    case .array(let values):
      bytes.append(UInt8(ascii: "["))
      for (index, value) in values.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        newLine(indent + 1)
        value.write(to: &bytes, indent: indent + 1)
      }
      if !values.isEmpty { newLine(indent) }
      bytes.append(UInt8(ascii: "]"))
    case .object(let members):
      bytes.append(UInt8(ascii: "{"))
      for (index, key) in members.keys.sorted().enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        newLine(indent + 1)
        Self.write(key, to: &bytes)
        bytes += [UInt8(ascii: ":"), 0x20]
        members[key]?.write(to: &bytes, indent: indent + 1)
      }
      if !members.isEmpty { newLine(indent) }
      bytes.append(UInt8(ascii: "}"))
    }
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

/// Bytes as text of the alphabet of RFC 4648, padded.
func base64(_ bytes: [UInt8]) -> String {
  let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  var result: [UInt8] = []
  result.reserveCapacity((bytes.count + 2) / 3 * 4)
  for start in stride(from: 0, to: bytes.count, by: 3) {
    let count = min(3, bytes.count - start)
    var group = 0
    for offset in 0..<3 { group = group << 8 | (offset < count ? Int(bytes[start + offset]) : 0) }
    for place in 0..<4 {
      result.append(place <= count ? alphabet[group >> (18 - 6 * place) & 63] : UInt8(ascii: "="))
    }
  }
  return String(decoding: result, as: UTF8.self)
}
