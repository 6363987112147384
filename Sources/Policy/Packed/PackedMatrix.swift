import CKernels

// R rows, I inputs, P inputs padded to whole groups, O outputs.

/// A matrix [O, I] in one of the formats, and products with it; rows are padded to whole groups of 32 with zeros.
package final class PackedMatrix {
  /// O.
  package let outputs: Int
  /// I.
  package let inputs: Int
  /// P.
  let paddedInputs: Int

  private enum Storage {
    case float32(KernelBuffer<Float>)
    case float16(KernelBuffer<UInt16>)
    case int8(KernelBuffer<Int8>, scales: KernelBuffer<UInt16>)
    case int4(KernelBuffer<UInt8>, scales: KernelBuffer<UInt16>)
  }
  private let storage: Storage

  /// Packs the values of a matrix, row by row.
  package init(_ values: [Float], outputs: Int, inputs: Int, _ format: WeightFormat) {
    precondition(values.count == outputs * inputs && !values.isEmpty, "a value for each place")
    let size = WeightFormat.groupSize
    let groupsPerRow = (inputs + size - 1) / size
    let padded = groupsPerRow * size
    (self.outputs, self.inputs, paddedInputs) = (outputs, inputs, padded)
    /// A group of the padded matrix.
    func group(_ index: Int) -> ArraySlice<Float> {
      let (row, first) = (index / groupsPerRow, index % groupsPerRow * size)
      let present = values[row * inputs + first..<row * inputs + min(first + size, inputs)]
      return present.count == size
        ? present : ArraySlice(present + [Float](repeating: 0, count: size - present.count))
    }
    let groups = outputs * groupsPerRow
    switch format {
    case .float32:
      let numbers = KernelBuffer<Float>(count: outputs * padded)
      for row in 0..<outputs { for i in 0..<inputs { numbers[row * padded + i] = values[row * inputs + i] } }
      storage = .float32(numbers)
    case .float16:
      let numbers = KernelBuffer<UInt16>(count: outputs * padded)
      for row in 0..<outputs {
        for i in 0..<inputs { numbers[row * padded + i] = Float16(values[row * inputs + i]).bitPattern }
      }
      storage = .float16(numbers)
    case .int8:
      let (numbers, scales) = (KernelBuffer<Int8>(count: outputs * padded), KernelBuffer<UInt16>(count: groups))
      for index in 0..<groups {
        let rounded = GroupRounding.int8(group(index))
        for (i, number) in rounded.numbers.enumerated() { numbers[index * size + i] = number }
        scales[index] = rounded.scale
      }
      storage = .int8(numbers, scales: scales)
    case .int4:
      let (numbers, scales) = (KernelBuffer<UInt8>(count: outputs * padded / 2), KernelBuffer<UInt16>(count: groups))
      for index in 0..<groups {
        let rounded = GroupRounding.int4(group(index))
        for i in 0..<size / 2 {
          let (first, second) = (rounded.numbers[i] + 8, rounded.numbers[i + size / 2] + 8)
          numbers[index * size / 2 + i] = UInt8(first) | UInt8(second) << 4
        }
        scales[index] = rounded.scale
      }
      storage = .int4(numbers, scales: scales)
    }
  }

  /// Bytes that the numbers and their scales take in memory.
  package var byteCount: Int {
    switch storage {
    case .float32(let numbers): numbers.byteCount
    case .float16(let numbers): numbers.byteCount
    case .int8(let numbers, let scales): numbers.byteCount + scales.byteCount
    case .int4(let numbers, let scales): numbers.byteCount + scales.byteCount
    }
  }

  /// The matrix that it stands for, row by row.
  package func unpacked() -> [Float] {
    let size = WeightFormat.groupSize
    func value(_ place: Int) -> Float {
      switch storage {
      case .float32(let numbers): return numbers[place]
      case .float16(let numbers): return Float(Float16(bitPattern: numbers[place]))
      case .int8(let numbers, let scales): return Float(numbers[place]) * GroupRounding.number(scales[place / size])
      case .int4(let numbers, let scales):
        let (group, i) = (place / size, place % size)
        let pair = numbers[group * size / 2 + i % (size / 2)]
        return Float(Int(i < size / 2 ? pair & 15 : pair >> 4) - 8) * GroupRounding.number(scales[group])
      }
    }
    return (0..<outputs).flatMap { row in (0..<inputs).map { value(row * paddedInputs + $0) } }
  }

  /// Rows [R, I] times the matrix: [R, O].
  ///
  /// In the formats of whole numbers the rows are rounded to 8 bits first, with a scale for each group of each row.
  package func multiply(
    _ rows: KernelBuffer<Float>, count: Int, into out: KernelBuffer<Float>, _ workspace: PackedWorkspace,
    _ kernels: Kernels = .fastest
  ) {
    precondition(count > 0 && count * inputs <= rows.count && count * outputs <= out.count, "rows within the buffers")
    let padded = workspace.padded(rows, count: count, width: inputs, to: paddedInputs)
    let (o, p, r) = (Int32(outputs), Int32(paddedInputs), Int32(count))
    switch storage {
    case .float32(let numbers):
      unsafe kernels.table.pointee.linear_float32(padded.start, r, numbers.start, o, p, out.start)
    case .float16(let numbers):
      unsafe kernels.table.pointee.linear_float16(padded.start, r, numbers.start, o, p, out.start)
    case .int8(let numbers, let scales):
      let rounded = workspace.rounded(padded, count: count, width: paddedInputs, kernels)
      unsafe kernels.table.pointee.linear_int8(
        rounded.numbers.start, rounded.scales.start, r, numbers.start, scales.start, o, p, out.start)
    case .int4(let numbers, let scales):
      let rounded = workspace.rounded(padded, count: count, width: paddedInputs, kernels)
      unsafe kernels.table.pointee.linear_int4(
        rounded.numbers.start, rounded.scales.start, r, numbers.start, scales.start, o, p, out.start)
    }
  }
}

/// Memory that products need while they are computed, used over and over.
package final class PackedWorkspace {
  /// Nothing yet.
  package init() {}

  private var rows = KernelBuffer<Float>(count: 1)
  private var numbers = KernelBuffer<Int8>(count: 1)
  private var scales = KernelBuffer<Float>(count: 1)

  /// Rows with zeros behind them up to a width; the rows themselves where they have it.
  fileprivate func padded(
    _ given: KernelBuffer<Float>, count: Int, width: Int, to wide: Int
  ) -> KernelBuffer<Float> {
    guard wide > width else { return given }
    if rows.count < count * wide { rows = KernelBuffer(count: count * wide) }
    for row in 0..<count { for i in 0..<wide { rows[row * wide + i] = i < width ? given[row * width + i] : 0 } }
    return rows
  }

  /// Rows rounded to 8 bits.
  fileprivate func rounded(
    _ given: KernelBuffer<Float>, count: Int, width: Int, _ kernels: Kernels
  ) -> (numbers: KernelBuffer<Int8>, scales: KernelBuffer<Float>) {
    if numbers.count < count * width {
      (numbers, scales) = (KernelBuffer(count: count * width), KernelBuffer(count: count * width))
    }
    unsafe kernels.table.pointee.round_rows(given.start, Int32(count), Int32(width), numbers.start, scales.start)
    return (numbers, scales)
  }
}
