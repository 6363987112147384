/// How far a run is.
public struct RunProgress: Hashable, Sendable {
  /// What is being done.
  public enum Phase: Hashable, Sendable {
    /// Chains are carried out.
    case chains
    /// Single subtasks are attempted.
    case survey
    /// Pictures of the chosen chains are drawn.
    case pictures
  }

  /// What is being done.
  public var phase: Phase
  /// For whom.
  public var entry: RunEntry
  /// Chains, jobs of the survey, or chains with pictures, that are finished, over all agents and scenes.
  public var finished: Int
  /// How many there will be.
  public var total: Int
  /// Subtasks in a row so far, averaged over this entry's chains; nil while there are none and for pictures.
  public var meanLength: Double?
}
