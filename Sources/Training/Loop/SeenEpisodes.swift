import Policy
import Tensors
import Vocabulary

/// What encoders that learn no more make of demonstrations, worked out once for all the steps that ask for it.
///
/// It is in half precision, a file for each round of demonstrations: beside the store that the round is kept in, named
/// by all else that decides what is in it. Policies with the same encoders share it, and a training that goes on, or
/// another one later, finds what was seen before.
struct SeenEpisodes: Sendable {
  /// The round's file and the episode's number in it, for each episode.
  private let places: [(file: SeenFile, episode: Int)]

  /// Looks at the episodes that have not been seen with these weights; nil when asked to stop.
  ///
  /// - Parameters:
  ///   - folders: where the files of the rounds are, from round 0.
  ///   - look: grows by what is looked at.
  ///   - isCancelled: told how many episodes have been seen, says whether to stop.
  init?(
    _ episodes: [EpisodeDescription], in folders: [String], with replicas: ReplicaThreads<Replica>,
    _ layout: ParameterLayout, _ weights: [Float], _ policy: PolicyConfiguration, _ training: TrainingConfiguration,
    look: inout LookWork, isCancelled: (Int) -> Bool
  ) throws {
    let encoders = Self.hash(of: weights, layout)
    var places: [(file: SeenFile, episode: Int)] = []
    var first = 0
    while first < episodes.count {
      let round = episodes[first].round
      let last = episodes[first...].firstIndex { $0.round != round } ?? episodes.count
      let decisions = episodes[first..<last].map(\.decisions)
      // Products of other shapes may differ in their last bits.
      let shapes = "\(policy.chunk) \(training.actionScales) \(training.rowsAtOnce)"
      let premises = "\(encoders.hexadecimal) \(shapes) \(decisions)"
      let path = "\(folders[min(round, folders.count - 1)])/seen-\(round)-\(ContentHash(of: premises)).rows"
      let file = try SeenFile(path, decisions: decisions, rowBytes: FrameBatch.seenBytes(policy))
      let isComplete = try file.complete(isCancelled: { isCancelled(first + $0) }) { some in
        let clock = Stopwatch()
        let parts = try replicas.run { [count = replicas.count, first] number, replica in
          try replica.take(weights, learning: .decoder)
          return try stride(from: first + some.lowerBound + number, to: first + some.upperBound, by: count).map {
            try replica.look(atEpisode: $0)
          }
        }
        look.decisions += decisions[some].reduce(0, +)
        look.readingSeconds += parts.joined().reduce(0) { $0 + $1.readingSeconds }
        look.seconds += clock.seconds
        return (0..<some.count).flatMap { parts[$0 % parts.count][$0 / parts.count].rows }
      }
      guard isComplete else { return nil }
      places += decisions.indices.map { (file, $0) }
      first = last
    }
    self.places = places
  }

  /// Adds a decision to a batch.
  func append(episode: Int, decision: Int, to batch: inout FrameBatch) {
    let place = places[episode]
    unsafe place.file.withRow(place.episode, decision) { unsafe batch.append(seen: $0) }
  }

  /// The identity of what makes latents.
  private static func hash(of weights: [Float], _ layout: ParameterLayout) -> ContentHash {
    ContentHash(
      of: layout.entries.filter { PhaseKind.makesLatents($0.name) }.map {
        ContentHash(of: Array(weights[$0.range])).hexadecimal
      }.joined())
  }
}

/// What looking at episodes took.
struct LookWork: Sendable {
  /// Decisions that were looked at.
  var decisions = 0
  /// Seconds that all replicas together spent on reading and re-rendering.
  var readingSeconds = 0.0
  /// Seconds until all of them were done.
  var seconds = 0.0
}

extension Replica {
  /// What the encoders make of an episode, with the expert's commands: bytes, row by row; and how long reading took.
  func look(atEpisode episode: Int) throws -> (rows: [UInt8], readingSeconds: Double) {
    let count = settings.episodes[episode].decisions
    var rows: [UInt8] = []
    var readingSeconds = 0.0
    for first in stride(from: 0, to: count, by: settings.training.rowsAtOnce) {
      let decisions = first..<min(first + settings.training.rowsAtOnce, count)
      let clock = Stopwatch()
      let batch = try read(episode: episode, decisions)
      readingSeconds += clock.seconds
      rows += batch.seenRows(try Torch.withoutGradient { () throws in try sight(of: batch).latents.values() })
    }
    return (rows, readingSeconds)
  }

  /// Reads decisions of an episode that follow on each other, as they are.
  func read(episode: Int, _ decisions: Range<Int>) throws -> FrameBatch {
    var batch = FrameBatch(capacity: decisions.count, settings.policy)
    for decision in decisions { try read(episode: episode, decision: decision, .none, into: &batch) }
    return batch
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
