import Tensors

/// What a head remembers between decisions: per LSTM layer its output and its cell, each [N, width].
public struct HeadState {
  /// The layers from the first.
  public let layers: [(hidden: Tensor, cell: Tensor)]

  /// A state from its layers.
  public init(_ layers: [(hidden: Tensor, cell: Tensor)]) { self.layers = layers }

  /// The same numbers, from which no gradient flows back.
  public func detached() throws(TorchError) -> HeadState {
    var result: [(hidden: Tensor, cell: Tensor)] = []
    for layer in layers { result.append((try layer.hidden.detached(), try layer.cell.detached())) }
    return HeadState(result)
  }

  /// The state with the rows at zero that are not kept, such as those whose subtask has just begun.
  public func keeping(_ rows: [Bool]) throws(TorchError) -> HeadState {
    let mask = try Tensor(rows.map { $0 ? 1 : 0 }, [rows.count, 1])
    var result: [(hidden: Tensor, cell: Tensor)] = []
    for layer in layers { result.append((try layer.hidden * mask, try layer.cell * mask)) }
    return HeadState(result)
  }
}

/// What a head answers for R rows.
public struct HeadOutput {
  /// The pose's part of the action, −1 … 1: [R, chunk, 6].
  public let pose: Tensor
  /// How likely the gripper is to open, before the sigmoid: [R, chunk].
  public let gripperLogits: Tensor
  /// What is remembered after the last step.
  public let state: HeadState
}
