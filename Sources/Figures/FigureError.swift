/// Why a figure could not be drawn.
public enum FigureError: Error, Hashable, Sendable, CustomStringConvertible {
  /// None of the folders has the font file.
  case missingFont(file: String, folders: [String])
  /// The font file is there but cannot be used; with FreeType's or Cairo's error number.
  case unreadableFont(path: String, code: Int)
  /// Cairo could not draw, with its reason.
  case drawing(reason: String)

  /// One sentence for the user.
  public var description: String {
    switch self {
    case .missingFont(let file, let folders):
      "the font \(file) is in none of \(folders.joined(separator: ", ")); install fonts-dejavu-core"
    case .unreadableFont(let path, let code): "the font \(path) cannot be used (error \(code))"
    case .drawing(let reason): "the figure cannot be drawn: \(reason)"
    }
  }
}
