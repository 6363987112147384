import Chains
import Tabletop
import Vocabulary

/// Draws states of a scene in numbers: fixtures first, then blocks on what they can lie on, then the hand.
struct RandomStateDraws: Sendable {
  private let scene: TabletopScene
  private let layout: TableLayout

  /// A state, and the block that the hand is around in it.
  struct State {
    var numbers: NumericState
    var held: BlockColor?
  }

  init(_ scene: TabletopScene) {
    self.scene = scene
    layout = TableLayout(scene)
  }

  /// Draws a state; things may still overlap.
  func draw(_ stream: inout RandomStream) -> State {
    var numbers = NumericState(
      joints: TabletopScene.neutralJoints, gripperWidth: 0, gripper: .open,
      slide: travel(of: scene.model.range(of: scene.slide).upperBound, &stream),
      drawer: travel(of: TableGeometry.drawerTravel, &stream),
      button: stream.uniform() < 0.15 ? stream.uniform(in: 0...scene.model.range(of: scene.button).upperBound) : 0,
      lever: travel(of: scene.model.range(of: scene.lever).upperBound, &stream), ledIsOn: stream.uniform() < 0.5,
      blocks: [Pose](repeating: .identity, count: 3))
    for color in BlockColor.allCases { numbers.blocks[TabletopScene.index(of: color)] = place(color, numbers, &stream) }
    if stream.uniform() < 0.12 { stack(&numbers, &stream) }
    let held = placeHand(&numbers, &stream)
    return State(numbers: numbers, held: held)
  }

  /// At either end half of the time, else anywhere between.
  private func travel(of whole: Double, _ stream: inout RandomStream) -> Double {
    let kind = stream.uniform()
    let offset = stream.uniform(in: 0...0.015)
    if kind < 0.3 { return offset }
    if kind < 0.6 { return whole - offset }
    return stream.uniform(in: 0...whole)
  }

  /// A block on the table, on the shelf or in the drawer, at any yaw.
  private func place(_ color: BlockColor, _ numbers: NumericState, _ stream: inout RandomStream) -> Pose {
    let half = scene.halfSize(of: color).z
    let kind = stream.uniform()
    let position: Vector3
    if kind < 0.66 {
      position = Vector3(
        stream.uniform(in: -0.36...0.4), stream.uniform(in: -0.165...0), TableGeometry.tabletop + half)
    } else if kind < 0.84 {
      let margin = 0.04
      let side = stream.uniform(in: layout.recess.lowerBound + margin...layout.recess.upperBound - margin)
      position = Vector3(side, stream.uniform(in: 0.04...0.13), TableGeometry.shelf + half)
    } else {
      position = Vector3(
        layout.drawerX + stream.uniform(in: -0.14...0.14), stream.uniform(in: -0.12...0.01) - numbers.drawer,
        TableGeometry.drawerFloor + half)
    }
    return Pose(position: position, orientation: yaw(&stream))
  }

  private func yaw(_ stream: inout RandomStream) -> Quaternion {
    Quaternion(axis: Vector3(0, 0, 1), radians: stream.uniform(in: -Double.pi...Double.pi))
  }

  /// Puts one block on another.
  private func stack(_ numbers: inout NumericState, _ stream: inout RandomStream) {
    let order = stream.shuffled(BlockColor.allCases)
    let (top, bottom) = (order[0], order[1])
    var position = numbers.blocks[TabletopScene.index(of: bottom)].position
    position.x += stream.uniform(in: -0.015...0.015)
    position.y += stream.uniform(in: -0.01...0.01)
    position.z += scene.halfSize(of: bottom).z + scene.halfSize(of: top).z
    numbers.blocks[TabletopScene.index(of: top)] = Pose(position: position, orientation: yaw(&stream))
  }

  // MARK: The hand

