import Chains
import Glibc

/// Finds the subtask that a typed sentence asks for: the one with the most similar sentence of the catalogue.
///
/// Words count the more the fewer subtasks they occur in, so that "blue" weighs more than "the".
public struct InstructionReader: Sendable {
  /// What a sentence was taken for.
  public struct Reading: Hashable, Sendable {
    /// The subtask.
    public var subtask: Subtask
    /// How similar the nearest sentence is, 0 … 1.
    public var similarity: Double

    /// A reading from its parts.
    public init(subtask: Subtask, similarity: Double) {
      self.subtask = subtask
      self.similarity = similarity
    }
  }

  /// Below this similarity nothing is understood.
  public static let leastSimilarity = 0.55

  private let sentences: [(subtask: Subtask, words: Set<String>, weight: Double)]
  private let weights: [String: Double]
  private let rareWeight: Double

  /// A reader for the sentences of a catalogue.
  public init(_ catalogue: InstructionCatalogue = .standard) {
    var known: [(Subtask, Set<String>)] = []
    var subtasksOfWord: [String: Set<Subtask>] = [:]
    for subtask in Subtask.allCases {
      let phrases = InstructionCatalogue.Group.allCases.flatMap { catalogue.phrasings(for: subtask, in: $0) }
      for phrase in phrases + [subtask.rawValue] {
        let words = Self.words(phrase)
        known.append((subtask, words))
        for word in words { subtasksOfWord[word, default: []].insert(subtask) }
      }
    }
    let weights = subtasksOfWord.mapValues { log(1 + Double(Subtask.allCases.count) / Double($0.count)) }
    self.weights = weights
    rareWeight = log(1 + Double(Subtask.allCases.count))
    sentences = known.map { subtask, words in (subtask, words, words.reduce(0) { $0 + (weights[$1] ?? 0) }) }
  }

  /// What a sentence asks for; nil when it is like none.
  public func read(_ text: String) -> Reading? {
    let words = Self.words(text)
    guard !words.isEmpty else { return nil }
    let weight = words.reduce(0) { $0 + (weights[$1] ?? rareWeight) }
    var best: Reading?
    for sentence in sentences {
      let shared = sentence.words.intersection(words).reduce(0) { $0 + (weights[$1] ?? 0) }
      let similarity = 2 * shared / (weight + sentence.weight)
      if similarity > best?.similarity ?? Self.leastSimilarity {
        best = Reading(subtask: sentence.subtask, similarity: similarity)
      }
    }
    return best
  }

  private static func words(_ text: String) -> Set<String> {
    Set(text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init))
  }
}
