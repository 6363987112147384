import Pictures
import Testing
import Vocabulary

@Suite struct AnimatedPNGTests {
  /// A noisy background with a bright square that wanders; every third picture repeats the one before.
  static func pictures(seed: Int, width: Int, height: Int, count: Int) -> [Image] {
    var stream = RandomStream(seed: 21).split("pictures", seed)
    let background = Image(
      width: width, height: height,
      pixels: (0..<width * height * 3).map { _ in UInt8(truncatingIfNeeded: stream.next()) })
    var pictures: [Image] = []
    for index in 0..<count {
      if index % 3 == 2 {
        pictures.append(pictures[index - 1])
        continue
      }
      var picture = background
      let side = 1 + stream.index(below: min(width, height))
      let left = stream.index(below: width - side + 1)
      let top = stream.index(below: height - side + 1)
      for y in top..<(top + side) {
        for x in left..<(left + side) { picture.pixels[(y * width + x) * 3] = 255 }
      }
      pictures.append(picture)
    }
    return pictures
  }

  /// Plays a file with our own chunk reader: each frame's pixels are put back into a file of their own, which the
  /// ordinary decoder reads, and blended over the canvas. Gives the canvas and the time of each frame.
  static func played(_ file: [UInt8]) throws -> [(image: Image, milliseconds: Int)] {
    let chunks = try ChunkReader(file).chunks
    let header = try #require(chunks.first { $0.type == "IHDR" }).data
    let width = Int(ChunkReader.number(header[0..<4]))
    let height = Int(ChunkReader.number(header[4..<8]))
    var canvas = Image(width: width, height: height)
    var result: [(image: Image, milliseconds: Int)] = []
    var control: [Int] = []
    var sequence = 0
    for chunk in chunks {
      if chunk.type == "fcTL" {
        #expect(Int(ChunkReader.number(chunk.data[0..<4])) == sequence)
        sequence += 1
        control = stride(from: 4, to: 20, by: 4).map { Int(ChunkReader.number(chunk.data[$0..<($0 + 4)])) }
        control += [Int(ChunkReader.number(chunk.data[20..<22])), Int(ChunkReader.number(chunk.data[22..<24]))]
        #expect(control[5] == 1000)
        #expect(chunk.data.count == 26 && chunk.data[24] == 0)
      } else if chunk.type == "IDAT" || chunk.type == "fdAT" {
        var data = chunk.data
        if chunk.type == "fdAT" {
          #expect(Int(ChunkReader.number(data[0..<4])) == sequence)
          sequence += 1
          data = Array(data[4...])
        }
        let parts: [(String, [UInt8])] = [
          ("IHDR", UInt32(control[0]).bigEndianBytes + UInt32(control[1]).bigEndianBytes + header[8...]),
          ("IDAT", data), ("IEND", []),
        ]
        var part = PNGTests.signature
        for (type, data) in parts {
          let body = Array(type.utf8) + data
          part += UInt32(data.count).bigEndianBytes + body + ChunkReader.checksum(body).bigEndianBytes
        }
        guard case .rgba(let frame) = try PNG.decode(part).pixels else {
          Issue.record("a frame is not RGBA")
          continue
        }
        for y in 0..<frame.height {
          for x in 0..<frame.width where frame.pixels[(y * frame.width + x) * 4 + 3] == 255 {
            for channel in 0..<3 {
              canvas.pixels[((y + control[3]) * width + x + control[2]) * 3 + channel] =
                frame.pixels[(y * frame.width + x) * 4 + channel]
            }
          }
        }
        result.append((canvas, control[4]))
      }
    }
    return result
  }

  @Test func playingGivesThePicturesAndTheirTimes() throws {
    for seed in 0..<20 {
      let (width, height) = [(1, 1), (13, 7), (40, 40), (5, 90)][seed % 4]
      let pictures = Self.pictures(seed: seed, width: width, height: height, count: 9)
      var animation = AnimatedPNG(width: width, height: height)
      for (index, picture) in pictures.enumerated() { animation.append(picture, milliseconds: 10 * (index + 1)) }
      // Runs of equal pictures, with the sum of their times.
      var expected: [(image: Image, milliseconds: Int)] = []
      for (index, picture) in pictures.enumerated() {
        if expected.last?.image == picture {
          expected[expected.count - 1].milliseconds += 10 * (index + 1)
        } else {
          expected.append((picture, 10 * (index + 1)))
        }
      }
      let played = try Self.played(animation.encoded())
      #expect(played.map(\.image) == expected.map(\.image), "seed \(seed)")
      #expect(played.map(\.milliseconds) == expected.map(\.milliseconds), "seed \(seed)")
      #expect(animation.frameCount == expected.count && animation.milliseconds == 450, "seed \(seed)")
    }
  }

  @Test func chunksStandInTheOrderOfTheSpecification() throws {
    let pictures = Self.pictures(seed: 4, width: 20, height: 10, count: 2)
    var animation = AnimatedPNG(width: 20, height: 10, loops: 3, text: [("Instruction", "lift the red block")])
    for picture in pictures { animation.append(picture, milliseconds: 33) }
    let chunks = try ChunkReader(animation.encoded()).chunks
    #expect(chunks.map(\.type) == ["IHDR", "tEXt", "acTL", "fcTL", "IDAT", "fcTL", "fdAT", "IEND"])
    #expect(chunks[2].data == [0, 0, 0, 2, 0, 0, 0, 3])
  }

  @Test func viewersWithoutAnimationShowTheFirstPicture() throws {
    let pictures = Self.pictures(seed: 5, width: 31, height: 17, count: 4)
    var animation = AnimatedPNG(width: 31, height: 17, text: [("seed", "5")])
    var pieces = animation
    var file: [UInt8] = []
    for picture in pictures {
      animation.append(picture, milliseconds: 40)
      pieces.append(picture, milliseconds: 40)
      file += pieces.takeBytes()
    }
    let ending = pieces.finish()
    file += ending.rest
    file.replaceSubrange(ending.controlOffset..<ending.controlOffset + ending.control.count, with: ending.control)
    #expect(file == animation.encoded())
    let contents = try PNG.decode(animation.encoded())
    guard case .rgba(let first) = contents.pixels else {
      Issue.record("the default picture is not RGBA")
      return
    }
    let colours = first.pixels.indices.filter { $0 % 4 != 3 }.map { first.pixels[$0] }
    #expect(colours == pictures[0].pixels)
    #expect(contents["seed"] == "5")
  }

  @Test func longTimesAreKeptInFull() throws {
    let pictures = Self.pictures(seed: 6, width: 8, height: 8, count: 2)
    var animation = AnimatedPNG(width: 8, height: 8)
    animation.append(pictures[0], milliseconds: 200_000)
    animation.append(pictures[1], milliseconds: 0)
    let played = try Self.played(animation.encoded())
    #expect(played.map(\.milliseconds) == [65535, 65535, 65535, 3395, 0])
    #expect(played.dropLast().allSatisfy { $0.image == pictures[0] })
    #expect(played.last?.image == pictures[1])
  }

  @Test func whatStandsStillCostsLittle() {
    let pictures = Self.pictures(seed: 7, width: 100, height: 100, count: 1)
    var changed = pictures[0]
    changed.pixels[0] ^= 255
    changed.pixels[29999] ^= 255
    var animation = AnimatedPNG(width: 100, height: 100)
    animation.append(pictures[0], milliseconds: 10)
    let alone = animation.encoded().count
    animation.append(changed, milliseconds: 10)
    #expect(animation.encoded().count - alone < 300)
  }
}
