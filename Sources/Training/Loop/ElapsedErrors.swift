import Policy
import Tensors

/// How the deepest exit fares by how long an episode has gone on, its memory carried on from the first decision.
///
/// Windows begin with a memory of a few decisions; acting goes on for as many as an episode has.
struct ElapsedErrors: Sendable {
  /// The errors of decisions 0 to 14, 15 to 29, 30 to 59, and so on, each stretch as long as all before it.
  private(set) var stretches: [(errors: ExitErrors, decisions: Int)] = []

  /// Decisions of the first stretch.
  private static let first = 15

  /// Nothing yet.
  init() {}

  /// Adds the rows of an episode from a decision on.
  mutating func add(_ batch: FrameBatch, from decision: Int, poses: [Float], gripperLogits: [Float]) {
    for row in 0..<batch.count {
      var stretch = 0
      while decision + row >= Self.end(of: stretch) { stretch += 1 }
      while stretches.count <= stretch { stretches.append((ExitErrors(), 0)) }
      stretches[stretch].errors.add(row: row, of: batch, poses: poses, gripperLogits: gripperLogits, at: row)
      stretches[stretch].decisions += 1
    }
  }

  /// Adds another's sums.
  mutating func add(_ other: ElapsedErrors) {
    for (index, part) in other.stretches.enumerated() {
      if index == stretches.count { stretches.append((ExitErrors(), 0)) }
      stretches[index].errors.add(part.errors)
      stretches[index].decisions += part.decisions
    }
  }

  /// The means, and how many decisions they are of, by their tags.
  var scalars: [(tag: String, value: Double)] {
    stretches.enumerated().flatMap { index, part in
      let span = "decisions \(index == 0 ? 0 : Self.end(of: index - 1))-\(Self.end(of: index) - 1)"
      let means = [("pose error", part.errors.pose.value), ("gripper wrong", part.errors.gripper.value)]
      return means.compactMap { name, mean in mean.map { ("validation/\(name), \(span)", $0) } }
        + [("validation/count, \(span)", Double(part.decisions))]
    }
  }

  private static func end(of stretch: Int) -> Int { first << stretch }
}

extension Replica {
  /// How the deepest exit fares in whole episodes, by how long they have gone on.
  func validate(episodes: [Int], weights: [Float]) throws -> ElapsedErrors {
    try take(weights, learning: .joint)
    var errors = ElapsedErrors()
    for episode in episodes { try Torch.withoutGradient { () throws in try follow(episode, &errors) } }
    return errors
  }

  /// Goes through an episode, some decisions at once, the head's memory carried on.
  private func follow(_ episode: Int, _ errors: inout ElapsedErrors) throws {
    let sentence = lexicon.tokens(of: settings.episodes[episode].instruction)
    let exit = settings.policy.exitCount - 1
    let count = settings.episodes[episode].decisions
    var state: HeadState?
    for first in stride(from: 0, to: count, by: settings.training.rowsAtOnce) {
      let batch = try read(episode: episode, first..<min(first + settings.training.rowsAtOnce, count))
      let seen = try see(batch, [sentence], batch.count)
      let output = try network.head.output(
        features: seen.exits.exits[exit], arm: seen.arm, exits: [Int](repeating: exit, count: batch.count),
        steps: batch.count, state: state, noise: nil)
      state = output.state
      errors.add(
        batch, from: first, poses: try output.pose.values(), gripperLogits: try output.gripperLogits.values())
    }
  }
}
