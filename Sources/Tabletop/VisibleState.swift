import Physics
import Vocabulary

/// What an observation of the table depends on: no velocities, no forces, nothing of what will happen next.
public struct VisibleState: Hashable, Sendable {
  /// All joint positions, as the engine orders them: radians, metres, and free joints' unit quaternions.
  public var positions: [Double]
  /// Where the arm's control wants the tcp, world frame.
  public var target: Pose
  /// The gripper command that is in force.
  public var gripper: GripperCommand
  /// Whether the LED is lit.
  public var ledIsOn: Bool

  /// A visible state from its parts.
  public init(positions: [Double], target: Pose, gripper: GripperCommand, ledIsOn: Bool) {
    self.positions = positions
    self.target = target
    self.gripper = gripper
    self.ledIsOn = ledIsOn
  }
}

extension TabletopEnvironment {
  /// What an observation would depend on now.
  public var visibleState: VisibleState {
    VisibleState(
      positions: simulation.positions, target: control.target, gripper: control.gripper, ledIsOn: fixtures.ledIsOn)
  }

  /// Takes over what can be seen, at rest: `observe()` and the readings of poses and joints are then as they were.
  ///
  /// Contacts, and so the snapshot and its touches, are not brought up to date, and the servos' commands are not part of
  /// it: a world that shows is not for stepping before its next reset, load or restore.
  ///
  /// - Throws: `PhysicsError.stateOfAnotherScene` when there are more or fewer positions than the scene has.
  public func show(_ visible: VisibleState) throws(PhysicsError) {
    try simulation.showPositions(visible.positions)
    control.target = visible.target
    control.gripper = visible.gripper
    fixtures.ledIsOn = visible.ledIsOn
    forgetSnapshot()
  }

  /// The sliding door, the drawer, the button and the lever, each as its share of its travel; 0 is right, closed, up, down.
  public var fixtureShares: [Double] {
    [scene.slide, scene.drawer, scene.button, scene.lever].map {
      simulation.position(of: $0) / scene.model.range(of: $0).upperBound
    }
  }

  /// Whether the light bulb is lit.
  public var bulbIsOn: Bool { Fixtures.bulbIsOn(lever: simulation.position(of: scene.lever)) }
}
