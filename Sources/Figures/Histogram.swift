import Glibc

/// How often values fall into intervals of equal width.
public struct Histogram: Figure {
  /// A value worth a line, such as the median.
  public struct Reference: Hashable, Sendable {
    /// Its place.
    public var value: Double
    /// Its name in the legend.
    public var label: String

    /// A line from its parts.
    public init(_ value: Double, label: String) {
      self.value = value
      self.label = label
    }
  }

  /// A heading, or nothing.
  public var title: String
  /// The axis of the values.
  public var axis: Axis
  /// What is counted.
  public var countTitle: String
  /// Where the first interval begins.
  public let start: Double
  /// The width of an interval.
  public let step: Double
  /// How many values fall into each interval; the last one includes its upper end.
  public let counts: [Int]
  /// Values marked by lines.
  public var references: [Reference]
  /// The bars' colour.
  public var color: Color
  /// The page's width in points.
  public var width: Double
  /// The height of the plotting area in points.
  public var plotHeight: Double

  /// Counts values; those that are not finite or lie outside of the axis' range are left out.
  ///
  /// Without a number of bins the rule of Freedman and Diaconis (1981) gives one: intervals of twice the quartile
  /// distance over the cube root of the count, 5 to 60 of them.
  public init(
    title: String = "", axis: Axis, countTitle: String = "count", values: [Double], bins: Int? = nil,
    references: [Reference] = [], color: Color = Palette.category(0), width: Double = 240, plotHeight: Double = 100
  ) {
    precondition(axis.scale == .linear, "bins of equal width need a linear axis")
    precondition(bins.map { $0 > 0 } ?? true, "a histogram has bins")
    precondition(width >= 100 && plotHeight >= 30, "a histogram has room for its bars")
    let usable = values.filter { $0.isFinite && (axis.range?.contains($0) ?? true) }.sorted()
    var low = axis.range?.lowerBound ?? usable.first ?? 0
    var high = axis.range?.upperBound ?? usable.last ?? 1
    if high <= low { (low, high) = (low - 0.5, high + 0.5) }
    let count = bins ?? Self.bins(usable, span: high - low)
    start = low
    step = (high - low) / Double(count)
    var counts = [Int](repeating: 0, count: count)
    for value in usable { counts[min(count - 1, max(0, Int((value - low) / (high - low) * Double(count))))] += 1 }
    self.counts = counts
    self.title = title
    self.axis = axis
    self.countTitle = countTitle
    self.references = references
    self.color = color
    self.width = width
    self.plotHeight = plotHeight
  }

  private static func bins(_ sorted: [Double], span: Double) -> Int {
    guard sorted.count > 1 else { return 5 }
    let spread = sorted[sorted.count * 3 / 4] - sorted[sorted.count / 4]
    let step = 2 * spread / cbrt(Double(sorted.count))
    guard step > 0 else { return 20 }
    return Int(min(max((span / step).rounded(.up), 5), 60))
  }

  /// The page as data.
  public func drawing() throws(FigureError) -> Drawing {
    let fonts = try Fonts.installed()
    let end = start + step * Double(counts.count)
    let legend = references.enumerated().map { number, reference in
      Legend.Item(
        label: reference.label, color: Palette.category(number + 1), mark: .line(dashes: [3, 2], marker: .none))
    }
    let frame = PlotFrame(
      title: title, legend: legend, x: .numbers(axis, values: [start, end], isRounded: false),
      y: .numbers(Axis(countTitle), values: [0, Double(max(counts.max() ?? 0, 5))], isRounded: true), width: width,
      height: plotHeight, fonts)
    let area = frame.area
    func x(_ value: Double) -> Double { area.x + (frame.x?.fraction(value) ?? 0) * area.width }
    func y(_ count: Int) -> Double { area.bottom - (frame.y?.fraction(Double(count)) ?? 0) * area.height }
    var drawing = Drawing(size: frame.size, elements: frame.background)
    for (index, count) in counts.enumerated() where count > 0 {
      let left = x(start + Double(index) * step)
      let bar = Rectangle(
        x: left, y: y(count), width: x(start + Double(index + 1) * step) - left, height: area.bottom - y(count))
      drawing.elements.append(.rectangle(bar, fill: color, stroke: Stroke(.white, width: 0.4)))
    }
    for (number, reference) in references.enumerated() {
      guard let fraction = frame.x?.fraction(reference.value), (0...1).contains(fraction) else { continue }
      let place = x(reference.value)
      let stroke = Stroke(Palette.category(number + 1), width: 1.2, dashes: [3, 2])
      drawing.elements.append(.polyline([Point(place, area.y), Point(place, area.bottom)], stroke: stroke))
    }
    drawing.elements += frame.foreground
    return drawing
  }
}
