import Chains
import Policy
import Testing
import Vocabulary

@Suite struct LexiconTests {
  private let lexicon = Lexicon(
    InstructionConfiguration(maximumTokens: 4, hashRows: 512, words: ["push", "red", "block"]))

  @Test func wordsAreRunsOfLettersInLowerCase() {
    #expect(Lexicon.words(of: "Push, the RED block!") == ["push", "the", "red", "block"])
    #expect(Lexicon.words(of: " \u{1F916} -- \n").isEmpty)
    #expect(Lexicon.words(of: String(repeating: "a", count: 1000))[0].count == 32)
  }

  @Test func knownWordsHaveRowsOfTheirOwnAndAllShareThoseOfTheirSpelling() {
    let tokens = lexicon.tokens(of: "push the red block")
    #expect(tokens.words.map(\.own) == [0, nil, 1, 2])
    // <red> has 3 trigrams, 2 of length four, 1 of length five.
    #expect(tokens.words[2].grams.count == 6)
    for word in tokens.words { for gram in word.grams { #expect((3..<lexicon.rowCount).contains(gram)) } }
  }

  @Test func anUnknownWordSharesRowsWithThoseItIsSpeltLike() {
    func grams(_ word: String) -> Set<Int> { Set(lexicon.tokens(of: word).words[0].grams) }
    #expect(grams("pushing").intersection(grams("push")).count >= 4)
    #expect(grams("pushing").intersection(grams("block")).count <= 1)
  }

  @Test func longSentencesAreCutAndEmptyOnesHaveOneToken() {
    #expect(lexicon.tokens(of: "a b c d e f g").words.count == 4)
    let empty = lexicon.tokens(of: "?!")
    #expect(empty.words.count == 1 && empty.words[0].own == nil && empty.words[0].grams.isEmpty)
  }

  @Test func wordDropoutLosesAboutItsSharesAndKeepsAWord() {
    let tokens = lexicon.tokens(of: "push the red block")
    var stream = RandomStream(seed: 1)
    var (ownRows, words) = (0, 0)
    for _ in 0..<2000 {
      let kept = tokens.dropping(ownRow: 0.25, whole: 0.1, stream: &stream)
      ownRows += kept.words.count { $0.own != nil }
      words += kept.words.count
      #expect(!kept.words.isEmpty)
    }
    #expect(abs(Double(words) / 8000 - 0.9) < 0.02)
    #expect(abs(Double(ownRows) / 6000 - 0.9 * 0.75) < 0.03)
    #expect(tokens.dropping(ownRow: 0, whole: 0, stream: &stream) == tokens)
    #expect(!tokens.dropping(ownRow: 1, whole: 1, stream: &stream).words.isEmpty)
  }

  @Test func everySentenceOfTheCatalogueFitsTheDeskPolicy() {
    let catalogue = InstructionCatalogue.standard
    let words = catalogue.vocabulary(of: .training).map(String.init).sorted()
    let configuration = PolicyPreset.desk.configuration(words: words).instruction
    let lexicon = Lexicon(configuration)
    for subtask in Subtask.allCases {
      for group in InstructionCatalogue.Group.allCases {
        for sentence in catalogue.phrasings(for: subtask, in: group) {
          let tokens = lexicon.tokens(of: sentence)
          #expect(tokens.words.count == sentence.split(separator: " ").count, "\(sentence)")
          if group == .training { #expect(tokens.words.allSatisfy { $0.own != nil }, "\(sentence)") }
        }
      }
    }
  }

  @Test func aBatchRepeatsItsSentencesAndPadsTheShorterOnes() {
    let batch = TokenBatch([lexicon.tokens(of: "push red block"), lexicon.tokens(of: "red")], repeats: 5)
    #expect(batch.sentenceCount == 2 && batch.repeats == 5 && batch.length == 3 && batch.lengths == [3, 1])
    #expect(batch.hasPadding)
    #expect(!TokenBatch([lexicon.tokens(of: "red"), lexicon.tokens(of: "block")]).hasPadding)
  }
}
