import Vocabulary

/// The sentences that ask for each subtask: those for training, and two held-out groups that are reported apart.
public struct InstructionCatalogue: Hashable, Sendable {
  /// What a sentence may be used for.
  public enum Group: String, CaseIterable, Hashable, Codable, Sendable {
    /// Read in training.
    case training
    /// Held out: new combinations of words that training reads.
    case novelCombinations = "novel_combinations"
    /// Held out: sentences with words that training never reads.
    case novelWords = "novel_words"
  }

  /// Each subtask's sentences by group.
  private let sentences: [Subtask: [Group: [String]]]

  /// The project's own catalogue: at least 100 training sentences and 10 held-out ones for every subtask.
  public static let standard = InstructionCatalogue(
    Dictionary(
      uniqueKeysWithValues: Subtask.allCases.map { subtask in
        let book = PhraseBook(subtask)
        return (subtask, Dictionary(uniqueKeysWithValues: Group.allCases.map { ($0, book.sentences($0)) }))
      }))

  /// A catalogue from its sentences; what is wrong with them, `lint()` tells.
  public init(_ sentences: [Subtask: [Group: [String]]]) { self.sentences = sentences }

  /// The sentences of a subtask in a group, in a fixed order; empty where there are none.
  public func phrasings(for subtask: Subtask, in group: Group) -> [String] { sentences[subtask]?[group] ?? [] }

  /// One of the sentences of a subtask in a group, evenly; there must be one.
  public func draw(for subtask: Subtask, from group: Group, stream: inout RandomStream) -> Instruction {
    Instruction(stream.choose(from: phrasings(for: subtask, in: group)))
  }

  /// Every word of the group's sentences.
  public func vocabulary(of group: Group) -> Set<Substring> {
    Set(Subtask.allCases.flatMap { phrasings(for: $0, in: group).flatMap { $0.split(separator: " ") } })
  }
}
