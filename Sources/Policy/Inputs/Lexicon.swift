import Vocabulary

/// Turns sentences into rows of the word table: a row for each known word, and rows shared by character n-grams.
///
/// A word stands for its own row plus the mean of the rows of its n-grams of 3 to 5 characters, the word's beginning and
/// end included (as in fastText, Bojanowski et al. 2017), so an unknown word lands near those it is spelt like.
public struct Lexicon: Hashable, Sendable {
  /// Rows of the table: the known words' first, then the n-grams'.
  public let rowCount: Int
  /// Tokens of a sentence at most.
  public let maximumTokens: Int

  private let hashRows: Int
  private let rows: [String: Int]

  /// Characters of a word that count; the rest is cut.
  static let longestWord = 32

  /// A lexicon for an architecture.
  public init(_ configuration: InstructionConfiguration) {
    rows = Dictionary(configuration.words.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    hashRows = configuration.hashRows
    maximumTokens = configuration.maximumTokens
    rowCount = configuration.words.count + configuration.hashRows
  }

  /// The tokens of a sentence: one per word, at least one.
  ///
  /// A sentence without a word gives one token without rows, whose embedding is zero.
  public func tokens(of sentence: String) -> InstructionTokens {
    let words = Self.words(of: sentence).prefix(maximumTokens).map { word in
      InstructionTokens.Word(own: rows[word], grams: grams(of: word))
    }
    return InstructionTokens(words: words.isEmpty ? [InstructionTokens.Word(own: nil, grams: [])] : Array(words))
  }

  /// The words of a sentence: runs of letters and digits in lower case.
  public static func words(of sentence: String) -> [String] {
    var words: [String] = []
    var word = ""
    for character in sentence.lowercased() {
      if character.isLetter || character.isNumber {
        if word.count < longestWord { word.append(character) }
      } else if !word.isEmpty {
        words.append(word)
        word = ""
      }
    }
    return word.isEmpty ? words : words + [word]
  }

  /// Rows of the n-grams of a word, each as often as it occurs.
  private func grams(of word: String) -> [Int] {
    let characters = Array("<\(word)>".unicodeScalars)
    var result: [Int] = []
    for length in 3...5 where length <= characters.count {
      for start in 0...(characters.count - length) {
        result.append(rows.count + row(of: characters[start..<start + length]))
      }
    }
    return result
  }

  /// FNV-1a over the scalars, into the shared rows.
  private func row(of gram: ArraySlice<Unicode.Scalar>) -> Int {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for scalar in gram { hash = (hash ^ UInt64(scalar.value)) &* 0x100_0000_01B3 }
    return Int((hash ^ (hash >> 32)) % UInt64(hashRows))
  }
}

/// A sentence as rows of the word table.
public struct InstructionTokens: Hashable, Sendable {
  /// One word.
  public struct Word: Hashable, Sendable {
    /// The word's own row; nil where it is unknown, or was dropped.
    public var own: Int?
    /// The rows of its n-grams.
    public var grams: [Int]

    /// A word from its rows.
    public init(own: Int?, grams: [Int]) {
      self.own = own
      self.grams = grams
    }
  }

  /// The words in order; never empty.
  public var words: [Word]

  /// Tokens from their words, of which there must be one.
  public init(words: [Word]) {
    precondition(!words.isEmpty, "a sentence has a token")
    self.words = words
  }

  /// The tokens as training reads them, some of them poorer.
  ///
  /// - Parameters:
  ///   - ownRow: share of the words that lose their own row, so that their n-grams learn to stand for them.
  ///   - whole: share of the words that are left out; one always stays.
  public func dropping(ownRow: Double, whole: Double, stream: inout RandomStream) -> InstructionTokens {
    var kept: [Word] = []
    for word in words {
      let (isLeftOut, losesRow) = (stream.uniform() < whole, stream.uniform() < ownRow)
      if !isLeftOut { kept.append(losesRow ? Word(own: nil, grams: word.grams) : word) }
    }
    return InstructionTokens(words: kept.isEmpty ? words : kept)
  }
}
