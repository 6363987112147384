/// The four tables, by CALVIN's letters.
public enum SceneName: String, CaseIterable, Hashable, Codable, Sendable, Comparable {
  /// Button at the left, drawer in the middle.
  case a = "A"
  /// Cabinet, button and drawer at the right.
  case b = "B"
  /// Cabinet at the right, switch at the left.
  case c = "C"
  /// CALVIN's table for testing.
  case d = "D"

  /// Alphabetical.
  public static func < (left: SceneName, right: SceneName) -> Bool { left.rawValue < right.rawValue }

  /// The scene's file in `Scenes/`.
  public var fileName: String { "tabletop-\(rawValue.lowercased()).xml" }
}
