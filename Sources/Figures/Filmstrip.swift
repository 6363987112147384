import Vocabulary

/// Pictures in rows, with a caption under each segment: what was asked, what was seen, how it ended.
public struct Filmstrip: Figure {
  /// One picture of a segment.
  public struct Frame: Hashable, Sendable {
    /// The picture.
    public var image: Image
    /// A second view, set into the lower right corner.
    public var inset: Image?
    /// A few words right under the picture, such as the step.
    public var label: String

    /// A frame from its parts.
    public init(_ image: Image, inset: Image? = nil, label: String = "") {
      self.image = image
      self.inset = inset
      self.label = label
    }
  }

  /// How a segment ended; drawn before its caption.
  public enum Outcome: Hashable, Sendable {
    /// A check mark.
    case succeeded
    /// A cross.
    case failed
  }

  /// Frames that belong together and share a caption.
  public struct Segment: Hashable, Sendable {
    /// The pictures, from left to right.
    public var frames: [Frame]
    /// The instruction.
    public var caption: String
    /// How it ended, where that is known.
    public var outcome: Outcome?
    /// A line under the caption, in grey.
    public var note: String
    /// Colours of equal width under the frames, one for each step, say.
    public var strip: [Color]

    /// A segment from its parts.
    public init(
      frames: [Frame], caption: String, outcome: Outcome? = nil, note: String = "", strip: [Color] = []
    ) {
      precondition(!frames.isEmpty, "a segment has at least one frame")
      self.frames = frames
      self.caption = caption
      self.outcome = outcome
      self.note = note
      self.strip = strip
    }
  }

  /// A heading, or nothing.
  public var title: String
  /// A line under the heading, in grey.
  public var subtitle: String
  /// The segments in reading order.
  public var segments: [Segment]
  /// Frames next to each other before a new row begins; a longer segment widens the rows.
  public var framesPerRow: Int
  /// Frames of a segment next to each other before the next ones come below them; all when nil.
  public var framesAcross: Int?
  /// The page's width in points; a text column of common conference styles is 397. Frames under 24 points widen it.
  public var width: Double
  /// What the strips' colours mean.
  public var legend: [LegendEntry]

  /// A filmstrip from its parts.
  public init(
    title: String = "", subtitle: String = "", segments: [Segment], framesPerRow: Int = 5, framesAcross: Int? = nil,
    width: Double = 397, legend: [LegendEntry] = []
  ) {
    precondition(!segments.isEmpty, "a filmstrip has at least one segment")
    precondition(framesPerRow > 0 && framesAcross ?? 1 > 0 && width >= 50, "a row has room for frames")
    self.title = title
    self.subtitle = subtitle
    self.segments = segments
    self.framesPerRow = framesPerRow
    self.framesAcross = framesAcross
    self.width = width
    self.legend = legend
  }

  /// Where everything goes.
  public func layout() throws(FigureError) -> FilmstripLayout { FilmstripLayout(self, fonts: try .installed()) }

  /// The page.
  public func drawing() throws(FigureError) -> Drawing { try layout().drawing(of: self) }
}

/// What a colour means.
public struct LegendEntry: Hashable, Sendable {
  /// The colour.
  public var color: Color
  /// Its meaning in a few words.
  public var label: String

  /// An entry from its parts.
  public init(_ color: Color, _ label: String) {
    self.color = color
    self.label = label
  }
}
