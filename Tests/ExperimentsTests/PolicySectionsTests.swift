import Chains
import Experiments
import Foundation
import Policy
import TestSupport
import Testing
import Vocabulary

/// What keys of a policy's sections change, and nothing else.
private let changes: [(overrides: [String], change: @Sendable (inout PolicyConfiguration) -> Void)] = [
  (["policy.staticCamera.reduction=4"], { $0.staticCamera.reduction = 4 }),
  (["policy.gripperCamera.reduction=2"], { $0.gripperCamera.reduction = 2 }),
  (
    [
      #"policy.staticCamera.stages=[{"channels": 24, "kernel": 5, "stride": 2, "normalised": false}, {"channels": 128, "padding": 0, "rectified": false}]"#,
      #"policy.gripperCamera.stages=[{"channels": 40, "kernel": 4, "stride": 4, "padding": 0, "normalised": false}, {"channels": 128, "rectified": false}]"#,
    ],
    {
      $0.staticCamera.stages = [
        ConvolutionStage(channels: 24, kernel: 5, stride: 2, padding: 2, isNormalised: false),
        ConvolutionStage(channels: 128, kernel: 3, padding: 0, isRectified: false),
      ]
      $0.gripperCamera.stages = [
        ConvolutionStage(channels: 40, kernel: 4, stride: 4, padding: 0, isNormalised: false),
        ConvolutionStage(channels: 128, kernel: 3, padding: 1, isRectified: false),
      ]
    }
  ),
  (["policy.staticCamera.attentionLayers=2"], { $0.staticCamera.attentionLayers = 2 }),
  (["policy.staticCamera.attentionHeads=8"], { $0.staticCamera.attentionHeads = 8 }),
  (["policy.gripperCamera.attentionLayers=1"], { $0.gripperCamera.attentionLayers = 1 }),
  (["policy.gripperCamera.attentionHeads=4"], { $0.gripperCamera.attentionHeads = 4 }),
  (["policy.resampler.blocks=3"], { $0.resampler.blocks = 3 }),
  (
    [
      "policy.resampler.width=64", #"policy.staticCamera.stages=[{"stride": 8}]"#,
      #"policy.gripperCamera.stages=[{"stride": 8}]"#,
    ],
    {
      $0.resampler.width = 64
      $0.staticCamera.stages = [ConvolutionStage(channels: 64, kernel: 3, stride: 8)]
      $0.gripperCamera.stages = $0.staticCamera.stages
    }
  ),
  (["policy.resampler.heads=2"], { $0.resampler.heads = 2 }),
  (["policy.resampler.headWidth=48"], { $0.resampler.headWidth = 48 }),
  (["policy.resampler.feedForwardFactor=2"], { $0.resampler.feedForwardFactor = 2 }),
  (["policy.resampler.shared=true"], { $0.resampler.isShared = true }),
  (["policy.resampler.keypoints=false"], { ($0.resampler.hasKeypoints, $0.resampler.landmarks) = (false, 0) }),
  (["policy.instruction.maximumTokens=24"], { $0.instruction.maximumTokens = 24 }),
  (["policy.instruction.hashRows=64"], { $0.instruction.hashRows = 64 }),
  (["policy.decoder.width=96"], { $0.decoder.width = 96 }),
  (["policy.decoder.heads=8"], { $0.decoder.heads = 8 }),
  (["policy.decoder.feedForwardFactor=3"], { $0.decoder.feedForwardFactor = 3 }),
  (["policy.decoder.causal=true"], { $0.decoder.isCausal = true }),
  (["policy.decoder.positions=false"], { $0.decoder.hasPositions = false }),
  (["policy.decoder.gateStart=0"], { $0.decoder.gateStart = 0 }),
  (["policy.decoder.crossAttentionHeads=3"], { $0.decoder.crossAttentionHeads = 3 }),
  (["policy.decoder.crossAttentionHeadWidth=20"], { $0.decoder.crossAttentionHeadWidth = 20 }),
  (["policy.arm.width=16"], { $0.proprioception.width = 16 }),
  (["policy.arm.token=false"], { $0.proprioception.isToken = false }),
  (["policy.head.memoryLayers=0"], { $0.head.memoryLayers = 0 }),
  (["policy.head.hiddenWidths=[64, 64]"], { $0.head.hiddenWidths = [64, 64] }),
  (["policy.head.memoryDropout=0.25"], { $0.head.memoryDropout = 0.25 }),
  (["policy.head.hiddenDropout=0"], { $0.head.hiddenDropout = 0 }),
  (["policy.head.exitEmbedding=4"], { $0.head.exitEmbedding = 4 }),
  (["policy.head.seesInput=false"], { $0.head.seesInput = false }),
  (["policy.auxiliaryHead.hiddenWidths=[]"], { $0.auxiliaryHead.hiddenWidths = [] }),
  (["policy.labels.hiddenWidth=31"], { $0.labels.hiddenWidth = 31 }),
  // Sections go with the keys beside them.
  (
    ["policy.head.memoryLayers=3", "policy.auxiliaryMemory=true", "policy.memoryWidth=32"],
    { ($0.head.memoryLayers, $0.auxiliaryHead.memoryLayers, $0.head.memoryWidth) = (3, 3, 32) }
  ),
  (
    ["policy.arm.width=16", "policy.proprioception=false", "policy.exitEmbedding=false"],
    {
      $0.proprioception = ProprioceptionConfiguration(width: 0, isToken: false)
      $0.head.exitEmbedding = 0
    }
  ),
]

