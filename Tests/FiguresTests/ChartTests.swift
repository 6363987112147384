import Figures
import Testing
import Vocabulary

@Suite struct ChartTests {
  /// Values of any size, sometimes equal, sometimes not finite.
  static func randomValue(_ stream: inout RandomStream) -> Double {
    switch stream.index(below: 12) {
    case 0: 0
    case 1: .nan
    case 2: .infinity
    case 3: 1
    default: stream.uniform(in: -1...1) * [1e-7, 0.02, 1, 1, 37, 5e6, 3e13][stream.index(below: 7)]
    }
  }

  static func randomAxis(_ stream: inout RandomStream) -> Axis {
    Axis(
      randomText(words: stream.index(below: 9), &stream),
      scale: stream.index(below: 4) == 0 ? .logarithmic : .linear,
      range: stream.choose(from: [nil, nil, 0...1, 0.5...200]), isPercent: stream.index(below: 3) == 0)
  }

  static func randomInterval(_ stream: inout RandomStream) -> ClosedRange<Double>? {
    let ends = [Self.randomValue(&stream), Self.randomValue(&stream)].filter(\.isFinite).sorted()
    return ends.count == 2 ? ends[0]...ends[1] : nil
  }

  @Test func textsOfBarChartsStayApart() throws {
    for seed in 0..<300 {
      var stream = RandomStream(seed: 41).split("bars", seed)
      let count = 1 + stream.index(below: stream.choose(from: [3, 8, 40]))
      let series = (0..<(1 + stream.index(below: 4))).map { index in
        BarChart.Series(
          index % 3 == 2 ? "" : randomText(words: 1 + index, &stream),
          bars: (0..<count).map { _ in
            BarChart.Bar(Self.randomValue(&stream), interval: Self.randomInterval(&stream))
          })
      }
      let chart = BarChart(
        title: randomText(words: stream.index(below: 9), &stream), axis: Self.randomAxis(&stream),
        categoryTitle: randomText(words: stream.index(below: 5), &stream),
        categories: (0..<count).map { _ in randomText(words: stream.index(below: 5), &stream) }, series: series,
        direction: stream.choose(from: [.up, .right]), valuePlaces: stream.choose(from: [nil, 0, 2]),
        width: stream.uniform(in: 160...700), plotHeight: stream.uniform(in: 40...200))
      expectTidy(try chart.drawing(), "seed \(seed)")
    }
  }

  @Test func figuresInARowStandOnOneLineApart() throws {
    for seed in 0..<100 {
      var stream = RandomStream(seed: 45).split("row", seed)
      let plots = (0..<(1 + stream.index(below: 3))).map { _ in
        LinePlot(
          x: Self.randomAxis(&stream), y: Axis("y", range: 0...1),
          series: [
            LinePlot.Series(randomText(words: stream.index(below: 3), &stream), samples: [LinePlot.Sample(0.6, 0.5)])
          ],
          width: stream.uniform(in: 160...300), plotHeight: 80)
      }
      let page = try FigureRow(plots, gap: 9).drawing()
      expectTidy(page, "seed \(seed)")
      let sizes = try plots.map { try $0.drawing().size }
      #expect(abs(page.size.width - sizes.reduce(-9) { $0 + $1.width + 9 }) < 1e-9)
      #expect(page.size.height == sizes.map(\.height).max())
    }
  }

  @Test func textsOfLinePlotsStayApart() throws {
    for seed in 0..<300 {
      var stream = RandomStream(seed: 42).split("lines", seed)
      let series = (0..<stream.index(below: 6)).map { index in
        LinePlot.Series(
          randomText(words: index, &stream),
          samples: (0..<stream.index(below: 20)).map { _ in
            LinePlot.Sample(
              Self.randomValue(&stream), Self.randomValue(&stream), interval: Self.randomInterval(&stream))
          }, spread: stream.choose(from: [.band, .bars]), isJoined: stream.index(below: 4) > 0)
      }
      let plot = LinePlot(
        title: randomText(words: stream.index(below: 9), &stream), x: Self.randomAxis(&stream),
        y: Self.randomAxis(&stream), series: series, width: stream.uniform(in: 160...700),
        plotHeight: stream.uniform(in: 40...200))
      expectTidy(try plot.drawing(), "seed \(seed)")
    }
  }

