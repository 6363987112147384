import Tensors
import Testing
import Vocabulary

@Suite struct OptimiserTests {
  private func numbers(_ count: Int, _ label: String) -> [Float] {
    var stream = RandomStream(seed: 8).split(label)
    return (0..<count).map { _ in Float(stream.normal()) }
  }

  /// The vectorised loop and its remainder compute the same: the bits depend neither on where a group begins nor on who
  /// updates it.
  @Test func weightsAreUpdatedAlikeWhereverTheyStand() {
    let (weights, gradients) = (numbers(67, "weights"), numbers(67, "gradients"))
    func updated(_ groups: [Range<Int>], _ threads: Int) -> ([Float], AdamW) {
      var result = weights
      var optimiser = AdamW(count: 67)
      for _ in 0..<3 {
        optimiser.update(
          &result, gradients: gradients, learningRate: 0.01, groups: groups.map { .init(range: $0) }, threads: threads)
      }
      return (result, optimiser)
    }
    let whole = updated([0..<67], 1)
    for threads in [1, 2, 3] {
      let parts = updated([0..<5, 5..<6, 6..<30, 30..<67], threads)
      #expect(whole.0 == parts.0 && whole.1 == parts.1, "\(threads) threads")
    }
    #expect(whole.0 != weights)
  }

  @Test func weightsInNoGroupStay() {
    var weights = numbers(20, "weights")
    let before = weights
    var optimiser = AdamW(count: 20)
    optimiser.update(
      &weights, gradients: numbers(20, "gradients"), learningRate: 0.1, groups: [.init(range: 8..<12)])
    #expect(weights[..<8] == before[..<8] && weights[12...] == before[12...] && weights[8..<12] != before[8..<12])
    #expect(optimiser.firstMoments[..<8].allSatisfy { $0 == 0 })
  }

  @Test func anOptimiserGoesOnFromItsStoredState() {
    var (weights, optimiser) = (numbers(9, "weights"), AdamW(count: 9))
    func step(_ optimiser: inout AdamW, _ weights: inout [Float], _ index: Int) {
      optimiser.update(&weights, gradients: numbers(9, "\(index)"), learningRate: 0.01, groups: [.init(range: 0..<9)])
    }
    for index in 0..<5 { step(&optimiser, &weights, index) }
    var restored = AdamW(count: 9)
    (restored.step, restored.firstMoments, restored.secondMoments) = (
      optimiser.step, optimiser.firstMoments, optimiser.secondMoments
    )
    var others = weights
    for index in 5..<9 {
      step(&optimiser, &weights, index)
      step(&restored, &others, index)
    }
    #expect(weights == others)
  }

  @Test func longGradientsAreCutToTheNormAndShortOnesAreLeft() {
    var gradients = numbers(1003, "gradients")
    let before = gradients
    let all = [0..<1003]
    let norm = Gradients.norm(gradients, in: all)
    let plain = before.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
    #expect(abs(norm - plain) < 1e-9 * plain)
    #expect(Gradients.clip(&gradients, in: all, toNorm: norm * 2) == norm && gradients == before)
    #expect(Gradients.clip(&gradients, in: all, toNorm: 1) == norm)
    #expect(abs(Gradients.norm(gradients, in: all) - 1) < 1e-6)
    gradients[500] = .nan
    #expect(Gradients.norm(gradients, in: all).isNaN)
    gradients[500] = .infinity
    #expect(Gradients.norm(gradients, in: all) == .infinity)
  }

  @Test func gradientsOfWhatDoesNotLearnNeitherCountNorChange() {
    let before = numbers(100, "gradients")
    var gradients = before
    gradients[50] = .nan
    let learning = [3..<20, 20..<22, 60..<99]
    let inside = learning.flatMap { Array($0) }
    let plain = inside.reduce(0.0) { $0 + Double(before[$1]) * Double(before[$1]) }.squareRoot()
    #expect(abs(Gradients.norm(gradients, in: learning) - plain) < 1e-9 * plain)
    Gradients.add(before, to: &gradients, in: learning)
    #expect(before.indices.allSatisfy { $0 == 50 || gradients[$0] == before[$0] * (inside.contains($0) ? 2 : 1) })
    let doubled = gradients
    Gradients.clip(&gradients, in: learning, toNorm: plain)
    #expect(
      before.indices.allSatisfy {
        $0 == 50 || abs(gradients[$0] - doubled[$0] * (inside.contains($0) ? 0.5 : 1)) <= 1e-6
      })
  }

  @Test func theAverageFollowsAndItsLongRunIsTheDecay() {
    var average = WeightAverage(decay: 0.9, values: [0, 4])
    average.update(with: [11, 5], in: [0..<1])
    // After one update the share kept is 2 / 11.
    #expect(abs(average.values[0] - 9) < 1e-5 && average.values[1] == 4)
    average.step = 10_000
    let before = average.values[0]
    average.update(with: [0, 4], in: [0..<2])
    #expect(abs(average.values[0] - before * 0.9) < 1e-5)
    #expect(average.step == 10_001)
  }

  @Test func parametersHaveFixedPlacesInTheBuffer() throws {
    let parameters: [NamedTensor] = [
      ("head.weight", try Tensor([1, 2, 3, 4], [2, 2])), ("head.bias", try Tensor([5, 6], [2])),
      ("body.weight", try Tensor([7], [1])), ("head.scale", try Tensor([8], [])),
    ]
    let layout = ParameterLayout(parameters)
    #expect(layout.count == 8 && layout.entries.map(\.offset) == [0, 4, 6, 7])
    #expect(layout.ranges { $0.hasPrefix("head.") } == [0..<6, 7..<8] && layout.ranges { _ in true } == [0..<8])
    var buffer = [Float](repeating: 0, count: 8)
    try layout.copyValues(of: parameters, into: &buffer)
    #expect(buffer == [1, 2, 3, 4, 5, 6, 7, 8])
    try layout.setValues(of: parameters, from: buffer.reversed())
    #expect(try parameters[1].tensor.values() == [4, 3])
    for parameter in parameters { try parameter.tensor.requireGradient() }
    try (parameters[0].tensor.sum() * 3 + parameters[3].tensor).backward()
    try layout.copyGradients(of: parameters, into: &buffer) { $0 != "body.weight" }
    #expect(buffer == [3, 3, 3, 3, 0, 0, 7, 1])
    try layout.copyGradients(of: parameters, into: &buffer)
    #expect(buffer == [3, 3, 3, 3, 0, 0, 0, 1])
    try layout.setValues(of: parameters, from: buffer) { $0 == "head.bias" }
    #expect(try parameters.map { try $0.tensor.values() } == [[8, 7, 6, 5], [0, 0], [2], [1]])
  }
}
