import Figures
import Pictures
import Testing
import Vocabulary

@Suite struct DrawingFilesTests {
  static let strip = Filmstrip(
    title: "Chain 3",
    segments: [
      Filmstrip.Segment(
        frames: [Filmstrip.Frame(testImage(40, 40), inset: testImage(8, 8), label: "step 0")],
        caption: "push the red block to the left", outcome: .succeeded, strip: Palette.categories),
      Filmstrip.Segment(frames: [Filmstrip.Frame(testImage(40, 40))], caption: "open the drawer", outcome: .failed),
    ], legend: [LegendEntry(.ink, "exit 1")])

  @Test func equalDrawingsGiveEqualFiles() throws {
    let drawing = try Self.strip.drawing()
    let first = (try drawing.svg(), try drawing.pdf(), try drawing.png())
    // Cairo counts its surfaces over the whole process: other drawings in between must not show.
    for _ in 0..<3 { _ = (try drawing.svg(), try drawing.image(pixelsPerPoint: 1)) }
    #expect(try drawing.svg() == first.0)
    #expect(try drawing.pdf() == first.1)
    #expect(try drawing.png() == first.2)
  }

  @Test func filesAreOfTheirKind() throws {
    let drawing = try Self.strip.drawing()
    let svg = String(decoding: try drawing.svg(), as: UTF8.self)
    #expect(svg.hasPrefix("<?xml") && svg.hasSuffix("</svg>\n"))
    let pdf = String(decoding: try drawing.pdf(title: "Chain 3"), as: UTF8.self)
    #expect(pdf.hasPrefix("%PDF-1.") && pdf.contains("/Title (Chain 3)"))
    #expect(!pdf.contains("CreationDate"))
    let contents = try PNG.decode(drawing.png(pixelsPerPoint: 2, text: [("seed", "3")]))
    guard case .rgb(let image) = contents.pixels else {
      Issue.record("the figure is not RGB")
      return
    }
    #expect(image.width == Int((drawing.size.width * 2 - 1e-6).rounded(.up)))
    #expect(image.height == Int((drawing.size.height * 2 - 1e-6).rounded(.up)))
    #expect(contents["seed"] == "3")
  }

  @Test func everyReferenceOfAnSVGFileIsDefined() throws {
    let svg = String(decoding: try Self.strip.drawing().svg(), as: UTF8.self)
    let defined = Set(svg.matches(of: /id="([^"]*)"/).map { String($0.output.1) })
    let used = Set(
      svg.matches(of: /href="#([^"]*)"/).map { String($0.output.1) }
        + svg.matches(of: /url\(#([^)]*)\)/).map { String($0.output.1) })
    #expect(!used.isEmpty && used.isSubset(of: defined))
  }

  @Test func picturesAreDrawnWhereTheLayoutSays() throws {
    let red = Image(width: 10, height: 10, pixels: (0..<300).map { $0 % 3 == 0 ? 255 : 0 })
    let strip = Filmstrip(segments: [Filmstrip.Segment(frames: [Filmstrip.Frame(red)], caption: "x")])
    let cell = try strip.layout().segments[0].frames[0]
    let image = try strip.drawing().image(pixelsPerPoint: 2)
    for y in 0..<image.height {
      for x in 0..<image.width {
        let index = (y * image.width + x) * 3
        let (px, py) = ((Double(x) + 0.5) / 2, (Double(y) + 0.5) / 2)
        let isInside = px > cell.x + 0.5 && px < cell.right - 0.5 && py > cell.y + 0.5 && py < cell.bottom - 0.5
        if isInside { #expect(Array(image.pixels[index..<(index + 3)]) == [255, 0, 0], "\(x), \(y)") }
        if py < cell.y - 0.5 || px < cell.x - 0.5 {
          #expect(Array(image.pixels[index..<(index + 3)]) == [255, 255, 255], "\(x), \(y)")
        }
      }
    }
  }

  @Test func drawingsSideBySideKeepTheirTextsApart() throws {
    let drawing = try Self.strip.drawing()
    let arranged = Drawing.arranged([[drawing, drawing], [drawing]], gap: 6)
    #expect(arranged.size == Size(width: 2 * drawing.size.width + 6, height: 2 * drawing.size.height + 6))
    expectTidy(arranged, "arranged")
  }

  @Test func drawingOnManyThreadsGivesTheSameFiles() async throws {
    let strips = (0..<6).map { FilmstripTests.random(seed: $0) }
    let alone = try strips.map { try ($0.drawing().png(pixelsPerPoint: 1), $0.drawing().svg(), $0.drawing().pdf()) }
    await withTaskGroup(of: Void.self) { group in
      for worker in 0..<8 {
        group.addTask {
          for (index, strip) in strips.enumerated() {
            let drawing = try? strip.drawing()
            let files = try? (drawing?.png(pixelsPerPoint: 1), drawing?.svg(), drawing?.pdf())
            #expect(files?.0 == alone[index].0 && files?.1 == alone[index].1, "worker \(worker), strip \(index)")
            #expect(files?.2 == alone[index].2, "worker \(worker), strip \(index)")
          }
        }
      }
    }
  }
}
