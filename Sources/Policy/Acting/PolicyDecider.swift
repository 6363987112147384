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
    /// What was spent on what.
    public let parts: [ComputePart]
  }

  /// The network.
  public let network: PolicyNetwork
  /// Which exit is taken.
  public let rule: ExitRule
  /// How often the head was evaluated so far.
  public private(set) var headEvaluations = 0

  private let lexicon: Lexicon
  private let cost: CostAccount
  private var stream: RandomStream
  private var sentence: SentenceTensors?
  private var state: HeadState?

  /// A decider.
  ///
  /// - Parameter stream: decides on exits that are drawn, until a chain brings its own.
  /// - Throws: `PolicyError` where the rule does not fit the network.
  public init(
    _ network: PolicyNetwork, rule: ExitRule, stream: RandomStream = RandomStream(seed: 0)
  ) throws(PolicyError) {
    try rule.validate(deepestExit: network.deepestExit)
    self.network = network
    self.rule = rule
    self.stream = stream
    lexicon = Lexicon(network.configuration.instruction)
    cost = CostAccount(network.configuration)
  }

  /// Draws exits from `stream` from now on.
  public func beginChain(_ stream: RandomStream) {
    self.stream = stream.split("exits")
    (sentence, state) = (nil, nil)
  }

  /// Takes note of what is asked for, and forgets what came before.
  public func begin(_ instruction: Instruction) throws(PolicyError) {
    state = nil
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
    guard let sentence else { preconditionFailure("a sentence is given before it is decided on") }
    let draw = drawnExit()
    return try withoutGradient { () throws(TorchError) in
      let (fixed, hand) = (network.configuration.staticCamera.inputSize, network.configuration.gripperCamera.inputSize)
      let arm = try network.armEmbedding(Tensor(proprioception, [1, Proprioception.count]))
      let latents = try network.visualLatents(
        staticPictures: Tensor(bytes: pixels.staticPlanes, [1, 3, fixed, fixed]),
        gripperPictures: Tensor(bytes: pixels.gripperPlanes, [1, 3, hand, hand]))
      let pass = try network.decoding(latents: latents, sentences: sentence, arm: arm)
      let before = headEvaluations
      let choice =
        if let draw { try candidate(pass.feature(exit: draw), exit: draw, arm: arm) } else {
          try firstConsistent(pass, arm: arm)
        }
      state = choice.output.state
      let gripper = try choice.output.gripperLogits.values()
      return Answer(
        pose: choice.pose, isOpen: gripper.map { $0 > 0 }, exit: choice.exit, differences: choice.differences,
        parts: cost.decision(
          layers: pass.layersRun, headEvaluations: headEvaluations - before, tokens: sentence.length))
    }.checked()
  }

  /// What the head says at an exit.
  private struct Candidate {
    let exit: Int
    let output: HeadOutput
    let pose: [Float]
    var differences: [Double] = []
  }

  /// The exit, where the rule knows it without looking; nil where actions are compared.
  private func drawnExit() -> Int? {
    switch rule {
    case .fixed(let exit): return exit
    case .fullDepth: return network.deepestExit
    case .actionConsistency: return nil
    case .random(let probabilities):
      var left = stream.uniform() * probabilities.reduce(0, +)
      for (exit, probability) in probabilities.enumerated() where probability > 0 {
        left -= probability
        if left < 0 { return exit }
      }
      return probabilities.lastIndex { $0 > 0 } ?? network.deepestExit
    }
  }

  /// Tries the exits in order, each from the same recurrent state.
  private func firstConsistent(_ pass: DecoderPass, arm: Tensor?) throws(TorchError) -> Candidate {
    guard case .actionConsistency(let thresholds) = rule else { preconditionFailure("the rule compares actions") }
    let deepest = network.deepestExit
    var differences: [Double] = []
    // An exit that is taken whatever the difference needs no comparison.
    var previous: [Float]? =
      thresholds.threshold(of: 0, deepest: deepest) == .infinity
      ? nil : try candidate(pass.comparisonFeature(), exit: 0, arm: arm).pose
    for exit in 0...deepest {
      var tried = try candidate(pass.feature(exit: exit), exit: exit, arm: arm)
      if let previous { differences.append(rootMeanSquare(tried.pose, previous)) }
      let threshold = thresholds.threshold(of: exit, deepest: deepest)
      if exit == deepest || (differences.last ?? 0) <= threshold {
        tried.differences = differences
        return tried
      }
      previous = tried.pose
    }
    preconditionFailure("the deepest exit is always taken")
  }

  private func candidate(_ feature: Tensor, exit: Int, arm: Tensor?) throws(TorchError) -> Candidate {
    headEvaluations += 1
    let output = try network.head.output(features: feature, arm: arm, exits: [exit], state: state)
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
  /// The answer, once its numbers are known to be finite.
  fileprivate func checked() throws(PolicyError) -> PolicyDecider.Answer {
    guard pose.allSatisfy(\.isFinite) else { throw .notFinite("the policy's action") }
    return self
  }

  /// Operations of all parts.
  public var multiplyAccumulates: Int { parts.reduce(0) { $0 + $1.multiplyAccumulates } }
}
