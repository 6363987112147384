import Testing
import Training
import Vocabulary

@Suite struct WindowPortionsTests {
  private func configuration(rowsAtOnce: Int) -> TrainingConfiguration {
    var configuration = TrainingConfiguration()
    configuration.window = 8
    configuration.rowsAtOnce = rowsAtOnce
    return configuration
  }

  private func lengths(_ count: Int) -> [Int] {
    var stream = RandomStream(seed: 5)
    return (0..<count).map { _ in 3 + stream.index(below: 10) }
  }

  @Test(arguments: [(24, 48, 2), (16, 48, 2), (7, 4, 2), (1, 48, 2), (25, 24, 3), (12, 96, 1)])
  func everyWindowIsTakenOnceAndTheReplicasHaveAsMuchToDo(_ windows: Int, _ rows: Int, _ replicas: Int) {
    let configuration = configuration(rowsAtOnce: rows)
    let lengths = lengths(windows)
    let shares = (0..<replicas).map { configuration.portions(sentenceLengths: lengths, replica: $0, of: replicas) }
    #expect(shares.flatMap { $0.flatMap(\.self) }.sorted() == Array(0..<windows))
    for portion in shares.flatMap(\.self) { #expect(!portion.isEmpty && portion.count <= max(1, rows / 8)) }
    let counts = shares.map { $0.reduce(0) { $0 + $1.count } }
    let portions = shares.map(\.count).max()!
    #expect(counts.max()! - counts.min()! <= portions, "\(counts)")
  }

  @Test func sentencesOfAPortionAreAlikeInLength() {
    let lengths = lengths(24)
    let configuration = configuration(rowsAtOnce: 48)
    let portions = (0..<2).flatMap { configuration.portions(sentenceLengths: lengths, replica: $0, of: 2) }
    func padded(_ portions: [[Int]]) -> Int {
      portions.reduce(0) { $0 + $1.count * $1.map { lengths[$0] }.max()! }
    }
    let asDrawn = stride(from: 0, to: 24, by: 6).map { Array($0..<$0 + 6) }
    #expect(padded(portions) < padded(asDrawn))
    let ranges = portions.map { $0.map { lengths[$0] } }.sorted { $0.max()! < $1.max()! }
    for (shorter, longer) in zip(ranges, ranges.dropFirst()) { #expect(shorter.max()! <= longer.min()!) }
  }
}
