import Chains
import Episodes
import Physics
import Rendering
import Vocabulary

/// CALVIN's table as a world to act in: 30 control steps per second over eight physics steps each; owned by one worker.
public final class TabletopEnvironment: Environment {
  /// The scene; shared.
  public let scene: TabletopScene
  /// How `reset(to:stream:)` fills in what the facts leave open.
  public var starts: StartKind

  package var simulation: Simulation
  /// What the arm's control remembers: target pose, servo commands, last gripper action.
  public package(set) var control: ArmControl
  /// The LED and the button's edge memory.
  public package(set) var fixtures: Fixtures

  private var begun: (subtask: Subtask, start: SceneSnapshot)?
  private var snapshotNow: SceneSnapshot?
  lazy var renderer = Renderer(scene: scene.geometry)

  /// Physics steps in a control step.
  public static let physicsStepsPerControlStep = Episodes.physicsStepsPerControlStep

  /// Seconds in a control step.
  public static let secondsPerControlStep = 1.0 / 30

  /// A table with the arm in its neutral pose and the blocks where the scene file has them.
  public init(scene: TabletopScene, starts: StartKind = .calvin) {
    self.scene = scene
    self.starts = starts
    simulation = Simulation(model: scene.model)
    control = ArmControl(
      holding: TabletopScene.neutralJoints, tcp: scene.kinematics.tcp(at: TabletopScene.neutralJoints), gripper: .open)
    fixtures = Fixtures(ledIsOn: false, button: 0)
    load(
      NumericState(
        joints: TabletopScene.neutralJoints, gripperWidth: TabletopScene.maximumGripperWidth, gripper: .open, slide: 0,
        drawer: 0, button: 0, lever: 0, ledIsOn: false, blocks: scene.blockBodies.map { simulation.pose(of: $0) }))
  }

  // MARK: State

  /// Everything that the next step depends on.
  public var state: TabletopState {
    TabletopState(simulation: simulation.state, control: control, fixtures: fixtures)
  }

  /// Identity of the state now, over the exact bits of all its numbers.
  public var stateHash: ContentHash { state.hash }

  /// Takes over a state; what ran before leaves nothing behind.
  ///
  /// - Throws: `PhysicsError.stateOfAnotherScene`, and then nothing has changed.
  public func restore(_ state: TabletopState) throws {
    try simulation.restore(state.simulation)
    control = state.control
    fixtures = state.fixtures
    snapshotNow = nil
  }

  /// Takes over a start in numbers, at rest: joints, fingers, fixtures, blocks, and the LED.
  ///
  /// The servos hold the loaded angles; fingers that were told to close press, others hold their width.
  public func load(_ numbers: NumericState) {
    simulation.reset()
    for (joint, angle) in zip(scene.armJoints, numbers.joints) { simulation.setPosition(of: joint, to: angle) }
    for finger in scene.fingerJoints { simulation.setPosition(of: finger, to: numbers.gripperWidth / 2) }
    simulation.setPosition(of: scene.slide, to: numbers.slide)
    simulation.setPosition(of: scene.drawer, to: numbers.drawer)
    simulation.setPosition(of: scene.button, to: numbers.button)
    simulation.setPosition(of: scene.lever, to: numbers.lever)
    for (joint, pose) in zip(scene.blockJoints, numbers.blocks) { simulation.setFreePose(of: joint, to: pose) }
    for (servo, angle) in zip(scene.armServos, numbers.joints) { simulation.setControl(of: servo, to: angle) }
    simulation.setControl(of: scene.gripperServo, to: numbers.gripper == .close ? 0 : numbers.gripperWidth)
    simulation.updateDerived()
    control = ArmControl(holding: numbers.joints, tcp: measuredTcp, gripper: numbers.gripper)
    fixtures = Fixtures(ledIsOn: numbers.ledIsOn, button: numbers.button)
    begun = nil
    snapshotNow = nil
  }

  // MARK: Stepping

