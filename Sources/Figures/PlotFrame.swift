/// Title, legend, axes and grid of a plot, laid out around the area that the data is drawn in.
struct PlotFrame {
  /// One side's axis: numbers or names.
  enum Side {
    case numbers(Axis, values: [Double], isRounded: Bool)
    case names([String], title: String)

    var title: String {
      switch self {
      case .numbers(let axis, _, _): axis.title
      case .names(_, let title): title
      }
    }
  }

  /// The page.
  private(set) var size = Size(width: 0, height: 0)
  /// Where the data goes.
  let area: Rectangle
  /// The horizontal axis, where it has numbers.
  let x: AxisScale?
  /// The vertical axis, where it has numbers.
  let y: AxisScale?
  /// Drawn before the data.
  private(set) var background: [Element] = []
  /// Drawn after the data.
  private(set) var foreground: [Element] = []

  private static let margin = 4.0
  private static let tickStyle = TextStyle(size: 7, color: .gray)
  private static let titleStyle = TextStyle(size: 7.5)
  private static let tickGap = 5.0
  private static let narrowestArea = 60.0

  /// Lays out a page `width` wide whose data area is `height` high. `rightSpace` is kept free right of the area and
  /// `topSpace` above it. Where labels leave the area too little room, the page becomes wider.
  init(
    title: String, legend: [Legend.Item], x xSide: Side, y ySide: Side, width: Double, height: Double,
    rightSpace: Double = 0, topSpace: Double = 0, _ fonts: Fonts
  ) {
    let style = Self.tickStyle
    let margin = Self.margin
    var top = margin
    for line in fonts.wrapped(title, to: width - 2 * margin, .title) {
      foreground.append(fonts.label(line, .title, x: margin, top: top))
      top += TextStyle.title.lineHeight
    }
    if top > margin { top += 2 }
    let (keys, keyHeight) = Legend.rows(legend, at: Point(margin, top), width: width - 2 * margin, fonts)
    foreground += keys
    top += keyHeight + max(style.lineHeight / 2, topSpace) + 1

    // The left gutter: the axis' title, then its labels.
    var yNames: [String] = []
    switch ySide {
    case .numbers(let axis, let values, let isRounded):
      let count = max(2, min(6, Int(height / 18)))
      y = AxisScale(axis, values: values, maximumTicks: count, isRounded: isRounded)
    case .names(let names, _):
      y = nil
      yNames = names.map { fonts.fitted($0, to: 0.45 * width, style) }
    }
    let yTitle = ySide.title.isEmpty ? [] : fonts.wrapped(ySide.title, to: height, Self.titleStyle)
    let titleWidth = Double(yTitle.count) * Self.titleStyle.lineHeight + (yTitle.isEmpty ? 0 : 2)
    let yWidth = ((y?.ticks.map(\.label) ?? yNames).map { fonts.width(of: $0, style) }.max() ?? 0) + Self.tickGap
    var left = margin + titleWidth + yWidth

    // The horizontal axis: as many ticks as have room.
    var xScale: AxisScale?
    var right = margin + rightSpace
    if case .numbers(let axis, let values, let isRounded) = xSide {
      for count in (1...8).reversed() {
        let scale = AxisScale(axis, values: values, maximumTicks: count, isRounded: isRounded)
        let widths = scale.ticks.map { fonts.width(of: $0.label, style) }
        xScale = scale
        left = max(left, margin + (widths.first ?? 0) / 2)
        right = max(right, margin + (widths.last ?? 0) / 2)
        if Self.haveRoom(scale.ticks, widths, length: max(width - left - right, Self.narrowestArea)) { break }
      }
    }
    x = xScale
    area = Rectangle(x: left, y: top, width: max(width - left - right, Self.narrowestArea), height: height)

    var bottom = area.bottom
    if let xScale {
      bottom = drawNumbersBelow(xScale, fonts)
    } else if case .names(let names, _) = xSide {
      bottom = drawNamesBelow(names, fonts)
    }
    if let y { drawNumbersBeside(y, fonts) } else { drawNamesBeside(yNames, fonts) }
    for (index, line) in yTitle.enumerated() {
      let left = margin + Double(index) * Self.titleStyle.lineHeight
      foreground.append(fonts.upwardLabel(line, Self.titleStyle, left: left, y: area.center.y))
    }
    if !xSide.title.isEmpty {
      bottom += 2
      for line in fonts.balanced(xSide.title, to: area.width, Self.titleStyle) {
        foreground.append(fonts.label(line, Self.titleStyle, x: area.center.x, top: bottom, .center))
        bottom += Self.titleStyle.lineHeight
      }
    }
    size = Size(width: area.right + right, height: bottom + margin)
  }

