import Chains
import Episodes
import Tabletop
import Vocabulary

/// A table whose cameras show black: what a policy achieves in it, it does not owe to its eyes.
final class BlackWorld: Environment {
  /// The table, which everything but observations comes from.
  let table: TabletopEnvironment

  init(_ table: TabletopEnvironment) { self.table = table }

  var state: TabletopState { table.state }
  var stateHash: ContentHash { table.stateHash }
  var gripper: GripperCommand { table.gripper }
  var hasSucceeded: Bool { table.hasSucceeded }
  func restore(_ state: TabletopState) throws { try table.restore(state) }
  func reset(to start: Facts, stream: RandomStream) throws { try table.reset(to: start, stream: stream) }
  func begin(_ subtask: Subtask) { table.begin(subtask) }
  func step(_ action: Action, physicsSteps: Int) throws { try table.step(action, physicsSteps: physicsSteps) }

  /// Black pictures, and the arm as it is.
  func observe() -> Observation {
    let lead = table.targetLead
    return Observation(
      staticCamera: Image(width: TabletopEnvironment.staticPixels, height: TabletopEnvironment.staticPixels),
      gripperCamera: Image(width: TabletopEnvironment.gripperPixels, height: TabletopEnvironment.gripperPixels),
      robot: table.robotObservation,
      targetLead: [
        lead.translation.x, lead.translation.y, lead.translation.z, lead.rotation.x, lead.rotation.y, lead.rotation.z,
      ])
  }
}

/// An agent that sees black pictures.
final class BlindAgent: Agent {
  private let base: any Agent<BlackWorld>
  private var world: BlackWorld?

  init(_ base: any Agent<BlackWorld>) { self.base = base }

  func beginChain(_ stream: RandomStream) { base.beginChain(stream) }

  func begin(_ subtask: Subtask, instruction: Instruction) { base.begin(subtask, instruction: instruction) }

  func takePlan() -> [Action] { base.takePlan() }

  func decide(in table: TabletopEnvironment) throws -> Decision {
    if world?.table !== table { world = BlackWorld(table) }
    return try base.decide(in: world!)
  }
}
