import Episodes
import Glibc
import Tensors
import Vocabulary

/// Decides for one arm: remembers the sentence and the recurrent state, and applies the exit rule.
///
/// It belongs to one thread, as its network does.
public final class PolicyDecider {
  /// What one decision came to.
  public struct Answer: Hashable, Sendable {
    /// The pose of each control step in the network's units, −1 … 1: `6 · chunk` numbers.
    public let pose: [Float]
    /// Whether the gripper is to be open, at each control step.
    public let isOpen: [Bool]
    /// The exit that was taken.
    public let exit: Int
    /// How much the pose changed at each exit tried.
    public let differences: [Double]
    /// What was compared; nil where nothing was.
    public let comparison: ExitComparison?
    /// What was spent on what.
    public let parts: [ComputePart]
  }

  /// The network.
  public let network: PolicyNetwork
  /// Which exit is taken.
  public let rule: ExitRule
  /// How often the head was evaluated so far.
  public private(set) var headEvaluations = 0
  /// Whether the differences of exits past the one that is taken are told as well, at a cost that is not counted.
  public let probesEveryExit: Bool

  private let lexicon: Lexicon
  private let cost: CostAccount
  private var stream: RandomStream
  private var sentence: SentenceTensors?
  private var state: HeadState?
  /// Decisions since the sentence was given.
  private var decisions = 0

  /// Control steps since the sentence was given, when every chunk is carried out.
  private var steps: Int { decisions * network.configuration.chunk }

  /// A decider.
  ///
  /// - Parameters:
  ///   - probesEveryExit: whether differences are told for every exit, as calibration needs them.
  ///   - stream: decides on exits that are drawn, until a chain brings its own.
  /// - Throws: `PolicyError` where the rule does not fit the network.
  public init(
    _ network: PolicyNetwork, rule: ExitRule, probesEveryExit: Bool = false,
    stream: RandomStream = RandomStream(seed: 0)
  ) throws(PolicyError) {
    try rule.validate(deepestExit: network.deepestExit)
    self.network = network
    self.rule = rule
    self.probesEveryExit = probesEveryExit
    self.stream = stream
    lexicon = Lexicon(network.configuration.instruction)
    cost = CostAccount(network.configuration)
  }

  /// Draws exits from `stream` from now on.
  public func beginChain(_ stream: RandomStream) {
    self.stream = stream.split("exits")
    (sentence, state, decisions) = (nil, nil, 0)
  }

  /// Takes note of what is asked for, and forgets what came before.
  public func begin(_ instruction: Instruction) throws(PolicyError) {
    (state, decisions) = (nil, 0)
    let batch = TokenBatch([lexicon.tokens(of: instruction.text)])
    sentence = try withoutGradient { () throws(TorchError) in try network.embedded(batch) }
  }

  /// Decides, and takes on the recurrent state of the exit that was chosen.
  ///
  /// - Parameters:
  ///   - pixels: both pictures.
  ///   - proprioception: 16 numbers.
  /// - Throws: `PolicyError.torch`; `.notFinite` where the network's answer is not finite.
  public func decide(_ pixels: ObservationPixels, proprioception: [Float]) throws(PolicyError) -> Answer {
    let made = try withoutGradient { () throws(TorchError) in
      let (pass, arm) = try pass(pixels, proprioception)
      return try answer(pass, arm: arm)
    }
    return try finite(made)
  }

  /// Decides on recorded features as it would on what they were recorded from.
  ///
  /// - Throws: as `decide` on pictures.
  public func decide(_ features: DecisionFeatures) throws(PolicyError) -> Answer {
    let made = try withoutGradient { () throws(TorchError) in
      try answer(features, arm: features.arm.isEmpty ? nil : Tensor(features.arm, [1, features.arm.count]))
    }
    return try finite(made)
  }

  /// What all exits say of an observation; nothing is decided and nothing remembered.
  ///
  /// - Throws: `PolicyError.torch`.
  public func features(_ pixels: ObservationPixels, proprioception: [Float]) throws(PolicyError) -> DecisionFeatures {
    try withoutGradient { () throws(TorchError) in
      let (pass, arm) = try pass(pixels, proprioception)
      let comparison = try pass.comparisonFeature().values()
      var exits: [[Float]] = []
      for exit in 0...network.deepestExit { exits.append(try pass.feature(exit: exit).values()) }
      return DecisionFeatures(comparison: comparison, exits: exits, arm: try arm?.values() ?? [])
    }
  }

  /// Tokens of the sentence that was begun.
  public var sentenceTokens: Int { sentence?.length ?? 0 }

  /// Begins to decode an observation.
  private func pass(
    _ pixels: ObservationPixels, _ proprioception: [Float]
  ) throws(TorchError) -> (DecoderPass, arm: Tensor?) {
    guard let sentence else { preconditionFailure("a sentence is given before it is decided on") }
    let (fixed, hand) = (network.configuration.staticCamera.inputSize, network.configuration.gripperCamera.inputSize)
    let arm = try network.armEmbedding(Tensor(proprioception, [1, Proprioception.count]))
    let latents = try network.visualLatents(
      staticPictures: Tensor(bytes: pixels.staticPlanes, [1, 3, fixed, fixed]),
      gripperPictures: Tensor(bytes: pixels.gripperPlanes, [1, 3, hand, hand]))
    return (try network.decoding(latents: latents, sentences: sentence, arm: arm), arm)
  }

