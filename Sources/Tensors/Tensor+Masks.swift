import CTorch

extension Tensor {
  /// Where two tensors are equal.
  public func equal(_ other: Tensor) throws(TorchError) -> Tensor { try compared(CT_EQUAL, other) }
  /// Where this tensor is less than the other.
  public func less(_ other: Tensor) throws(TorchError) -> Tensor { try compared(CT_LESS, other) }
  /// Where this tensor is greater than the other.
  public func greater(_ other: Tensor) throws(TorchError) -> Tensor { try compared(CT_GREATER, other) }
  /// Where the elements are equal to a number.
  public func equal(_ number: Float) throws(TorchError) -> Tensor { try compared(CT_EQUAL, number) }
  /// Where the elements are less than a number.
  public func less(_ number: Float) throws(TorchError) -> Tensor { try compared(CT_LESS, number) }
  /// Where the elements are greater than a number.
  public func greater(_ number: Float) throws(TorchError) -> Tensor { try compared(CT_GREATER, number) }

  private func compared(_ operation: ct_binary, _ other: Tensor) throws(TorchError) -> Tensor {
    try unsafe Tensor.giving { unsafe $0.pointee.binary(operation, handle, other.handle, $1, $2) }
  }

  private func compared(_ operation: ct_binary, _ number: Float) throws(TorchError) -> Tensor {
    try unsafe Tensor.giving { unsafe $0.pointee.binary_number(operation, handle, Double(number), $1, $2) }
  }

  /// The mask turned round.
  public func logicalNot() throws(TorchError) -> Tensor {
    try unsafe Tensor.giving { unsafe $0.pointee.unary(CT_LOGICAL_NOT, handle, $1, $2) }
  }

  /// `first` where the mask is true, `second` elsewhere.
  public static func choose(
    where mask: Tensor, _ first: Tensor, _ second: Tensor
  ) throws(TorchError) -> Tensor {
    try unsafe giving { unsafe $0.pointee.choose(mask.handle, first.handle, second.handle, $1, $2) }
  }

  /// `value` where the mask is true.
  public func maskedFill(_ mask: Tensor, _ value: Float) throws(TorchError) -> Tensor {
    try unsafe Tensor.giving { unsafe $0.pointee.masked_fill(handle, mask.handle, Double(value), $1, $2) }
  }
}
