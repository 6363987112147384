import Chains

/// What can go wrong in finding a scene or laying out its start.
public enum TabletopError: Error, Hashable, Sendable {
  /// No folder with the scene files; where it was looked for.
  case scenesNotFound(searched: [String])
  /// A numeric state whose list has another length than CALVIN's layout.
  case wrongCount(field: String, count: Int, expected: Int)
  /// A numeric state with an entry that is infinite or not a number.
  case notFinite(field: String, index: Int)
  /// A start that puts a block where starts of its kind do not put one, such as the hand.
  case noSlot(BlockColor, Place, StartKind)
  /// No arrangement without collision was found for a random start.
  case crowded(draws: Int)
}
