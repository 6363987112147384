import Policy
import Tensors

// R rows (decisions, window by window), C control steps of a chunk.

/// How far predicted chunks are from the expert's.
struct ActionLoss {
  /// The expert's commands as the network predicts them [R, C, 6].
  let poses: Tensor
  /// 1 where the fingers are told to open [R, C].
  let grippers: Tensor
  /// How much each row counts, divided by what all rows of the batch count [R].
  let weights: Tensor
  let settings: LossSettings

  /// What a prediction costs, row by row.
  struct Rows {
    /// The pose's part, before weights [R].
    let pose: Tensor
    /// The gripper's part, before weights [R].
    let gripper: Tensor
    /// Both together [R].
    let total: Tensor
  }

  /// The loss of every row.
  func rows(_ output: HeadOutput) throws(TorchError) -> Rows {
    let error =
      switch settings.pose {
      case .huber: try output.pose.huber(poses, delta: Float(settings.huberDelta))
      case .absolute: try output.pose.l1(poses)
      }
    let pose = try error.mean([1, 2])
    let gripper = try output.gripperLogits.binaryCrossEntropyWithLogits(grippers).mean([1])
    return Rows(pose: pose, gripper: gripper, total: try pose + gripper * Float(settings.gripperWeight))
  }

  /// The weighted sum over rows.
  func sum(_ rows: Rows) throws(TorchError) -> Tensor { try (rows.total * weights).sum() }
}

/// How far predicted labels are from the simulator's.
struct LabelLoss {
  /// The labels [R, L].
  let labels: Tensor
  /// Which of them count [R, L].
  let weights: Tensor

  /// Where the loss of a measure turns from quadratic to linear, in its units.
  static let delta: Float = 0.1

  /// The loss of every row: the mean over measures and the mean over truths [R].
  func rows(_ predicted: Tensor) throws(TorchError) -> Tensor {
    let measures = 0..<SimulatorLabels.measureCount
    let truths = SimulatorLabels.measureCount..<SimulatorLabels.count
    let distance =
      try predicted.slice(1, measures).huber(labels.slice(1, measures), delta: Self.delta) * (1 / Self.delta)
    let surprise = try predicted.slice(1, truths).binaryCrossEntropyWithLogits(labels.slice(1, truths))
    return try (distance * weights.slice(1, measures)).mean([1]) + (surprise * weights.slice(1, truths)).mean([1])
  }
}
