import Chains
import Episodes
import Glibc
import Vocabulary

/// A policy as an agent in any world with the cameras it was made for.
///
/// It decides at every `chunk`-th control step of a subtask and carries out the chunk in between. It belongs to one thread.
public final class PolicyAgent<World: Environment>: Agent {
  private let decider: PolicyDecider
  private let scales: [Double]
  private var instruction: Instruction?
  private var pending: [Action] = []
  private var exit = 0

  /// An agent.
  ///
  /// - Parameters:
  ///   - scales: what 1 in the network's units stands for in each of the six entries of a relative action.
  ///   - rule: which exit is taken.
  ///   - probesEveryExit: whether differences are told for every exit, at a cost that is not counted.
  /// - Throws: `PolicyError` where the rule does not fit the network, or a scale is not above 0.
  public init(
    _ network: PolicyNetwork, scales: [Double], rule: ExitRule, probesEveryExit: Bool = false
  ) throws(PolicyError) {
    try Checkpoint.validate(scales: scales)
    self.scales = scales
    decider = try PolicyDecider(network, rule: rule, probesEveryExit: probesEveryExit)
  }

  /// How often the head was evaluated so far.
  public var headEvaluations: Int { decider.headEvaluations }

  /// Forgets everything; exits that are drawn come from `stream`.
  public func beginChain(_ stream: RandomStream) {
    decider.beginChain(stream)
    (instruction, pending) = (nil, [])
  }

  /// Starts a subtask with a new recurrent state.
  public func begin(_ subtask: Subtask, instruction: Instruction) {
    self.instruction = instruction
    pending = []
    isNew = true
  }

  private var isNew = false

  /// The next action of the chunk, or a new decision.
  public func decide(in world: World) throws -> Decision {
    guard let instruction else { preconditionFailure("a subtask is begun before it is decided on") }
    if !pending.isEmpty { return Decision(pending.removeFirst(), exit: exit) }
    let observation = world.observe()
    let start = Self.seconds()
    if isNew {
      try decider.begin(instruction)
      isNew = false
    }
    let pixels = try ObservationPixels(observation, decider.network.configuration)
    let answer = try decider.decide(pixels, proprioception: try Proprioception.numbers(of: observation))
    pending = actions(answer)
    exit = answer.exit
    return Decision(
      pending.removeFirst(), exit: exit, multiplyAccumulates: answer.multiplyAccumulates,
      differences: answer.differences, comparison: answer.comparison, parts: answer.parts,
      seconds: Self.seconds() - start)
  }

  /// The rest of the chunk.
  public func takePlan() -> [Action] {
    defer { pending = [] }
    return pending
  }

  /// The chunk's actions in CALVIN's units.
  private func actions(_ answer: PolicyDecider.Answer) -> [Action] {
    answer.isOpen.enumerated().map { step, isOpen in
      let numbers = (0..<6).map { min(max(Double(answer.pose[6 * step + $0]) * scales[$0], -1), 1) }
      return .relativePose(
        translation: Vector3(numbers[0], numbers[1], numbers[2]),
        rotation: Vector3(numbers[3], numbers[4], numbers[5]), gripper: isOpen ? .open : .close)
    }
  }

  private static func seconds() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
