import Chains
import Testing
import Viewer

@Suite struct InstructionReaderTests {
  private static let reader = InstructionReader()

  @Test(arguments: Subtask.allCases)
  func everySentenceOfTheCatalogueIsUnderstood(subtask: Subtask) {
    for group in InstructionCatalogue.Group.allCases {
      for phrase in InstructionCatalogue.standard.phrasings(for: subtask, in: group).prefix(12) {
        #expect(Self.reader.read(phrase)?.subtask == subtask, "\(phrase)")
      }
    }
    #expect(Self.reader.read(subtask.rawValue)?.subtask == subtask)
  }

  @Test(arguments: [
    ("please turn on the green light", Subtask.turnOnLED), ("Open the drawer!", .openDrawer),
    ("push blue block to the left", .pushBlueBlockLeft), ("slide the door to the right", .moveSliderRight),
    ("turn off the yellow lamp", .turnOffLightbulb),
  ])
  func otherWordsAreTakenForTheNearestSentence(text: String, subtask: Subtask) {
    #expect(Self.reader.read(text)?.subtask == subtask)
  }

  @Test(arguments: ["", "   ", "hello there", "make me a cup of coffee", "!!!"])
  func whatIsLikeNothingIsNotUnderstood(text: String) { #expect(Self.reader.read(text) == nil) }
}
