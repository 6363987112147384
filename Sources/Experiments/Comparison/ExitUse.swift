import Policy
import Vocabulary

/// How often an arm of a run took each exit, failed attempts included.
public struct ExitUse: Sendable {
  /// The arm, with its scene where the run has several.
  public let name: String
  /// How it chose.
  public let choice: ExitChoice
  /// Decisions at each exit, from the first.
  public let decisions: [Int]
  /// Identity of its policy's checkpoint; nil where the run does not tell.
  public let policy: ContentHash?
  /// How it keeps its decoder's weights; nil where the run does not tell.
  public let weights: WeightFormat?

  /// The arms of a run that have exits, in the experiment's order.
  ///
  /// - Throws: `ComparisonError.noRun` and `RecordError`.
  public static func arms(of folder: String) throws -> [ExitUse] {
    let run = try ComparedRun(folder)
    let manifest = try? JSONDocument(readFile(folder + "/manifest.json")).value
    func told(_ key: String, _ agent: String) -> String? {
      if case .text(let text)? = manifest?[key]?[agent] { text } else { nil }
    }
    var uses: [ExitUse] = []
    for agent in run.agents {
      guard case .text(let word)? = run.settings(of: agent)?["exit"], let choice = ExitChoice(rawValue: word) else {
        continue
      }
      for scene in run.scenes {
        let entry = RunEntry(agent: agent, scene: scene)
        let tallies =
          try run.record.chains(of: entry).flatMap(\.attempts).map(\.compute)
          + run.record.attempts(of: entry).map(\.compute)
        var decisions: [Int] = []
        for tally in tallies {
          decisions += [Int](repeating: 0, count: max(0, tally.exits.count - decisions.count))
          for (exit, count) in tally.exits.enumerated() { decisions[exit] += count }
        }
        guard decisions.contains(where: { $0 > 0 }) else { continue }
        uses.append(
          ExitUse(
            name: run.scenes.count > 1 ? "\(entry)" : agent, choice: choice, decisions: decisions,
            policy: told("policies", agent).map { ContentHash(hexadecimal: $0) },
            weights: told("weights", agent).flatMap { WeightFormat(rawValue: $0) }))
      }
    }
    return uses
  }
}