  @Test func histogramsCountEveryUsableValueOnce() throws {
    for seed in 0..<200 {
      var stream = RandomStream(seed: 43).split("histogram", seed)
      let values = (0..<stream.index(below: 300)).map { _ in
        stream.index(below: 9) == 0 ? Self.randomValue(&stream) : stream.normal()
      }
      let range: ClosedRange<Double>? = stream.choose(from: [nil, -1...1])
      let histogram = Histogram(
        title: randomText(words: stream.index(below: 5), &stream), axis: Axis("value", range: range), values: values,
        bins: stream.choose(from: [nil, 1, 13]),
        references: [Histogram.Reference(0, label: "median"), Histogram.Reference(1e9, label: "far away")],
        width: stream.uniform(in: 120...500))
      let usable = values.filter { $0.isFinite && (range?.contains($0) ?? true) }
      #expect(histogram.counts.reduce(0, +) == usable.count, "seed \(seed)")
      expectTidy(try histogram.drawing(), "seed \(seed)")
    }
  }

  @Test func histogramBinsHoldTheirValues() {
    let histogram = Histogram(axis: Axis(range: 0...10), values: [0, 0.9, 1, 5, 9.5, 10], bins: 10)
    #expect(histogram.counts == [2, 1, 0, 0, 0, 1, 0, 0, 0, 2])
    #expect(histogram.start == 0 && histogram.step == 1)
  }

  @Test func ticksAreRoundNumbersInOrder() throws {
    let cases: [(Axis, [Double], [String])] = [
      (Axis(), [0, 1], ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
      (Axis(isPercent: true), [0, 0.97], ["0%", "20%", "40%", "60%", "80%", "100%"]),
      (Axis(), [-3, 4.2], ["−4", "−2", "0", "2", "4", "6"]),
      (Axis(), [0, 48000], ["0", "10000", "20000", "30000", "40000", "50000"]),
      (Axis(scale: .logarithmic), [1, 1000], ["1", "10", "100", "1000"]),
      (Axis(scale: .logarithmic), [1e5, 1e8], ["10⁵", "10⁶", "10⁷", "10⁸"]),
    ]
    for (axis, values, expected) in cases {
      let samples = values.map { LinePlot.Sample(0, $0) }
      let plot = LinePlot(x: Axis(range: 0...1), y: axis, series: [LinePlot.Series(samples: samples)])
      let drawing = try plot.drawing()
      let xAxis = try #require(drawing.labels.map(\.bounds.bottom).max())
      let ticks = drawing.labels.filter { $0.bounds.bottom < xAxis - 1 }.sorted { $0.bounds.y > $1.bounds.y }
      #expect(ticks.map(\.text) == expected)
    }
  }

  /// The filled rectangles of a chart's bars.
  static func bars(_ drawing: Drawing) -> [Rectangle] {
    drawing.elements.flatMap { element -> [Rectangle] in
      guard case .clipped(_, let parts) = element else { return [] }
      return parts.compactMap { if case .rectangle(let bar, _, _, _) = $0 { bar } else { nil } }
    }
  }

  @Test func barsAreAsLongAsTheirValues() throws {
    for direction in [BarChart.Direction.up, .right] {
      let chart = BarChart(
        axis: Axis(range: -1...1), categories: ["a", "b", "c"],
        series: [BarChart.Series(bars: [BarChart.Bar(0.25), BarChart.Bar(0.5), BarChart.Bar(-0.5)])],
        direction: direction)
      let bars = Self.bars(try chart.drawing())
      let lengths = bars.map { direction == .up ? $0.height : $0.width }
      #expect(abs(lengths[1] / lengths[0] - 2) < 1e-9 && abs(lengths[2] / lengths[0] - 2) < 1e-9)
      // The third one grows the other way from the same line.
      #expect(
        direction == .up
          ? abs(bars[2].y - bars[0].bottom) < 1e-9 : abs(bars[2].right - bars[0].x) < 1e-9)
    }
  }

  @Test func groupedBarsDoNotTouchTheNextGroup() throws {
    let bars = (0..<5).map { BarChart.Bar(Double($0 + 1)) }
    let chart = BarChart(
      axis: Axis(), categories: ["1", "2", "3", "4", "5"],
      series: (0..<3).map { BarChart.Series("series \($0)", bars: bars) }, valuePlaces: 0, width: 397)
    let rectangles = Self.bars(try chart.drawing())
    #expect(rectangles.count == 15)
    for (index, one) in rectangles.enumerated() {
      for other in rectangles[(index + 1)...] { #expect(!one.overlaps(other)) }
    }
  }

  @Test func aGapInTheDataIsAGapInTheLine() throws {
    let samples = [0.0, 1, .nan, 3, 4, 5].enumerated().map { LinePlot.Sample(Double($0.offset), $0.element) }
    let plot = LinePlot(x: Axis(), y: Axis(), series: [LinePlot.Series(samples: samples, marker: Marker.none)])
    let lines = try plot.drawing().elements.flatMap { element -> [Int] in
      guard case .clipped(_, let parts) = element else { return [] }
      return parts.compactMap { if case .polyline(let points, _, nil, _) = $0 { points.count } else { nil } }
    }
    #expect(lines == [2, 3])
  }
}
