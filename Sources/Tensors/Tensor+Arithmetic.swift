import CTorch

extension Tensor {
  @inline(__always)
  private func unary(_ operation: ct_unary) throws(TorchError) -> Tensor {
    try unsafe Tensor.giving { unsafe $0.pointee.unary(operation, handle, $1, $2) }
  }

  @inline(__always)
  private func binary(_ operation: ct_binary, _ other: Tensor) throws(TorchError) -> Tensor {
    try unsafe Tensor.giving { unsafe $0.pointee.binary(operation, handle, other.handle, $1, $2) }
  }

  @inline(__always)
  private func binary(_ operation: ct_binary, _ number: Float) throws(TorchError) -> Tensor {
    try unsafe Tensor.giving { unsafe $0.pointee.binary_number(operation, handle, Double(number), $1, $2) }
  }

  /// The sum; shapes are broadcast, here and below.
  public static func + (_ first: Tensor, _ second: Tensor) throws(TorchError) -> Tensor {
    try first.binary(CT_ADD, second)
  }
  /// The difference.
  public static func - (_ first: Tensor, _ second: Tensor) throws(TorchError) -> Tensor {
    try first.binary(CT_SUBTRACT, second)
  }
  /// The product, element by element.
  public static func * (_ first: Tensor, _ second: Tensor) throws(TorchError) -> Tensor {
    try first.binary(CT_MULTIPLY, second)
  }
  /// The quotient.
  public static func / (_ first: Tensor, _ second: Tensor) throws(TorchError) -> Tensor {
    try first.binary(CT_DIVIDE, second)
  }
  /// The sum with a number.
  public static func + (_ first: Tensor, _ number: Float) throws(TorchError) -> Tensor {
    try first.binary(CT_ADD, number)
  }
  /// The sum with a number.
  public static func + (_ number: Float, _ second: Tensor) throws(TorchError) -> Tensor {
    try second.binary(CT_ADD, number)
  }
  /// The difference from a number.
  public static func - (_ first: Tensor, _ number: Float) throws(TorchError) -> Tensor {
    try first.binary(CT_SUBTRACT, number)
  }
  /// A number minus each element.
  public static func - (_ number: Float, _ second: Tensor) throws(TorchError) -> Tensor {
    try second.unary(CT_NEGATE).binary(CT_ADD, number)
  }
  /// The product with a number.
  public static func * (_ first: Tensor, _ number: Float) throws(TorchError) -> Tensor {
    try first.binary(CT_MULTIPLY, number)
  }
  /// The product with a number.
  public static func * (_ number: Float, _ second: Tensor) throws(TorchError) -> Tensor {
    try second.binary(CT_MULTIPLY, number)
  }
  /// The quotient by a number.
  public static func / (_ first: Tensor, _ number: Float) throws(TorchError) -> Tensor {
    try first.binary(CT_DIVIDE, number)
  }
  /// The sign turned.
  public static prefix func - (_ tensor: Tensor) throws(TorchError) -> Tensor { try tensor.unary(CT_NEGATE) }

  /// Each element to a power.
  public func power(_ exponent: Float) throws(TorchError) -> Tensor { try binary(CT_POWER, exponent) }
  /// x².
  public func squared() throws(TorchError) -> Tensor { try unary(CT_SQUARE) }
  /// √x.
  public func squareRoot() throws(TorchError) -> Tensor { try unary(CT_SQUARE_ROOT) }
  /// 1/√x.
  public func reciprocalSquareRoot() throws(TorchError) -> Tensor { try unary(CT_RECIPROCAL_SQUARE_ROOT) }
  /// eˣ.
  public func exp() throws(TorchError) -> Tensor { try unary(CT_EXP) }
  /// The natural logarithm.
  public func log() throws(TorchError) -> Tensor { try unary(CT_LOG) }
  /// |x|.
  public func abs() throws(TorchError) -> Tensor { try unary(CT_ABS) }
  /// The sine of radians.
  public func sin() throws(TorchError) -> Tensor { try unary(CT_SIN) }
  /// The cosine of radians.
  public func cos() throws(TorchError) -> Tensor { try unary(CT_COS) }
  /// The hyperbolic tangent.
  public func tanh() throws(TorchError) -> Tensor { try unary(CT_TANH) }
  /// 1 / (1 + e⁻ˣ).
  public func sigmoid() throws(TorchError) -> Tensor { try unary(CT_SIGMOID) }
  /// max(x, 0).
  public func relu() throws(TorchError) -> Tensor { try unary(CT_RELU) }
  /// x · sigmoid(x).
  public func silu() throws(TorchError) -> Tensor { try unary(CT_SILU) }
  /// log(1 + eˣ).
  public func softplus() throws(TorchError) -> Tensor { try unary(CT_SOFTPLUS) }
  /// x · Φ(x), with the error function (Hendrycks and Gimpel 2016).
  public func gelu() throws(TorchError) -> Tensor { try unary(CT_GELU) }
  /// The approximation of `gelu` by a hyperbolic tangent.
  public func geluTanh() throws(TorchError) -> Tensor { try unary(CT_GELU_TANH) }

  /// The larger of two elements.
  public func maximum(_ other: Tensor) throws(TorchError) -> Tensor { try binary(CT_MAXIMUM, other) }
  /// The smaller of two elements.
  public func minimum(_ other: Tensor) throws(TorchError) -> Tensor { try binary(CT_MINIMUM, other) }
  /// Each element moved into `lower` ... `upper`.
  public func clamp(_ lower: Float, _ upper: Float) throws(TorchError) -> Tensor {
    try unsafe Tensor.giving { unsafe $0.pointee.clamp(handle, Double(lower), Double(upper), $1, $2) }
  }
}
