import Glibc
import Tensors

// H width of the memory, I numbers that enter the head.

/// The shared action head with its matrices as kernels read them: for acting, one decision at a time, without gradients.
///
/// It does what `ActionHead` does, in another order of sums. A rule that compares actions evaluates the head at every
/// exit on the way, and with a library's calls that costs more time than the layers that are left out.
package final class PackedHead {
  private struct Memory {
    let input: PackedMatrix
    let hidden: PackedMatrix
    let bias: KernelBuffer<Float>
    let norm: PackedNorm
  }

  /// What a perceptron is made of.
  private struct Speaker {
    let hidden: [(matrix: PackedMatrix, bias: KernelBuffer<Float>, norm: PackedNorm)]
    let output: PackedMatrix
    let bias: KernelBuffer<Float>

    init(_ parameters: PackedParameters, _ name: String, layers: Int) {
      hidden = (0..<layers).map {
        let path = "\(name).\($0)"
        return (parameters.matrix(path), parameters.vector("\(path).bias"), parameters.norm("\(path).norm"))
      }
      output = parameters.matrix("\(name).output")
      bias = parameters.vector("\(name).output.bias")
    }
  }

  /// Bytes that matrices and the rest take in memory.
  package let byteCount: Int

  private let configuration: HeadConfiguration
  private let chunk: Int
  private let parameters: PackedParameters
  private let kernels: Kernels
  private let exits: [Float]
  private let memory: [Memory]
  private let pose: Speaker
  private let gripper: Speaker

  private let input: KernelBuffer<Float>
  private let seen: KernelBuffer<Float>
  private let hidden: KernelBuffer<Float>
  private let offered: KernelBuffer<Float>
  private let recalled: KernelBuffer<Float>
  private let remembered: KernelBuffer<Float>
  private let wide: KernelBuffer<Float>
  private let spoken: KernelBuffer<Float>
  private let workspace = PackedWorkspace()

  /// The head of a policy from its parameters.
  init(_ policy: PolicyConfiguration, _ parameters: PackedParameters, kernels: Kernels = .fastest) {
    configuration = policy.head
    chunk = policy.chunk
    self.parameters = parameters
    self.kernels = kernels
    byteCount = parameters.byteCount
    exits = configuration.exitEmbedding > 0 ? parameters.table("head.exits").unpacked() : []
    memory = (0..<configuration.memoryLayers).map {
      let path = "head.memory.\($0)"
      return Memory(
        input: parameters.matrix("\(path).input"), hidden: parameters.matrix("\(path).hidden"),
        bias: parameters.vector("\(path).bias"), norm: parameters.norm("\(path).norm"))
    }
    pose = Speaker(parameters, "head.pose", layers: configuration.hiddenWidths.count)
    gripper = Speaker(parameters, "head.gripper", layers: configuration.hiddenWidths.count)
    let width = configuration.memoryWidth
    let widest = configuration.hiddenWidths.max() ?? 1
    input = KernelBuffer(count: configuration.inputCount(policy))
    seen = KernelBuffer(count: configuration.perceptronInputCount(policy))
    hidden = KernelBuffer(count: width)
    offered = KernelBuffer(count: 4 * width)
    recalled = KernelBuffer(count: 4 * width)
    remembered = KernelBuffer(count: width)
    wide = KernelBuffer(count: widest)
    spoken = KernelBuffer(count: max(widest, policy.poseCount))
  }

  /// Whether a parameter belongs to the shared head.
  static func has(_ name: String) -> Bool { name.hasPrefix("head.") }

  /// Its parameters as tensors, for a head that many rows go through at a time.
  func tensors(_ specifications: [ParameterSpecification]) throws(TorchError) -> [NamedTensor] {
    var named: [NamedTensor] = []
    for parameter in specifications where Self.has(parameter.name) {
      named.append((parameter.name, try Tensor(parameters.values(parameter.name), parameter.shape)))
    }
    return named
  }

  /// Evaluates the head for one decision.
  ///
  /// - Parameters:
  ///   - feature: [1, D].
  ///   - arm: the arm's embedding, [1, w], where the policy has one.
  ///   - exit: where the feature came from.
  ///   - state: what came before; nil for nothing.
  package func output(
    feature: Tensor, arm: Tensor?, exit: Int, state: HeadState?
  ) throws(TorchError) -> HeadOutput {
    let embedding = configuration.exitEmbedding
    let numbers =
      try feature.values() + (arm?.values() ?? []) + exits[exit * embedding..<(exit + 1) * embedding]
    precondition(numbers.count == input.count, "the numbers that enter the head")
    for (index, number) in numbers.enumerated() { input[index] = number }
    var states: [(hidden: Tensor, cell: Tensor)] = []
    for (index, layer) in memory.enumerated() {
      let old = state?.layers[index]
      let (before, cells) = (try old?.hidden.values(), try old?.cell.values())
      let (h, c) = remember(layer, index == 0 ? input : remembered, before, cells)
      let width = configuration.memoryWidth
      states.append((try Tensor(h, [1, width]), try Tensor(c, [1, width])))
    }
    var place = 0
    if !memory.isEmpty {
      for index in 0..<remembered.count { seen[index] = remembered[index] }
      place = remembered.count
    }
    if memory.isEmpty || configuration.seesInput {
      for index in 0..<input.count { seen[place + index] = input[index] }
    }
    let poses = say(pose).map { tanhf($0) }
    return HeadOutput(
      pose: try Tensor(poses, [1, chunk, 6]), gripperLogits: try Tensor(say(gripper), [1, chunk]),
      state: HeadState(states))
  }

  /// One LSTM layer and the LayerNorm after it, whose result stands in `remembered`.
  private func remember(
    _ layer: Memory, _ numbers: KernelBuffer<Float>, _ before: [Float]?, _ cells: [Float]?
  ) -> (hidden: [Float], cell: [Float]) {
    let width = configuration.memoryWidth
    for index in 0..<width { hidden[index] = before?[index] ?? 0 }
    layer.input.multiply(numbers, count: 1, into: offered, workspace, kernels)
    layer.hidden.multiply(hidden, count: 1, into: recalled, workspace, kernels)
    kernels.add(recalled, to: offered, count: 4 * width)
    kernels.add(layer.bias, to: offered, count: 4 * width)
    func sigmoid(_ x: Float) -> Float { 1 / (1 + expf(-x)) }
    var cell = [Float](repeating: 0, count: width)
    for unit in 0..<width {
      // Input, forget, candidate and output gates side by side.
      let kept = sigmoid(offered[width + unit]) * (cells?[unit] ?? 0)
      cell[unit] = kept + sigmoid(offered[unit]) * tanhf(offered[2 * width + unit])
      hidden[unit] = sigmoid(offered[3 * width + unit]) * tanhf(cell[unit])
    }
    kernels.normalise(hidden, count: 1, layer.norm, into: remembered)
    return (hidden.values(0..<width), cell)
  }

  /// What a perceptron makes of `seen`.
  private func say(_ speaker: Speaker) -> [Float] {
    var numbers = seen
    for layer in speaker.hidden {
      let count = layer.matrix.outputs
      layer.matrix.multiply(numbers, count: 1, into: spoken, workspace, kernels)
      kernels.add(layer.bias, to: spoken, count: count)
      kernels.normalise(spoken, count: 1, layer.norm, into: wide)
      for index in 0..<count { wide[index] = max(0, wide[index]) }
      numbers = wide
    }
    speaker.output.multiply(numbers, count: 1, into: spoken, workspace, kernels)
    kernels.add(speaker.bias, to: spoken, count: speaker.output.outputs)
    return spoken.values(0..<speaker.output.outputs)
  }
}

extension Checkpoint {
  /// The head's matrices that a policy which acts keeps in 16 bits; of the weights, the head's alone are read.
  public func halvedMatrices() throws(PolicyError) -> Set<String> {
    var halved: Set<String> = []
    for parameter in configuration.parameters() where PackedHead.has(parameter.name) && parameter.shape.count == 2 {
      if PackedParameters.fitSixteenBits(try values(parameter)) { halved.insert(parameter.name) }
    }
    return halved
  }
}
