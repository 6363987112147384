import Figures
import Testing
import Vocabulary

@Suite struct StackedTests {
  private static func shares(_ count: Int, _ stream: inout RandomStream) -> [Double] {
    let weights = (0..<count).map { _ in stream.index(below: 3) == 0 ? 0 : stream.uniform() }
    let sum = weights.reduce(0, +)
    return sum > 0 ? weights.map { $0 / sum } : weights
  }

  private static func parts(_ count: Int, _ stream: inout RandomStream) -> [StackedBars.Part] {
    (0..<count).map {
      StackedBars.Part(randomText(words: 1 + stream.index(below: 3), &stream), Palette.level($0, of: count))
    }
  }

  @Test func textsOfStackedBarsStayApart() throws {
    for seed in 0..<200 {
      var stream = RandomStream(seed: 51).split("bars", seed)
      let count = 1 + stream.index(below: 7)
      let bars = (0..<(1 + stream.index(below: 35))).map { _ in
        StackedBars.Bar(
          randomText(words: stream.index(below: 4), &stream), shares: Self.shares(count, &stream),
          note: stream.index(below: 3) == 0 ? "" : String(stream.index(below: 99_999)))
      }
      let chart = StackedBars(
        title: randomText(words: stream.index(below: 9), &stream), shareTitle: "share of decisions",
        noteTitle: stream.index(below: 2) == 0 ? "" : "decisions", parts: Self.parts(count, &stream), bars: bars,
        width: stream.uniform(in: 200...600))
      expectTidy(try chart.drawing(), "seed \(seed)")
    }
  }

  @Test func textsOfStackedBinsStayApart() throws {
    for seed in 0..<200 {
      var stream = RandomStream(seed: 52).split("bins", seed)
      let count = 1 + stream.index(below: 7)
      let bins = (0..<(1 + stream.index(below: 80))).map { _ in Self.shares(count, &stream) }
      let line = stream.index(below: 2) == 0 ? nil : StackedBins.Line("alive", bins.map { _ in stream.uniform() })
      let chart = StackedBins(
        title: randomText(words: stream.index(below: 9), &stream), axisTitle: "control steps",
        shareTitle: "share of steps", parts: Self.parts(count, &stream), step: stream.uniform(in: 0.1...50), bins: bins,
        line: line, width: stream.uniform(in: 160...600), plotHeight: stream.uniform(in: 40...200))
      expectTidy(try chart.drawing(), "seed \(seed)")
    }
  }

  @Test func aBarIsFilledToItsSharesAndNoFurther() throws {
    let parts = [StackedBars.Part("a", .success), StackedBars.Part("b", .failure)]
    let chart = StackedBars(
      shareTitle: "share", parts: parts,
      bars: [.init("full", shares: [0.25, 0.75]), .init("half", shares: [0.5, 0]), .init("none", shares: [0, 0])])
    let filled = try chart.drawing().elements.compactMap { element -> (Color, Rectangle)? in
      guard case .rectangle(let box, _, let fill?, _) = element, box.height == 9 else { return nil }
      return (fill, box)
    }
    #expect(filled.map(\.0) == [.success, .failure, .success])
    #expect(abs(filled[1].1.width - 3 * filled[0].1.width) < 1e-9)
    #expect(abs(filled[0].1.right - filled[1].1.x) < 1e-9)
    #expect(abs(filled[2].1.width - 2 * filled[0].1.width) < 1e-9)
    #expect(abs(filled[2].1.y - filled[0].1.y - 12) < 1e-9)
  }
}
