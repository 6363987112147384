import Chains
import Demonstrations
import Episodes
import Policy
import Tabletop
import Vocabulary

/// The expert acts and a policy looks on: at every decision it would make, it notes what its exits say.
///
/// These are the demonstrations of the calibration chains, which are carried out for this and not kept.
final class CourseRecorder: Agent {
  private let expert: ExpertAgent
  private let decider: PolicyDecider
  private let chunk: Int
  private var step = 0
  private var courses: [DecisionCourse] = []
  private var decisions: [DecisionFeatures] = []
  private var failure: PolicyError?

  init(_ network: PolicyNetwork, in scene: TabletopScene) throws(PolicyError) {
    expert = ExpertAgent(scene)
    decider = try PolicyDecider(network, rule: .fullDepth)
    chunk = network.configuration.chunk
  }

  /// The courses noted since the last time.
  func take() -> [DecisionCourse] {
    endCourse()
    defer { courses = [] }
    return courses
  }

  private func endCourse() {
    if !decisions.isEmpty { courses.append(DecisionCourse(tokens: decider.sentenceTokens, decisions: decisions)) }
    decisions = []
  }

  func begin(_ subtask: Subtask, instruction: Instruction) {
    endCourse()
    expert.begin(subtask, instruction: instruction)
    step = 0
    do throws(PolicyError) {
      try decider.begin(instruction)
    } catch {
      failure = error
    }
  }

  func decide(in world: TabletopEnvironment) throws -> Decision {
    if let failure { throw failure }
    if step % chunk == 0 {
      let observation = world.observe()
      decisions.append(
        try decider.features(
          ObservationPixels(observation, decider.network.configuration),
          proprioception: Proprioception.numbers(of: observation)))
    }
    step += 1
    return expert.decide(in: world)
  }
}
