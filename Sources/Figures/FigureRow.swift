/// Figures side by side on one page, standing on one line: plots with axes of the same height share it.
public struct FigureRow: Figure {
  /// The figures from left to right.
  public var figures: [any Figure]
  /// Points between them.
  public var gap: Double

  /// A row of figures.
  public init(_ figures: [any Figure], gap: Double = 14) {
    precondition(!figures.isEmpty, "a row has figures")
    self.figures = figures
    self.gap = gap
  }

  /// The page as data.
  public func drawing() throws(FigureError) -> Drawing {
    var drawings: [Drawing] = []
    for figure in figures { drawings.append(try figure.drawing()) }
    let height = drawings.map(\.size.height).max() ?? 0
    var page = Drawing(size: Size(width: 0, height: height))
    for drawing in drawings {
      if page.size.width > 0 { page.size.width += gap }
      page.elements += drawing.elements.map { $0.moved(x: page.size.width, y: height - drawing.size.height) }
      page.size.width += drawing.size.width
    }
    return page
  }
}
