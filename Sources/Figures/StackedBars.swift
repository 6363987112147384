/// Bars that each divide one whole: which share of a category is of which kind.
public struct StackedBars: Figure {
  /// A kind that all bars have a share of.
  public struct Part: Hashable, Sendable {
    /// Its name in the legend.
    public var name: String
    /// Its colour.
    public var color: Color

    /// A kind from its parts.
    public init(_ name: String, _ color: Color) {
      self.name = name
      self.color = color
    }
  }

  /// One whole.
  public struct Bar: Hashable, Sendable {
    /// Its name.
    public var category: String
    /// The share of each kind, 0 … 1, together 1 at most; what is missing stays empty.
    public var shares: [Double]
    /// A few words or a number behind the bar, such as how many there were.
    public var note: String

    /// A bar from its parts.
    public init(_ category: String, shares: [Double], note: String = "") {
      self.category = category
      self.shares = shares
      self.note = note
    }
  }

  /// A heading, or nothing.
  public var title: String
  /// What is divided.
  public var shareTitle: String
  /// What stands above the notes, or nothing.
  public var noteTitle: String
  /// The kinds, from left to right.
  public var parts: [Part]
  /// The bars, from the top.
  public var bars: [Bar]
  /// The page's width in points.
  public var width: Double

  /// A chart from its parts.
  public init(
    title: String = "", shareTitle: String, noteTitle: String = "", parts: [Part], bars: [Bar], width: Double = 397
  ) {
    precondition(!parts.isEmpty && !bars.isEmpty && width >= 100, "a chart has bars and room for them")
    precondition(bars.allSatisfy { $0.shares.count == parts.count }, "a bar has a share of each kind")
    self.title = title
    self.shareTitle = shareTitle
    self.noteTitle = noteTitle
    self.parts = parts
    self.bars = bars
    self.width = width
  }

  private static let noteStyle = TextStyle(size: 6.5, color: .gray)
  private static let band = 12.0
  private static let thickness = 9.0

  /// The page as data.
  public func drawing() throws(FigureError) -> Drawing {
    let fonts = try Fonts.installed()
    let style = Self.noteStyle
    let notes = (bars.map(\.note) + [noteTitle]).map { $0.isEmpty ? 0 : fonts.width(of: $0, style) }.max() ?? 0
    let frame = PlotFrame(
      title: title, legend: parts.map { Legend.Item(label: $0.name, color: $0.color, mark: .swatch) },
      x: .numbers(Axis(shareTitle, range: 0...1, isPercent: true), values: [0, 1], isRounded: true),
      y: .names(bars.map(\.category), title: ""), width: width, height: Self.band * Double(bars.count),
      rightSpace: notes > 0 ? notes + 5 : 0, topSpace: noteTitle.isEmpty ? 0 : style.lineHeight + 1, fonts)
    let area = frame.area
    var drawing = Drawing(size: frame.size, elements: frame.background)
    for (index, bar) in bars.enumerated() {
      let middle = area.y + frame.band(index, of: bars.count, length: area.height).middle
      var from = 0.0
      for (part, share) in zip(parts, bar.shares) where share.isFinite && share > 0 {
        let to = min(1, from + share)
        let body = Rectangle(
          x: area.x + from * area.width, y: middle - Self.thickness / 2, width: (to - from) * area.width,
          height: Self.thickness)
        drawing.elements.append(.rectangle(body, fill: part.color))
        from = to
      }
      let note = fonts.fitted(bar.note, to: notes, style)
      if !note.isEmpty {
        drawing.elements.append(
          fonts.label(note, style, x: area.right + 5 + notes, top: middle - style.lineHeight / 2, .right))
      }
    }
    if !noteTitle.isEmpty {
      let heading = fonts.fitted(noteTitle, to: notes, style)
      if !heading.isEmpty {
        drawing.elements.append(
          fonts.label(heading, style, x: area.right + 5 + notes, top: area.y - style.lineHeight - 1, .right))
      }
    }
    drawing.elements += frame.foreground
    return drawing
  }
}
