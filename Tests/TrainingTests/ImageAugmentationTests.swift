import Testing
import Training
import Vocabulary

private let side = 12

/// A picture whose every byte tells its place.
private let picture: [UInt8] = (0..<3 * side * side).map { UInt8(truncatingIfNeeded: $0 * 37 + 11) }

private func applied(_ augmentation: ImageAugmentation, _ shift: ImageAugmentation.Shift) -> [UInt8] {
  var target = [UInt8](repeating: 0, count: 4 + picture.count)
  augmentation.apply(to: picture, side: side, shift: shift, into: &target, at: 4)
  #expect(target[..<4] == [0, 0, 0, 0])
  return Array(target[4...])
}

@Suite struct ImageAugmentationTests {
  @Test func noneLeavesEveryByte() {
    let none = ImageAugmentation.none
    #expect(none.staticShift == .init(x: 0, y: 0) && none.gripperShift == .init(x: 0, y: 0))
    #expect(applied(.none, none.staticShift) == picture)
  }

  @Test func aShiftMovesEveryPixelAndRepeatsTheEdge() {
    for (x, y) in [(2, 0), (0, -3), (-1, 4)] {
      let moved = applied(.none, .init(x: x, y: y))
      for channel in 0..<3 {
        for row in 0..<side {
          for column in 0..<side {
            let from = (min(side - 1, max(0, row - y)), min(side - 1, max(0, column - x)))
            #expect(
              moved[(channel * side + row) * side + column] == picture[(channel * side + from.0) * side + from.1])
          }
        }
      }
    }
  }

  @Test func lightKeepsTheOrderOfBytesAndStaysNearThem() {
    var settings = AugmentationSettings()
    settings.staticShift = 0
    var differing = 0
    for seed in 0..<50 as Range<UInt64> {
      let augmentation = ImageAugmentation(settings, stream: RandomStream(seed: seed))
      let seen = applied(augmentation, augmentation.staticShift)
      differing += seen != picture ? 1 : 0
      for channel in 0..<3 {
        let part = channel * side * side..<(channel + 1) * side * side
        let pairs = zip(picture[part], seen[part]).sorted { $0.0 < $1.0 }
        #expect(zip(pairs, pairs.dropFirst()).allSatisfy { $0.1 <= $1.1 }, "seed \(seed)")
        #expect(pairs.allSatisfy { abs(Int($0.0) - Int($0.1)) < 60 }, "seed \(seed)")
      }
    }
    #expect(differing == 50)
  }

  @Test func everyAllowedShiftIsDrawn() {
    var settings = AugmentationSettings()
    settings.staticShift = 2
    let drawn = Set((0..<1000).map { ImageAugmentation(settings, stream: RandomStream(seed: $0)).staticShift })
    #expect(drawn.count == 25 && drawn.allSatisfy { abs($0.x) <= 2 && abs($0.y) <= 2 })
  }
}
