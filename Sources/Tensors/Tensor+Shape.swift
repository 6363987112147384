import CTorch

extension Tensor {
  /// The same elements in another shape; one size may be −1 and is found.
  public func reshape(_ shape: [Int]) throws(TorchError) -> Tensor {
    let sizes = shape.map(Int64.init)
    return try unsafe Tensor.giving { unsafe $0.pointee.reshape(handle, sizes, Int32(sizes.count), $1, $2) }
  }

  /// Dimensions of size 1 repeated to the shape's sizes; −1 keeps a size.
  public func expand(_ shape: [Int]) throws(TorchError) -> Tensor {
    let sizes = shape.map(Int64.init)
    return try unsafe Tensor.giving { unsafe $0.pointee.expand(handle, sizes, Int32(sizes.count), $1, $2) }
  }

  /// Two dimensions exchanged.
  public func transpose(_ first: Int, _ second: Int) throws(TorchError) -> Tensor {
    try unsafe Tensor.giving { unsafe $0.pointee.transpose(handle, Int64(first), Int64(second), $1, $2) }
  }

  /// A part of one dimension.
  public func slice(_ dimension: Int, _ range: Range<Int>) throws(TorchError) -> Tensor {
    try unsafe Tensor.giving {
      unsafe $0.pointee.slice(handle, Int64(dimension), Int64(range.lowerBound), Int64(range.upperBound), $1, $2)
    }
  }

  /// One place of one dimension, which goes away.
  public func select(_ dimension: Int, _ index: Int) throws(TorchError) -> Tensor {
    try unsafe Tensor.giving { unsafe $0.pointee.select(handle, Int64(dimension), Int64(index), $1, $2) }
  }

  /// A new dimension of size 1.
  public func unsqueeze(_ dimension: Int) throws(TorchError) -> Tensor {
    try unsafe Tensor.giving { unsafe $0.pointee.unsqueeze(handle, Int64(dimension), $1, $2) }
  }

  /// The dimensions from `first` on as one.
  public func flatten(from first: Int) throws(TorchError) -> Tensor {
    let shape = self.shape
    return try reshape(shape[..<first] + [shape[first...].reduce(1, *)])
  }

  /// The places of a dimension that `indices` (int64, one dimension) lists.
  public func indexSelect(_ dimension: Int, _ indices: Tensor) throws(TorchError) -> Tensor {
    try unsafe Tensor.giving { unsafe $0.pointee.index_select(handle, Int64(dimension), indices.handle, $1, $2) }
  }

  /// Tensors one after the other along a dimension that they have.
  public static func cat(_ tensors: [Tensor], dim dimension: Int) throws(TorchError) -> Tensor {
    try join(tensors, dimension, stacking: false)
  }

  /// Tensors of one shape along a new dimension.
  public static func stack(_ tensors: [Tensor], dim dimension: Int) throws(TorchError) -> Tensor {
    try join(tensors, dimension, stacking: true)
  }

  private static func join(_ tensors: [Tensor], _ dimension: Int, stacking: Bool) throws(TorchError) -> Tensor {
    let handles: [OpaquePointer] = unsafe tensors.map { unsafe $0.handle }
    defer { withExtendedLifetime(tensors) {} }
    return try unsafe giving {
      unsafe $0.pointee.join(handles, Int32(handles.count), Int64(dimension), stacking ? 1 : 0, $1, $2)
    }
  }
}
