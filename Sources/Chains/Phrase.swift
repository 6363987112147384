/// A pattern of sentences: `{a|b}` is a choice, an empty alternative leaves words out, choices nest, `<name>` is a slot.
///
/// `{grasp|take} the <color> {block|cube}` with `color` red stands for four sentences.
package struct Phrase: Hashable, Sendable {
  /// The pattern as it is written.
  package let pattern: String

  /// A phrase from its pattern.
  package init(_ pattern: String) { self.pattern = pattern }

  /// All sentences in the order of the alternatives, single blanks between their words.
  ///
  /// Slots are replaced by their values, which are patterns themselves. An unknown slot or an unbalanced brace is a
  /// programmer's mistake.
  package func sentences(_ slots: [String: String]) -> [String] {
    var rest = Array(Self.filled(pattern, slots))[...]
    let sentences = Self.choice(&rest)
    precondition(rest.isEmpty, "unbalanced braces in \(pattern)")
    return sentences.map { $0.split(separator: " ").joined(separator: " ") }
  }

  private static func filled(_ pattern: String, _ slots: [String: String]) -> String {
    var result = ""
    for (index, piece) in pattern.split(separator: "<", omittingEmptySubsequences: false).enumerated() {
      guard index > 0 else {
        result += piece
        continue
      }
      let parts = piece.split(separator: ">", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, let value = slots[String(parts[0])] else {
        preconditionFailure("no slot <\(parts[0])> in \(pattern)")
      }
      result += "{" + filled(value, slots) + "}" + parts[1]
    }
    return result
  }

  /// Alternatives up to a closing brace or the end.
  private static func choice(_ rest: inout ArraySlice<Character>) -> [String] {
    var alternatives = sequence(&rest)
    while rest.first == "|" {
      rest.removeFirst()
      alternatives += sequence(&rest)
    }
    return alternatives
  }

  /// Texts and choices one after the other.
  private static func sequence(_ rest: inout ArraySlice<Character>) -> [String] {
    var beginnings = [""]
    while let character = rest.first, character != "|", character != "}" {
      rest.removeFirst()
      if character == "{" {
        let alternatives = choice(&rest)
        precondition(rest.popFirst() == "}", "a brace is not closed")
        beginnings = beginnings.flatMap { beginning in alternatives.map { beginning + $0 } }
      } else {
        beginnings = beginnings.map { $0 + String(character) }
      }
    }
    return beginnings
  }
}
