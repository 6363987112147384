import Pictures
import Testing
import Vocabulary

@Suite struct NPYTests {
  /// Type, shape and data of a file, by the format's description.
  private static func parts(_ file: [UInt8]) -> (header: String, data: [UInt8]) {
    let length = Int(file[8]) | Int(file[9]) << 8
    return (String(decoding: file[10..<10 + length], as: UTF8.self), Array(file[(10 + length)...]))
  }

  @Test func headersSayTypeAndShapeAndEndAtAMultipleOf64() {
    for count in 1...40 {
      let file = NPY.encode([Float](repeating: 1, count: count), shape: [count])
      let (header, data) = Self.parts(file)
      #expect(Array(file.prefix(8)) == [0x93] + Array("NUMPY".utf8) + [1, 0])
      #expect((file.count - data.count) % 64 == 0 && header.hasSuffix("\n"))
      #expect(header.hasPrefix("{'descr': '<f4', 'fortran_order': False, 'shape': (\(count),), }"), "\(header)")
    }
  }

  @Test func valuesAreWrittenLeastSignificantByteFirst() {
    let depth = DepthMap(width: 2, height: 1, metres: [1.5, .infinity])
    #expect(Self.parts(NPY.encode(depth)).data == [0, 0, 0xC0, 0x3F, 0, 0, 0x80, 0x7F])
    let bodies = SegmentationMap(width: 1, height: 2, bodies: [-1, 258])
    let (header, data) = Self.parts(NPY.encode(bodies))
    #expect(data == [255, 255, 255, 255, 2, 1, 0, 0] && header.contains("'<i4'") && header.contains("(2, 1)"))
    let image = Image(width: 1, height: 1, pixels: [7, 8, 9])
    #expect(Self.parts(NPY.encode(image)).data == [7, 8, 9])
    #expect(Self.parts(NPY.encode(image)).header.contains("'|u1'"))
  }

  @Test func palettesAreReadAsTheirColours() throws {
    let map = SegmentationMap(width: 3, height: 1, bodies: [-1, 0, 5])
    let image = try #require(IndexedImage(bodiesOf: map))
    #expect(image.indices == [0, 1, 6])
    let file = PNG.encode(image, text: [("Bodies", "1 world")])
    #expect(try PNG.decodeImage(file) == image.image)
    #expect(Set(stride(from: 0, to: 60, by: 3).map { Array(IndexedImage.bodyColors[$0..<$0 + 3]) }).count == 20)
    #expect(try ChunkReader(file).chunks.map(\.type).contains("PLTE"))
    #expect(IndexedImage(bodiesOf: SegmentationMap(width: 1, height: 1, bodies: [255])) == nil)
  }

  @Test func insetsHaveABorderAndStandInTheCorner() {
    let image = Image(width: 8, height: 9)
    let inset = Image(width: 2, height: 2, pixels: [UInt8](repeating: 99, count: 12))
    let result = image.with(inset: inset, border: 1, rowsBelow: 3)
    let reds = (0..<9).map { y in (0..<8).map { result.pixels[(y * 8 + $0) * 3] } }
    let (none, edge) = ([UInt8](repeating: 0, count: 8), [0, 0, 0, 0, 255, 255, 255, 255] as [UInt8])
    let middle: [UInt8] = [0, 0, 0, 0, 255, 99, 99, 255]
    #expect(reds == [none, none, edge, middle, middle, edge, none, none, none])
    #expect(image.with(inset: image, border: 1) == image)
  }

  @Test func layersLieOverEachOtherAsOpacitiesSay() {
    let paper = Image(width: 2, height: 1, pixels: [100, 100, 100, 0, 0, 0])
    let ink = AlphaImage(width: 2, height: 1, pixels: [200, 0, 0, 255, 200, 100, 50, 51])
    #expect(paper.covered(by: ink).pixels == [200, 0, 0, 40, 20, 10])
    #expect(Image(ink).pixels == [200, 0, 0, 244, 224, 214])
    let clear = AlphaImage(width: 2, height: 1, pixels: [UInt8](repeating: 0, count: 8))
    #expect(clear.covered(by: ink) == ink)
    #expect(AlphaImage(paper, alpha: [255, 255]).covered(by: ink).pixels == [200, 0, 0, 255, 40, 20, 10, 255])
  }
}