  /// Applies the rule, and remembers the chosen exit's state; nil, and nothing is remembered, where the answer is not
  /// finite.
  private func answer(_ source: some ExitFeatureSource, arm: Tensor?) throws(TorchError) -> Answer? {
    guard let sentence else { preconditionFailure("a sentence is given before it is decided on") }
    let choice =
      switch rule {
      case .actionConsistency(let thresholds, let comparison):
        try firstConsistent(source, arm: arm, thresholds, comparison)
      case .featureSimilarity(let thresholds): try firstSimilar(source, arm: arm, thresholds)
      case .elapsedTime, .fixed, .fullDepth, .random: try chosenUnseen(source, arm: arm)
      }
    let gripper = try choice.output.gripperLogits.values()
    guard choice.pose.allSatisfy(\.isFinite), gripper.allSatisfy(\.isFinite) else { return nil }
    state = choice.output.state
    decisions += 1
    return Answer(
      pose: choice.pose, isOpen: gripper.map { $0 > 0 }, exit: choice.exit, differences: choice.differences,
      comparison: choice.differences.isEmpty ? nil : rule.comparison,
      parts: cost.decision(exit: choice.exit, rule: rule, deepestExit: network.deepestExit, tokens: sentence.length))
  }

  private func finite(_ answer: Answer?) throws(PolicyError) -> Answer {
    guard let answer else { throw .notFinite("the policy's answer") }
    return answer
  }

  /// What the head says at an exit.
  private struct Candidate {
    let exit: Int
    let output: HeadOutput
    let pose: [Float]
    var differences: [Double] = []
  }

  /// The exit of a rule that looks at no exit before.
  private func chosenUnseen(_ source: some ExitFeatureSource, arm: Tensor?) throws(TorchError) -> Candidate {
    let exit =
      switch rule {
      case .fixed(let exit): exit
      case .elapsedTime(let thresholds): thresholds.exit(atStep: steps, deepest: network.deepestExit)
      case .random(let probabilities): drawnExit(probabilities)
      case .fullDepth, .actionConsistency, .featureSimilarity: network.deepestExit
      }
    return try candidate(source.feature(exit: exit), exit: exit, arm: arm)
  }

  private func drawnExit(_ probabilities: [Double]) -> Int {
    var left = stream.uniform() * probabilities.reduce(0, +)
    for (exit, probability) in probabilities.enumerated() where probability > 0 {
      left -= probability
      if left < 0 { return exit }
    }
    return probabilities.lastIndex { $0 > 0 } ?? network.deepestExit
  }

  /// Tries the exits in order, each from the same recurrent state.
  private func firstConsistent(
    _ source: some ExitFeatureSource, arm: Tensor?, _ thresholds: [Double], _ comparison: ActionComparison
  ) throws(TorchError) -> Candidate {
    let deepest = network.deepestExit
    var differences: [Double] = []
    var chosen: Candidate?
    // An exit that is taken whatever the difference needs no comparison.
    var previous: [Float]? =
      thresholds.threshold(of: 0, deepest: deepest) == .infinity && !probesEveryExit
      ? nil : try compared(candidate(source.comparisonFeature(), exit: 0, arm: arm), comparison)
    for exit in 0...deepest {
      let tried = try candidate(source.feature(exit: exit), exit: exit, arm: arm)
      let action = try compared(tried, comparison)
      if let previous { differences.append(comparison.difference(action, previous)) }
      let threshold = thresholds.threshold(of: exit, deepest: deepest)
      if chosen == nil, exit == deepest || (differences.last ?? 0) <= threshold { chosen = tried }
      if chosen != nil, !probesEveryExit { break }
      previous = action
    }
    guard var chosen else { preconditionFailure("the deepest exit is always taken") }
    chosen.differences = differences
    return chosen
  }

  /// The numbers of an action that are compared.
  private func compared(_ candidate: Candidate, _ comparison: ActionComparison) throws(TorchError) -> [Float] {
    guard comparison.includesGripper else { return candidate.pose }
    return candidate.pose + (try candidate.output.gripperLogits.values().map(ActionComparison.gripper))
  }

  /// Tries the exits in order by their features alone; the head is evaluated at the one that is taken.
  private func firstSimilar(
    _ source: some ExitFeatureSource, arm: Tensor?, _ thresholds: [Double]
  ) throws(TorchError) -> Candidate {
    let deepest = network.deepestExit
    var differences: [Double] = []
    var chosen: Candidate?
    var previous = try source.comparisonFeature().values()
    for exit in 0...deepest {
      let feature = try source.feature(exit: exit)
      let numbers = try feature.values()
      let difference = numbers.turn(to: previous)
      differences.append(difference)
      if chosen == nil, difference <= thresholds.threshold(of: exit, deepest: deepest) {
        chosen = try candidate(feature, exit: exit, arm: arm)
      }
      if chosen != nil, !probesEveryExit { break }
      previous = numbers
    }
    guard var chosen else { preconditionFailure("the deepest exit is always taken") }
    chosen.differences = differences
    return chosen
  }

  private func candidate(_ feature: Tensor, exit: Int, arm: Tensor?) throws(TorchError) -> Candidate {
    headEvaluations += 1
    let output = try network.headOutput(feature: feature, arm: arm, exit: exit, state: state)
    return Candidate(exit: exit, output: output, pose: try output.pose.values())
  }

  private func withoutGradient<R>(_ body: () throws(TorchError) -> R) throws(PolicyError) -> R {
    do throws(TorchError) {
      return try Torch.withoutGradient(body)
    } catch {
      throw .torch(error)
    }
  }
}

extension PolicyDecider.Answer {
  /// Operations of all parts.
  public var multiplyAccumulates: Int { parts.reduce(0) { $0 + $1.multiplyAccumulates } }
}

extension [Double] {
  /// The first exit whose time has not run out at a control step of the subtask.
  fileprivate func exit(atStep step: Int, deepest: Int) -> Int {
    (0..<deepest).first { Double(step) <= self[$0] } ?? deepest
  }
}
