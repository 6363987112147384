/// One whole divided anew in each interval of a number: which share is of which kind, and when.
public struct StackedBins: Figure {
  /// A share that is drawn as a line over the bins.
  public struct Line: Hashable, Sendable {
    /// Its name in the legend.
    public var name: String
    /// Its value in each bin, 0 … 1.
    public var values: [Double]

    /// A line from its parts.
    public init(_ name: String, _ values: [Double]) {
      self.name = name
      self.values = values
    }
  }

  /// A heading, or nothing.
  public var title: String
  /// What the bins are intervals of.
  public var axisTitle: String
  /// What is divided.
  public var shareTitle: String
  /// The kinds, from below.
  public var parts: [StackedBars.Part]
  /// The width of a bin; the first begins at 0.
  public var step: Double
  /// The share of each kind in each bin, 0 … 1.
  public var bins: [[Double]]
  /// What is drawn over them.
  public var line: Line?
  /// The page's width in points.
  public var width: Double
  /// The height of the plotting area in points.
  public var plotHeight: Double

  /// A chart from its parts.
  public init(
    title: String = "", axisTitle: String, shareTitle: String, parts: [StackedBars.Part], step: Double,
    bins: [[Double]], line: Line? = nil, width: Double = 300, plotHeight: Double = 100
  ) {
    precondition(!parts.isEmpty && !bins.isEmpty && step > 0, "a chart has bins")
    precondition(bins.allSatisfy { $0.count == parts.count }, "a bin has a share of each kind")
    precondition(line.map { $0.values.count == bins.count } ?? true, "a line has a value for each bin")
    precondition(width >= 100 && plotHeight >= 30, "a chart has room for its bins")
    self.title = title
    self.axisTitle = axisTitle
    self.shareTitle = shareTitle
    self.parts = parts
    self.step = step
    self.bins = bins
    self.line = line
    self.width = width
    self.plotHeight = plotHeight
  }

  /// The page as data.
  public func drawing() throws(FigureError) -> Drawing {
    let fonts = try Fonts.installed()
    let end = step * Double(bins.count)
    var legend = parts.map { Legend.Item(label: $0.name, color: $0.color, mark: .swatch) }
    if let line, !line.name.isEmpty {
      legend.append(Legend.Item(label: line.name, color: .ink, mark: .line(dashes: [3, 2], marker: .none)))
    }
    let frame = PlotFrame(
      title: title, legend: legend,
      x: .numbers(Axis(axisTitle, range: 0...end), values: [0, end], isRounded: false),
      y: .numbers(Axis(shareTitle, range: 0...1, isPercent: true), values: [0, 1], isRounded: true), width: width,
      height: plotHeight, fonts)
    let area = frame.area
    let binWidth = area.width / Double(bins.count)
    var drawing = Drawing(size: frame.size, elements: frame.background)
    for (index, shares) in bins.enumerated() {
      var from = 0.0
      for (part, share) in zip(parts, shares) where share.isFinite && share > 0 {
        let to = min(1, from + share)
        // Neighbours overlap by a hair, so that no paper shines through the seams.
        let seam = index + 1 < bins.count ? 0.15 : 0
        let body = Rectangle(
          x: area.x + Double(index) * binWidth, y: area.bottom - to * area.height, width: binWidth + seam,
          height: (to - from) * area.height)
        drawing.elements.append(.rectangle(body, fill: part.color))
        from = to
      }
    }
    if let line {
      let points = line.values.enumerated().filter { $0.element.isFinite }.map { index, value in
        Point(
          area.x + (Double(index) + 0.5) * binWidth, area.bottom - min(max(value, 0), 1) * area.height)
      }
      if points.count > 1 {
        // A light border keeps the line visible on dark bins.
        drawing.elements.append(.polyline(points, stroke: Stroke(.white, width: 2.4)))
        drawing.elements.append(.polyline(points, stroke: Stroke(.ink, width: 1.2, dashes: [3, 2])))
      }
    }
    drawing.elements += frame.foreground
    return drawing
  }
}
