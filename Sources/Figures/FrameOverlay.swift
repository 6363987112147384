import Pictures
import Vocabulary

/// What is written over a picture of a rollout: where in the chain it is, what was asked, how it went, which exits the
/// actions came from.
public struct FrameOverlay: Hashable, Sendable {
  /// The instruction.
  public var instruction: String
  /// The subtask's place in the chain, from 1.
  public var position: Int
  /// Subtasks of the chain.
  public var length: Int
  /// A few words on the moment, such as the step.
  public var moment: String
  /// How the subtask ended, once it has.
  public var outcome: Filmstrip.Outcome?
  /// A colour for each control step so far.
  public var strip: [Color]
  /// Control steps for which the strip has room.
  public var stripSteps: Int

  /// An overlay from its parts.
  public init(
    instruction: String, position: Int, length: Int = 5, moment: String = "", outcome: Filmstrip.Outcome? = nil,
    strip: [Color] = [], stripSteps: Int = 0
  ) {
    self.instruction = instruction
    self.position = position
    self.length = length
    self.moment = moment
    self.outcome = outcome
    self.strip = strip
    self.stripSteps = max(stripSteps, strip.count)
  }

  /// Text heights in pixels: 3.4 % of the picture's shorter side, and never below what can be read.
  static func pixelsPerPoint(width: Int, height: Int) -> Double {
    max(Double(min(width, height)) * 0.034, 8) / body.size
  }

  private static let body = TextStyle(size: 8, color: .white)
  private static let small = TextStyle(size: 6.5, color: Color(hex: 0xD8D8D8))
  private static let margin = 5.0

  /// The band's height, in points.
  private func bandHeight(lines: Int) -> Double {
    Double(lines) * Self.body.lineHeight + Self.small.lineHeight + (strip.isEmpty ? 0 : 5.5) + 2 * Self.margin - 1
  }

  /// How many pixels of a picture's height the band covers.
  public func rows(width: Int, height: Int) throws(FigureError) -> Int {
    let fonts = try Fonts.installed()
    let scale = Self.pixelsPerPoint(width: width, height: height)
    let lines = fonts.balanced(instruction, to: Double(width) / scale - 2 * Self.margin, Self.body)
    return Int((self.bandHeight(lines: lines.count) * scale).rounded(.up))
  }

  /// The band along the lower edge of a picture of so many pixels.
  public func drawing(width: Int, height: Int) throws(FigureError) -> Drawing {
    let fonts = try Fonts.installed()
    let scale = Self.pixelsPerPoint(width: width, height: height)
    let page = Size(width: Double(width) / scale, height: Double(height) / scale)
    let inner = page.width - 2 * Self.margin
    let lines = fonts.balanced(instruction, to: inner, Self.body)
    let band = bandHeight(lines: lines.count)
    var top = page.height - band
    var drawing = Drawing(size: page)
    drawing.elements.append(
      .rectangle(
        Rectangle(x: 0, y: top, width: page.width, height: band), fill: Color(hex: 0x101418).opacity(0.72)))
    top += Self.margin - 1

    // A dot for each subtask: done, under way, still to come.
    let middle = top + Self.small.lineHeight / 2
    var x = Self.margin
    for index in 1...max(length, 1) {
      let isDone = index < position || (index == position && outcome == .succeeded)
      let color = isDone ? Self.good : index == position ? (outcome == .failed ? Self.bad : .white) : Self.dim
      drawing.elements.append(.disc(center: Point(x + 2, middle), radius: index == position ? 2.2 : 1.6, fill: color))
      x += 6
    }
    let words = ["\(position) of \(length)", moment, outcome.map { $0 == .succeeded ? "done" : "failed" } ?? ""]
    let text = words.filter { !$0.isEmpty }.joined(separator: "  ·  ")
    drawing.elements.append(
      fonts.label(fonts.fitted(text, to: page.width - Self.margin - x - 2, Self.small), Self.small, x: x + 2, top: top))
    top += Self.small.lineHeight + 1
    for line in lines {
      drawing.elements.append(fonts.label(line, Self.body, x: Self.margin, top: top))
      top += Self.body.lineHeight
    }
    if !strip.isEmpty { drawing.elements += stripElements(x: Self.margin, y: top + 2, width: inner) }
    return drawing
  }

  /// The strip grows from the left as steps are taken.
  private func stripElements(x: Double, y: Double, width: Double) -> [Element] {
    var elements: [Element] = [
      .rectangle(Rectangle(x: x, y: y, width: width, height: 3.5), fill: Color.white.opacity(0.15))
    ]
    let step = width / Double(max(stripSteps, 1))
    var start = 0
    while start < strip.count {
      let color = strip[start]
      let end = strip[start...].firstIndex { $0 != color } ?? strip.count
      elements.append(
        .rectangle(
          Rectangle(x: x + Double(start) * step, y: y, width: Double(end - start) * step, height: 3.5), fill: color))
      start = end
    }
    return elements
  }

  private static let good = Color(hex: 0x4BD6A5)
  private static let bad = Color(hex: 0xFF8A4C)
  private static let dim = Color.white.opacity(0.35)

  /// The overlay's pixels for a picture of a size.
  public func image(width: Int, height: Int) throws(FigureError) -> AlphaImage {
    try drawing(width: width, height: height).overlay(
      width: width, height: height, pixelsPerPoint: Self.pixelsPerPoint(width: width, height: height))
  }
}
