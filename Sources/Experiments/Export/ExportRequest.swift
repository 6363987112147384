import Vocabulary

/// What is made of a run for papers, talks and pages.
public struct ExportRequest: Hashable, Sendable {
  /// Frames in files of their own.
  public struct Frames: Hashable, Sendable {
    /// The formats of every picture.
    public var formats: [FrameFormat]

    /// Frames in some formats.
    public init(formats: [FrameFormat]) { self.formats = formats }
  }

  /// A chain on a page.
  public struct Filmstrip: Hashable, Sendable {
    /// The formats of the page.
    public var formats: [PageFormat]
    /// A heading; nothing when empty.
    public var title: String
    /// Subtasks next to each other; as many as there are when nil.
    public var subtasksPerRow: Int?
    /// Pictures of a subtask next to each other before the next ones come below them; all when nil.
    public var picturesAcross: Int?
    /// The page's width in points; a text column of common conference styles is 397.
    public var pageWidth: Double
    /// Pixels an inch of the PNG file, and at most of the pictures in all files.
    public var dotsPerInch: Double

    /// A filmstrip from its parts.
    public init(
      formats: [PageFormat], title: String = "", subtasksPerRow: Int? = nil, picturesAcross: Int? = nil,
      pageWidth: Double = 397,
      dotsPerInch: Double = 300
    ) {
      (self.formats, self.title, self.subtasksPerRow) = (formats, title, subtasksPerRow)
      (self.picturesAcross, self.pageWidth, self.dotsPerInch) = (picturesAcross, pageWidth, dotsPerInch)
    }
  }

  /// A chain in motion.
  public struct Animation: Hashable, Sendable {
    /// The formats of the animation.
    public var formats: [AnimationFormat]
    /// How much faster than in the simulated world it plays.
    public var speed: Double

    /// An animation in some formats, in real time unless told.
    public init(formats: [AnimationFormat], speed: Double = 1) { (self.formats, self.speed) = (formats, speed) }
  }

  /// One of the three.
  public enum Kind: Hashable, Sendable {
    /// Frames in files of their own.
    case frames(Frames)
    /// A chain on a page.
    case filmstrip(Filmstrip)
    /// A chain in motion.
    case animation(Animation)
  }

  /// What is made.
  public var kind: Kind
  /// Of which moments of which chains.
  public var selection: ExportSelection
  /// Seen from which of the scene's cameras, by name; each gives files of its own.
  public var cameras: [String]
  /// A camera whose picture is set into the lower right corner.
  public var inset: String?
  /// What of a view is shown; each gives files of its own.
  public var layers: [PictureLayer]
  /// How pictures are drawn.
  public var picture: PictureSettings
  /// Whether instruction, place in the chain, outcome and exits are written over colour pictures.
  public var hasOverlays: Bool
  /// The folder of the files.
  public var output: String

  /// A request from its parts.
  public init(
    _ kind: Kind, _ selection: ExportSelection, cameras: [String], inset: String? = nil,
    layers: [PictureLayer] = [.color], picture: PictureSettings, hasOverlays: Bool, output: String
  ) {
    (self.kind, self.selection, self.cameras, self.inset) = (kind, selection, cameras, inset)
    (self.layers, self.picture, self.hasOverlays, self.output) = (layers, picture, hasOverlays, output)
  }
}

/// The files that hold a page.
public enum PageFormat: String, CaseIterable, Hashable, Sendable {
  /// Pixels, with text chunks.
  case png
  /// Lines and letters as outlines, pictures as pixels.
  case svg
  /// The same with embedded fonts.
  case pdf
}

/// How far an export is.
public struct ExportProgress: Hashable, Sendable {
  /// What is going on, such as "expert in scene D, chain 0".
  public var title: String
  /// Pictures drawn.
  public var pictures: Int
  /// Pictures in all.
  public var total: Int
  /// The share of the next one that is drawn, 0 … 1.
  public var share: Double
}

/// What an export wrote.
public struct ExportResult: Hashable, Sendable {
  /// The files' paths, in the order of writing; those that were there already, too.
  public var files: [String] = []
  /// How many of them were there already, drawn in the same way from the same states.
  public var kept = 0
  /// What the user should know.
  public var notes: [String] = []
}
