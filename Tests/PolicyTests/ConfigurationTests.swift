import Policy
import Testing
import Vocabulary

@Suite struct ConfigurationTests {
  @Test(arguments: PolicyPreset.allCases) func presetsAreValid(_ preset: PolicyPreset) throws {
    try preset.configuration(words: ["red", "blue"], labels: 40).validate()
  }

  @Test func exitsFollowEveryIntervalAndTheLastLayer() {
    func layers(_ count: Int, every interval: Int) -> [Int] {
      var decoder = PolicyPreset.tiny.configuration().decoder
      (decoder.layers, decoder.exitInterval) = (count, interval)
      return decoder.exitLayers
    }
    #expect(layers(12, every: 2) == [1, 3, 5, 7, 9, 11])
    #expect(layers(5, every: 2) == [1, 3, 4])
    #expect(layers(3, every: 1) == [0, 1, 2])
    #expect(layers(3, every: 9) == [2])
  }

  @Test func theFirstExitIsComparedWithLayerZeroOrWithTheInputWhereThatIsTheExit() {
    var decoder = PolicyPreset.tiny.configuration().decoder
    #expect(decoder.comparisonLayer == 0)
    decoder.exitInterval = 1
    #expect(decoder.comparisonLayer == nil)
  }

  @Test func whatCannotBeBuiltIsRefusedWithItsPlace() {
    let changes: [(String, (inout PolicyConfiguration) -> Void)] = [
      ("decoder.layers", { $0.decoder.layers = 0 }),
      ("decoder.heads", { $0.decoder.heads = 3 }),
      ("decoder.gateStart", { $0.decoder.gateStart = .nan }),
      ("decoder.exitInterval", { $0.decoder.exitInterval = 0 }),
      ("staticCamera.stages", { $0.staticCamera.stages.removeLast() }),
      ("gripperCamera.stages", { $0.gripperCamera.stages = [] }),
      ("staticCamera.reduction", { $0.staticCamera.reduction = 3 }),
      ("gripperCamera.stages[1].kernel", { $0.gripperCamera.stages[1].kernel = 9 }),
      ("staticCamera.stages[1].channels", { $0.staticCamera.stages[1].channels = 17 }),
      ("resampler.latents", { $0.resampler.latents = -1 }),
      ("instruction.words[1]", { $0.instruction.words = ["red", "Red block"] }),
      ("instruction.words", { $0.instruction.words = ["red", "red"] }),
      ("proprioception.isToken", { $0.proprioception.width = 0 }),
      ("head.hiddenWidths[0]", { $0.head.hiddenWidths = [0] }),
      ("head.memoryDropout", { $0.head.memoryDropout = 1 }),
      ("chunk", { $0.chunk = 0 }),
    ]
    for (place, change) in changes {
      var configuration = PolicyPreset.tiny.configuration()
      change(&configuration)
      do throws(PolicyError) {
        try configuration.validate()
        Issue.record("\(place) was accepted")
      } catch {
        guard case .setting(let named, _, _) = error else {
          Issue.record("\(place): \(error)")
          continue
        }
        #expect(named == place)
      }
    }
  }

  @Test func aPolicyCutShortHasExactlyTheTensorsUpToItsExit() {
    let configuration = PolicyPreset.desk.configuration(labels: 9)
    let all = configuration.parameters()
    for exit in 0..<configuration.exitCount {
      let names = configuration.parameters(deepestExit: exit).map(\.name)
      let expected = all.map(\.name).filter { name in
        guard name.hasPrefix("decoder.") else { return true }
        return Int(name.split(separator: ".")[1])! <= configuration.decoder.exitLayers[exit]
      }
      #expect(names == expected)
      // Two norms of two tensors and four matrices; with pictures one norm, three matrices and the gate more.
      let layers = configuration.decoder.exitLayers[exit] + 1
      #expect(names.count { $0.hasPrefix("decoder.") } == layers * 8 + (layers + 1) / 2 * 6)
    }
    let training = configuration.parameters(forTraining: true).map(\.name)
    #expect(Array(training.prefix(all.count)) == all.map(\.name))
    #expect(training.dropFirst(all.count).allSatisfy { $0.hasPrefix("auxiliary.") || $0.hasPrefix("labels.") })
    #expect(Set(training).count == training.count)
  }

  @Test func weightDecayIsForMatricesAndKernels() {
    let decaying = PolicyPreset.desk.configuration(labels: 9).parameters(forTraining: true).filter {
      PolicyNetwork.decays($0.name)
    }
    #expect(decaying.allSatisfy { $0.shape.count >= 2 })
    let others = PolicyPreset.desk.configuration(labels: 9).parameters(forTraining: true).filter {
      !PolicyNetwork.decays($0.name) && $0.shape.count >= 2
    }
    #expect(
      Set(others.map(\.name))
        == [
          "encoder.static.places", "encoder.gripper.places", "resampler.static.latents", "resampler.gripper.latents",
          "resampler.static.keypoints.sharpness", "resampler.gripper.keypoints.sharpness", "words.table",
          "words.positions", "head.exits",
        ])
  }
}
