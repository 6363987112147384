import Chains
import Testing
import Vocabulary

@Suite struct InstructionCatalogueTests {
  typealias Sentences = [Subtask: [InstructionCatalogue.Group: [String]]]

  let catalogue = InstructionCatalogue.standard

  /// The standard catalogue with one subtask's group changed.
  private func changed(
    _ subtask: Subtask, _ group: InstructionCatalogue.Group, _ change: (inout [String]) -> Void
  ) -> InstructionCatalogue {
    var sentences = Sentences()
    for subtask in Subtask.allCases {
      for group in InstructionCatalogue.Group.allCases {
        sentences[subtask, default: [:]][group] = catalogue.phrasings(for: subtask, in: group)
      }
    }
    change(&sentences[subtask, default: [:]][group, default: []])
    return InstructionCatalogue(sentences)
  }

  @Test func theStandardCatalogueHasNoProblem() {
    let problems = catalogue.lint()
    for problem in problems { Issue.record("\(problem)") }
    #expect(problems.isEmpty)
  }

  @Test func everySubtaskHasItsSentences() {
    for subtask in Subtask.allCases {
      #expect(catalogue.phrasings(for: subtask, in: .training).count >= 100, "\(subtask.rawValue)")
      #expect(catalogue.phrasings(for: subtask, in: .novelCombinations).count == 5, "\(subtask.rawValue)")
      #expect(catalogue.phrasings(for: subtask, in: .novelWords).count == 5, "\(subtask.rawValue)")
    }
  }

  @Test func sentencesNameTheBlockAndTheSideOfTheirSubtask() {
    let hues: [BlockColor: String] = [.red: "crimson", .blue: "navy", .pink: "magenta"]
    for subtask in Subtask.allCases {
      for group in InstructionCatalogue.Group.allCases {
        for sentence in catalogue.phrasings(for: subtask, in: group) {
          let words = Set(sentence.split(separator: " ").map(String.init))
          for color in BlockColor.allCases {
            let named = words.contains(color.rawValue) || words.contains(hues[color] ?? "")
            #expect(named == (subtask.block == color), "\(subtask.rawValue): \(sentence)")
          }
          let left = words.contains("left") || words.contains("counterclockwise")
          let right = words.contains("right") || words.contains("clockwise")
          switch subtask.kind {
          case .rotate(_, let side), .push(_, let side), .moveSlider(let side):
            #expect(left == (side == .left) && right == (side == .right), "\(subtask.rawValue): \(sentence)")
          default: #expect(!left && !right, "\(subtask.rawValue): \(sentence)")
          }
        }
      }
    }
  }

  @Test func liftsSayWhereTheBlockIs() {
    let places: [Subtask.Category: [String]] = [
      .liftFromTable: ["table", "tabletop"],
      .liftFromSlider: ["cabinet", "compartment", "shelf", "cupboard", "recess"],
      .liftFromDrawer: ["drawer", "tray"],
    ]
    for subtask in Subtask.allCases where subtask.isLift {
      for group in InstructionCatalogue.Group.allCases {
        for sentence in catalogue.phrasings(for: subtask, in: group) {
          let words = sentence.split(separator: " ").map(String.init)
          #expect(words.contains { places[subtask.category]?.contains($0) == true }, "\(sentence)")
        }
      }
    }
  }

  @Test func drawsReachEverySentenceAndDependOnTheStreamAlone() {
    var stream = RandomStream(seed: 4).split("sentences")
    var again = stream
    for subtask in Subtask.allCases {
      for group in InstructionCatalogue.Group.allCases {
        let sentences = catalogue.phrasings(for: subtask, in: group)
        var drawn = Set<String>()
        for _ in 0..<sentences.count * 20 {
          let instruction = catalogue.draw(for: subtask, from: group, stream: &stream)
          #expect(catalogue.draw(for: subtask, from: group, stream: &again) == instruction)
          drawn.insert(instruction.text)
        }
        #expect(drawn == Set(sentences), "\(subtask.rawValue) \(group.rawValue)")
      }
    }
  }

  @Test func lintFindsTooFewSentences() {
    #expect(
      changed(.openDrawer, .training) { $0.removeLast($0.count - 99) }.lint().contains(
        .tooFew(.openDrawer, .training, count: 99, needed: 100)))
    #expect(
      changed(.openDrawer, .novelWords) { $0.removeLast() }.lint() == [
        .tooFew(.openDrawer, .novelWords, count: 4, needed: 5)
      ])
  }

  @Test(arguments: ["Open the drawer now", "open the drawer, now", "open  the drawer now", " open drawer", ""])
  func lintFindsSentencesThatAreNotLowerCaseWords(sentence: String) {
    #expect(
      changed(.openDrawer, .training) { $0.append(sentence) }.lint() == [.notLowerCaseWords(.openDrawer, sentence)])
  }

  @Test func lintFindsDuplicatesWithinAndAcrossSubtasks() {
    let sentence = catalogue.phrasings(for: .openDrawer, in: .training)[0]
    #expect(
      changed(.openDrawer, .training) { $0.append(sentence) }.lint() == [.duplicate(.openDrawer, sentence)])
    #expect(
      changed(.closeDrawer, .training) { $0.append(sentence) }.lint() == [
        .ambiguous(.openDrawer, .closeDrawer, sentence)
      ])
  }

  @Test func lintFindsHeldOutSentencesAndTemplatesInTraining() {
    let held = catalogue.phrasings(for: .pushRedBlockLeft, in: .novelCombinations)[0]
    #expect(
      changed(.pushRedBlockLeft, .training) { $0.append(held) }.lint().contains(
        .heldOutInTraining(.pushRedBlockLeft, held)))
    // Read in training for another colour and side: the same template.
    let other = catalogue.phrasings(for: .pushBlueBlockRight, in: .novelCombinations)[0]
    #expect(
      changed(.pushBlueBlockRight, .training) { $0.append(other) }.lint().contains(
        .templateInTraining(.pushRedBlockLeft, held)))
  }

  @Test func lintFindsNewWordsWhereTheyDoNotBelongAndMissWhereTheyDo() {
    #expect(
      changed(.openDrawer, .novelCombinations) { $0[0] = "open the drawer gently" }.lint() == [
        .unknownWord(.openDrawer, "open the drawer gently", word: "gently")
      ])
    let known = "let the drawer come open"
    #expect(
      changed(.openDrawer, .novelWords) { $0[0] = known }.lint() == [.noUnknownWord(.openDrawer, known)])
  }
}
