import CTorch

extension Tensor {
  /// The sum of all elements.
  public func sum() throws(TorchError) -> Tensor { try reduced(CT_SUM, [], false) }
  /// The mean of all elements.
  public func mean() throws(TorchError) -> Tensor { try reduced(CT_MEAN, [], false) }
  /// The sum over dimensions, which stay with size 1 or go away.
  public func sum(_ dimensions: [Int], keepingDimensions: Bool = false) throws(TorchError) -> Tensor {
    try reduced(CT_SUM, dimensions, keepingDimensions)
  }
  /// The mean over dimensions.
  public func mean(_ dimensions: [Int], keepingDimensions: Bool = false) throws(TorchError) -> Tensor {
    try reduced(CT_MEAN, dimensions, keepingDimensions)
  }
  /// The largest element over dimensions; the gradient is shared among equals.
  public func amax(_ dimensions: [Int], keepingDimensions: Bool = false) throws(TorchError) -> Tensor {
    try reduced(CT_LARGEST, dimensions, keepingDimensions)
  }
  /// The smallest element over dimensions; the gradient is shared among equals.
  public func amin(_ dimensions: [Int], keepingDimensions: Bool = false) throws(TorchError) -> Tensor {
    try reduced(CT_SMALLEST, dimensions, keepingDimensions)
  }

  private func reduced(_ operation: ct_reduction, _ dimensions: [Int], _ keeping: Bool) throws(TorchError) -> Tensor {
    let over = dimensions.map(Int64.init)
    return try unsafe Tensor.giving {
      unsafe $0.pointee.reduce(operation, handle, over, Int32(over.count), keeping ? 1 : 0, $1, $2)
    }
  }

  /// The place (int64) of the largest element along a dimension.
  public func argmax(_ dimension: Int) throws(TorchError) -> Tensor {
    try unsafe Tensor.giving { unsafe $0.pointee.argmax(handle, Int64(dimension), $1, $2) }
  }

  /// eˣ divided by its sum along a dimension.
  public func softmax(_ dimension: Int) throws(TorchError) -> Tensor {
    try unsafe Tensor.giving { unsafe $0.pointee.softmax(handle, Int64(dimension), 0, $1, $2) }
  }

  /// The logarithm of `softmax`.
  public func logSoftmax(_ dimension: Int) throws(TorchError) -> Tensor {
    try unsafe Tensor.giving { unsafe $0.pointee.softmax(handle, Int64(dimension), 1, $1, $2) }
  }
}
