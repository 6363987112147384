import Chains
import Episodes
import Vocabulary

/// An agent whose executed actions are pushed off course in bursts, so that states are met that it would not reach.
public final class DisturbedAgent<Base: Agent>: Agent {
  private let base: Base
  private let share: Double
  private var stream: RandomStream
  private var burst: (left: Int, translation: Vector3, rotation: Vector3) = (0, .zero, .zero)

  /// Control steps that a burst lasts.
  private static var burstSteps: Int { 5 }

  /// Disturbs `base` in about a `share` of the steps, 0 … 1.
  public init(_ base: Base, share: Double, stream: RandomStream) {
    self.base = base
    self.share = share
    self.stream = stream
  }

  /// Starts a chain with a stream of its own.
  public func beginChain(_ stream: RandomStream) {
    self.stream = stream.split("disturbance")
    burst.left = 0
    base.beginChain(stream)
  }

  /// Starts a subtask; a burst goes on.
  public func begin(_ subtask: Subtask, instruction: Instruction) { base.begin(subtask, instruction: instruction) }

  /// The base's.
  public func takePlan() -> [Action] { base.takePlan() }

  /// The base's decision, its action pushed off course while a burst lasts.
  public func decide(in world: Base.World) throws -> Decision {
    var decision = try base.decide(in: world)
    if burst.left == 0, stream.uniform() < share / Double(Self.burstSteps) {
      burst = (Self.burstSteps, vector(within: 0.6), vector(within: 0.6))
    }
    if burst.left > 0, case .relativePose(let translation, let rotation, let gripper) = decision.action {
      burst.left -= 1
      decision.action = .relativePose(
        translation: (translation + burst.translation).limited(to: 1),
        rotation: (rotation + burst.rotation).limited(to: 1), gripper: gripper)
    }
    return decision
  }

  private func vector(within limit: Double) -> Vector3 {
    let range = -limit...limit
    return Vector3(stream.uniform(in: range), stream.uniform(in: range), stream.uniform(in: range))
  }
}
