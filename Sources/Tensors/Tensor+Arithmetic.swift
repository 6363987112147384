import CTorch

extension Tensor {
  @inline(__always)
  private func unary(_ operation: ct_unary) throws(TorchError) -> Tensor {
    try unsafe Tensor.giving { unsafe $0.pointee.unary(operation, handle, $1, $2) }
  }

  /// The sum; shapes are broadcast, here and below.
  public static func + (_ first: Tensor, _ second: Tensor) throws(TorchError) -> Tensor {
    try unsafe giving { unsafe $0.pointee.add(first.handle, second.handle, $1, $2) }
  }
  /// The product, element by element.
  public static func * (_ first: Tensor, _ second: Tensor) throws(TorchError) -> Tensor {
    try unsafe giving { unsafe $0.pointee.multiply(first.handle, second.handle, $1, $2) }
  }
  /// The difference from a number.
  public static func - (_ first: Tensor, _ number: Float) throws(TorchError) -> Tensor {
    try unsafe giving { unsafe $0.pointee.subtract_number(first.handle, Double(number), $1, $2) }
  }
  /// The product with a number.
  public static func * (_ first: Tensor, _ number: Float) throws(TorchError) -> Tensor {
    try unsafe giving { unsafe $0.pointee.multiply_number(first.handle, Double(number), $1, $2) }
  }

  /// The hyperbolic tangent.
  public func tanh() throws(TorchError) -> Tensor { try unary(CT_TANH) }
  /// max(x, 0).
  public func relu() throws(TorchError) -> Tensor { try unary(CT_RELU) }
  /// x · Φ(x), with the error function (Hendrycks and Gimpel 2016).
  public func gelu() throws(TorchError) -> Tensor { try unary(CT_GELU) }
}
