import CTorch

// Losses are not reduced: one value per element, so that the caller weighs and masks them.
extension Tensor {
  /// ½ d² up to |d| = delta, then delta · (|d| − ½ delta) (Huber 1964).
  public func huber(_ target: Tensor, delta: Float = 1) throws(TorchError) -> Tensor {
    try loss(CT_HUBER, target, Double(delta))
  }

  /// |d|.
  public func l1(_ target: Tensor) throws(TorchError) -> Tensor { try loss(CT_L1, target) }

  /// The cross entropy of targets in 0 ... 1 with the sigmoid of these elements, without overflow.
  public func binaryCrossEntropyWithLogits(_ target: Tensor) throws(TorchError) -> Tensor {
    try loss(CT_BINARY_CROSS_ENTROPY_WITH_LOGITS, target)
  }

  private func loss(_ kind: ct_loss, _ target: Tensor, _ parameter: Double = 0) throws(TorchError) -> Tensor {
    try unsafe Tensor.giving { unsafe $0.pointee.loss(kind, handle, target.handle, parameter, $1, $2) }
  }
}
