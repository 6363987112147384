import Chains
import Vocabulary

/// A start of the table in numbers: what CALVIN's `robot_obs` and `scene_obs` determine.
public struct NumericState: Hashable, Sendable {
  /// Angles of the arm's joints, radians; they decide where the tcp is.
  public var joints: [Double]
  /// Opening of the fingers, metres, 0 … 0.08.
  public var gripperWidth: Double
  /// The last gripper action.
  public var gripper: GripperCommand
  /// Travel of the sliding door, metres.
  public var slide: Double
  /// Travel of the drawer, metres.
  public var drawer: Double
  /// Travel of the button, metres.
  public var button: Double
  /// Travel of the lever switch, metres; the bulb follows it.
  public var lever: Double
  /// Whether the LED is lit.
  public var ledIsOn: Bool
  /// Poses of the red, blue and pink block, world frame.
  public var blocks: [Pose]

  /// A start from its parts.
  public init(
    joints: [Double], gripperWidth: Double, gripper: GripperCommand, slide: Double, drawer: Double, button: Double,
    lever: Double, ledIsOn: Bool, blocks: [Pose]
  ) {
    precondition(joints.count == ArmKinematics.jointCount && blocks.count == 3, "seven joints and three blocks")
    self.joints = joints
    self.gripperWidth = gripperWidth
    self.gripper = gripper
    self.slide = slide
    self.drawer = drawer
    self.button = button
    self.lever = lever
    self.ledIsOn = ledIsOn
    self.blocks = blocks
  }

  /// A start from CALVIN's numbers; block order red, blue, pink in every scene.
  ///
  /// Of `robot_obs`, the tcp pose is left to follow from the joint angles; of `scene_obs`, the bulb from the switch.
  ///
  /// - Throws: `TabletopError.wrongCount` or `.notFinite`.
  public init(robot: [Double], scene: [Double]) throws(TabletopError) {
    try Self.check(robot, "robot_obs", count: 15)
    try Self.check(scene, "scene_obs", count: 24)
    self.init(
      joints: Array(robot[7..<14]), gripperWidth: robot[6], gripper: robot[14] < 0 ? .close : .open, slide: scene[0],
      drawer: scene[1], button: scene[2], lever: scene[3], ledIsOn: scene[5] > 0.5,
      blocks: [6, 12, 18].map { first in
        Pose(
          position: Vector3(scene[first], scene[first + 1], scene[first + 2]),
          orientation: Quaternion(eulerXYZ: Vector3(scene[first + 3], scene[first + 4], scene[first + 5])))
      })
  }

  private static func check(_ numbers: [Double], _ field: String, count: Int) throws(TabletopError) {
    guard numbers.count == count else { throw .wrongCount(field: field, count: numbers.count, expected: count) }
    if let index = numbers.firstIndex(where: { !$0.isFinite }) { throw .notFinite(field: field, index: index) }
  }
}

/// A line of a state file in CALVIN's layout; further keys are ignored.
public struct CalvinStateRecord: Hashable, Codable, Sendable {
  /// `robot_obs`, 15 numbers.
  public var robot: [Double]
  /// `scene_obs`, 24 numbers.
  public var scene: [Double]

  enum CodingKeys: String, CodingKey {
    case robot = "robot_obs"
    case scene = "scene_obs"
  }

  /// A record from its lists.
  public init(robot: [Double], scene: [Double]) {
    self.robot = robot
    self.scene = scene
  }
}
