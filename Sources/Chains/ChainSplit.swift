import Vocabulary

/// What a set of chains is for; sets of different splits share no chain, whatever their seeds.
///
/// Each pair of initial state and sequence belongs to one split by its hash, and a generator keeps the pairs of its own
/// split only.
public enum ChainSplit: String, CaseIterable, Hashable, Codable, Sendable {
  /// Carried out by experts, and by learners that experts correct.
  case demonstrations
  /// Where checkpoints and settings are chosen.
  case validation
  /// Where thresholds are tuned.
  case calibration
  /// What results are reported on.
  case test

  /// The split that a pair belongs to; a quarter of the pairs each.
  public static func owning(_ initial: Facts, _ subtasks: [Subtask]) -> ChainSplit {
    let path = subtasks.reduce(RandomStream(seed: 0).split(initial.json)) { $0.split($1.rawValue) }
    return allCases[Int(path.key >> 62)]
  }

  /// The stream below which everything random of one chain is drawn, by further labels.
  public func stream(seed: UInt64, chain index: Int) -> RandomStream {
    RandomStream(seed: seed).split(rawValue).split("chain", index)
  }
}
