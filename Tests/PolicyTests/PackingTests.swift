import Policy
import Testing
import Vocabulary

@Suite struct PackingTests {
  static let values = KernelTests.drawn(64 * 256, seed: 11, scale: 0.09)

  static func packed(_ format: WeightFormat) -> PackedMatrix {
    PackedMatrix(values, outputs: 64, inputs: 256, format)
  }

  /// Root of the mean square of what packing changes, as a share of the weights' own.
  static func error(_ format: WeightFormat) -> Double {
    let unpacked = packed(format).unpacked()
    let (wrong, all) = zip(values, unpacked).reduce((0.0, 0.0)) { sums, pair in
      (sums.0 + Double((pair.0 - pair.1) * (pair.0 - pair.1)), sums.1 + Double(pair.0 * pair.0))
    }
    return (wrong / all).squareRoot()
  }

  @Test func float32IsKeptAndFloat16Rounded() {
    #expect(Self.packed(.float32).unpacked() == Self.values)
    #expect(Self.packed(.float16).unpacked() == Self.values.map { Float(Float16($0)) })
  }

  @Test func eightBitsAreOffByHalfAStepAtMost() {
    let unpacked = Self.packed(.int8).unpacked()
    for first in stride(from: 0, to: Self.values.count, by: WeightFormat.groupSize) {
      let group = Self.values[first..<first + WeightFormat.groupSize]
      let largest = group.reduce(0) { max($0, abs($1)) }
      // The scale has 8 bits and is rounded up, by less than a 128th.
      let bound = largest / 127 * (1 + 1 / 128) / 2 * 1.00001
      for index in group.indices { #expect(abs(Self.values[index] - unpacked[index]) <= bound) }
    }
  }

  @Test func fourBitsAreNoWorseThanPlainRounding() {
    let unpacked = Self.packed(.int4).unpacked()
    for first in stride(from: 0, to: Self.values.count, by: WeightFormat.groupSize) {
      let group = Self.values[first..<first + WeightFormat.groupSize]
      let step = group.reduce(0) { max($0, abs($1)) } / 7 * (1 + 1 / 128)
      var (plain, found) = (0.0, 0.0)
      for index in group.indices {
        found += Double((Self.values[index] - unpacked[index]) * (Self.values[index] - unpacked[index]))
        let rounded = (Self.values[index] / step).rounded() * step
        plain += Double((Self.values[index] - rounded) * (Self.values[index] - rounded))
      }
      #expect(found <= plain * 1.05)
    }
  }

  @Test func errorsOrderAsBitsDo() {
    #expect(Self.error(.float32) == 0)
    #expect(Self.error(.float16) < 4e-4 && Self.error(.float16) > 0)
    #expect(Self.error(.int8) < 0.006 && Self.error(.int8) > 10 * Self.error(.float16))
    #expect(Self.error(.int4) < 0.085 && Self.error(.int4) > 10 * Self.error(.int8))
  }

  @Test func memoryIsWhatTheBitsSay() {
    for format in WeightFormat.allCases {
      #expect(
        Double(Self.packed(format).byteCount) * 8 == Double(Self.values.count) * format.bitsPerWeight, "\(format)")
    }
  }

  @Test func zerosAndTinyWeightsStayWhatTheyAre() {
    for format in [WeightFormat.int8, .int4] {
      let zeros = PackedMatrix([Float](repeating: 0, count: 32), outputs: 1, inputs: 32, format)
      #expect(zeros.unpacked() == [Float](repeating: 0, count: 32))
      let tiny = PackedMatrix(Self.values.prefix(32).map { $0 * 1e-20 }, outputs: 1, inputs: 32, format).unpacked()
      let (wrong, all) = zip(tiny, Self.values).reduce((0.0, 0.0)) { sums, pair in
        let (found, wanted) = (Double(pair.0) * 1e20, Double(pair.1))
        return (sums.0 + (found - wanted) * (found - wanted), sums.1 + wanted * wanted)
      }
      #expect((wrong / all).squareRoot() < 0.1, "\(format)")
    }
  }
}
