import Chains
import Tabletop
import Testing
import Vocabulary

@Suite struct ControlTests {
  /// CALVIN's own measurement: six steps of +x, then six without motion.
  @Test(arguments: SceneName.allCases) func sixStepsAlongXFollowCalvinsWithinFiveMillimetres(_ letter: SceneName)
    throws
  {
    let world = try SceneCache.environment(letter)
    let start = world.measuredTcp
    for (step, expected) in [0.0098, 0.0248, 0.0423, 0.0608, 0.0798, 0.0988].enumerated() {
      try world.step(relative(Vector3(1, 0, 0)))
      let moved = world.measuredTcp.position - start.position
      #expect(abs(moved.x - expected) < 0.005, "step \(step): \(moved)")
      #expect(abs(moved.y) < 0.005 && abs(moved.z) < 0.005, "step \(step): \(moved)")
    }
    for _ in 0..<6 { try world.step(relative()) }
    let moved = world.measuredTcp.position - start.position
    #expect(abs(moved.x - 0.1189) < 0.005, "\(moved)")
    #expect(world.measuredTcp.orientation.angle(to: start.orientation) < 0.01)
  }

  @Test(arguments: SceneName.allCases) func fiveStepsOfYawFollowCalvinsWithinATwentiethOfARadian(
    _ letter: SceneName
  ) throws {
    let world = try SceneCache.environment(letter)
    let start = world.measuredTcp
    for (step, expected) in [0.022, 0.064, 0.110, 0.159, 0.208].enumerated() {
      try world.step(relative(turning: Vector3(0, 0, 1)))
      let turn = (world.measuredTcp.orientation * start.orientation.inverse).rotationVector
      #expect(abs(turn.z - expected) < 0.02, "step \(step): \(turn)")
      #expect(abs(turn.x) < 0.02 && abs(turn.y) < 0.02, "step \(step): \(turn)")
      #expect((world.measuredTcp.position - start.position).length < 0.005, "step \(step)")
    }
  }

  @Test(arguments: SceneName.allCases) func theFingersFollowCalvinsWidthsWithinFiveMillimetres(_ letter: SceneName)
    throws
  {
    let world = try SceneCache.environment(letter)
    for (step, expected) in [0.034, 0.015, 0.0064, 0.0027, 0.0012, 0.0005].enumerated() {
      try world.step(.hold(.close))
      #expect(abs(world.gripperWidth - expected) < 0.005, "closing \(step): \(world.gripperWidth)")
    }
    for _ in 0..<30 { try world.step(.hold(.close)) }
    for (step, expected) in [0.025, 0.056, 0.070, 0.076, 0.078, 0.079].enumerated() {
      try world.step(.hold(.open))
      #expect(abs(world.gripperWidth - expected) < 0.005, "opening \(step): \(world.gripperWidth)")
    }
  }

  @Test(arguments: SceneName.allCases) func theNeutralPoseIsCalvinsWithinAMillimetre(_ letter: SceneName) throws {
    let world = try SceneCache.environment(letter)
    let calvin = Pose(
      position: Vector3(0.02586889, -0.2313129, 0.5712808),
      orientation: Quaternion(eulerXYZ: Vector3(3.09045411, -0.02908596, 1.50013585)))
    #expect((world.measuredTcp.position - calvin.position).length < 0.001)
    #expect(world.measuredTcp.orientation.angle(to: calvin.orientation) < 0.2 * .pi / 180)
  }

  @Test(arguments: SceneName.allCases) func aHandWithoutActionStaysWhereItIs(_ letter: SceneName) throws {
    let world = try SceneCache.environment(letter)
    let start = world.measuredTcp
    for _ in 0..<300 { try world.step(.hold(.open)) }
    #expect((world.measuredTcp.position - start.position).length < 1e-4)
    #expect(world.measuredTcp.orientation.angle(to: start.orientation) < 1e-3)
  }

  @Test func theForwardKinematicsAgreeWithTheEngine() throws {
    let world = try SceneCache.environment(.d)
    let kinematics = world.scene.kinematics
    var stream = RandomStream(seed: 3)
    for draw in 0..<200 {
      let angles = kinematics.limits.map { stream.uniform(in: $0) }
      var numbers = world.numericState
      numbers.joints = angles
      world.load(numbers)
      let pose = kinematics.tcp(at: angles)
      #expect((pose.position - world.measuredTcp.position).length < 1e-9, "draw \(draw)")
      #expect(pose.orientation.angle(to: world.measuredTcp.orientation) < 1e-6, "draw \(draw)")
    }
  }

