import Vocabulary

/// Why two runs, or two arms of one, cannot be compared.
public enum ComparisonError: Error, Hashable, Sendable {
  /// A folder without a run's files.
  case noRun(folder: String)
  /// A run has no agent of that name; those that it has.
  case noSuchArm(String, run: String, known: [String])
  /// A run has one agent alone, and none was named to compare it with.
  case oneArm(String, run: String)
  /// The runs have no agent and scene in common.
  case nothingInCommon(first: [String], second: [String])
  /// What makes chains the same chains is not the same in both runs: a key of the experiment, or a scene.
  case otherChains(key: String, first: String, second: String)
  /// The arms have no chain in common.
  case noCommonChains(first: String, second: String)
}
