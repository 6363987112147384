import Chains
import Vocabulary

/// Sentences of one's own for some subtasks; the others keep those of the catalogue.
public struct InstructionFile: Hashable, Sendable {
  /// The sentences by subtask, in the file's order.
  public let sentences: [Subtask: [String]]

  /// What is wrong with a file of sentences.
  public struct Fault: Error, Hashable, Sendable, CustomStringConvertible {
    /// Where, as far as it is known.
    public let position: TextPosition?
    /// What.
    public let reason: String

    /// One sentence for the user.
    public var description: String { position.map { "line \($0.line): \(reason)" } ?? reason }
  }

  /// Reads `{"subtask": ["sentence", …], …}`.
  public init(_ bytes: [UInt8]) throws(Fault) {
    let document: JSONDocument
    do {
      document = try JSONDocument(bytes)
    } catch {
      throw Fault(position: error.position, reason: error.reason)
    }
    guard case .object(let members) = document.value else {
      throw Fault(position: nil, reason: "it is not an object, as in {\"open_drawer\": [\"pull it open\"]}")
    }
    var sentences: [Subtask: [String]] = [:]
    for member in members {
      let place = document.positions[member.name]
      guard let subtask = Subtask(rawValue: member.name) else {
        let near = nearestName(to: member.name, among: Subtask.allCases.map(\.rawValue))
        throw Fault(
          position: place,
          reason: "there is no subtask \(member.name)" + (near.map { "; did you mean \($0)?" } ?? ""))
      }
      guard case .list(let list) = member.value, !list.isEmpty else {
        throw Fault(position: place, reason: "\(member.name) has no list of sentences")
      }
      sentences[subtask] = []
      for value in list {
        guard case .text(let text) = value, (1...1000).contains(text.count) else {
          throw Fault(position: place, reason: "a sentence of \(member.name) is no text of 1 to 1000 characters")
        }
        sentences[subtask]?.append(text)
      }
    }
    self.sentences = sentences
  }
}

extension Experiment {
  /// How sentences for subtasks are chosen in evaluation: from the file where it has some, else from the catalogue.
  ///
  /// - Throws: `ReadingError` or `InstructionFile.Fault` when the file has changed since it was validated.
  public func instruction() throws -> @Sendable (Subtask, inout RandomStream) -> Instruction {
    let group = evaluation.instructions
    let own = try evaluation.instructionsFile.map { try InstructionFile(readFile($0)).sentences } ?? [:]
    return { subtask, stream in
      if let sentences = own[subtask] { return Instruction(stream.choose(from: sentences)) }
      return InstructionCatalogue.standard.draw(for: subtask, from: group, stream: &stream)
    }
  }
}
