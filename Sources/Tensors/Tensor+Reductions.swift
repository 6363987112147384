import CTorch

extension Tensor {
  /// The sum of all elements.
  public func sum() throws(TorchError) -> Tensor { try reduced(CT_SUM, [], false) }
  /// The sum over dimensions, which go away.
  public func sum(_ dimensions: [Int]) throws(TorchError) -> Tensor { try reduced(CT_SUM, dimensions, false) }
  /// The mean over dimensions, which go away.
  public func mean(_ dimensions: [Int]) throws(TorchError) -> Tensor { try reduced(CT_MEAN, dimensions, false) }
  /// The largest element over dimensions, which stay with size 1 or go away; the gradient is shared among equals.
  public func amax(_ dimensions: [Int], keepingDimensions: Bool = false) throws(TorchError) -> Tensor {
    try reduced(CT_LARGEST, dimensions, keepingDimensions)
  }

  private func reduced(_ operation: ct_reduction, _ dimensions: [Int], _ keeping: Bool) throws(TorchError) -> Tensor {
    let over = dimensions.map(Int64.init)
    return try unsafe Tensor.giving {
      unsafe $0.pointee.reduce(operation, handle, over, Int32(over.count), keeping ? 1 : 0, $1, $2)
    }
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
