import Vocabulary

/// How a line is drawn.
public struct Stroke: Hashable, Sendable {
  /// Its colour.
  public var color: Color
  /// Its width in points.
  public var width: Double
  /// Lengths of dashes and gaps in points; empty for a solid line.
  public var dashes: [Double]

  /// A line from its parts.
  public init(_ color: Color, width: Double, dashes: [Double] = []) {
    self.color = color
    self.width = width
    self.dashes = dashes
  }
}

/// One line of text with its place.
public struct Label: Hashable, Sendable {
  /// The characters drawn.
  public var text: String
  /// How they look.
  public var style: TextStyle
  /// The left end of the baseline; the lower end for an upward text.
  public var origin: Point
  /// Whether the text reads upwards.
  public var isUpward: Bool
  /// The rectangle that the line takes up.
  public var bounds: Rectangle
}

/// Something drawn.
public indirect enum Element: Hashable, Sendable {
  /// A rectangle with rounded corners.
  case rectangle(Rectangle, corner: Double = 0, fill: Color? = nil, stroke: Stroke? = nil)
  /// Straight lines between points.
  case polyline([Point], isClosed: Bool = false, fill: Color? = nil, stroke: Stroke? = nil)
  /// A disc.
  case disc(center: Point, radius: Double, fill: Color? = nil, stroke: Stroke? = nil)
  /// A picture scaled to a rectangle.
  case image(Image, Rectangle)
  /// A line of text.
  case text(Label)
  /// Elements of which only the part inside a rectangle is drawn.
  case clipped(Rectangle, [Element])
}

/// A page as data: what is drawn, where, in which order. Formats are written from it, and tests read it.
public struct Drawing: Hashable, Sendable {
  /// The page.
  public var size: Size
  /// What is on it, later elements over earlier ones.
  public var elements: [Element]

  /// A page from its parts.
  public init(size: Size, elements: [Element] = []) {
    self.size = size
    self.elements = elements
  }

  /// The page's rectangle.
  public var page: Rectangle { Rectangle(x: 0, y: 0, width: size.width, height: size.height) }

  /// All lines of text.
  public var labels: [Label] {
    elements.compactMap { if case .text(let label) = $0 { label } else { nil } }
  }

  /// The rectangles of all pictures.
  public var images: [Rectangle] {
    elements.compactMap { if case .image(_, let rectangle) = $0 { rectangle } else { nil } }
  }

  /// Drawings set in rows, each row's drawings side by side at the top of the row, `gap` points apart.
  public static func arranged(_ rows: [[Drawing]], gap: Double = 10) -> Drawing {
    var result = Drawing(size: Size(width: 0, height: 0))
    var top = 0.0
    for row in rows where !row.isEmpty {
      var left = 0.0
      for drawing in row {
        result.elements += drawing.elements.map { $0.moved(x: left, y: top) }
        result.size.width = max(result.size.width, left + drawing.size.width)
        left += drawing.size.width + gap
      }
      let height = row.map(\.size.height).max() ?? 0
      result.size.height = top + height
      top += height + gap
    }
    return result
  }
}

extension Element {
  /// The element at another place.
  func moved(x dx: Double, y dy: Double) -> Element {
    func moved(_ point: Point) -> Point { Point(point.x + dx, point.y + dy) }
    switch self {
    case .rectangle(let rectangle, let corner, let fill, let stroke):
      return .rectangle(rectangle.moved(x: dx, y: dy), corner: corner, fill: fill, stroke: stroke)
    case .polyline(let points, let isClosed, let fill, let stroke):
      return .polyline(points.map(moved), isClosed: isClosed, fill: fill, stroke: stroke)
    case .disc(let center, let radius, let fill, let stroke):
      return .disc(center: moved(center), radius: radius, fill: fill, stroke: stroke)
    case .image(let image, let rectangle): return .image(image, rectangle.moved(x: dx, y: dy))
    case .text(var label):
      label.origin = moved(label.origin)
      label.bounds = label.bounds.moved(x: dx, y: dy)
      return .text(label)
    case .clipped(let rectangle, let elements):
      return .clipped(rectangle.moved(x: dx, y: dy), elements.map { $0.moved(x: dx, y: dy) })
    }
  }
}

/// Where a line of text stands relative to a given place.
package enum Alignment: Hashable, Sendable { case left, center, right }

extension Fonts {
  /// A line of text whose top is at `top` and which stands left of, around or right of `x`.
  package func label(
    _ text: String, _ style: TextStyle, x: Double, top: Double, _ alignment: Alignment = .left
  ) -> Element {
    let drawable = typeface(style).drawable(text)
    let width = self.width(of: drawable, style)
    let left = alignment == .left ? x : alignment == .center ? x - width / 2 : x - width
    let bounds = Rectangle(x: left, y: top, width: width, height: style.lineHeight)
    return .text(
      Label(text: drawable, style: style, origin: Point(left, top + style.ascent), isUpward: false, bounds: bounds))
  }

  /// A line of text that reads upwards around `y`, its left border at `left`.
  func upwardLabel(_ text: String, _ style: TextStyle, left: Double, y: Double) -> Element {
    let drawable = typeface(style).drawable(text)
    let width = self.width(of: drawable, style)
    let bounds = Rectangle(x: left, y: y - width / 2, width: style.lineHeight, height: width)
    return .text(
      Label(
        text: drawable, style: style, origin: Point(left + style.ascent, y + width / 2), isUpward: true, bounds: bounds)
    )
  }
}
