import Figures
import Testing
import Vocabulary

@Suite struct FilmstripTests {
  static func random(seed: Int) -> Filmstrip {
    var stream = RandomStream(seed: 31).split("filmstrip", seed)
    let (width, height) = stream.choose(from: [(200, 200), (64, 48), (10, 30), (1, 1)])
    let segments = (0..<(1 + stream.index(below: 7))).map { _ in
      let frames = (0..<(1 + stream.index(below: 4))).map { _ in
        Filmstrip.Frame(
          testImage(width, height), inset: stream.index(below: 2) == 0 ? testImage(84, 84) : nil,
          label: stream.index(below: 2) == 0 ? "step \(stream.index(below: 400))" : "")
      }
      return Filmstrip.Segment(
        frames: frames, caption: randomText(words: stream.index(below: 14), &stream),
        outcome: stream.choose(from: [nil, .succeeded, .failed]),
        note: randomText(words: stream.index(below: 4), &stream),
        strip: (0..<stream.index(below: 60)).map { Palette.sequential(Double($0) / 60) })
    }
    return Filmstrip(
      title: randomText(words: stream.index(below: 12), &stream),
      subtitle: randomText(words: stream.index(below: 12), &stream), segments: segments,
      framesPerRow: 1 + stream.index(below: 8), framesAcross: stream.choose(from: [nil, nil, 1, 2]),
      width: stream.uniform(in: 120...700),
      legend: (0..<stream.index(below: 6)).map {
        LegendEntry(Palette.category($0), randomText(words: 1 + $0, &stream))
      })
  }

  @Test func nothingOverlapsAndAllTextIsOnThePage() throws {
    for seed in 0..<200 {
      let strip = Self.random(seed: seed)
      let layout = try strip.layout()
      let page = Rectangle(x: 0, y: 0, width: layout.size.width, height: layout.size.height)
      let coordinate = "seed \(seed)"
      #expect(layout.segments.count == strip.segments.count, "\(coordinate)")
      for (index, segment) in layout.segments.enumerated() {
        #expect(page.contains(segment.bounds, tolerance: 0.01), "\(coordinate), segment \(index)")
        for other in layout.segments[(index + 1)...] {
          #expect(!segment.bounds.overlaps(other.bounds), "\(coordinate), segment \(index)")
        }
        let parts = segment.frames + [segment.strip, segment.mark].compactMap { $0 } + segment.texts.map(\.bounds)
        for (first, part) in parts.enumerated() {
          #expect(segment.bounds.contains(part, tolerance: 0.01), "\(coordinate), segment \(index), part \(first)")
          for other in parts[(first + 1)...] {
            #expect(!part.overlaps(other, tolerance: 0.01), "\(coordinate), segment \(index), part \(first)")
          }
        }
        for (frame, inset) in segment.insets {
          #expect(segment.frames[frame].contains(inset), "\(coordinate), segment \(index), inset \(frame)")
        }
      }
      expectTidy(try strip.drawing(), coordinate)
    }
  }

  @Test func framesHaveOneSizeAndStandInReadingOrder() throws {
    for seed in 0..<100 {
      var strip = Self.random(seed: seed)
      strip.framesAcross = nil
      let layout = try strip.layout()
      let frames = layout.segments.flatMap(\.frames)
      #expect(frames.allSatisfy { abs($0.width - frames[0].width) < 1e-9 && abs($0.height - frames[0].height) < 1e-9 })
      for (one, next) in zip(frames, frames.dropFirst()) {
        #expect(next.y > one.bottom - 1e-9 || (next.y == one.y && next.x >= one.right), "seed \(seed)")
      }
      for (segment, place) in zip(strip.segments, layout.segments) {
        #expect(place.frames.count == segment.frames.count)
        #expect(Set(place.frames.map(\.y)).count == 1, "seed \(seed): a segment is torn apart")
      }
    }
  }

  @Test func framesBelowEachOtherStandInColumnsOfTheirSegment() throws {
    let frames = (0..<5).map { Filmstrip.Frame(testImage(30, 30), label: "step \($0)") }
    let segments = (0..<3).map { _ in Filmstrip.Segment(frames: frames, caption: "open the drawer") }
    let layout = try Filmstrip(segments: segments, framesPerRow: 6, framesAcross: 2).layout()
    for segment in layout.segments {
      #expect(segment.frames.count == 5 && Set(segment.frames.map(\.x)).count == 2)
      #expect(Set(segment.frames.map(\.y)).sorted() == segment.frames.enumerated().filter { $0.0 % 2 == 0 }.map(\.1.y))
      #expect(segment.bounds.y == layout.segments[0].bounds.y)
    }
  }

  @Test func everyWordOfACaptionIsDrawn() throws {
    for seed in 0..<100 {
      let strip = Self.random(seed: seed)
      for (segment, place) in zip(strip.segments, try strip.layout().segments) {
        let drawn = place.texts.map(\.text).joined().filter { !$0.isWhitespace && $0 != "\u{FFFD}" }
        let asked = segment.caption.filter { !$0.isWhitespace && !"机器人".contains($0) }
        #expect(asked.isEmpty || drawn.contains(asked), "seed \(seed)")
      }
    }
  }

  @Test func marksStandForOutcomesOnly() throws {
    let frame = Filmstrip.Frame(testImage(20, 20))
    let segments: [Filmstrip.Segment] = [nil, .succeeded, .failed].map {
      Filmstrip.Segment(frames: [frame], caption: "lift", outcome: $0)
    }
    let layout = try Filmstrip(segments: segments).layout()
    #expect(layout.segments.map { $0.mark != nil } == [false, true, true])
    let strokes = try Filmstrip(segments: segments).drawing().elements.compactMap { element -> Color? in
      if case .polyline(_, _, _, let stroke) = element { stroke?.color } else { nil }
    }
    #expect(strokes == [.success, .failure, .failure])
  }
}
