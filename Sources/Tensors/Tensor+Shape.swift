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

  /// The dimensions in another order.
  public func permute(_ order: [Int]) throws(TorchError) -> Tensor {
    let order = order.map(Int64.init)
    return try unsafe Tensor.giving { unsafe $0.pointee.permute(handle, order, Int32(order.count), $1, $2) }
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

  /// A dimension of size 1 taken away; one of another size stays.
  public func squeeze(_ dimension: Int) throws(TorchError) -> Tensor {
    try unsafe Tensor.giving { unsafe $0.pointee.squeeze(handle, Int64(dimension), $1, $2) }
  }

  /// Dimensions `first` to `last`, both included, as one.
  public func flatten(from first: Int = 0, to last: Int = -1) throws(TorchError) -> Tensor {
    let shape = self.shape
    let start = first < 0 ? first + shape.count : first
    let end = last < 0 ? last + shape.count : last
    precondition(start >= 0 && start <= end && end < shape.count, "dimensions \(first) to \(last) of \(shape)")
    return try reshape(shape[..<start] + [shape[start...end].reduce(1, *)] + shape[(end + 1)...])
  }

  /// The same elements, laid out with the last dimension running fastest.
  public func contiguous() throws(TorchError) -> Tensor {
    try unsafe Tensor.giving { unsafe $0.pointee.contiguous(handle, $1, $2) }
  }

  /// `count` parts of equal size along a dimension.
  public func chunk(_ count: Int, dim dimension: Int) throws(TorchError) -> [Tensor] {
    let shape = self.shape
    let size = shape[dimension < 0 ? dimension + shape.count : dimension]
    precondition(count > 0 && size % count == 0, "\(size) is not divided by \(count)")
    var parts: [Tensor] = []
    for start in stride(from: 0, to: size, by: size / count) {
      parts.append(try slice(dimension, start..<(start + size / count)))
    }
    return parts
  }

  /// The tensor with `value` around it: amounts before and after of the last dimension, then of the one before, and so on.
  public func padded(_ amounts: [Int], value: Float = 0) throws(TorchError) -> Tensor {
    let sizes = amounts.map(Int64.init)
    return try unsafe Tensor.giving {
      unsafe $0.pointee.pad(handle, sizes, Int32(sizes.count), Double(value), $1, $2)
    }
  }

  /// The places of a dimension that `indices` (int64, one dimension) lists.
  public func indexSelect(_ dimension: Int, _ indices: Tensor) throws(TorchError) -> Tensor {
    try unsafe Tensor.giving { unsafe $0.pointee.index_select(handle, Int64(dimension), indices.handle, $1, $2) }
  }

  /// For each place of `indices` (int64, as many dimensions as this tensor), the element that it names along a dimension.
  public func gather(_ dimension: Int, _ indices: Tensor) throws(TorchError) -> Tensor {
    try unsafe Tensor.giving { unsafe $0.pointee.gather(handle, Int64(dimension), indices.handle, $1, $2) }
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
