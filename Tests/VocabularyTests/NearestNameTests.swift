import Testing
import Vocabulary

@Suite struct NearestNameTests {
  @Test(arguments: [
    ("", "", 0), ("abc", "", 3), ("", "abc", 3), ("chains", "chains", 0), ("chians", "chains", 1),
    ("kitten", "sitting", 3), ("ca", "abc", 3),
  ])
  func editDistanceCountsEditsAndSwaps(first: String, second: String, expected: Int) {
    #expect(editDistance(first, second) == expected)
    #expect(editDistance(second, first) == expected)
  }

  @Test func misspeltNamesFindTheirNeighbour() {
    let keys = ["chains", "chainsFile", "workers", "scene", "seed"]
    #expect(nearestName(to: "chians", among: keys) == "chains")
    #expect(nearestName(to: "chainFile", among: keys) == "chainsFile")
    #expect(nearestName(to: "Workers", among: keys) == "workers")
    #expect(nearestName(to: "sed", among: keys) == "seed")
    #expect(nearestName(to: "temperature", among: keys) == nil)
    #expect(nearestName(to: "seed", among: [String]()) == nil)
  }
}
