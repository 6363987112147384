import Pictures
import Testing
import Vocabulary

@Suite struct GIFTests {
  /// A reader of the codes, written from the format's description alone.
  private static func decompressed(_ bytes: [UInt8], bits: Int) -> [UInt8]? {
    let (clear, end) = (1 << bits, 1 << bits + 1)
    var table: [[UInt8]] = []
    var (length, position) = (bits + 1, 0)
    var previous: [UInt8]?
    var result: [UInt8] = []
    func reset() {
      table = (0..<clear).map { [UInt8($0)] } + [[], []]
      length = bits + 1
      previous = nil
    }
    reset()
    while position + length <= bytes.count * 8 {
      var code = 0
      for bit in 0..<length where bytes[(position + bit) / 8] >> UInt8((position + bit) % 8) & 1 == 1 {
        code |= 1 << bit
      }
      position += length
      if code == end { return result }
      if code == clear {
        reset()
        continue
      }
      let entry: [UInt8]
      if code < table.count {
        entry = table[code]
      } else if let previous, code == table.count {
        entry = previous + [previous[0]]
      } else {
        return nil
      }
      result += entry
      if let previous, table.count < 4096 { table.append(previous + [entry[0]]) }
      if table.count == 1 << length, length < 12 { length += 1 }
      previous = entry
    }
    return nil
  }

  @Test("Pixels come back from the compressed codes, whatever their number and pattern")
  func lzw() {
    var stream = RandomStream(seed: 4)
    for round in 0..<300 {
      let count = round < 40 ? round : stream.index(below: 40_000)
      let colors = [1, 2, 3, 17, 256][stream.index(below: 5)]
      let run = 1 + stream.index(below: 30)
      var pixels: [UInt8] = []
      while pixels.count < count {
        let color = UInt8(stream.index(below: colors))
        pixels += [UInt8](repeating: color, count: min(1 + stream.index(below: run), count - pixels.count))
      }
      #expect(Self.decompressed(LZW.compressed(pixels, bits: 8), bits: 8) == pixels, "round \(round), \(count) pixels")
    }
  }

  @Test("Blocks, times and places stand where the format has them; what repeats is not written again")
  func structure() {
    var animation = AnimatedGIF(width: 20, height: 10, comment: "a chain")
    var image = Image(width: 20, height: 10)
    animation.append(image, milliseconds: 104)
    animation.append(image, milliseconds: 104)
    for channel in 0..<3 { image.pixels[(4 * 20 + 7) * 3 + channel] = 200 }
    animation.append(image, milliseconds: 96)
    let file = animation.finish()
    #expect(animation.frameCount == 2 && animation.milliseconds == 304)
    #expect(Array(file.prefix(6)) == Array("GIF89a".utf8) && file.last == 0x3B)
    #expect(Array(file[6..<10]) == [20, 0, 10, 0])
    let controls = file.indices.filter { file[$0...].starts(with: [0x21, 0xF9, 4]) }
    #expect(controls.map { Int(file[$0 + 4]) } == [21, 9])
    // The second frame is the one pixel that changed.
    #expect(Array(file[(controls[1] + 8)..<(controls[1] + 17)]) == [0x2C, 7, 0, 4, 0, 1, 0, 1, 0])
  }

  @Test("Pieces taken on the way are the whole file")
  func pieces() {
    let images = (0..<5).map { number in
      Image(width: 12, height: 9, pixels: (0..<324).map { UInt8(truncatingIfNeeded: $0 * (number + 3)) })
    }
    var whole = AnimatedGIF(width: 12, height: 9)
    var parts = whole
    var bytes: [UInt8] = []
    for image in images {
      whole.append(image, milliseconds: 40)
      parts.append(image, milliseconds: 40)
      bytes += parts.takeBytes()
    }
    #expect(bytes + parts.finish() == whole.finish())
  }
}
