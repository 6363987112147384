import Chains
import Physics
import Tabletop
import Vocabulary

/// Where the fixtures of a scene are, with every joint at 0: read from the scene once.
struct TableLayout: Sendable {
  /// Centre of the button's top when it is up.
  let buttonTop: Vector3
  /// Frame of the switch's lever when it is down: x right, y into the wall, z up along it.
  let worldFromSwitch: Pose
  /// Frame of the sliding door at its right end, turned as the wall.
  let worldFromDoor: Pose
  /// Centre of the drawer across the table.
  let drawerX: Double
  /// Travel of the sliding door.
  let doorTravel: Double
  /// Range of the recess behind the door, across the table.
  let recess: ClosedRange<Double>

  /// Reads a scene with its joints at their reference positions.
  init(_ scene: TabletopScene) {
    let simulation = Simulation(model: scene.model)
    func frame(_ body: String) -> Pose { simulation.pose(of: scene.model.body(named: body)!) }
    let cap = scene.model.geom(named: "button_cap")!
    buttonTop = simulation.pose(of: cap).position + Vector3(0, 0, scene.model.size(of: cap).y)
    worldFromSwitch = frame("switch")
    worldFromDoor = frame("slide")
    drawerX = frame("drawer").position.x
    doorTravel = scene.model.range(of: scene.slide).upperBound
    let shelf = scene.model.geom(named: "plank_solid")!
    let centre = simulation.pose(of: shelf).position.x
    recess = centre - scene.model.size(of: shelf).x...centre + scene.model.size(of: shelf).x
  }

  /// Middle of the drawer's handle when the drawer is open by some metres.
  func drawerHandle(open: Double) -> Vector3 { Vector3(drawerX, -0.206 - open, 0.4) }

  /// Middle of the sliding door's handle when the door is open by some metres.
  func doorHandle(open: Double) -> Vector3 { worldFromDoor.act(Vector3(0.14, -0.068, 0.10)) - Vector3(open, 0, 0) }

  /// Tip of the switch's lever when it is up by some metres.
  func leverTip(up: Double) -> Vector3 { worldFromSwitch.act(Vector3(0, -0.03, 0.03 + up)) }
}

/// Sizes that all four scenes share, metres; see Scenes/README.md.
enum TableGeometry {
  /// Height of the tabletop.
  static let tabletop = 0.44
  /// Height of the shelf behind the sliding door.
  static let shelf = 0.441
  /// Height of the drawer's floor.
  static let drawerFloor = 0.34
  /// Where the leaning wall meets the tabletop.
  static let wallFoot = Vector3(0, 0.02, 0.44)
  /// Out of the wall, towards the robot.
  static let wallNormal = Vector3(0, -0.8660254037844386, 0.5)
  /// Up along the wall.
  static let wallUp = Vector3(0, 0.5, 0.8660254037844386)
  /// Front edge of the tabletop.
  static let frontEdge = -0.18
  /// Inner side of the drawer's front while it is closed.
  static let drawerFront = -0.16
  /// Travel of the drawer.
  static let drawerTravel = 0.22
  /// How far the fingertips reach beyond the tcp.
  static let fingertip = 0.01
  /// Half the width of the closed fingers along their opening direction, at the tips and at the root.
  static let closedFingers = (tip: 0.014, root: 0.023)

  /// Radius of the ring around the button.
  static let buttonRing = 0.042
  /// Furthest to the right that the upright hand reaches over the tabletop.
  static let uprightReach = 0.355

  /// Distance in front of the leaning wall; negative behind it.
  static func distanceFromWall(_ point: Vector3) -> Double { (point - wallFoot).dot(wallNormal) }
}
