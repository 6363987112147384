import Tensors
import Testing
import Vocabulary

/// One operation with the inputs that the fixture has for it, by name.
private typealias Operation = @Sendable ([String: Tensor]) throws -> [Tensor]

/// The operations under the fixture's names. `t` holds the inputs.
private let operations: [String: Operation] = [
  // Elementwise.
  "tanh": { t in [try t["x"]!.tanh()] },
  "relu": { t in [try t["x"]!.relu()] },
  "gelu": { t in [try t["x"]!.gelu()] },
  "byNumber": { t in [try t["x"]! * 3 - 1.5] },
  "add": { t in [try t["x"]! + t["y"]!] },
  "multiply": { t in [try t["x"]! * t["y"]!] },
  // Reductions and probabilities.
  "sum": { t in [try t["x"]!.sum([0, 2])] },
  "mean": { t in [try t["x"]!.mean([-1])] },
  "largest": { t in [try t["x"]!.amax([1])] },
  "softmax": { t in [try t["x"]!.softmax(1)] },
  "logSoftmax": { t in [try t["x"]!.logSoftmax(-1)] },
  // Shapes.
  "cat": { t in [try Tensor.cat([t["x"]!, t["y"]!], dim: 1)] },
  "stack": { t in [try Tensor.stack([t["x"]!, t["y"]!], dim: -1)] },
  "indexSelect": { t in [try t["x"]!.indexSelect(1, t["ids"]!)] },
  "views": { t in
    [
      try t["x"]!.transpose(0, 2).flatten(from: 1).slice(0, 1..<3).transpose(0, 1).unsqueeze(0).expand([2, 6, 2])
    ]
  },
  // Layers.
  "matmul": { t in [try t["x"]!.matmul(t["y"]!)] },
  "linear": { t in [try t["x"]!.linear(t["weight"]!, t["bias"]!)] },
  "embedding": { t in [try Tensor.embedding(t["table"]!, t["ids"]!)] },
  "conv2d": { t in [try t["x"]!.conv2d(t["weight"]!, t["bias"]!, padding: 1)] },
  "conv2dStrided": { t in [try t["x"]!.conv2d(t["weight"]!, t["bias"]!, stride: 2, padding: 2)] },
  "conv2dPointwise": { t in [try t["x"]!.conv2d(t["weight"]!, t["bias"]!)] },
  "groupNorm": { t in [try t["x"]!.groupNorm(3, t["weight"]!, t["bias"]!)] },
  "layerNorm": { t in [try t["x"]!.layerNorm(t["weight"]!, t["bias"]!)] },
  "attention": { t in
    let scores = try t["q"]!.matmul(t["k"]!.transpose(-1, -2)) * (1 / Float(3).squareRoot())
    return [try (scores + t["bias"]!).softmax(-1).matmul(t["v"]!)]
  },
  "lstm": { t in
    let gates =
      try t["x"]!.linear(t["inputWeight"]!, t["inputBias"]!)
      + t["hidden"]!.linear(t["stateWeight"]!, t["stateBias"]!)
    let (hidden, cell) = try Tensor.lstmCell(gates: gates, cell: t["cell"]!)
    return [hidden, cell]
  },
  // Losses.
  "huber": { t in [try t["x"]!.huber(t["target"]!, delta: 0.4)] },
  "l1": { t in [try t["x"]!.l1(t["target"]!)] },
  "binaryCrossEntropy": { t in [try t["x"]!.binaryCrossEntropyWithLogits(t["target"]!)] },
]

/// What PyTorch computed, as `Fixtures/make_fixtures.py` stored it.
@Suite struct ParityTests {
  static func fixture(_ name: String) throws -> SafetensorsFile {
    let folder = #filePath.prefix(through: #filePath.lastIndex(of: "/")!)
    return try SafetensorsFile(path: folder + "Fixtures/" + name)
  }

  @Test func outputsAndGradientsAreThoseOfPyTorch() throws {
    let file = try Self.fixture("parity.safetensors")
    var cases: [String: [SafetensorsFile.Entry]] = [:]
    for entry in file.entries { cases[String(entry.name.prefix { $0 != "/" }), default: []].append(entry) }
    #expect(Set(cases.keys) == Set(operations.keys), "run Fixtures/make_fixtures.py again, or add what is missing")
    for (name, entries) in cases {
      guard let operation = operations[name] else { continue }
      var inputs: [String: Tensor] = [:]
      for entry in entries where entry.name.hasPrefix("\(name)/in/") {
        let key = String(entry.name.dropFirst(name.count + 4))
        if entry.elementType == .int64 {
          inputs[key] = try Tensor(integers: file.integers(entry.name), entry.shape)
        } else {
          inputs[key] = try Tensor(file.floats(entry.name), entry.shape)
          try inputs[key]?.requireGradient()
        }
      }
      let outputs = try operation(inputs)
      var total: Tensor?
      for (index, output) in outputs.enumerated() {
        let expected = try #require(file.entry("\(name)/out/\(index)"))
        #expect(output.shape == expected.shape, "\(name)")
        try expectNear(output.values(), file.floats(expected.name), "\(name), output \(index)")
        let part = try (output * Tensor(file.floats("\(name)/seed/\(index)"), expected.shape)).sum()
        total = try total.map { (sum) throws(TorchError) in try sum + part } ?? part
      }
      try total?.backward()
      for entry in entries where entry.name.hasPrefix("\(name)/gradient/") {
        let key = String(entry.name.dropFirst(name.count + 10))
        let gradient = try #require(try inputs[key]?.gradient(), "\(name), no gradient of \(key)")
        try expectNear(gradient.values(), file.floats(entry.name), "\(name), gradient of \(key)")
      }
    }
  }

  @Test func adamWTakesPyTorchsSteps() throws {
    let file = try Self.fixture("adamw.safetensors")
    var weights = try file.floats("start")
    let (count, split) = (weights.count, 13)
    let gradients = try file.floats("gradients")
    let rates = try file.floats("rates")
    let expected = try file.floats("weights")
    var optimiser = AdamW(
      count: count, settings: AdamW.Settings(beta1: 0.9, beta2: 0.95, epsilon: 1e-6, weightDecay: 0.1))
    for step in rates.indices {
      let part = (step * count)..<((step + 1) * count)
      optimiser.update(
        &weights, gradients: Array(gradients[part]), learningRate: Double(rates[step]),
        groups: [
          AdamW.Group(range: 0..<split), AdamW.Group(range: split..<count, learningRateScale: 0.5, decays: false),
        ])
      try expectNear(weights, Array(expected[part]), "step \(step)")
    }
    #expect(optimiser.step == rates.count && rates.count == 12)
  }

  /// Near: within 1e-5, absolutely for small numbers and relatively for large ones. Two builds of one libtorch differ
  /// in the order of sums.
  private func expectNear(_ values: [Float], _ expected: [Float], _ what: String) throws {
    try #require(values.count == expected.count, "\(what)")
    for (value, wanted) in zip(values, expected) {
      #expect(abs(value - wanted) <= 1e-5 * max(1, abs(wanted)), "\(what): \(value), not \(wanted)")
    }
  }
}
