import Testing
import Vocabulary

@Suite struct RandomStreamTests {
  @Test func streamsOfOneLabelAreEqualWhateverTheParentDrew() {
    var parent = RandomStream(seed: 7)
    var before = parent.split("chain", 3)
    for _ in 0..<100 { _ = parent.next() }
    var after = parent.split("chain", 3)
    for _ in 0..<1000 { #expect(before.next() == after.next()) }
  }

  @Test func streamsOfDifferentLabelsDiffer() {
    let root = RandomStream(seed: 7)
    var keys: Set<UInt64> = [root.key]
    for index in -500..<500 { keys.insert(root.split("chain", index).key) }
    for index in 0..<500 { keys.insert(root.split("chain\(index)").key) }
    #expect(keys.count == 1501)
  }

  @Test(arguments: [2, 3, 34, 1000]) func indicesAreEven(count: Int) {
    var stream = RandomStream(seed: 11).split("index", count)
    let draws = 200 * count
    var counts = [Int](repeating: 0, count: count)
    for _ in 0..<draws { counts[stream.index(below: count)] += 1 }
    let chiSquared = counts.reduce(0.0) { $0 + (Double($1) - 200) * (Double($1) - 200) / 200 }
    // Mean of the distribution plus five deviations.
    let freedom = Double(count - 1)
    #expect(chiSquared < freedom + 5 * (2 * freedom).squareRoot())
  }
}
