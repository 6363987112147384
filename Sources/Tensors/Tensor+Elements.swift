import CTorch

extension Tensor {
  /// A float32 tensor with a copy of the values, the last dimension running fastest.
  public convenience init(_ values: [Float], _ shape: [Int]) throws(TorchError) {
    try self.init(copying: values, .float32, shape)
  }

  /// A tensor of integers, for indices.
  public convenience init(integers: [Int64], _ shape: [Int]) throws(TorchError) {
    try self.init(copying: integers, .int64, shape)
  }

  /// A tensor of bytes, for pixels.
  public convenience init(bytes: [UInt8], _ shape: [Int]) throws(TorchError) {
    try self.init(copying: bytes, .uint8, shape)
  }

  private convenience init<Element: BitwiseCopyable>(
    copying values: [Element], _ type: ElementType, _ shape: [Int]
  ) throws(TorchError) {
    let made = unsafe values.withUnsafeBytes { bytes in unsafe Tensor.copied(bytes, values.count, type, shape) }
    unsafe self.init(owning: try made.get())
  }

  private static func copied(
    _ bytes: UnsafeRawBufferPointer, _ count: Int, _ type: ElementType, _ shape: [Int]
  ) -> Result<OpaquePointer, TorchError> {
    precondition(shape.allSatisfy { $0 >= 0 } && shape.reduce(1, *) == count, "\(count) values do not fill \(shape)")
    let sizes = shape.map(Int64.init)
    do throws(TorchError) {
      let table = try unsafe TorchLibrary.table()
      var result: OpaquePointer?
      var failure = ct_failure()
      let status = unsafe table.pointee.make(
        bytes.baseAddress, type.code, sizes, Int32(sizes.count), &result, &failure)
      guard status == 0, let handle = unsafe result else { throw failure.error }
      return unsafe .success(handle)
    } catch { return unsafe .failure(error) }
  }

  /// Zeros.
  public static func zeros(_ shape: [Int]) throws(TorchError) -> Tensor {
    let sizes = shape.map(Int64.init)
    return try unsafe giving { unsafe $0.pointee.zeros(sizes, Int32(sizes.count), $1, $2) }
  }

  /// The elements as float32, the last dimension running fastest.
  public func values() throws(TorchError) -> [Float] {
    var values = [Float](repeating: 0, count: count)
    try copyValues(into: &values)
    return values
  }

  /// The only element.
  public func scalar() throws(TorchError) -> Float {
    precondition(count == 1, "a scalar is one element, not \(count)")
    var value: Float = 0
    try unsafe Tensor.running { unsafe $0.pointee.read(handle, &value, $1) }
    return value
  }

  /// Copies the elements into a buffer that is already there, from `offset` on.
  public func copyValues(into values: inout [Float], at offset: Int = 0) throws(TorchError) {
    precondition(offset >= 0 && offset + count <= values.count, "the buffer is too short")
    let failure = unsafe values.withUnsafeMutableBufferPointer { buffer in
      unsafe Tensor.failureOf { unsafe $0.pointee.read(handle, Tensor.start(buffer, offset), $1) }
    }
    if let failure { throw failure }
  }

  /// Replaces all elements with those that a buffer has from `offset` on, outside any graph.
  ///
  /// The tensor has to be contiguous, as parameters are. What a graph has kept of it for a `backward` to come changes
  /// with it.
  public func setValues(from values: [Float], at offset: Int = 0) throws(TorchError) {
    precondition(offset >= 0 && offset + count <= values.count, "the buffer is too short")
    let failure = unsafe values.withUnsafeBufferPointer { buffer in
      unsafe Tensor.failureOf { table, failure in
        guard let base = buffer.baseAddress else { return 0 }
        return unsafe table.pointee.write(handle, base + offset, failure)
      }
    }
    if let failure { throw failure }
  }

  /// The same values as elements of another kind.
  public func converted(to type: ElementType) throws(TorchError) -> Tensor {
    try unsafe Tensor.giving { unsafe $0.pointee.convert(handle, type.code, $1, $2) }
  }

  /// A place in a buffer; of an empty one any address will do, since nothing is copied.
  static func start(_ buffer: UnsafeMutableBufferPointer<Float>, _ offset: Int) -> UnsafeMutablePointer<Float> {
    if let base = buffer.baseAddress { return unsafe base + offset }
    return unsafe UnsafeMutablePointer(bitPattern: MemoryLayout<Float>.alignment)!
  }

  /// `running` for closures that cannot throw a typed error.
  static func failureOf(
    _ operation: (UnsafePointer<ct_table>, UnsafeMutablePointer<ct_failure>) -> Int32
  ) -> TorchError? {
    do throws(TorchError) {
      try unsafe running(operation)
      return nil
    } catch { return error }
  }
}
