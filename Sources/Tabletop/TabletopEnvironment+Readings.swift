import Chains
import Physics
import Vocabulary

extension TabletopEnvironment {
  /// The tcp's pose in the world now.
  public var measuredTcp: Pose { simulation.pose(of: scene.tcp) }

  /// Angles of the arm's joints now, radians.
  public var jointAngles: [Double] { scene.armJoints.map { simulation.position(of: $0) } }

  /// The gripper command that is in force: the last action's.
  public var gripper: GripperCommand { control.gripper }

  /// Opening of the fingers now, metres: the sum of both.
  public var gripperWidth: Double { scene.fingerJoints.reduce(0) { $0 + simulation.position(of: $1) } }

  /// How far the stored target is ahead of the measured tcp: metres, and radians as a rotation vector, world frame.
  public var targetLead: (translation: Vector3, rotation: Vector3) {
    let measured = measuredTcp
    return (
      control.target.position - measured.position,
      (control.target.orientation * measured.orientation.inverse).rotationVector
    )
  }

  /// A block's pose in the world now.
  public func pose(of block: BlockColor) -> Pose {
    simulation.pose(of: scene.blockBodies[TabletopScene.index(of: block)])
  }

  /// The contacts now, copied out.
  public var contacts: [Contact] { simulation.contacts }

  /// CALVIN's `robot_obs`: tcp position (3), tcp Euler xyz (3), finger gap, arm joints (7), last gripper action.
  public var robotObservation: [Double] {
    let tcp = measuredTcp
    let euler = tcp.orientation.eulerXYZ
    return [tcp.position.x, tcp.position.y, tcp.position.z, euler.x, euler.y, euler.z, gripperWidth] + jointAngles
      + [Double(control.gripper.rawValue)]
  }

  /// CALVIN's `scene_obs`: door, drawer, button, switch, bulb, LED, then position and Euler xyz of red, blue and pink.
  public var sceneObservation: [Double] {
    let now = snapshot
    var numbers = [
      now.slide, now.drawer, now.button, now.lever, now.bulbIsOn ? 1 : 0, now.ledIsOn ? 1 : 0,
    ]
    for block in BlockColor.allCases {
      let (p, e) = (now[block].pose.position, now[block].pose.orientation.eulerXYZ)
      numbers += [p.x, p.y, p.z, e.x, e.y, e.z]
    }
    return numbers
  }

  /// The state now as a start in numbers; velocities and servo commands are not part of it.
  public var numericState: NumericState {
    let now = snapshot
    return NumericState(
      joints: jointAngles, gripperWidth: gripperWidth, gripper: control.gripper, slide: now.slide, drawer: now.drawer,
      button: now.button, lever: now.lever, ledIsOn: now.ledIsOn, blocks: BlockColor.allCases.map { now[$0].pose })
  }

  func readSnapshot() -> SceneSnapshot {
    // What each thing touches, by its own bit's position.
    var touched = [Touches](repeating: [], count: 16)
    for index in 0..<simulation.contactCount {
      let bodies = simulation.contactBodies(index)
      let first = scene.touchOfBody[bodies.first.index]
      let second = scene.touchOfBody[bodies.second.index]
      touched[first.rawValue.trailingZeroBitCount].formUnion(second)
      touched[second.rawValue.trailingZeroBitCount].formUnion(first)
    }
    func touches(_ thing: Touches) -> Touches { touched[thing.rawValue.trailingZeroBitCount] }
    func block(_ color: BlockColor) -> SceneSnapshot.Block {
      let pose = pose(of: color)
      let velocity = simulation.freeVelocity(of: scene.blockJoints[TabletopScene.index(of: color)])
      return SceneSnapshot.Block(
        pose: pose, linearVelocity: velocity.linear, angularVelocity: pose.orientation.act(velocity.angular),
        touches: touches(.block(color)))
    }
    let lever = simulation.position(of: scene.lever)
    return SceneSnapshot(
      red: block(.red), blue: block(.blue), pink: block(.pink), slide: simulation.position(of: scene.slide),
      drawer: simulation.position(of: scene.drawer), button: simulation.position(of: scene.button), lever: lever,
      ledIsOn: fixtures.ledIsOn, bulbIsOn: Fixtures.bulbIsOn(lever: lever),
      robotTouches: touches(.arm).union(touches(.fingerLeft)).union(touches(.fingerRight)).subtracting(.robot))
  }
}