  /// Carries out one action for one control step, or for the first so many physics steps of one.
  ///
  /// In a part of a control step the target moves by that share of a relative action, and the servos' commands go as far
  /// towards it as they would go in that time. Two parts come close to the whole, not to its last bits: the control takes
  /// its measurements anew at the beginning of each.
  /// - Throws: `ActionError` when the action is refused, and then nothing has changed; `EnvironmentError.diverged` when
  ///   the world can no longer be simulated.
  public func step(_ action: Action, physicsSteps: Int) throws {
    precondition((1...Self.physicsStepsPerControlStep).contains(physicsSteps), "a part of a control step")
    var reached = control
    reached.forgetUnreached(measuredAngles: jointAngles)
    let before = reached.command
    let next = try reached.taking(
      action, measuredTcp: measuredTcp, kinematics: scene.kinematics, physicsSteps: physicsSteps)
    let seconds = Self.secondsPerControlStep * Double(physicsSteps) / Double(Self.physicsStepsPerControlStep)
    try simulated {
      for substep in 1...physicsSteps {
        steerArm(
          from: before, to: next.command, share: Double(substep) / Double(physicsSteps), within: seconds)
        steerFingers(next.gripper)
        try simulation.advance(1)
      }
      // Between control steps the commands are what the state says they are.
      for joint in 0..<ArmKinematics.jointCount {
        simulation.setControl(of: scene.armServos[joint], to: next.command[joint])
      }
    }
    control = next
    control.limitLead(over: measuredTcp)
    fixtures.update(button: simulation.position(of: scene.button))
  }

  /// Sets the arm's controls for one physics step: the commands go straight from the last to the next in some seconds.
  ///
  /// Where a servo would exceed its limit, the forces of its group (upper arm, wrist) are scaled alike, so that a hand
  /// that is pressed against something presses on in the same direction instead of turning away.
  private func steerArm(from before: [Double], to after: [Double], share: Double, within seconds: Double) {
    for group in [0..<4, 4..<ArmKinematics.jointCount] {
      var forces: [Double] = []
      var scale = 1.0
      for joint in group {
        let travel = after[joint] - before[joint]
        let gains = scene.armServoGains[joint]
        let force = gains.force(
          command: before[joint] + share * travel, commandSpeed: travel / seconds,
          position: simulation.position(of: scene.armJoints[joint]),
          speed: simulation.velocity(of: scene.armJoints[joint]))
        forces.append(force)
        scale = min(scale, gains.largestForce / max(abs(force), 1e-9))
      }
      for (joint, force) in zip(group, forces) {
        let control = scene.armServoGains[joint].control(
          exerting: scale * force, position: simulation.position(of: scene.armJoints[joint]),
          speed: simulation.velocity(of: scene.armJoints[joint]))
        simulation.setControl(of: scene.armServos[joint], to: control)
      }
    }
  }

  /// Sets the fingers' control for one physics step; they open with less force than they close, as CALVIN's do.
  private func steerFingers(_ gripper: GripperCommand) {
    guard gripper == .open else { return simulation.setControl(of: scene.gripperServo, to: 0) }
    let speed = scene.fingerJoints.reduce(0) { $0 + simulation.velocity(of: $1) }
    let weak = scene.gripperServoGains.control(exerting: Self.openingForce, position: gripperWidth, speed: speed)
    simulation.setControl(of: scene.gripperServo, to: min(TabletopScene.maximumGripperWidth, max(weak, 0)))
  }

  /// Newtons with which the fingers open at most.
  static let openingForce = 14.0

  /// Lets time pass for control steps with the servos' commands as they are.
  ///
  /// - Throws: `EnvironmentError.diverged`.
  public func idle(controlSteps: Int) throws {
    for _ in 0..<controlSteps {
      try simulated { try simulation.advance(Self.physicsStepsPerControlStep) }
      fixtures.update(button: simulation.position(of: scene.button))
    }
  }

  private func simulated(_ steps: () throws -> Void) throws {
    do {
      try steps()
    } catch PhysicsError.diverged(let reason) {
      throw EnvironmentError.diverged(reason)
    } catch PhysicsError.engineFault(let reason) {
      throw EnvironmentError.diverged(reason)
    }
    simulation.updateDerived()
    snapshotNow = nil
  }

  // MARK: Success

  /// Takes the present as the start that success of `subtask` is judged against.
  public func begin(_ subtask: Subtask) { begun = (subtask, snapshot) }

  /// Whether the subtask that was begun is done now.
  public var hasSucceeded: Bool {
    guard let begun else { return false }
    return Oracle.hasSucceeded(begun.subtask, start: begun.start, now: snapshot)
  }

  /// The snapshot that success of the subtask under way is judged against; nil before the first one.
  public var startSnapshot: SceneSnapshot? { begun?.start }

  /// Blocks, fixtures and contacts now.
  public var snapshot: SceneSnapshot {
    if let snapshotNow { return snapshotNow }
    let snapshot = readSnapshot()
    snapshotNow = snapshot
    return snapshot
  }

  /// Forgets what was derived from the state, after an edit of it.
  package func stateWasEdited() {
    simulation.updateDerived()
    forgetSnapshot()
  }

  func forgetSnapshot() { snapshotNow = nil }
}
