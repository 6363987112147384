/// Something that can be drawn on a page of its own size.
public protocol Figure: Sendable {
  /// The page as data; needs the font for measuring.
  func drawing() throws(FigureError) -> Drawing
}
