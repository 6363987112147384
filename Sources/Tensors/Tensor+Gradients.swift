import CTorch

extension Tensor {
  /// Makes this tensor one whose gradient `backward` finds, or no longer; the tensor must not be a result itself.
  public func requireGradient(_ on: Bool = true) throws(TorchError) {
    try unsafe Tensor.running { unsafe $0.pointee.set_requires_gradient(handle, on ? 1 : 0, $1) }
  }

  /// Adds the gradient of this single number to every tensor that requires one and took part in it.
  public func backward() throws(TorchError) {
    try unsafe Tensor.running { unsafe $0.pointee.backward(handle, $1) }
  }

  /// What `backward` has added up since it was cleared; nil if there was nothing.
  public func gradient() throws(TorchError) -> Tensor? {
    var result: OpaquePointer?
    try unsafe Tensor.running { unsafe $0.pointee.gradient(handle, &result, $1) }
    return unsafe result.map { unsafe Tensor(owning: $0) }
  }

  /// Copies the gradient into a buffer from `offset` on; zeros where there is none.
  public func copyGradient(into values: inout [Float], at offset: Int = 0) throws(TorchError) {
    precondition(offset >= 0 && offset + count <= values.count, "the buffer is too short")
    let failure = unsafe values.withUnsafeMutableBufferPointer { buffer in
      unsafe Tensor.failureOf { unsafe $0.pointee.read_gradient(handle, Tensor.start(buffer, offset), $1) }
    }
    if let failure { throw failure }
  }

  /// Forgets the gradient.
  public func clearGradient() { unsafe Tensor.table.pointee.clear_gradient(handle) }

  /// The same elements, which gradients do not pass.
  public func detached() throws(TorchError) -> Tensor {
    try unsafe Tensor.giving { unsafe $0.pointee.detach(handle, $1, $2) }
  }
}
