import Chains
import Episodes
import Vocabulary

/// Decides ahead: each decision is a plan of different actions, at an exit and a cost that its number says.
public final class PlanningAgent<World: Environment>: Agent {
  private let chunk: Int
  private var pending: [Action] = []
  private let note: (World) -> Void
  /// Decisions so far.
  public private(set) var decisions = 0

  /// An agent whose plans have so many actions; `note` is called when it looks at the world.
  public init(chunk: Int, note: @escaping (World) -> Void = { _ in }) {
    self.chunk = chunk
    self.note = note
  }

  /// From the first decision on.
  public func beginChain(_ stream: RandomStream) { (decisions, pending) = (0, []) }

  /// Forgets the plan.
  public func begin(_ subtask: Subtask, instruction: Instruction) { pending = [] }

  /// The next action of the plan, or a new one: exits 0, 1, 2, 0 … at 1000, 2000, 3000 operations.
  public func decide(in world: World) -> Decision {
    let exit = (decisions + (pending.isEmpty ? 0 : 2)) % 3
    if !pending.isEmpty { return Decision(pending.removeFirst(), exit: exit) }
    note(world)
    pending = (0..<chunk).map { PlanningAgent.action(decisions * chunk + $0) }
    decisions += 1
    return Decision(
      pending.removeFirst(), exit: exit, multiplyAccumulates: 1000 * (exit + 1), differences: [0.5],
      parts: [ComputePart("head", multiplyAccumulates: 1000 * (exit + 1))])
  }

  /// The rest of the plan.
  public func takePlan() -> [Action] {
    defer { pending = [] }
    return pending
  }

  /// The action of a number: no two of the first thousand are the same.
  public static func action(_ number: Int) -> Action {
    .relativePose(
      translation: Vector3(0.999 - Double(number % 1000) / 1000, 0, 0), rotation: .zero, gripper: .open)
  }
}

/// A world in which nothing happens but that it keeps the action of each physics step.
public final class TapeWorld: Environment {
  /// Physics steps since the reset.
  public private(set) var state = 0
  /// The action that was in force in each of them.
  public private(set) var tape: [Action] = []

  /// A world with an empty tape.
  public init() {}

  /// Over the number of physics steps.
  public var stateHash: ContentHash { ContentHash(of: [UInt64(state)]) }
  /// The last action's, or open.
  public var gripper: GripperCommand { tape.last?.gripper ?? .open }
  /// Never.
  public var hasSucceeded: Bool { false }
  /// Takes over a number of physics steps.
  public func restore(_ state: Int) { (self.state, tape) = (state, []) }
  /// Empties the tape.
  public func reset(to start: Facts, stream: RandomStream) { restore(0) }
  /// Nothing to judge.
  public func begin(_ subtask: Subtask) {}

  /// Keeps the action.
  public func step(_ action: Action, physicsSteps: Int) {
    precondition((1...physicsStepsPerControlStep).contains(physicsSteps))
    state += physicsSteps
    tape += [Action](repeating: action, count: physicsSteps)
  }

  /// Black pictures.
  public func observe() -> Observation {
    Observation(
      staticCamera: Image(width: 1, height: 1), gripperCamera: Image(width: 1, height: 1),
      robot: [Double](repeating: 0, count: 15))
  }
}
