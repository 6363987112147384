import Tensors

// B sentences, T frames of each, S tokens of the longest, D width.

/// Sentences of a batch as plain numbers: which rows of the word table each token takes, and which tokens are padding.
public struct TokenBatch: Hashable, Sendable {
  /// Sentences.
  public let sentenceCount: Int
  /// Frames that follow each sentence; the batch has `sentenceCount · repeats` rows, those of a sentence together.
  public let repeats: Int
  /// Tokens of the longest sentence.
  public let length: Int
  /// Tokens of each sentence.
  public let lengths: [Int]

  /// Different words; the rows and weights of each, padded to `rowsPerWord`.
  let wordCount: Int
  let rowsPerWord: Int
  let rows: [Int64]
  let weights: [Float]
  /// Which word each token is; padding repeats word 0.
  let words: [Int64]

  /// A batch of sentences, of which there must be one.
  ///
  /// - Parameter repeats: consecutive rows that each sentence stands for, such as the frames of a window.
  public init(_ sentences: [InstructionTokens], repeats: Int = 1) {
    precondition(!sentences.isEmpty && repeats > 0, "a batch has a row")
    sentenceCount = sentences.count
    self.repeats = repeats
    lengths = sentences.map { $0.words.count }
    let longest = lengths.max() ?? 1
    length = longest
    var places: [InstructionTokens.Word: Int64] = [:]
    var unique: [InstructionTokens.Word] = []
    words = sentences.flatMap { sentence in
      (0..<longest).map { index in
        guard index < sentence.words.count else { return 0 }
        let word = sentence.words[index]
        if let place = places[word] { return place }
        places[word] = Int64(unique.count)
        unique.append(word)
        return Int64(unique.count - 1)
      }
    }
    wordCount = unique.count
    let most = max(1, unique.map { $0.grams.count + 1 }.max() ?? 1)
    rowsPerWord = most
    var rows = [Int64](repeating: 0, count: unique.count * most)
    var weights = [Float](repeating: 0, count: unique.count * most)
    for (index, word) in unique.enumerated() {
      if let own = word.own { (rows[index * most], weights[index * most]) = (Int64(own), 1) }
      for (place, gram) in word.grams.enumerated() {
        rows[index * most + 1 + place] = Int64(gram)
        weights[index * most + 1 + place] = 1 / Float(word.grams.count)
      }
    }
    self.rows = rows
    self.weights = weights
  }

  /// Whether some sentence is shorter than the longest.
  public var hasPadding: Bool { lengths.contains { $0 != length } }
}

/// Sentences as the decoder takes them.
public struct SentenceTensors {
  /// [B·T, S, D].
  let tokens: Tensor
  /// Added to the self-attention's scores, [B·T, 1 or S, S]; nil where all see all.
  let attentionBias: Tensor?
  /// Added before the max-pooling, [B·T, S, 1]; nil where nothing is padding.
  let poolingBias: Tensor?
  /// Tokens of the longest sentence.
  let length: Int
}

/// The word table, and the embeddings of places in the sentence.
struct WordEmbedding {
  private let table: Tensor
  private let positions: Tensor?
  private let configuration: DecoderConfiguration

  /// Stands for −∞ where padding must not count.
  private static let excluded: Float = -1e9

  init(_ parameters: Parameters, _ configuration: DecoderConfiguration) {
    table = parameters["words.table"]
    positions = configuration.hasPositions ? parameters["words.positions"] : nil
    self.configuration = configuration
  }

  static func specify(_ list: inout ParameterList, _ configuration: PolicyConfiguration) {
    let width = configuration.decoder.width
    list.add("words.table", [Lexicon(configuration.instruction).rowCount, width], .normal(0.3))
    guard configuration.decoder.hasPositions else { return }
    list.add("words.positions", [configuration.instruction.maximumTokens, width], .normal(0.1))
  }

  func callAsFunction(_ batch: TokenBatch) throws(TorchError) -> SentenceTensors {
    let width = table.shape[1]
    let rows = try Tensor.embedding(table, Tensor(integers: batch.rows, [batch.wordCount, batch.rowsPerWord]))
    let words = try (rows * Tensor(batch.weights, [batch.wordCount, batch.rowsPerWord, 1])).sum([1])
    var tokens = try words.indexSelect(0, Tensor(integers: batch.words, [batch.words.count]))
      .reshape([batch.sentenceCount, batch.length, width])
    if let positions { tokens = try tokens + positions.slice(0, 0..<batch.length) }
    if batch.repeats > 1 {
      tokens = try tokens.unsqueeze(1).expand([batch.sentenceCount, batch.repeats, batch.length, width])
        .reshape([batch.sentenceCount * batch.repeats, batch.length, width])
    }
    return SentenceTensors(
      tokens: tokens, attentionBias: try attentionBias(batch), poolingBias: try poolingBias(batch),
      length: batch.length)
  }

  private func attentionBias(_ batch: TokenBatch) throws(TorchError) -> Tensor? {
    guard batch.hasPadding || configuration.isCausal && batch.length > 1 else { return nil }
    let queries = configuration.isCausal ? batch.length : 1
    var values: [Float] = []
    for length in batch.lengths {
      var scores: [Float] = []
      for query in 0..<queries {
        for key in 0..<batch.length {
          scores.append(key < length && (!configuration.isCausal || key <= query) ? 0 : Self.excluded)
        }
      }
      for _ in 0..<batch.repeats { values += scores }
    }
    return try Tensor(values, [batch.lengths.count * batch.repeats, queries, batch.length])
  }

  private func poolingBias(_ batch: TokenBatch) throws(TorchError) -> Tensor? {
    guard batch.hasPadding else { return nil }
    var values: [Float] = []
    for length in batch.lengths {
      for _ in 0..<batch.repeats {
        for index in 0..<batch.length { values.append(index < length ? 0 : Self.excluded) }
      }
    }
    return try Tensor(values, [batch.lengths.count * batch.repeats, batch.length, 1])
  }
}
