import Vocabulary

/// What the policy knows of its own arm, as numbers of order one.
///
/// In this order: tcp position in the world (3), first and second column of the tcp's rotation matrix (3 + 3), finger gap
/// (1), lead of the commanded target over the measured tcp in the world (3 metres, 3 as a rotation vector). The last
/// gripper action is left out: clones copy it instead of looking.
public enum Proprioception {
  /// How many numbers there are.
  public static let count = 16

  /// Middle of the workspace, metres.
  static let centre = Vector3(0, -0.05, 0.5)
  /// What counts as 1 along each axis, metres.
  static let extent = Vector3(0.25, 0.15, 0.1)
  /// Half of the widest gap, metres.
  static let halfGap = 0.04
  /// What counts as 1 in the lead: metres, radians.
  static let leadScales = (translation: 0.02, rotation: 0.1)

  /// The numbers of an observation.
  ///
  /// - Throws: `PolicyError.observation` or `.notFinite` for fields of another length, or with numbers that are not finite.
  public static func numbers(of observation: Observation) throws(PolicyError) -> [Float] {
    try numbers(robot: observation.robot, targetLead: observation.targetLead)
  }

  /// The numbers from CALVIN's `robot_obs` (15) and the target's lead (6).
  public static func numbers(robot: [Double], targetLead lead: [Double]) throws(PolicyError) -> [Float] {
    guard robot.count == 15 else { throw .observation(field: "robot", count: robot.count, expected: 15) }
    guard lead.count == 6 else { throw .observation(field: "targetLead", count: lead.count, expected: 6) }
    let position = (Vector3(robot[0], robot[1], robot[2]) - centre) / extent
    let (first, second, _) = Quaternion(eulerXYZ: Vector3(robot[3], robot[4], robot[5])).columns
    let numbers =
      [
        position.x, position.y, position.z, first.x, first.y, first.z, second.x, second.y, second.z,
        robot[6] / halfGap - 1,
      ] + lead[..<3].map { $0 / leadScales.translation } + lead[3...].map { $0 / leadScales.rotation }
    guard numbers.allSatisfy(\.isFinite) else { throw .notFinite("observation") }
    return numbers.map { Float($0) }
  }
}
