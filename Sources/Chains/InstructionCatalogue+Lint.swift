extension InstructionCatalogue {
  /// Something that a catalogue must not have.
  public enum Problem: Hashable, Sendable {
    /// Fewer sentences than asked for.
    case tooFew(Subtask, Group, count: Int, needed: Int)
    /// A sentence with something else than lower-case words and single blanks.
    case notLowerCaseWords(Subtask, String)
    /// A sentence that one subtask has twice.
    case duplicate(Subtask, String)
    /// A sentence that asks for two subtasks.
    case ambiguous(Subtask, Subtask, String)
    /// A held-out sentence that training reads.
    case heldOutInTraining(Subtask, String)
    /// A held-out sentence that is a training sentence but for colour and side.
    case templateInTraining(Subtask, String)
    /// A new combination with a word that training never reads.
    case unknownWord(Subtask, String, word: String)
    /// A sentence of the group of new words without one.
    case noUnknownWord(Subtask, String)
  }

  /// Training sentences that a subtask needs.
  public static let trainingSentencesNeeded = 100
  /// Held-out sentences that a subtask needs in each of the two groups.
  public static let heldOutSentencesNeeded = 5

  /// What is wrong with the catalogue, in the order of the subtasks; nothing, for one that can be used.
  public func lint() -> [Problem] {
    let known = vocabulary(of: .training)
    let training = Subtask.allCases.flatMap { phrasings(for: $0, in: .training) }
    let trainingSentences = Set(training)
    let trainingTemplates = Set(training.map(Self.template))
    var problems: [Problem] = []
    var owners: [String: Subtask] = [:]
    for subtask in Subtask.allCases {
      for group in Group.allCases {
        let sentences = phrasings(for: subtask, in: group)
        let needed = group == .training ? Self.trainingSentencesNeeded : Self.heldOutSentencesNeeded
        if sentences.count < needed { problems.append(.tooFew(subtask, group, count: sentences.count, needed: needed)) }
        for sentence in sentences {
          if !Self.isLowerCaseWords(sentence) { problems.append(.notLowerCaseWords(subtask, sentence)) }
          if group != .training, trainingSentences.contains(sentence) {
            problems.append(.heldOutInTraining(subtask, sentence))
          } else if group != .training, trainingTemplates.contains(Self.template(of: sentence)) {
            problems.append(.templateInTraining(subtask, sentence))
          }
          if let owner = owners.updateValue(subtask, forKey: sentence) {
            problems.append(owner == subtask ? .duplicate(subtask, sentence) : .ambiguous(owner, subtask, sentence))
          }
          let unknown = sentence.split(separator: " ").first { !known.contains($0) }
          if group == .novelCombinations, let unknown {
            problems.append(.unknownWord(subtask, sentence, word: String(unknown)))
          }
          if group == .novelWords, unknown == nil { problems.append(.noUnknownWord(subtask, sentence)) }
        }
      }
    }
    return problems
  }

  private static func isLowerCaseWords(_ sentence: String) -> Bool {
    sentence.split(separator: " ", omittingEmptySubsequences: false).allSatisfy { word in
      !word.isEmpty && word.utf8.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
    }
  }

  /// The sentence without what varies between subtasks of a family: colours and directions.
  private static func template(of sentence: String) -> String {
    sentence.split(separator: " ").map { word in
      switch word {
      case "red", "blue", "pink": "<color>"
      case "left", "right": "<side>"
      case "clockwise", "counterclockwise": "<clock>"
      default: String(word)
      }
    }.joined(separator: " ")
  }
}