/// Sections of a policy, each with the message it is refused with.
private let refused: [(policy: String, message: String)] = [
  (
    #"{"decoder": {"widht": 64}}"#,
    "p.json:1:25: policy.decoder.widht: unknown key; did you mean policy.decoder.width?"
  ),
  (
    #"{"staticCamera": {"pictureSize": 100}}"#,
    "p.json:1:30: policy.staticCamera.pictureSize: unknown key; did you mean report.pictureSize?"
  ),
  (
    #"{"decoder": {"width": 0}}"#,
    "p.json:1:25: policy.decoder.width: 0 is not a whole number from 1 to 4096"
  ),
  (
    #"{"decoder": {"causal": 1}}"#,
    "p.json:1:25: policy.decoder.causal: 1 is not true or false"
  ),
  (
    #"{"head": {"hiddenWidths": [64, 0]}}"#,
    "p.json:1:43: policy.head.hiddenWidths[1]: 0 is not a whole number from 1 to 4096"
  ),
  (
    #"{"head": {"hiddenWidths": 64}}"#,
    "p.json:1:22: policy.head.hiddenWidths: 64 is not a list of 0 to 8 whole numbers from 1 to 4096"
  ),
  (
    #"{"staticCamera": {"stages": []}}"#,
    "p.json:1:30: policy.staticCamera.stages: an empty list is not a list of 1 to 16 objects, as in [{…}]"
  ),
  (
    #"{"staticCamera": {"stages": [{"chanels": 8}]}}"#,
    "p.json:1:42: policy.staticCamera.stages[0].chanels: unknown key; "
      + "did you mean policy.staticCamera.stages[0].channels?"
  ),
  // What does not fit together.
  (
    #"{"decoder": {"heads": 3}}"#,
    "p.json:1:25: policy.decoder.heads: 3 does not go with the rest: it can be a divisor of 128"
  ),
  (
    #"{"staticCamera": {"reduction": 3}}"#,
    "p.json:1:30: policy.staticCamera.reduction: 3 does not go with the rest: it can be a divisor of 200"
  ),
  (
    #"{"gripperCamera": {"stages": [{"kernel": 3}, {"channels": 20}, {"channels": 17}]}}"#,
    "p.json:1:76: policy.gripperCamera.stages[2].channels: 17 does not go with the rest: "
      + "it can be a multiple of 8 where normalised"
  ),
  (
    #"{"staticCamera": {"stages": [{"channels": 32}]}}"#,
    "p.json:1:30: policy.staticCamera.stages: 32 channels at the end does not go with the rest: "
      + "it can be resampler.width, which is 128"
  ),
  (
    #"{"arm": {"width": 0, "token": true}}"#,
    "p.json:1:33: policy.arm.token: true does not go with the rest: it can be false where the width beside it is 0"
  ),
  (
    #"{"latents": 8}"#,
    "p.json:1:13: policy.latents: 8 does not go with the rest: "
      + "it can be more than resampler.landmarks, which is 8"
  ),
  (
    #"{"head": {"seesInput": false, "memoryLayers": 0}}"#,
    "p.json:1:22: policy.head.seesInput: false does not go with the rest: it can be true where head.memoryLayers is 0"
  ),
]

@Suite struct PolicySectionsTests {
  private static let words = InstructionCatalogue.standard.vocabulary(of: .training).map(String.init).sorted()

  private func read(_ text: String, overrides: [String] = []) throws(SchemaError) -> Experiment {
    try Experiment(Array(text.utf8), source: "p.json", directory: "/nowhere", overrides: overrides)
  }

  @Test func whatIsNotStatedIsThePresets() throws {
    let desk = PolicyPreset.desk.configuration(words: Self.words, labels: 7)
    #expect(PolicySettings().configuration(labels: 7) == desk)
    #expect(try read("{}").policy.configuration(labels: 7) == desk)
    var tiny = PolicyPreset.tiny.configuration(words: Self.words, labels: 7)
    (tiny.staticCamera.pictureSize, tiny.staticCamera.reduction) = (200, 10)
    (tiny.gripperCamera.pictureSize, tiny.gripperCamera.reduction) = (84, 12)
    tiny.instruction.maximumTokens = 16
    #expect(try read(#"{"policy": {"preset": "tiny"}}"#).policy.configuration(labels: 7) == tiny)
    var published = PolicySettings()
    (published.preset, published.crossAttentionFeedForward) = (.openFlamingo3B, true)
    let sizes = PolicyPreset.openFlamingo3B.configuration(words: Self.words)
    #expect(published.configuration(labels: 0) == sizes)
  }