  /// The middle and the width of a name's band.
  func band(_ index: Int, of count: Int, length: Double) -> (middle: Double, width: Double) {
    let width = length / Double(max(count, 1))
    return ((Double(index) + 0.5) * width, width)
  }

  private static func haveRoom(_ ticks: [AxisScale.Tick], _ widths: [Double], length: Double) -> Bool {
    zip(zip(ticks, widths), zip(ticks, widths).dropFirst()).allSatisfy { one, next in
      (next.0.fraction - one.0.fraction) * length >= (one.1 + next.1) / 2 + 5
    }
  }

  private mutating func drawNumbersBelow(_ scale: AxisScale, _ fonts: Fonts) -> Double {
    let style = Self.tickStyle
    var free = -Double.infinity
    for tick in scale.ticks {
      let x = area.x + tick.fraction * area.width
      grid(Point(x, area.y), Point(x, area.bottom))
      // Where a narrow page leaves no room for two labels, the later one is left out.
      let half = fonts.width(of: tick.label, style) / 2
      guard x - half >= free else { continue }
      free = x + half + 1
      foreground.append(fonts.label(tick.label, style, x: x, top: area.bottom + Self.tickGap, .center))
    }
    return area.bottom + Self.tickGap + style.lineHeight
  }

  private mutating func drawNumbersBeside(_ scale: AxisScale, _ fonts: Fonts) {
    let style = Self.tickStyle
    for tick in scale.ticks {
      let y = area.bottom - tick.fraction * area.height
      grid(Point(area.x, y), Point(area.right, y))
      foreground.append(
        fonts.label(tick.label, style, x: area.x - Self.tickGap, top: y - style.lineHeight / 2, .right))
    }
    // Bars stand on the line of zero, other data on the lower border.
    let base = area.bottom - (x == nil ? scale.baseline : 0) * area.height
    axisLine(Point(area.x, base), Point(area.right, base))
  }

  private mutating func drawNamesBeside(_ names: [String], _ fonts: Fonts) {
    let style = TextStyle(size: 7)
    for (index, name) in names.enumerated() where !name.isEmpty {
      let y = area.y + band(index, of: names.count, length: area.height).middle
      foreground.append(fonts.label(name, style, x: area.x - Self.tickGap, top: y - style.lineHeight / 2, .right))
    }
    let base = area.x + (x?.baseline ?? 0) * area.width
    axisLine(Point(base, area.y), Point(base, area.bottom))
  }

  /// Names under their bands: wrapped where words have room, else upright, and then only as many as have room.
  private mutating func drawNamesBelow(_ names: [String], _ fonts: Fonts) -> Double {
    let style = TextStyle(size: 7)
    let width = area.width / Double(max(names.count, 1))
    let top = area.bottom + Self.tickGap
    var bottom = top
    let words = names.flatMap { $0.split(whereSeparator: \.isWhitespace) }
    let isWrapped = words.allSatisfy { fonts.width(of: String($0), style) <= width - 3 }
    var free = -Double.infinity
    for (index, name) in names.enumerated() where !name.isEmpty {
      let x = area.x + band(index, of: names.count, length: area.width).middle
      if isWrapped {
        var y = top
        for line in fonts.balanced(name, to: width - 3, style) {
          foreground.append(fonts.label(line, style, x: x, top: y, .center))
          y += style.lineHeight
        }
        bottom = max(bottom, y)
      } else {
        let left = x - style.lineHeight / 2
        let text = fonts.fitted(name, to: 110, style)
        guard left >= free, !text.isEmpty else { continue }
        free = left + style.lineHeight
        let length = fonts.width(of: text, style)
        foreground.append(fonts.upwardLabel(text, style, left: left, y: top + length / 2))
        bottom = max(bottom, top + length)
      }
    }
    return bottom
  }

  private mutating func grid(_ from: Point, _ to: Point) {
    background.append(.polyline([from, to], stroke: Stroke(.faint, width: 0.5)))
  }

  private mutating func axisLine(_ from: Point, _ to: Point) {
    foreground.insert(.polyline([from, to], stroke: Stroke(.ink, width: 0.7)), at: 0)
  }
}
