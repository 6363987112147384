import Policy
import Synchronization
import Tensors
import Vocabulary

/// What encoders that learn no more make of demonstrations, worked out once for all the steps that ask for it.
///
/// Policies with the same encoders share it, and rounds whose encoders stay as they are: each of them looks at the
/// episodes that are new. Episodes are known by their descriptions, so rounds of policies that act differently take a
/// branch each. It is in memory alone, in half precision; a training that goes on looks at all of them again.
public final class SeenEpisodes: Sendable {
  /// What its numbers depend on besides the episodes.
  private struct Way: Equatable {
    /// The encoders' weights.
    let encoders: ContentHash
    /// Control steps of a decision.
    let chunk: Int
    /// What commands are divided by.
    let scales: [Double]
    /// Products of other shapes may differ in their last bits.
    let rowsAtOnce: Int
  }

  private struct Content {
    /// How the episodes were seen; nil before the first.
    var way: Way?
    var descriptions: [EpisodeDescription] = []
    /// A row for each decision.
    var episodes: [FrameBatch] = []
  }

  private let content: Mutex<Content>

  /// How many episodes are looked at from one report to the next.
  private static let portion = 64

  /// Nothing seen yet.
  public init() { content = Mutex(Content()) }

  private init(_ content: Content) { self.content = Mutex(content) }

  /// The same episodes, to which others come without being shared.
  public func branched() -> SeenEpisodes { SeenEpisodes(content.withLock { $0 }) }

  /// Looks at the episodes that have not been seen with these weights, and lets the replicas have all of them.
  ///
  /// - Parameter isCancelled: told how many episodes have been seen, says whether to stop.
  /// - Returns: false when asked to stop.
  func extend(
    _ episodes: [EpisodeDescription], with replicas: ReplicaThreads<Replica>, _ layout: ParameterLayout,
    _ weights: [Float], _ policy: PolicyConfiguration, _ training: TrainingConfiguration, isCancelled: (Int) -> Bool
  ) throws -> Bool {
    var seen = content.withLock { $0 }
    let way = Way(
      encoders: Self.hash(of: weights, layout), chunk: policy.chunk, scales: training.actionScales,
      rowsAtOnce: training.rowsAtOnce)
    if seen.way != way || !episodes.starts(with: seen.descriptions) {
      seen = Content(way: way)
      // What others saw goes before there is as much again.
      content.withLock { $0 = seen }
    }
    while seen.episodes.count < episodes.count {
      if isCancelled(seen.episodes.count) { return false }
      let first = seen.episodes.count
      let last = min(first + Self.portion, episodes.count)
      let parts = try replicas.run { [count = replicas.count] number, replica in
        try replica.take(weights, learning: .decoder)
        return try stride(from: first + number, to: last, by: count).map { try replica.look(atEpisode: $0) }
      }
      seen.episodes += (0..<last - first).map { parts[$0 % parts.count][$0 / parts.count] }
    }
    seen.descriptions = episodes
    _ = try replicas.run { [episodes = seen.episodes] _, replica in replica.seen = episodes }
    content.withLock { $0 = seen }
    return true
  }

  /// The identity of what makes latents.
  private static func hash(of weights: [Float], _ layout: ParameterLayout) -> ContentHash {
    var bytes: [UInt8] = []
    for entry in layout.entries where PhaseKind.makesLatents(entry.name) {
      for weight in weights[entry.range] {
        unsafe withUnsafeBytes(of: weight.bitPattern.littleEndian) { unsafe bytes.append(contentsOf: $0) }
      }
    }
    return ContentHash(of: bytes)
  }
}

extension Replica {
  /// What the encoders make of an episode, with the expert's commands.
  func look(atEpisode episode: Int) throws -> FrameBatch {
    let count = settings.episodes[episode].decisions
    var whole = FrameBatch(seenCapacity: count, settings.policy)
    for first in stride(from: 0, to: count, by: settings.training.rowsAtOnce) {
      let decisions = first..<min(first + settings.training.rowsAtOnce, count)
      var batch = FrameBatch(capacity: decisions.count, settings.policy)
      for decision in decisions { try read(episode: episode, decision: decision, .none, into: &batch) }
      let latents = try Torch.withoutGradient { () throws in try sight(of: batch).latents.values() }
      let seen = FrameBatch(batch, seenAs: latents)
      for row in 0..<seen.count { whole.append(row: row, of: seen) }
    }
    return whole
  }

  /// Reads a decision and adds it to a batch.
  func read(
    episode: Int, decision: Int, _ augmentation: ImageAugmentation, into batch: inout FrameBatch
  ) throws {
    do {
      try reader.read(episode: episode, decision: decision, into: &frame)
    } catch {
      throw TrainingError.unreadable(episode: episode, decision: decision, reason: "\(error)")
    }
    try batch.append(frame, augmentation, scales: settings.training.actionScales)
  }
}
