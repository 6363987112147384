import Chains
import Testing

@Suite struct PhraseTests {
  @Test(arguments: [
    ("press it", ["press it"]),
    ("{grasp|take} it", ["grasp it", "take it"]),
    ("{a|b} {c|d}", ["a c", "a d", "b c", "b d"]),
    ("now {please |}go", ["now please go", "now go"]),
    ("the {big|} block {}", ["the big block", "the block"]),
    ("{turn {left|right}|stop}", ["turn left", "turn right", "stop"]),
    ("a <color> {one|<thing>}", ["a red one", "a red block", "a red cube"]),
    ("<thing>s", ["blocks", "cubes"]),
  ])
  func patternsStandForTheirSentencesInOrder(pattern: String, sentences: [String]) {
    #expect(Phrase(pattern).sentences(["color": "red", "thing": "block|cube"]) == sentences)
  }
}
