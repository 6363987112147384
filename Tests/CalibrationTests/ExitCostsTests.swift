import Calibration
import Policy
import TestSupport
import Testing
import Vocabulary

@Suite struct ExitCostsTests {
  private let configuration = PolicyPreset.desk.configuration()
  private let consistency = ExitRule.actionConsistency(thresholds: [])

  @Test func costsAreMeansOverSentencesAndCountEveryEvaluationOfTheHead() {
    let account = CostAccount(configuration)
    let costs = ExitCosts(configuration, rule: consistency, sentences: [5: 3, 9: 1])
    for exit in 0..<6 {
      let decoder = (3 * account.decoder(upTo: exit, tokens: 5) + account.decoder(upTo: exit, tokens: 9))
      #expect(abs(costs.exits[exit].decoder - Double(decoder) / 4) < 1)
      let whole = costs.exits[exit].decoder + Double(account.vision + (exit + 2) * account.headEvaluation)
      #expect(abs(costs.exits[exit].policy - whole) < 1)
    }
    let once = ExitCosts(configuration, rule: .elapsedTime(thresholds: []), sentences: [5: 3, 9: 1])
    #expect(costs.exits[5].policy - once.exits[5].policy == Double(6 * account.headEvaluation))
    #expect(once.exits[5].policy == once.fullDepth.policy && costs.fullDepth == once.fullDepth)
  }

  @Test func peakAndMemoryDecideOnTheDeepestExit() throws {
    let costs = ExitCosts(configuration, rule: consistency, sentences: [7: 1])
    for scope in Budget.Scope.allCases {
      for exit in 0..<6 {
        let peak = costs.peaks[exit][scope]
        #expect(try costs.deepestExit(within: Budget(scope: scope, peak: peak)) == exit)
        if exit > 0 { #expect(try costs.deepestExit(within: Budget(scope: scope, peak: peak - 1)) == exit - 1) }
        let bytes = costs.weightBytes[exit]
        #expect(try costs.deepestExit(within: Budget(scope: scope, memory: bytes)) == exit)
        #expect(
          try costs.deepestExit(within: Budget(scope: scope, peak: peak, memory: costs.weightBytes[2])) == min(2, exit))
      }
      #expect(throws: CalibrationError.peak(wanted: 1, scope: scope, lowest: costs.peaks[0][scope])) {
        try costs.deepestExit(within: Budget(scope: scope, peak: 1))
      }
    }
    #expect(throws: CalibrationError.memory(wanted: 9, lowest: costs.weightBytes[0])) {
      try costs.deepestExit(within: Budget(memory: 9))
    }
    // Padding to groups of 32 aside, four bytes a weight.
    let parameters = configuration.parameters(deepestExit: 1, forTraining: false).reduce(0) { $0 + $1.count }
    #expect(costs.weightBytes[1] >= 4 * parameters && costs.weightBytes[1] < 4 * parameters * 11 / 10)
  }

  @Test func memoryIsCountedAsTheWeightsAreKept() throws {
    for preset in [PolicyPreset.tiny, .desk] {
      let configuration = preset.configuration()
      for format in WeightFormat.allCases {
        let costs = ExitCosts(configuration, rule: consistency, sentences: [7: 1], weights: format)
        for exit in preset == .tiny ? [0, 1] : [2] {
          let network = try PolicyNetwork(
            configuration, .drawn(RandomStream(seed: 1)), deepestExit: exit, weights: format)
          let decoder = try #require(network.packedDecoder).byteCount
          #expect(configuration.weightBytes(deepestExit: exit, format, decoderAlone: true) == decoder, "\(format)")
          let head = try #require(network.packedHead).byteCount
          let rest = network.parameters.reduce(head) { $0 + 4 * $1.tensor.count }
          #expect(costs.weightBytes[exit] == decoder + rest, "\(preset) \(format) \(exit)")
          #expect(try costs.deepestExit(within: Budget(memory: decoder + rest)) == exit)
        }
      }
    }
  }

  @Test func aHeadOfSixteenBitsIsCountedAsItIsKept() throws {
    let folder = try TemporaryFolder()
    let drawn = try PolicyNetwork(PolicyPreset.tiny.configuration(), .drawn(RandomStream(seed: 1)))
    let checkpoint = try drawn.checkpoint(actionScales: [Double](repeating: 1, count: 6), provenance: .null)
    #expect(try checkpoint.halvedMatrices().isEmpty)
    try checkpoint.write(to: folder("half.safetensors"), precision: .float16)
    // In the second, one matrix has more digits than 16 bits have.
    let half = try Checkpoint(path: folder("half.safetensors"))
    let parameters = half.configuration.parameters()
    let mixed = try Checkpoint(
      half.configuration, actionScales: half.actionScales, provenance: .null, parameters: parameters,
      values: parameters.flatMap { parameter in
        try (parameter.name == "head.pose.output.weight" ? checkpoint : half).values(parameter)
      })
    let matrices = Set(parameters.filter { $0.name.hasPrefix("head.") && $0.shape.count == 2 }.map(\.name))
    for (stored, halved) in [(half, matrices), (mixed, matrices.subtracting(["head.pose.output.weight"]))] {
      #expect(try stored.halvedMatrices() == halved)
      for format in WeightFormat.allCases {
        let costs = ExitCosts(
          stored.configuration, rule: consistency, sentences: [7: 1], weights: format, halved: halved)
        for exit in [0, 1] {
          let network = try PolicyNetwork(stored.configuration, .stored(stored), deepestExit: exit, weights: format)
          let packed = try #require(network.packedDecoder).byteCount + #require(network.packedHead).byteCount
          let loaded = network.parameters.reduce(packed) { $0 + 4 * $1.tensor.count }
          #expect(costs.weightBytes[exit] == loaded, "\(format) \(exit)")
        }
      }
    }
  }

  @Test func whatCannotBeReachedIsRefusedWithTheRange() throws {
    let costs = ExitCosts(configuration, rule: consistency, sentences: [7: 1])
    for scope in Budget.Scope.allCases {
      let (low, high, full) = (costs.exits[0][scope], costs.exits[2][scope], costs.fullDepth[scope])
      for wanted in [low * 0.99, high * 1.01] {
        let error = CalibrationError.average(wanted: wanted, scope: scope, lowest: low, highest: high, fullDepth: full)
        #expect(throws: error) {
          try costs.target(of: Budget(scope: scope, average: .operations(wanted)), deepestExit: 2)
        }
      }
      #expect(try costs.target(of: Budget(scope: scope, average: .operations(low)), deepestExit: 2) == low)
      #expect(try costs.target(of: Budget(scope: scope), deepestExit: 2) == nil)
      let share = try #require(try costs.target(of: Budget(scope: scope, average: .share(high / full)), deepestExit: 2))
      #expect(abs(share / high - 1) < 1e-9)
    }
  }
}
