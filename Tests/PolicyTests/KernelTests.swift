import Policy
import Testing
import Vocabulary

/// Every set of instructions that the processor has must give what the plain one gives, bit for bit.
@Suite struct KernelTests {
  static let formats = WeightFormat.allCases
  /// Rows, outputs, inputs: every remainder of rows by four, rows that need padding, and single numbers.
  static let sizes = [(1, 1, 1), (2, 5, 32), (3, 7, 40), (4, 3, 64), (5, 16, 96), (10, 33, 128), (11, 2, 512)]

  static func drawn(_ count: Int, seed: UInt64, scale: Double = 1) -> [Float] {
    var stream = RandomStream(seed: seed)
    return (0..<count).map { _ in Float(scale * stream.normal()) }
  }

  /// What a matrix answers with a set of kernels.
  static func product(_ matrix: PackedMatrix, _ rows: [Float], _ kernels: Kernels) -> [Float] {
    let count = rows.count / matrix.inputs
    let out = KernelBuffer<Float>(count: count * matrix.outputs)
    matrix.multiply(KernelBuffer(rows), count: count, into: out, PackedWorkspace(), kernels)
    return out.values(0..<out.count)
  }

  @Test func thisProcessorHasMoreThanPlainInstructions() {
    #expect(Kernels.all.map(\.name).prefix(2) == ["plain", "avx2"])
  }

  @Test(arguments: formats) func allInstructionsGiveTheSameBits(format: WeightFormat) {
    for (index, (count, outputs, inputs)) in Self.sizes.enumerated() {
      for scale in [1e-6, 0.05, 1, 3000] {
        let seed = UInt64(100 * index)
        let matrix = PackedMatrix(
          Self.drawn(outputs * inputs, seed: seed, scale: scale), outputs: outputs, inputs: inputs, format)
        let rows = Self.drawn(count * inputs, seed: seed + 1, scale: 2)
        let plain = Self.product(matrix, rows, Kernels.all[0]).map(\.bitPattern)
        for kernels in Kernels.all.dropFirst() {
          let other = Self.product(matrix, rows, kernels).map(\.bitPattern)
          #expect(other == plain, "\(kernels.name), \(count)×\(outputs)×\(inputs), weights of \(scale)")
        }
      }
    }
  }

  @Test(arguments: formats) func aRowDoesNotDependOnItsNeighbours(format: WeightFormat) {
    let (outputs, inputs) = (9, 70)
    let matrix = PackedMatrix(Self.drawn(outputs * inputs, seed: 1), outputs: outputs, inputs: inputs, format)
    let rows = Self.drawn(7 * inputs, seed: 2)
    let together = Self.product(matrix, rows, .fastest)
    for row in 0..<7 {
      let alone = Self.product(matrix, Array(rows[row * inputs..<(row + 1) * inputs]), .fastest)
      #expect(alone == Array(together[row * outputs..<(row + 1) * outputs]), "row \(row)")
    }
  }

  /// What the product should be, from the matrix that the packed one stands for.
  @Test(arguments: formats) func productsAreThoseOfTheUnpackedMatrix(format: WeightFormat) {
    for (count, outputs, inputs) in Self.sizes {
      let matrix = PackedMatrix(Self.drawn(outputs * inputs, seed: 5), outputs: outputs, inputs: inputs, format)
      let rows = Self.drawn(count * inputs, seed: 6)
      let (weights, answers) = (matrix.unpacked(), Self.product(matrix, rows, .fastest))
      for r in 0..<count {
        for o in 0..<outputs {
          var (sum, size) = (0.0, 0.0)
          for i in 0..<inputs {
            let (x, w) = (Double(rows[r * inputs + i]), Double(weights[o * inputs + i]))
            (sum, size) = (sum + x * w, size + abs(x * w))
          }
          // Rows of whole numbers are off by half a 127th of their group's largest at most.
          let magnitudes = (0..<inputs).reduce(0.0) { $0 + abs(Double(weights[o * inputs + $1])) }
          let most = (0..<inputs).reduce(0.0) { max($0, abs(Double(rows[r * inputs + $1]))) }
          let rounding = format == .int8 || format == .int4 ? magnitudes * most / 254 * 1.001 : 0
          let difference = abs(Double(answers[r * outputs + o]) - sum)
          #expect(difference <= rounding + 1e-6 * size, "\(format) \(count)×\(outputs)×\(inputs) at \(r), \(o)")
        }
      }
    }
  }

  @Test func whatIsNotFiniteComesThrough() {
    for format in Self.formats {
      let matrix = PackedMatrix(Self.drawn(64, seed: 3), outputs: 2, inputs: 32, format)
      for bad in [Float.nan, .infinity, -.infinity] {
        var rows = Self.drawn(32, seed: 4)
        rows[17] = bad
        for kernels in Kernels.all {
          #expect(Self.product(matrix, rows, kernels).allSatisfy { !$0.isFinite }, "\(format) \(bad) \(kernels.name)")
        }
      }
    }
  }

  @Test func halvesAreWidenedExactly() {
    // Every finite 16-bit number, as weights of a row that asks for one of them at a time.
    let halves = (0..<UInt16.max).map { Float16(bitPattern: $0) }.filter { $0.isFinite }
    let values = halves.map(Float.init)
    let count = values.count / 32 * 32
    let matrix = PackedMatrix(Array(values[..<count]), outputs: count / 32, inputs: 32, .float16)
    for place in 0..<32 {
      var row = [Float](repeating: 0, count: 32)
      row[place] = 1
      for kernels in Kernels.all {
        let answers = Self.product(matrix, row, kernels)
        #expect(answers.indices.allSatisfy { answers[$0] == values[$0 * 32 + place] }, "\(kernels.name), \(place)")
      }
    }
  }
}