  /// What desk.json resolves to is what its checkpoint was trained as, to the last number.
  @Test func theCommittedCheckpointIsStillItsExperiments() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Experiments").path
    let trained = try Checkpoint(path: folder + "/Checkpoints/desk.safetensors").configuration
    let experiment = try Experiment(contentsOf: folder + "/desk.json")
    #expect(experiment.policy.configuration(labels: trained.labels.count) == trained)
  }

  @Test(arguments: changes.indices) func aKeyChangesWhatItNamesAlone(index: Int) throws {
    let (overrides, change) = changes[index]
    var wanted = PolicyPreset.desk.configuration(words: Self.words, labels: 7)
    change(&wanted)
    let experiment = try read("{}", overrides: overrides)
    #expect(experiment.policy.configuration(labels: 7) == wanted, "\(overrides)")
    #expect(wanted != PolicyPreset.desk.configuration(words: Self.words, labels: 7), "\(overrides) changes nothing")
    // The resolved file says the same.
    let again = try read(experiment.text)
    #expect(again == experiment && again.policy.configuration(labels: 7) == wanted, "\(overrides)")
  }

  @Test func everyKeyOfASectionIsTried() {
    let tried = changes.flatMap(\.overrides)
    for row in SchemaRow.all where row.path.hasPrefix("policy.") && row.path.split(separator: ".").count > 2 {
      let names = row.path.split(separator: "[].")
      #expect(tried.contains { $0.hasPrefix(names[0] + "=") && $0.contains(names.last ?? "") }, "\(row.path)")
    }
  }

  @Test(arguments: refused.indices) func whatCannotBeIsRefusedWithItsKey(index: Int) {
    let (policy, message) = refused[index]
    do {
      let experiment = try read("{\"policy\": \(policy)}")
      Issue.record("taken: \(experiment.text)")
    } catch {
      #expect(error.message == message)
    }
  }

  @Test func aRunFromBeforeTheSectionsGoesOn() throws {
    let experiment = try read(#"{"name": "p", "policy": {"layers": 6}}"#)
    guard case .object(var members) = experiment.json, case .object(let keys)? = experiment.json["policy"],
      let place = members.firstIndex(where: { $0.name == "policy" })
    else { throw CocoaError(.fileReadCorruptFile) }
    let old = keys.filter { if case .object = $0.value { false } else { $0.name != "checkpoint" } }
    #expect(old.count == 12 && keys.count > 12)
    members[place].value = .object(old)
    let folder = try TemporaryFolder()
    try Data(JSONValue.object(members).text.utf8).write(to: URL(fileURLWithPath: folder("experiment.json")))
    try RunFolder.check(path: folder.path, experiment: experiment, fresh: false)
    // Another policy is still another experiment.
    let other = try read(#"{"name": "p", "policy": {"layers": 6, "decoder": {"width": 96}}}"#)
    do {
      try RunFolder.check(path: folder.path, experiment: other, fresh: false)
      Issue.record("another width was taken")
    } catch {
      #expect("\(error)".contains("policy.decoder.width is 128 there and 96 here"), "\(error)")
    }
  }

  @Test func variantsStateKeysOfSections() throws {
    let text = """
      {"demonstrations": {"episodes": 1}, "policy": {"decoder": {"width": 96}, "head": {"hiddenWidths": [8]}},
       "variants": [
         {"name": "a", "policy": {"decoder": {"heads": 8}, "head": {"hiddenWidths": []}}},
         {"name": "b", "policy": {"preset": "tiny", "arm": {"width": 4}}}],
       "agents": [{"name": "a", "kind": "policy", "variant": "a"}, {"name": "b", "kind": "policy", "variant": "b"}]}
      """
    let experiment = try read(text)
    var wanted = experiment.policy.configuration(labels: 7)
    #expect(wanted.decoder.width == 96 && wanted.head.hiddenWidths == [8])
    (wanted.decoder.heads, wanted.head.hiddenWidths) = (8, [])
    let (a, b) = (experiment.learners[0].experiment, experiment.learners[1].experiment)
    #expect(a.policy.configuration(labels: 7) == wanted)
    // Parts belong to their preset.
    var tiny = try read(#"{"policy": {"preset": "tiny"}}"#).policy.configuration(labels: 7)
    tiny.proprioception.width = 4
    #expect(b.policy.configuration(labels: 7) == tiny)
    #expect(try read(experiment.text).learners == experiment.learners)
    do {
      _ = try read(text, overrides: ["variants[0].policy.decoder.heads=5"])
      Issue.record("5 heads were taken")
    } catch {
      let message = "variants[0].policy.decoder.heads: 5 does not go with the rest: it can be a divisor of 96"
      #expect(error.message.hasSuffix(message), "\(error.message)")
    }
  }
}
