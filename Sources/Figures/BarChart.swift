/// Bars with intervals, grouped by category.
public struct BarChart: Figure {
  /// A value with its interval, both in the axis' unit; a value that is not finite has no bar.
  public struct Bar: Hashable, Sendable {
    /// The bar's end.
    public var value: Double
    /// The interval around it.
    public var interval: ClosedRange<Double>?

    /// A bar from its parts.
    public init(_ value: Double, interval: ClosedRange<Double>? = nil) {
      self.value = value
      self.interval = interval
    }
  }

  /// Bars of one colour, one for each category.
  public struct Series: Hashable, Sendable {
    /// Its name in the legend; empty for none.
    public var name: String
    /// As many bars as there are categories.
    public var bars: [Bar]
    /// Its colour; nil for the next of the palette.
    public var color: Color?

    /// A series from its parts.
    public init(_ name: String = "", bars: [Bar], color: Color? = nil) {
      self.name = name
      self.bars = bars
      self.color = color
    }
  }

  /// Which way the bars grow.
  public enum Direction: Hashable, Sendable {
    /// Upwards, with the names below; for few categories.
    case up
    /// To the right, with the names on the left, first on top; for many.
    case right
  }

  /// A heading, or nothing.
  public var title: String
  /// The axis of the values.
  public var axis: Axis
  /// What the categories are, or nothing.
  public var categoryTitle: String
  /// The names of the categories.
  public var categories: [String]
  /// The bars.
  public var series: [Series]
  /// Which way the bars grow.
  public var direction: Direction
  /// Decimals of the value written at each bar; nil for no values.
  public var valuePlaces: Int?
  /// The page's width in points.
  public var width: Double
  /// The height of the area of upward bars in points; bars to the right make it as high as they need.
  public var plotHeight: Double

  /// A chart from its parts.
  public init(
    title: String = "", axis: Axis, categoryTitle: String = "", categories: [String], series: [Series],
    direction: Direction = .up, valuePlaces: Int? = nil, width: Double = 240, plotHeight: Double = 110
  ) {
    precondition(!categories.isEmpty && !series.isEmpty, "a chart has bars")
    precondition(series.allSatisfy { $0.bars.count == categories.count }, "a series has a bar for each category")
    precondition(width >= 100 && plotHeight >= 30, "a chart has room for its bars")
    self.title = title
    self.axis = axis
    self.categoryTitle = categoryTitle
    self.categories = categories
    self.series = series
    self.direction = direction
    self.valuePlaces = valuePlaces
    self.width = width
    self.plotHeight = plotHeight
  }

  private static let valueStyle = TextStyle(size: 6.5, color: .gray)

  /// The page as data.
  public func drawing() throws(FigureError) -> Drawing {
    let fonts = try Fonts.installed()
    let bars = series.flatMap(\.bars)
    let values =
      [0] + bars.map(\.value) + bars.compactMap(\.interval?.lowerBound) + bars.compactMap(\.interval?.upperBound)
    let numbers = PlotFrame.Side.numbers(axis, values: values, isRounded: true)
    let names = PlotFrame.Side.names(categories, title: categoryTitle)
    let legend = series.enumerated().filter { !$0.element.name.isEmpty }.map {
      Legend.Item(label: $0.element.name, color: color($0.offset), mark: .swatch)
    }
    let valueWidth = bars.map { fonts.width(of: text($0), Self.valueStyle) }.max() ?? 0
    let frame: PlotFrame
    switch direction {
    case .up:
      frame = PlotFrame(
        title: title, legend: legend, x: names, y: numbers, width: width, height: plotHeight,
        topSpace: valuePlaces == nil ? 0 : Self.valueStyle.lineHeight + 3, fonts)
    case .right:
      let isThin = valuePlaces == nil && series.count > 1
      let thickness = isThin ? max(3.2, 11.4 / Double(series.count)) : Self.valueStyle.lineHeight
      let band = max(thickness * Double(series.count) / Self.share, TextStyle(size: 7).lineHeight + 1)
      frame = PlotFrame(
        title: title, legend: legend, x: numbers, y: names, width: width,
        height: band * Double(categories.count), rightSpace: valuePlaces == nil ? 0 : valueWidth + 5, fonts)
    }
    var drawing = Drawing(size: frame.size, elements: frame.background)
    for (number, series) in series.enumerated() {
      for (index, bar) in series.bars.enumerated() {
        drawing.elements += elements(bar, index, number, frame, fonts, valueWidth: valueWidth)
      }
    }
    drawing.elements += frame.foreground
    return drawing
  }

  /// How much of a category's band its bars fill.
  private static let share = 0.78
  private static let thickest = 24.0

  private func color(_ number: Int) -> Color { series[number].color ?? Palette.category(number) }

  private func text(_ bar: Bar) -> String {
    guard let valuePlaces, bar.value.isFinite else { return "" }
    return axis.isPercent
      ? NumberText.percent(bar.value, places: valuePlaces) : NumberText.fixed(bar.value, places: valuePlaces)
  }

  private func elements(
    _ bar: Bar, _ index: Int, _ number: Int, _ frame: PlotFrame, _ fonts: Fonts, valueWidth: Double
  ) -> [Element] {
    let isUp = direction == .up
    let area = frame.area
    guard let scale = isUp ? frame.y : frame.x, let end = scale.fraction(bar.value) else { return [] }
    let band = frame.band(index, of: categories.count, length: isUp ? area.width : area.height)
    let slot = band.width * Self.share / Double(series.count)
    let middle = band.middle + (Double(number) - Double(series.count - 1) / 2) * slot
    let thickness = min(slot * (series.count > 1 ? 0.9 : 1), Self.thickest)

    // Along the bar 0 ... 1 of the area, across it points from the area's first corner.
    func at(_ along: Double, _ across: Double) -> Point {
      isUp
        ? Point(area.x + across, area.bottom - along * area.height)
        : Point(area.x + along * area.width, area.y + across)
    }
    let (from, to) = (at(scale.baseline, middle - thickness / 2), at(end, middle + thickness / 2))
    let body = Rectangle(
      x: min(from.x, to.x), y: min(from.y, to.y), width: abs(from.x - to.x), height: abs(from.y - to.y))
    var clipped: [Element] = [.rectangle(body, fill: color(number))]
    var top = max(end, scale.baseline)
    if let interval = bar.interval, let low = scale.fraction(interval.lowerBound),
      let high = scale.fraction(interval.upperBound)
    {
      let stroke = Stroke(.ink, width: 0.7)
      let cap = min(thickness / 2, 4) / 2
      clipped.append(.polyline([at(low, middle), at(high, middle)], stroke: stroke))
      for end in [low, high] {
        clipped.append(.polyline([at(end, middle - cap), at(end, middle + cap)], stroke: stroke))
      }
      top = max(top, high)
    }
    var elements: [Element] = [.clipped(area.inset(by: -0.5), clipped)]
    let style = Self.valueStyle
    let value = text(bar)
    if !value.isEmpty {
      if isUp {
        let place = at(min(top, 1), middle)
        // Where a bar is narrower than the widest value, none is written.
        if valueWidth + 1 <= slot {
          elements.append(fonts.label(value, style, x: place.x, top: place.y - style.lineHeight - 1, .center))
        }
      } else {
        elements.append(
          fonts.label(
            value, style, x: area.right + 5 + valueWidth, top: area.y + middle - style.lineHeight / 2, .right))
      }
    }
    return elements
  }
}
