/// The four tables of CALVIN's layout.
public enum SceneLetter: String, CaseIterable, Hashable, Codable, Sendable {
  case a = "A"
  case b = "B"
  case c = "C"
  case d = "D"

  /// The scene of a letter, large or small.
  ///
  /// - Throws: `TabletopError.unknownScene`.
  public init(_ text: String) throws(TabletopError) {
    guard let letter = SceneLetter(rawValue: text.uppercased()) else { throw .unknownScene(text) }
    self = letter
  }

  /// The file's name in the scene folder.
  public var fileName: String { "tabletop-\(rawValue.lowercased()).xml" }
}
