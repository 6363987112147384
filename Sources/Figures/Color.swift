/// A colour in sRGB, each part 0 to 1.
public struct Color: Hashable, Sendable {
  /// Red.
  public var red: Double
  /// Green.
  public var green: Double
  /// Blue.
  public var blue: Double
  /// Opacity.
  public var alpha: Double

  /// A colour from its parts.
  public init(red: Double, green: Double, blue: Double, alpha: Double = 1) {
    self.red = red
    self.green = green
    self.blue = blue
    self.alpha = alpha
  }

  /// A colour from a number such as `0x0072B2`.
  public init(hex: UInt32) {
    let parts = [16, 8, 0].map { Double(hex >> $0 & 255) / 255 }
    self.init(red: parts[0], green: parts[1], blue: parts[2])
  }

  /// The same colour with another opacity.
  public func opacity(_ alpha: Double) -> Color { Color(red: red, green: green, blue: blue, alpha: alpha) }

  /// The colour `fraction` of the way to another.
  public func mixed(with other: Color, _ fraction: Double) -> Color {
    func mix(_ a: Double, _ b: Double) -> Double { a + (b - a) * fraction }
    return Color(
      red: mix(red, other.red), green: mix(green, other.green), blue: mix(blue, other.blue),
      alpha: mix(alpha, other.alpha))
  }

  /// Text and lines.
  public static let ink = Color(hex: 0x1A1A1A)
  /// Notes and tick labels.
  public static let gray = Color(hex: 0x5F5F5F)
  /// Grid lines and frames' borders.
  public static let faint = Color(hex: 0xDEDEDE)
  /// Paper.
  public static let white = Color(hex: 0xFFFFFF)
  /// Done.
  public static let success = Color(hex: 0x00805F)
  /// Not done.
  public static let failure = Color(hex: 0xC44E00)
}

/// Colours that readers with a colour-vision deficiency tell apart.
public enum Palette {
  /// Okabe and Ito's colours for categories (2008), darkest contrasts first; the yellow is left out on white paper.
  public static let categories: [Color] = [
    0x0072B2, 0xD55E00, 0x009E73, 0xE69F00, 0xCC79A7, 0x56B4E9, 0x7F7F7F,
  ].map { Color(hex: $0) }

  /// The colour of a category by its number; after the last the first comes again.
  public static func category(_ index: Int) -> Color { categories[index % categories.count] }

  /// A colour between dark blue (0) and yellow (1) whose lightness rises evenly, after Matplotlib's viridis.
  public static func sequential(_ fraction: Double) -> Color {
    let stops = [0x440154, 0x3B528B, 0x21918C, 0x5EC962, 0xFDE725].map { Color(hex: $0) }
    let place = min(max(fraction.isNaN ? 0 : fraction, 0), 1) * Double(stops.count - 1)
    let index = min(Int(place), stops.count - 2)
    return stops[index].mixed(with: stops[index + 1], place - Double(index))
  }

  /// The colour of one of so many ordered levels, from 0: yellow for the first, dark blue for the last.
  public static func level(_ index: Int, of count: Int) -> Color {
    sequential(0.92 - 0.84 * Double(index) / Double(max(count - 1, 1)))
  }
}
