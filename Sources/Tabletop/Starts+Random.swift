import Chains
import Vocabulary

extension TabletopEnvironment {
  /// Draws starts until nothing touches what it should not and everything rests where the facts say.
  func resetAtRandom(_ start: Facts, stream: RandomStream) throws {
    for draw in 0..<Self.largestDrawCount {
      var stream = stream.split("start", draw)
      guard let joints = drawJoints(&stream) else { continue }
      load(drawNumbers(start, joints: joints, &stream))
      // Drawn a little above their supports, blocks may touch nothing at all; nor may the arm.
      let now = snapshot
      guard now.robotTouches.isEmpty, BlockColor.allCases.allSatisfy({ now[$0].touches.isEmpty }) else { continue }
      lowerBlocks()
      try settle()
      if facts == start { return }
    }
    throw TabletopError.crowded(draws: Self.largestDrawCount)
  }

  /// Draws of a start before it is given up (CALVIN's number).
  static let largestDrawCount = 1000

  /// Metres above its support at which a drawn block must be free of contacts.
  private static let clearance = 0.003

  private func drawNumbers(_ start: Facts, joints: [Double], _ stream: inout RandomStream) -> NumericState {
    let slideRange = scene.model.range(of: scene.slide).upperBound
    let drawerRange = scene.model.range(of: scene.drawer).upperBound
    let leverRange = scene.model.range(of: scene.lever).upperBound
    let offset = stream.uniform(in: 0...0.015)
    let slide = start.slider == .left ? slideRange - offset : offset
    let drawer = start.drawer == .open ? drawerRange - stream.uniform(in: 0...0.03) : stream.uniform(in: 0...0.01)
    let lever = start.lightbulb ? leverRange - stream.uniform(in: 0...0.015) : stream.uniform(in: 0...0.015)
    let isOpen = stream.uniform() < 0.75
    let blocks = BlockColor.allCases.map { block in
      let area = start[block].compartment.map { scene.layout.area($0) } ?? scene.layout.tableArea
      let position = Vector3(stream.uniform(in: area.x), stream.uniform(in: area.y), area.z + Self.clearance)
      let yaw = stream.uniform(in: -Double.pi...Double.pi)
      return Pose(position: position, orientation: Quaternion(axis: Vector3(0, 0, 1), radians: yaw))
    }
    return NumericState(
      joints: joints, gripperWidth: isOpen ? TabletopScene.maximumGripperWidth : 0, gripper: isOpen ? .open : .close,
      slide: slide, drawer: drawer, button: 0, lever: lever, ledIsOn: start.led, blocks: blocks)
  }

  /// Angles for a tcp pose around the neutral one: ±0.15, ±0.08, ±0.1 m, yaw ±0.5 rad, lean ±0.15 rad; nil if out of reach.
  func drawJoints(_ stream: inout RandomStream) -> [Double]? {
    let neutral = scene.kinematics.tcp(at: TabletopScene.neutralJoints)
    let shift = Vector3(
      stream.uniform(in: -0.15...0.15), stream.uniform(in: -0.08...0.08), stream.uniform(in: -0.1...0.1))
    let turn = Vector3(
      stream.uniform(in: -0.15...0.15), stream.uniform(in: -0.15...0.15), stream.uniform(in: -0.5...0.5))
    let pose = Pose(
      position: neutral.position + shift,
      orientation: Quaternion(rotationVector: turn) * neutral.orientation)
    return scene.kinematics.angles(reaching: pose, from: TabletopScene.neutralJoints)
  }

  private func lowerBlocks() {
    for (joint, body) in zip(scene.blockJoints, scene.blockBodies) {
      var pose = simulation.pose(of: body)
      pose.position.z -= Self.clearance
      simulation.setFreePose(of: joint, to: pose)
    }
    stateWasEdited()
  }
}
