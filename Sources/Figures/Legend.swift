/// Keys to colours and marks, in rows above or below a figure.
enum Legend {
  /// What stands before an entry's words.
  enum Mark: Hashable, Sendable {
    case swatch
    case line(dashes: [Double], marker: Marker)
    case point(Marker)
  }

  struct Item: Hashable, Sendable {
    var label: String
    var color: Color
    var mark: Mark
  }

  /// The items from left to right in as many rows as they need, and the rows' height.
  static func rows(_ items: [Item], at corner: Point, width: Double, _ fonts: Fonts) -> ([Element], height: Double) {
    let style = TextStyle(size: 7)
    var elements: [Element] = []
    var x = corner.x
    var y = corner.y
    for item in items {
      let key = if case .line = item.mark { 18.0 } else { 9.0 }
      let text = fonts.fitted(item.label, to: width - key - 3, style)
      let total = key + 3 + fonts.width(of: text, style)
      if x > corner.x, x + total > corner.x + width {
        x = corner.x
        y += style.lineHeight + 1.5
      }
      let middle = y + style.lineHeight / 2
      switch item.mark {
      case .swatch:
        let box = Rectangle(x: x, y: middle - 3, width: key, height: 6)
        elements.append(.rectangle(box, corner: 0.8, fill: item.color))
      case .line(let dashes, let marker):
        let ends = [Point(x, middle), Point(x + key, middle)]
        elements.append(.polyline(ends, stroke: Stroke(item.color, width: 1.4, dashes: dashes)))
        if let mark = marker.element(at: Point(x + key / 2, middle), color: item.color) { elements.append(mark) }
      case .point(let marker):
        if let mark = marker.element(at: Point(x + key / 2, middle), color: item.color) { elements.append(mark) }
      }
      elements.append(fonts.label(text, style, x: x + key + 3, top: y))
      x += total + 12
    }
    return (elements, items.isEmpty ? 0 : y + style.lineHeight - corner.y)
  }
}

/// The sign at the points of a line, so that lines differ in black and white too.
public enum Marker: Hashable, Sendable {
  /// No sign.
  case none
  /// A disc.
  case disc
  /// A square.
  case square
  /// A triangle that points up.
  case triangle
  /// A square on its corner.
  case diamond

  /// Signs by series number.
  static let cycle: [Marker] = [.disc, .square, .triangle, .diamond]

  /// The sign drawn around a place.
  func element(at p: Point, color: Color) -> Element? {
    let edge = Stroke(.white, width: 0.6)
    switch self {
    case .none: return nil
    case .disc: return .disc(center: p, radius: 2.3, fill: color, stroke: edge)
    case .square:
      return .rectangle(Rectangle(x: p.x - 2.1, y: p.y - 2.1, width: 4.2, height: 4.2), fill: color, stroke: edge)
    case .triangle:
      let corners = [Point(p.x, p.y - 2.9), Point(p.x + 2.6, p.y + 1.8), Point(p.x - 2.6, p.y + 1.8)]
      return .polyline(corners, isClosed: true, fill: color, stroke: edge)
    case .diamond:
      let corners = [Point(p.x, p.y - 3), Point(p.x + 3, p.y), Point(p.x, p.y + 3), Point(p.x - 3, p.y)]
      return .polyline(corners, isClosed: true, fill: color, stroke: edge)
    }
  }
}
