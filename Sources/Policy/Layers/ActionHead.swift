import Tensors

// N sequences, T steps, R = N·T rows with the steps of a sequence together, D feature width, H memory width.

/// LayerNorm-LSTM and two perceptrons, for the pose and for the gripper.
///
/// One of them is shared by all exits and used for acting; training has one more per exit.
public struct ActionHead {
  /// One LSTM layer and the LayerNorm after it.
  private struct Memory {
    let input: Tensor
    let hidden: Tensor
    let bias: Tensor
    let norm: Normalisation
    let width: Int

    /// [R, inputs] → [R, H]; the steps' products with the inputs are taken in one go.
    func callAsFunction(
      _ rows: Tensor, steps: Int, from state: (hidden: Tensor, cell: Tensor)?
    ) throws(TorchError) -> (output: Tensor, state: (hidden: Tensor, cell: Tensor)) {
      let sequences = rows.shape[0] / steps
      var (h, c) =
        if let state { state } else { (try Tensor.zeros([sequences, width]), try Tensor.zeros([sequences, width])) }
      let offered = try rows.linear(input, bias)
      guard steps > 1 else {
        (h, c) = try Tensor.lstmCell(gates: offered + h.linear(hidden), cell: c)
        return (try norm(h), (h, c))
      }
      let perStep = try offered.reshape([sequences, steps, 4 * width])
      var outputs: [Tensor] = []
      for step in 0..<steps {
        (h, c) = try Tensor.lstmCell(gates: perStep.select(1, step) + h.linear(hidden), cell: c)
        outputs.append(h)
      }
      return (try norm(Tensor.stack(outputs, dim: 1).reshape([sequences * steps, width])), (h, c))
    }
  }

  private let exits: Tensor?
  private let memory: [Memory]
  private let pose: Perceptron
  private let gripper: Perceptron
  private let seesInput: Bool
  private let dropouts: (memory: Double, hidden: Double)
  private let chunk: Int

  init(_ parameters: Parameters, _ name: String, _ configuration: HeadConfiguration, chunk: Int) {
    exits = configuration.exitEmbedding > 0 ? parameters["\(name).exits"] : nil
    memory = (0..<configuration.memoryLayers).map {
      let path = "\(name).memory.\($0)"
      return Memory(
        input: parameters["\(path).input.weight"], hidden: parameters["\(path).hidden.weight"],
        bias: parameters["\(path).bias"], norm: Normalisation(parameters, "\(path).norm"),
        width: configuration.memoryWidth)
    }
    pose = Perceptron(parameters, "\(name).pose", layers: configuration.hiddenWidths.count)
    gripper = Perceptron(parameters, "\(name).gripper", layers: configuration.hiddenWidths.count)
    seesInput = configuration.seesInput || configuration.memoryLayers == 0
    dropouts = (configuration.memoryDropout, configuration.hiddenDropout)
    self.chunk = chunk
  }

  static func specify(
    _ list: inout ParameterList, _ name: String, _ head: HeadConfiguration, _ configuration: PolicyConfiguration
  ) {
    let width = head.memoryWidth
    if head.exitEmbedding > 0 {
      list.add("\(name).exits", [configuration.exitCount, head.exitEmbedding], .normal(0.3))
    }
    var inputs = head.inputCount(configuration)
    for layer in 0..<head.memoryLayers {
      let path = "\(name).memory.\(layer)"
      list.addMatrix("\(path).input", 4 * width, inputs)
      list.addMatrix("\(path).hidden", 4 * width, width)
      list.add("\(path).bias", [4 * width], .forgetGates(width: width))
      list.addNormalisation("\(path).norm", width)
      inputs = width
    }
    for (part, outputs) in [("pose", configuration.poseCount), ("gripper", configuration.chunk)] {
      Perceptron.specify(
        &list, "\(name).\(part)", inputs: head.perceptronInputCount(configuration), widths: head.hiddenWidths,
        outputs: outputs)
    }
  }

  /// Evaluates the head.
  ///
  /// - Parameters:
  ///   - features: [R, D], of any exits.
  ///   - arm: the arm's embedding, [R, w], where the policy has one.
  ///   - exits: the exit of each row; heads without an embedding of exits ignore it.
  ///   - steps: T; 1 for rows that are sequences of one step each.
  ///   - state: what came before, of N rows; nil for nothing.
  ///   - noise: which units are dropped; nil drops none.
  public func output(
    features: Tensor, arm: Tensor?, exits rowExits: [Int], steps: Int = 1, state: HeadState? = nil,
    noise: DropoutNoise? = nil
  ) throws(TorchError) -> HeadOutput {
    let rows = features.shape[0]
    var parts = [features]
    if let arm { parts.append(arm) }
    if let exits {
      precondition(rowExits.count == rows, "one exit for each row")
      parts.append(try Tensor.embedding(exits, Tensor(integers: rowExits.map { Int64($0) }, [rows])))
    }
    let input = parts.count > 1 ? try Tensor.cat(parts, dim: 1) : features
    var x = input
    var states: [(hidden: Tensor, cell: Tensor)] = []
    for (index, layer) in memory.enumerated() {
      if index > 0, let noise { x = try noise.dropped(x, share: dropouts.memory) }
      let result = try layer(x, steps: steps, from: state?.layers[index])
      x = result.output
      states.append(result.state)
    }
    if !memory.isEmpty, seesInput { x = try Tensor.cat([x, input], dim: 1) }
    return HeadOutput(
      pose: try pose(x, dropout: dropouts.hidden, noise: noise).tanh().reshape([rows, chunk, 6]),
      gripperLogits: try gripper(x, dropout: dropouts.hidden, noise: noise), state: HeadState(states))
  }
}

extension HeadConfiguration {
  /// Numbers that enter the head: the feature, the arm, the exit.
  func inputCount(_ configuration: PolicyConfiguration) -> Int {
    configuration.decoder.width + configuration.proprioception.width + exitEmbedding
  }

  /// Numbers that enter the perceptrons.
  func perceptronInputCount(_ configuration: PolicyConfiguration) -> Int {
    if memoryLayers == 0 { return inputCount(configuration) }
    return memoryWidth + (seesInput ? inputCount(configuration) : 0)
  }
}

extension PolicyConfiguration {
  /// The auxiliary heads as heads: without the exit, which each has of its own, and dropping as the shared one does.
  var auxiliary: HeadConfiguration {
    HeadConfiguration(
      memoryLayers: auxiliaryHead.memoryLayers, memoryWidth: head.memoryWidth, hiddenWidths: auxiliaryHead.hiddenWidths,
      memoryDropout: head.memoryDropout, hiddenDropout: head.hiddenDropout, exitEmbedding: 0,
      seesInput: head.seesInput || auxiliaryHead.memoryLayers == 0)
  }
}
