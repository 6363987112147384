import Chains
import Tabletop
import Testing
import Vocabulary

@Suite struct KinematicsTests {
  /// Where the work is done: over the table, in the drawer, and in the recess with the hand leaning back.
  enum Region: String, CaseIterable {
    case table, drawer, recess

    func draw(_ scene: TabletopScene, _ stream: inout RandomStream) -> Pose {
      switch self {
      case .table:
        return handPose(
          Vector3(
            stream.uniform(in: -0.3...0.30), stream.uniform(in: -0.16 ... -0.04), stream.uniform(in: 0.46...0.56)),
          yaw: stream.uniform(in: .pi / 2 - 0.9 ... .pi / 2 + 0.9))
      case .drawer:
        let x = scene.letter == .b || scene.letter == .d ? 0.18 : 0.1
        return handPose(
          Vector3(
            x + stream.uniform(in: -0.14...0.14), stream.uniform(in: -0.34 ... -0.22), stream.uniform(in: 0.37...0.5)),
          yaw: stream.uniform(in: .pi / 2 - 0.4 ... .pi / 2 + 0.4))
      case .recess:
        let left = scene.letter == .a || scene.letter == .d ? -0.32...0.12 : -0.14...0.30
        return handPose(
          Vector3(stream.uniform(in: left), stream.uniform(in: 0.05...0.1), stream.uniform(in: 0.465...0.52)),
          yaw: stream.uniform(in: .pi / 2 - 0.17 ... .pi / 2 + 0.17),
          leanRadians: stream.uniform(in: 0.52...0.70))
      }
    }
  }

  @Test(arguments: [SceneName.a, .b, .d]) func theWholeWorkspaceIsWithinReach(_ letter: SceneName) throws {
    let scene = try SceneCache.scene(letter)
    for region in Region.allCases {
      var stream = RandomStream(seed: 11).split(region.rawValue)
      var unreached: [Pose] = []
      for _ in 0..<200 {
        let pose = region.draw(scene, &stream)
        if scene.kinematics.angles(reaching: pose, from: TabletopScene.neutralJoints) == nil { unreached.append(pose) }
      }
      #expect(unreached.isEmpty, "\(region): \(unreached.count) of 200, first \(unreached.first.map { "\($0)" } ?? "")")
    }
  }

  /// Straight paths between random poses, at up to 0.4 m/s: the joints follow smoothly and arrive.
  @Test(arguments: [SceneName.a, .b, .d]) func randomPathsAreFollowedWithoutJointFlips(_ letter: SceneName) throws {
    let scene = try SceneCache.scene(letter)
    for seed in 0..<12 {
      var stream = RandomStream(seed: UInt64(seed)).split("path")
      var angles = TabletopScene.neutralJoints
      var pose = scene.kinematics.tcp(at: angles)
      for leg in 0..<8 {
        let region = stream.choose(from: Region.allCases)
        let goal = region.draw(scene, &stream)
        let distance = (goal.position - pose.position).length
        let turn = (goal.orientation * pose.orientation.inverse).rotationVector
        let steps = max(1, Int((max(distance / 0.0133, turn.length / 0.04)).rounded(.up)))
        for step in 1...steps {
          let share = Double(step) / Double(steps)
          let waypoint = Pose(
            position: pose.position + (goal.position - pose.position) * share,
            orientation: (Quaternion(rotationVector: turn * share) * pose.orientation).normalized)
          let next = scene.kinematics.angles(toward: waypoint, from: angles, iterations: 3, postureGain: 0.05)
          let largest = zip(next, angles).map { abs($0 - $1) }.max() ?? 0
          #expect(largest < 0.15, "seed \(seed), leg \(leg) to \(region), step \(step)")
          angles = next
        }
        for _ in 0..<10 {
          angles = scene.kinematics.angles(toward: goal, from: angles, iterations: 3, postureGain: 0.05)
        }
        let reached = scene.kinematics.tcp(at: angles)
        #expect((reached.position - goal.position).length < 0.002, "seed \(seed), leg \(leg) to \(region)")
        #expect(reached.orientation.angle(to: goal.orientation) < 0.01, "seed \(seed), leg \(leg) to \(region)")
        pose = goal
      }
    }
  }

  @Test func theJacobianIsTheDerivativeOfTheTcp() throws {
    let kinematics = try SceneCache.scene(.d).kinematics
    var stream = RandomStream(seed: 8)
    for draw in 0..<50 {
      let angles = kinematics.limits.map { stream.uniform(in: $0) }
      let (tcp, columns) = kinematics.jacobian(at: angles)
      for joint in 0..<7 {
        var moved = angles
        moved[joint] += 1e-6
        let next = kinematics.tcp(at: moved)
        let slope = (next.position - tcp.position) / 1e-6
        let turn = (next.orientation * tcp.orientation.inverse).rotationVector / 1e-6
        #expect((slope - columns[joint].linear).length < 1e-4, "draw \(draw), joint \(joint)")
        #expect((turn - columns[joint].angular).length < 1e-4, "draw \(draw), joint \(joint)")
      }
    }
  }
}
