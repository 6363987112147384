import Physics
import Vocabulary

/// Where the arm's joints put the tcp: a chain of seven screws read from the scene, apart from any simulation.
///
/// A product of exponentials (Lynch and Park 2017, section 4.1): each joint turns everything beyond it about a line that
/// is fixed while the joints before it are at zero.
public struct ArmKinematics: Hashable, Sendable {
  /// Joints of the arm.
  public static let jointCount = 7

  struct Screw: Hashable, Sendable {
    let axis: Vector3
    let anchor: Vector3
  }

  let screws: [Screw]
  let tcpAtZero: Pose

  /// Lowest and highest angle of each joint, radians: CALVIN's clip limits.
  public let limits: [ClosedRange<Double>]

  /// The angles that the redundant joint is drawn to: CALVIN's neutral pose.
  public let posture: [Double]

  /// Reads the screws off a simulation's Jacobian at zero angles; leaves the simulation reset.
  init(simulation: inout Simulation, joints: [JointID], tcp: SiteID, posture: [Double]) {
    let model = simulation.model
    simulation.reset()
    for joint in joints { simulation.setPosition(of: joint, to: 0) }
    simulation.updateDerived()
    var rows = [Double](repeating: 0, count: 6 * model.velocityCount)
    simulation.jacobian(of: tcp, into: &rows)
    let pose = simulation.pose(of: tcp)
    screws = joints.map { joint in
      let column = (0..<6).map { rows[$0 * model.velocityCount + model.velocityAddress(of: joint)] }
      let linear = Vector3(column[0], column[1], column[2])
      let axis = Vector3(column[3], column[4], column[5])
      return Screw(axis: axis, anchor: pose.position - linear.cross(axis))
    }
    tcpAtZero = pose
    limits = joints.map { model.range(of: $0) }
    self.posture = posture
    simulation.reset()
  }

  /// The tcp's pose in the world at these seven angles, radians.
  public func tcp(at angles: [Double]) -> Pose {
    var worldFromLink = Pose.identity
    for (screw, angle) in zip(screws, angles) { worldFromLink = worldFromLink * Self.turn(about: screw, by: angle) }
    return worldFromLink * tcpAtZero
  }

  /// The tcp's pose, and for each joint the velocity and rotation of the tcp per radian per second, world frame.
  public func jacobian(at angles: [Double]) -> (tcp: Pose, columns: [(linear: Vector3, angular: Vector3)]) {
    var worldFromLink = Pose.identity
    var axes: [(axis: Vector3, anchor: Vector3)] = []
    axes.reserveCapacity(Self.jointCount)
    for (screw, angle) in zip(screws, angles) {
      axes.append((worldFromLink.orientation.act(screw.axis), worldFromLink.act(screw.anchor)))
      worldFromLink = worldFromLink * Self.turn(about: screw, by: angle)
    }
    let tcp = worldFromLink * tcpAtZero
    return (tcp, axes.map { ($0.axis.cross(tcp.position - $0.anchor), $0.axis) })
  }

  private static func turn(about screw: Screw, by angle: Double) -> Pose {
    let rotation = Quaternion(axis: screw.axis, radians: angle)
    return Pose(position: screw.anchor - rotation.act(screw.anchor), orientation: rotation)
  }

  /// The angles brought within the limits.
  public func clipped(_ angles: [Double]) -> [Double] {
    zip(angles, limits).map { min(max($0, $1.lowerBound), $1.upperBound) }
  }
}