  /// Somewhere over the table, near a block, at a fixture, or with a block between the fingers, which is returned.
  private func placeHand(_ numbers: inout NumericState, _ stream: inout RandomStream) -> BlockColor? {
    let kind = stream.uniform()
    let color = stream.choose(from: BlockColor.allCases)
    let block = numbers.blocks[TabletopScene.index(of: color)]
    var attitude = ToolAttitude(
      yaw: stream.uniform(in: ToolAttitude.reachableYaw), lean: 0.12 * stream.normal(), tilt: 0.08 * stream.normal())
    numbers.gripperWidth = stream.uniform() < 0.6 ? TabletopScene.maximumGripperWidth : 0
    if stream.uniform() < 0.15 { numbers.gripperWidth = stream.uniform(in: 0...TabletopScene.maximumGripperWidth) }
    var place: Vector3
    if kind < 0.4 {
      // Near a block, often with the fingers along one of its faces.
      if stream.uniform() < 0.6 { attitude.yaw = aligned(with: block, deviation: 0.15, &stream) }
      if block.position.y > 0.02 { attitude.lean = stream.uniform(in: 0.5...1) }
      place = block.position + Vector3(0.03 * stream.normal(), 0.03 * stream.normal(), stream.uniform(in: -0.01...0.12))
    } else if kind < 0.62 {
      place = anywhere(&stream)
    } else if kind < 0.8 {
      place = fixture(numbers, &stream) + stream.vector(deviation: 0.03)
      place.z += stream.uniform(in: 0...0.04)
    } else {
      place = anywhere(&stream)
    }
    let pose = Pose(position: place, orientation: attitude.orientation)
    numbers.joints = scene.kinematics.angles(
      toward: pose, from: TabletopScene.neutralJoints, iterations: 20, postureGain: 0.02)
    numbers.gripper = numbers.gripperWidth > 0.06 ? .open : .close
    guard kind >= 0.4 && kind < 0.62 else { return nil }
    hold(color, &numbers, &stream)
    return color
  }

  private func anywhere(_ stream: inout RandomStream) -> Vector3 {
    let (x, y) = (stream.uniform(in: -0.36...0.4), stream.uniform(in: -0.34...0.06))
    return Vector3(x, y, stream.uniform(in: 0.45...0.75))
  }

  /// Where the hand works on the drawer, the door, the switch or the button.
  private func fixture(_ numbers: NumericState, _ stream: inout RandomStream) -> Vector3 {
    switch stream.index(below: 4) {
    case 0: layout.drawerHandle(open: numbers.drawer)
    case 1: layout.doorHandle(open: numbers.slide)
    case 2: layout.leverTip(up: numbers.lever)
    default: layout.buttonTop + Vector3(0, 0, 0.01)
    }
  }

  /// A yaw with which the fingers close on two of a block's faces.
  private func aligned(with block: Pose, deviation: Double, _ stream: inout RandomStream) -> Double {
    let yaw = block.orientation.columns.0.yaw + Double(stream.index(below: 4)) * .pi / 2 + deviation * stream.normal()
    var turned = yaw
    while turned > ToolAttitude.reachableYaw.upperBound { turned -= 2 * .pi }
    while turned < ToolAttitude.reachableYaw.lowerBound { turned += 2 * .pi }
    return min(turned, ToolAttitude.reachableYaw.upperBound)
  }

  /// Puts a block between the fingers, gripped across one of its narrow sides.
  private func hold(_ color: BlockColor, _ numbers: inout NumericState, _ stream: inout RandomStream) {
    let half = scene.halfSize(of: color)
    let tcp = scene.kinematics.tcp(at: numbers.joints)
    // The fingers open along the tool's y; the block's y or x lies along it.
    let alongWidth = half.y * 2 <= 0.07 && (half.x * 2 > 0.07 || stream.uniform() < 0.7)
    let quarter = alongWidth ? 0.0 : Double.pi / 2
    let turn = Quaternion(axis: Vector3(0, 0, 1), radians: quarter + (stream.uniform() < 0.5 ? 0 : .pi))
    let offset = Vector3(0.012 * stream.normal(), 0, stream.uniform(in: -0.012...0.012))
    numbers.blocks[TabletopScene.index(of: color)] = tcp * Pose(position: offset, orientation: turn)
    numbers.gripperWidth = min(2 * (alongWidth ? half.y : half.x), TabletopScene.maximumGripperWidth) + 0.0005
    numbers.gripper = .close
  }
}
