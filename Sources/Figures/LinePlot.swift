/// Lines over numbers, with intervals as bands or as bars.
public struct LinePlot: Figure {
  /// A measured point.
  public struct Sample: Hashable, Sendable {
    /// Place on the horizontal axis.
    public var x: Double
    /// Place on the vertical axis; one that is not finite interrupts the line.
    public var y: Double
    /// The interval around `y`.
    public var interval: ClosedRange<Double>?

    /// A point from its parts.
    public init(_ x: Double, _ y: Double, interval: ClosedRange<Double>? = nil) {
      self.x = x
      self.y = y
      self.interval = interval
    }
  }

  /// How intervals are drawn.
  public enum Spread: Hashable, Sendable {
    /// A tinted area along the line.
    case band
    /// A bar at each point.
    case bars
  }

  /// One line.
  public struct Series: Hashable, Sendable {
    /// Its name in the legend; empty for none.
    public var name: String
    /// Its points, in the order in which they are joined.
    public var samples: [Sample]
    /// How intervals are drawn.
    public var spread: Spread
    /// The sign at each point; nil for the next of the cycle, or for none on a line of more than 25 points.
    public var marker: Marker?
    /// Whether points are joined.
    public var isJoined: Bool
    /// Lengths of dashes and gaps in points; empty for a solid line.
    public var dashes: [Double]
    /// Its colour; nil for the next of the palette.
    public var color: Color?

    /// A line from its parts.
    public init(
      _ name: String = "", samples: [Sample], spread: Spread = .band, marker: Marker? = nil, isJoined: Bool = true,
      dashes: [Double] = [], color: Color? = nil
    ) {
      self.name = name
      self.samples = samples
      self.spread = spread
      self.marker = marker
      self.isJoined = isJoined
      self.dashes = dashes
      self.color = color
    }
  }

  /// A heading, or nothing.
  public var title: String
  /// The horizontal axis.
  public var x: Axis
  /// The vertical axis.
  public var y: Axis
  /// The lines; later ones are drawn over earlier ones.
  public var series: [Series]
  /// The page's width in points.
  public var width: Double
  /// The height of the plotting area in points.
  public var plotHeight: Double

  /// A plot from its parts.
  public init(
    title: String = "", x: Axis, y: Axis, series: [Series], width: Double = 240, plotHeight: Double = 130
  ) {
    precondition(width >= 100 && plotHeight >= 30, "a plot has room for its lines")
    self.title = title
    self.x = x
    self.y = y
    self.series = series
    self.width = width
    self.plotHeight = plotHeight
  }

  /// The page as data.
  public func drawing() throws(FigureError) -> Drawing {
    let fonts = try Fonts.installed()
    let samples = series.flatMap(\.samples)
    let heights =
      samples.map(\.y) + samples.compactMap(\.interval?.lowerBound) + samples.compactMap(\.interval?.upperBound)
    let legend = series.enumerated().filter { !$0.element.name.isEmpty }.map { number, line in
      Legend.Item(
        label: line.name, color: color(number),
        mark: line.isJoined ? .line(dashes: line.dashes, marker: marker(number)) : .point(marker(number)))
    }
    let frame = PlotFrame(
      title: title, legend: legend, x: .numbers(x, values: samples.map(\.x), isRounded: false),
      y: .numbers(y, values: heights, isRounded: true), width: width, height: plotHeight, fonts)
    var data: [Element] = []
    for (number, line) in series.enumerated() where line.spread == .band { data += bands(line, number, frame) }
    for (number, line) in series.enumerated() { data += self.line(line, number, frame) }
    // Signs on the border stay whole, lines end at it.
    var drawing = Drawing(size: frame.size, elements: frame.background)
    drawing.elements.append(.clipped(frame.area.inset(by: -3), data))
    drawing.elements += frame.foreground
    return drawing
  }

  private func color(_ number: Int) -> Color { series[number].color ?? Palette.category(number) }

  private func marker(_ number: Int) -> Marker {
    if let marker = series[number].marker { return marker }
    let isCrowded = series[number].isJoined && series[number].samples.count > 25
    return isCrowded ? .none : Marker.cycle[number % Marker.cycle.count]
  }

  private func place(_ x: Double, _ y: Double, _ frame: PlotFrame) -> Point? {
    guard let across = frame.x?.fraction(x), let up = frame.y?.fraction(y) else { return nil }
    // What lies far outside is brought near, so that no format's number range is left.
    let area = frame.area
    return Point(
      area.x + min(max(across, -10), 11) * area.width, area.bottom - min(max(up, -10), 11) * area.height)
  }

  private func bands(_ line: Series, _ number: Int, _ frame: PlotFrame) -> [Element] {
    var bands: [Element] = []
    var lower: [Point] = []
    var upper: [Point] = []
    func finish() {
      if lower.count > 1 {
        bands.append(.polyline(lower + upper.reversed(), isClosed: true, fill: color(number).opacity(0.18)))
      }
      lower = []
      upper = []
    }
    for sample in line.samples {
      if let interval = sample.interval, let low = place(sample.x, interval.lowerBound, frame),
        let high = place(sample.x, interval.upperBound, frame)
      {
        lower.append(low)
        upper.append(high)
      } else {
        finish()
      }
    }
    finish()
    return bands
  }

  private func line(_ line: Series, _ number: Int, _ frame: PlotFrame) -> [Element] {
    let color = color(number)
    var elements: [Element] = []
    if line.spread == .bars {
      for sample in line.samples {
        guard let interval = sample.interval, let low = place(sample.x, interval.lowerBound, frame),
          let high = place(sample.x, interval.upperBound, frame)
        else { continue }
        elements.append(.polyline([low, high], stroke: Stroke(color, width: 0.8)))
        for end in [low, high] {
          elements.append(
            .polyline([Point(end.x - 1.8, end.y), Point(end.x + 1.8, end.y)], stroke: Stroke(color, width: 0.8)))
        }
      }
    }
    let points = line.samples.map { place($0.x, $0.y, frame) }
    if line.isJoined {
      for run in points.split(separator: nil) where run.count > 1 {
        elements.append(
          .polyline(run.compactMap { $0 }, stroke: Stroke(color, width: 1.4, dashes: line.dashes)))
      }
    }
    return elements + points.compactMap { $0 }.compactMap { marker(number).element(at: $0, color: color) }
  }
}