  @Test func refusedActionsChangeNothing() throws {
    let world = try SceneCache.environment(.d)
    for _ in 0..<3 { try world.step(relative(Vector3(0.3, 0.1, -0.2), .close)) }
    let before = world.state
    let bad: [(Action, ActionError)] = [
      (relative(Vector3(.nan, 0, 0)), .notFinite(index: 0)),
      (relative(turning: Vector3(0, .infinity, 0)), .notFinite(index: 4)),
      (.absolutePose(Pose(position: Vector3(0, 0, -.infinity)), gripper: .open), .notFinite(index: 2)),
      (
        .absolutePose(
          Pose(position: .zero, orientation: Quaternion(w: .nan, x: 0, y: 0, z: 0)), gripper: .open),
        .notFinite(index: 3)
      ),
      (.jointTargets([0, 0, 0], gripper: .open), .wrongLength(3, expected: 7)),
      (.jointTargets([0, 0, 0, 0, 0, 0, .nan], gripper: .open), .notFinite(index: 6)),
    ]
    for (action, error) in bad {
      #expect(throws: error) { try world.step(action) }
      #expect(world.state == before, "\(action)")
    }
  }

  /// Pushed hard against the tabletop, the button and the shelf's edge, in different directions.
  @Test(arguments: [
    (Vector3(-0.25, -0.1, 0.5), Vector3(0, 0, -1)), (Vector3(-0.1, -0.1, 0.52), Vector3(0, 0, -1)),
    (Vector3(0.1, -0.1, 0.5), Vector3(0, 0, -1)), (Vector3(0.1, -0.1, 0.55), Vector3(0, 1, 0)),
    (Vector3(0.25, -0.1, 0.5), Vector3(0.5, 0.5, -1)),
  ]) func pressedAgainstSomethingTheTargetLeadsBySixCentimetresAtMost(_ start: Vector3, _ push: Vector3) throws {
    let world = try SceneCache.environment(.d)
    var numbers = world.numericState
    for (block, x) in [-0.2, -0.1, 0.05].enumerated() { numbers.blocks[block].position = Vector3(x, 0.09, 0.461) }
    world.load(numbers)
    let above = Pose(position: start, orientation: world.measuredTcp.orientation)
    for _ in 0..<50 { try world.step(.absolutePose(above, gripper: .close)) }
    for step in 0..<120 {
      try world.step(relative(push, turning: Vector3(0, 0, step < 60 ? 0 : 1), .close))
      let lead = world.targetLead
      #expect(lead.translation.length <= 0.06 + 1e-9, "step \(step)")
      #expect(lead.rotation.length <= 0.2 + 1e-9, "step \(step)")
      // It stays against what it is pressed against: nothing is thrown about.
      #expect((world.measuredTcp.position - start).length < 0.2, "step \(step): \(world.measuredTcp.position)")
    }
    #expect(world.targetLead.translation.length > 0.03)
    // The way back begins at once, without a jerk.
    let pressed = world.measuredTcp.position
    var last = pressed
    for step in 0..<6 {
      try world.step(relative(-push, .close))
      #expect((world.measuredTcp.position - last).length < 0.05, "step \(step) of the way back")
      last = world.measuredTcp.position
    }
    #expect((last - pressed).dot(push.normalized) < -0.02, "\(last - pressed)")
  }

  @Test func absolutePosesAndJointTargetsAreReached() throws {
    let world = try SceneCache.environment(.a)
    var pose = world.measuredTcp
    pose.position += Vector3(0.1, 0.05, -0.06)
    pose.orientation = Quaternion(axis: Vector3(0, 0, 1), radians: 0.4) * pose.orientation
    for _ in 0..<40 { try world.step(.absolutePose(pose, gripper: .open)) }
    #expect((world.measuredTcp.position - pose.position).length < 0.002)
    #expect(world.measuredTcp.orientation.angle(to: pose.orientation) < 0.01)
    var joints = TabletopScene.neutralJoints
    joints[0] += 0.3
    joints[5] -= 0.3
    for _ in 0..<60 { try world.step(.jointTargets(joints, gripper: .open)) }
    for (joint, (now, wanted)) in zip(world.jointAngles, joints).enumerated() {
      #expect(abs(now - wanted) < 0.003, "joint \(joint)")
    }
    // A relative action goes on from there.
    let here = world.measuredTcp
    try world.step(relative())
    #expect((world.measuredTcp.position - here.position).length < 0.002)
  }
}
