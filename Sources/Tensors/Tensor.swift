import CTorch

/// Numbers in up to eight dimensions, with the operations and the gradients of libtorch.
///
/// A tensor stays on the thread that made it. Elements are float32 unless said. Dimensions count from the end when they
/// are negative. Operations give new tensors, which may share their elements with the old one as libtorch's do; nothing
/// but `setValues` changes elements in place. What libtorch refuses is thrown as `TorchError.refused`.
@safe public final class Tensor {
  /// What the elements are.
  public enum ElementType: Hashable, Sendable {
    /// 32-bit floating point: everything that is computed with.
    case float32
    /// 64-bit integers: indices.
    case int64
    /// Bytes: pixels.
    case uint8
  }

  let handle: OpaquePointer

  /// Takes over a handle that the library gave.
  init(owning handle: OpaquePointer) { unsafe self.handle = handle }

  deinit {
    if let table = unsafe TorchLibrary.opened() { unsafe table.pointee.release(handle) }
  }

  /// The size of each dimension; empty for a single number.
  public var shape: [Int] {
    unsafe withUnsafeTemporaryAllocation(of: Int64.self, capacity: CT_LARGEST_RANK) { sizes in
      let rank = unsafe Tensor.table.pointee.shape(handle, sizes.baseAddress!)
      precondition(rank >= 0, "a tensor has at most \(CT_LARGEST_RANK) dimensions")
      return (0..<Int(rank)).map { unsafe Int(sizes[$0]) }
    }
  }

  /// The number of elements.
  public var count: Int { unsafe Int(Tensor.table.pointee.count(handle)) }

  /// The table; it is open wherever there is a tensor.
  @inline(__always)
  static var table: UnsafePointer<ct_table> { unsafe TorchLibrary.opened()! }

  /// Runs an operation of the library that gives a tensor.
  @inline(__always)
  static func giving(
    _ operation: (
      _ table: UnsafePointer<ct_table>, _ result: UnsafeMutablePointer<OpaquePointer?>,
      _ failure: UnsafeMutablePointer<ct_failure>
    ) -> Int32
  ) throws(TorchError) -> Tensor {
    let table = try unsafe TorchLibrary.table()
    var result: OpaquePointer?
    var failure = ct_failure()
    guard unsafe operation(table, &result, &failure) == 0, let handle = unsafe result else { throw failure.error }
    return unsafe Tensor(owning: handle)
  }

  /// Runs an operation of the library that gives nothing.
  @inline(__always)
  static func running(
    _ operation: (_ table: UnsafePointer<ct_table>, _ failure: UnsafeMutablePointer<ct_failure>) -> Int32
  ) throws(TorchError) {
    let table = try unsafe TorchLibrary.table()
    var failure = ct_failure()
    guard unsafe operation(table, &failure) == 0 else { throw failure.error }
  }
}

@available(*, unavailable)
extension Tensor: Sendable {}

extension Tensor.ElementType {
  var code: ct_element {
    switch self {
    case .float32: CT_FLOAT32
    case .int64: CT_INT64
    case .uint8: CT_UINT8
    }
  }
}

extension ct_failure {
  /// The message as an error.
  var error: TorchError {
    var copy = self
    let text = unsafe withUnsafeBytes(of: &copy.message) { bytes in
      unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    return .refused(text)
  }
}
