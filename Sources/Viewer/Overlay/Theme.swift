import Figures

/// The colours of the window: light words on dark ground, colours that readers with a colour-vision deficiency tell
/// apart.
enum Theme {
  static let ground: UInt32 = 0x14171A
  static let box = Color(hex: 0x1D2226)
  static let shade = Color(hex: 0x0C0E10).opacity(0.86)
  static let ink = Color(hex: 0xECEFF1)
  static let dim = Color(hex: 0x98A2AA)
  static let faint = Color(hex: 0x3A4248)
  static let accent = Color(hex: 0x6CB8F0)
  static let success = Color(hex: 0x3DBB8B)
  static let failure = Color(hex: 0xF0824A)
  static let hand = Color(hex: 0xCC79A7)
  static let led = Color(hex: 0x35E06A)
  static let bulb = Color(hex: 0xFFE14A)
  static let withoutExit = Color(hex: 0x4F7FA3)

  /// The colour of an exit: dark for the first, bright for the last.
  static func exit(_ exit: Int, of count: Int) -> Color {
    Palette.sequential(count > 1 ? 0.25 + 0.75 * Double(exit) / Double(count - 1) : 0.6)
  }

  /// The same for words, light enough to be read.
  static func exitInk(_ exit: Int, of count: Int) -> Color { Theme.exit(exit, of: count).mixed(with: ink, 0.35) }

  static let title = TextStyle(size: 19, isBold: true, color: ink)
  static let body = TextStyle(size: 13, color: ink)
  static let strong = TextStyle(size: 13, isBold: true, color: ink)
  static let note = TextStyle(size: 12, color: dim)
  static let small = TextStyle(size: 11, color: dim)
}

extension TextStyle {
  /// The same style in another colour.
  func colored(_ color: Color) -> TextStyle { TextStyle(size: size, isBold: isBold, color: color) }
}
