import CTorch

// Shapes: n batch, c channels, h height, w width, i inputs, o outputs.
extension Tensor {
  /// The matrix product; dimensions before the last two are batches and are broadcast.
  public func matmul(_ other: Tensor) throws(TorchError) -> Tensor {
    try unsafe Tensor.giving { unsafe $0.pointee.matmul(handle, other.handle, $1, $2) }
  }

  /// […, i] · weightᵀ + bias → […, o], with weight [o, i] and bias [o].
  public func linear(_ weight: Tensor, _ bias: Tensor? = nil) throws(TorchError) -> Tensor {
    try unsafe Tensor.giving { unsafe $0.pointee.linear(handle, weight.handle, bias?.handle, $1, $2) }
  }

  /// The rows of `table` [rows, width] that `indices` (int64, any shape) name: [indices’ shape, width].
  public static func embedding(_ table: Tensor, _ indices: Tensor) throws(TorchError) -> Tensor {
    try unsafe giving { unsafe $0.pointee.embedding(table.handle, indices.handle, $1, $2) }
  }

  /// Convolution of [n, c, h, w] with weight [o, c, kh, kw] and bias [o].
  public func conv2d(
    _ weight: Tensor, _ bias: Tensor? = nil, stride: Int = 1, padding: Int = 0
  ) throws(TorchError) -> Tensor {
    try unsafe Tensor.giving {
      unsafe $0.pointee.conv2d(handle, weight.handle, bias?.handle, Int64(stride), Int64(padding), $1, $2)
    }
  }

  /// Mean 0 and deviation 1 within groups of channels of [n, c, …], then weight [c] and bias [c] (Wu and He 2018).
  public func groupNorm(
    _ groups: Int, _ weight: Tensor? = nil, _ bias: Tensor? = nil, epsilon: Float = 1e-5
  ) throws(TorchError) -> Tensor {
    try unsafe Tensor.giving {
      unsafe $0.pointee.group_norm(handle, Int64(groups), weight?.handle, bias?.handle, Double(epsilon), $1, $2)
    }
  }

  /// Mean 0 and deviation 1 over the last dimension, then weight and bias of its size (Ba et al. 2016).
  public func layerNorm(
    _ weight: Tensor? = nil, _ bias: Tensor? = nil, epsilon: Float = 1e-5
  ) throws(TorchError) -> Tensor {
    try unsafe Tensor.giving {
      unsafe $0.pointee.layer_norm(handle, weight?.handle, bias?.handle, Double(epsilon), $1, $2)
    }
  }

  /// One step of an LSTM (Hochreiter and Schmidhuber 1997), from the sum of its input's and its state's products.
  ///
  /// `gates` [n, 4 h] are those before activation in PyTorch's order: input, forget, cell, output; `cell` is [n, h].
  public static func lstmCell(
    gates: Tensor, cell: Tensor
  ) throws(TorchError) -> (hidden: Tensor, cell: Tensor) {
    var next: OpaquePointer?
    let hidden = try unsafe giving { unsafe $0.pointee.lstm_cell(gates.handle, cell.handle, $1, &next, $2) }
    return unsafe (hidden, Tensor(owning: next!))
  }
}
