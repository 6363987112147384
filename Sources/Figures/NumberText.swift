import Glibc

/// Numbers as text, the same on every machine and in every locale.
public enum NumberText {
  /// A number with a fixed count of decimals, rounded half away from zero; a typographic minus sign.
  ///
  /// Values beyond 10¹⁵ and what is not finite are written as Swift writes them.
  public static func fixed(_ value: Double, places: Int) -> String {
    precondition((0...12).contains(places), "between 0 and 12 decimals")
    let scale = pow(10, Double(places))
    let scaled = (abs(value) * scale).rounded()
    guard scaled < 1e15 else { return "\(value)".replacing("-", with: "−") }
    let digits = String(Int(scaled))
    let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    let whole = padded.dropLast(places)
    let sign = value < 0 && scaled > 0 ? "−" : ""
    return sign + whole + (places > 0 ? "." + padded.suffix(places) : "")
  }

  /// A difference's text with a plus sign where it is above zero and shows that.
  public static func signed(_ value: Double, _ text: String) -> String {
    value > 0 && text.contains { ("1"..."9").contains($0) } ? "+" + text : text
  }

  /// A share of one in percent, as in "97.3%".
  public static func percent(_ share: Double, places: Int = 1) -> String { fixed(share * 100, places: places) + "%" }

  /// A power of ten: plain between 0.001 and 10,000, else with a raised exponent.
  static func power(_ exponent: Int, times factor: Int = 1) -> String {
    if (-3...4).contains(exponent) {
      return fixed(Double(factor) * pow(10, Double(exponent)), places: max(0, -exponent))
    }
    let raised: [Character: Character] = [
      "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷", "8": "⁸", "9": "⁹", "-": "⁻",
    ]
    return (factor == 1 ? "" : "\(factor)·") + "10" + String(String(exponent).map { raised[$0] ?? $0 })
  }
}
