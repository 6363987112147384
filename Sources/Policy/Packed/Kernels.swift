import CKernels

/// The arithmetic of a packed decoder for one set of instructions; all sets give the same bits.
@safe package struct Kernels: @unchecked Sendable {
  /// The functions; constant for the whole run.
  let table: UnsafePointer<ck_table>

  /// Sets that this processor has, the plainest first.
  package static let all: [Kernels] = {
    var sets: [Kernels] = []
    while let table = unsafe ck_kernels(Int32(sets.count)) { unsafe sets.append(Kernels(table: table)) }
    return sets
  }()

  /// The fastest of them.
  package static let fastest = all[all.count - 1]

  /// What the set is called.
  package var name: String { unsafe String(cString: table.pointee.name) }

  /// Layer normalisation of rows of numbers.
  func normalise(
    _ rows: KernelBuffer<Float>, count: Int, _ norm: PackedNorm, into out: KernelBuffer<Float>
  ) {
    let width = norm.weight.count
    precondition(count * width <= rows.count && count * width <= out.count, "rows of the norm's width")
    unsafe table.pointee.layer_norm(
      rows.start, Int32(count), Int32(width), norm.weight.start, norm.bias.start, PackedNorm.epsilon, out.start)
  }

  /// GELU in its erf form, in place.
  func gelu(_ values: KernelBuffer<Float>, count: Int) {
    precondition(count <= values.count, "values within the buffer")
    unsafe table.pointee.gelu(values.start, Int32(count))
  }

  /// Adds a multiple of one list to another.
  func add(_ added: KernelBuffer<Float>, times factor: Float = 1, to values: KernelBuffer<Float>, count: Int) {
    precondition(count <= values.count && count <= added.count, "values within the buffers")
    unsafe table.pointee.add_scaled(values.start, added.start, factor, Int32(count))
  }

  /// Where the numbers of an attention stand in a buffer.
  struct Rows {
    /// The buffer.
    let buffer: KernelBuffer<Float>
    /// Where the first row begins.
    var offset = 0
    /// From one row to the next.
    let stride: Int
    /// How many rows there are.
    let count: Int

    func holds(_ width: Int) -> Bool { offset + (count - 1) * stride + width <= buffer.count }
  }

  /// Scaled dot-product attention of all heads: [queries, heads · width].
  ///
  /// - Parameters:
  ///   - bias: added to the scores: [queries or 1, keys], or nil.
  ///   - scores: room for as many numbers as there are keys, and seven more.
  func attend(
    _ queries: Rows, keys: Rows, values: Rows, heads: Int, width: Int, bias: Rows?, scores: KernelBuffer<Float>,
    into out: KernelBuffer<Float>
  ) {
    precondition(queries.count > 0 && keys.count > 0 && keys.count == values.count && keys.stride == values.stride)
    precondition(queries.holds(heads * width) && keys.holds(heads * width) && values.holds(heads * width))
    precondition(scores.count >= keys.count + 7 && out.count >= queries.count * heads * width)
    if let bias { precondition((bias.count == 1 || bias.count == queries.count) && bias.holds(keys.count)) }
    unsafe table.pointee.attention(
      queries.buffer.start + queries.offset, Int32(queries.stride), Int32(queries.count),
      keys.buffer.start + keys.offset, values.buffer.start + values.offset, Int32(keys.stride), Int32(keys.count),
      Int32(heads), Int32(width), bias.map { unsafe UnsafePointer($0.buffer.start + $0.offset) },
      Int32(bias.map { $0.count == 1 ? 0 : $0.stride } ?? 0), scores.start, out.start)
  }
}

/// A layer normalisation's numbers.
struct PackedNorm {
  /// Scales.
  let weight: KernelBuffer<Float>
  /// Offsets.
  let bias: KernelBuffer<Float>

  /// Added to the variance, as libtorch does.
  static let epsilon: Float = 1e-5

  /// Bytes in memory.
  var byteCount: Int { weight.byteCount + bias.byteCount }
}
