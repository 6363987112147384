/// How a text looks.
public struct TextStyle: Hashable, Sendable {
  /// The size in points.
  public var size: Double
  /// Whether it is bold.
  public var isBold: Bool
  /// Its colour.
  public var color: Color

  /// A style from its parts.
  public init(size: Double, isBold: Bool = false, color: Color = .ink) {
    self.size = size
    self.isBold = isBold
    self.color = color
  }

  /// From one baseline to the next.
  package var lineHeight: Double { 1.22 * size }
  /// From the top of a line to its baseline.
  var ascent: Double { 0.93 * size }
  /// From the baseline to the bottom of a line.
  var descent: Double { lineHeight - ascent }

  static let title = TextStyle(size: 9, isBold: true)
  static let body = TextStyle(size: 7.5)
  static let note = TextStyle(size: 6.5, color: .gray)
}

extension Fonts {
  func typeface(_ style: TextStyle) -> Typeface { style.isBold ? bold : regular }

  /// The width of one line, in points.
  package func width(of text: String, _ style: TextStyle) -> Double {
    let face = typeface(style)
    return face.advance(of: face.drawable(text)) * style.size
  }

  /// Breaks a text into lines of at most `width`: at spaces, within words that are too long, and at line ends.
  package func wrapped(_ text: String, to width: Double, _ style: TextStyle) -> [String] {
    var lines: [String] = []
    for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
      var line = ""
      for word in paragraph.split(whereSeparator: \.isWhitespace) {
        let longer = line.isEmpty ? String(word) : line + " " + word
        if self.width(of: longer, style) <= width {
          line = longer
          continue
        }
        if !line.isEmpty { lines.append(line) }
        line = String(word)
        while self.width(of: line, style) > width, line.count > 1 {
          var head = line
          while head.count > 1, self.width(of: head, style) > width { head.removeLast() }
          lines.append(head)
          line.removeFirst(head.count)
        }
      }
      if !line.isEmpty { lines.append(line) }
    }
    return lines
  }

  /// Breaks a text into as many lines as `wrapped` does, of widths as even as possible.
  func balanced(_ text: String, to width: Double, _ style: TextStyle) -> [String] {
    var best = wrapped(text, to: width, style)
    guard best.count > 1 else { return best }
    var low = 0.0
    var high = width
    for _ in 0..<12 {
      let middle = (low + high) / 2
      let lines = wrapped(text, to: middle, style)
      if lines.count <= best.count, isUnbroken(lines, text) {
        best = lines
        high = middle
      } else {
        low = middle
      }
    }
    return best
  }

  /// Whether lines break between words only.
  private func isUnbroken(_ lines: [String], _ text: String) -> Bool {
    lines.joined(separator: " ").split(whereSeparator: \.isWhitespace) == text.split(whereSeparator: \.isWhitespace)
  }

  /// The text, or as much of it as fits with an ellipsis.
  package func fitted(_ text: String, to width: Double, _ style: TextStyle) -> String {
    guard self.width(of: text, style) > width else { return text }
    var head = text
    while !head.isEmpty {
      head.removeLast()
      while head.last?.isWhitespace == true { head.removeLast() }
      if self.width(of: head + "…", style) <= width { return head + "…" }
    }
    return ""
  }
}
