import Chains
import Tabletop
import Vocabulary

#if canImport(Glibc)
  import Glibc
#endif

/// What the expert reads of a state: measured poses, joints and contacts, in the world frame.
public struct ExpertView: Sendable {
  /// One block.
  struct Block: Sendable {
    /// Which one.
    let color: BlockColor
    /// Its centre and attitude.
    let pose: Pose
    /// Half its edges along its own axes.
    let half: Vector3
    /// What touches it.
    let touches: Touches

    /// Its centre.
    var position: Vector3 { pose.position }

    /// Half its extent along a unit direction of the world.
    func extent(along direction: Vector3) -> Double {
      let (x, y, z) = pose.orientation.columns
      return abs(x.dot(direction)) * half.x + abs(y.dot(direction)) * half.y + abs(z.dot(direction)) * half.z
    }

    /// Its axis that is closest to a unit direction, pointing along it, and half its edge there.
    private func axis(closestTo direction: Vector3) -> (axis: Vector3, half: Double) {
      let (x, y, z) = pose.orientation.columns
      let best = [(x, half.x), (y, half.y), (z, half.z)].max { abs($0.0.dot(direction)) < abs($1.0.dot(direction)) }!
      return (best.0.dot(direction) < 0 ? -best.0 : best.0, best.1)
    }

    /// Half its edge along its axis that is closest to a unit direction.
    func half(alongAxisClosestTo direction: Vector3) -> Double { axis(closestTo: direction).half }

    /// The smallest rotation that lays it level on the face it is closest to lying on.
    var levelling: Quaternion {
      let up = Vector3(0, 0, 1)
      let axis = axis(closestTo: up).axis
      let turn = axis.cross(up)
      return Quaternion(rotationVector: turn.normalized * atan2(turn.length, axis.dot(up)))
    }

    /// Height of its highest point.
    var top: Double { position.z + extent(along: Vector3(0, 0, 1)) }

    /// Height of its lowest point.
    var bottom: Double { position.z - extent(along: Vector3(0, 0, 1)) }

    /// Whether it lies on the tabletop or on a block that does, not in the drawer, on the shelf or in the hand.
    var isOverTabletop: Bool {
      // The shelf's front edge is level with the tabletop: a block before the recess may touch it.
      position.z > TableGeometry.tabletop && (!touches.contains(.plank) || position.y < 0)
    }
  }

  /// The measured tcp.
  let tcp: Pose
  /// How far the stored target is ahead of the measured tcp, metres: how hard the hand presses.
  let lead: Vector3
  /// How far the stored target is turned ahead of the measured tcp, as a rotation vector, radians.
  let turnLead: Vector3
  /// Opening between the fingers, metres.
  let fingerGap: Double
  /// The blocks: red, blue, pink.
  let blocks: [Block]
  /// The block that both fingers hold between them.
  let held: BlockColor?
  /// Travel of the drawer, the sliding door, the button and the lever, metres.
  let drawer: Double, door: Double, button: Double, lever: Double
  /// Whether the button counted as pressed at the last control step.
  let buttonWasPressed: Bool

  /// Reads a world's present.
  public init(_ world: TabletopEnvironment) {
    let now = world.snapshot
    tcp = world.measuredTcp
    (lead, turnLead) = world.targetLead
    fingerGap = world.gripperWidth
    blocks = BlockColor.allCases.map {
      Block(color: $0, pose: now[$0].pose, half: world.scene.halfSize(of: $0), touches: now[$0].touches)
    }
    let inHand = tcp.inverse
    held =
      blocks.first { block in
        // Closed fingers also touch a block that they push: it must be between them, and no block is thinner than 40 mm.
        let place = inHand.act(block.position)
        return block.touches.isSuperset(of: .fingers) && world.gripperWidth > Self.narrowestHold && abs(place.y) < 0.02
          && abs(place.x) < 0.045
          && abs(place.z) < 0.05 && world.measuredTcp.position.z < block.top + Self.tipsOnTop
      }?.color
    drawer = now.drawer
    door = now.slide
    button = now.button
    lever = now.lever
    buttonWasPressed = world.fixtures.buttonWasPressed
  }

  /// Closed fingers that press on a block, metres apart at most; blocks are 0.04 wide and more.
  private static let narrowestHold = 0.03

  /// Fingertips whose tcp is higher above a block's top lie on it, not beside it.
  private static let tipsOnTop = 0.006

  /// How far the hand leans back towards the robot, radians.
  var lean: Double {
    let approach = tcp.orientation.columns.2
    return atan2(approach.y, -approach.z)
  }

  /// A block by colour.
  subscript(color: BlockColor) -> Block { blocks[TabletopScene.index(of: color)] }

  /// The blocks other than one.
  func others(than color: BlockColor) -> [Block] { blocks.filter { $0.color != color } }
}
