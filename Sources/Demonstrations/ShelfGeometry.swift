import Physics
import Tabletop
import Vocabulary

/// The cabinet's solid parts, read from the scene: what the hand must not meet on its way to the shelf.
struct ShelfGeometry: Sendable {
  /// What stands still.
  private let fixed: [OrientedBox]
  /// The sliding door at its right end.
  private let door: [OrientedBox]
  /// The switch's lever at its lower end.
  private let lever: [OrientedBox]
  /// Travel of the sliding door.
  let doorTravel: Double
  /// Middle of what is open of the recess with the door all the way to the right, and to the left.
  let leftMiddle: Double, rightMiddle: Double

  /// Reads a scene with its joints at their reference positions.
  init(_ scene: TabletopScene, layout: TableLayout) {
    let simulation = Simulation(model: scene.model)
    func boxes(_ names: [String]) -> [OrientedBox] {
      names.map { name in
        let geom = scene.model.geom(named: name)!
        return OrientedBox(simulation.pose(of: geom), half: scene.model.size(of: geom))
      }
    }
    fixed = boxes([
      "cabinet_ceiling", "cabinet_left_front", "cabinet_left_low", "cabinet_left_high", "cabinet_right_front",
      "cabinet_right_low", "cabinet_right_high", "table_back", "table_plate", "plank_solid",
    ])
    door = boxes(["slide_panel", "slide_handle", "slide_post_low", "slide_post_high"])
    lever = boxes(["switch_handle", "switch_stem"])
    doorTravel = layout.doorTravel
    let doorX = layout.worldFromDoor.position.x
    leftMiddle = (layout.recess.lowerBound + min(doorX, layout.recess.upperBound)) / 2
    rightMiddle = (max(doorX - doorTravel + 0.28, layout.recess.lowerBound) + layout.recess.upperBound) / 2
  }

  /// The solid parts with the door and the lever at these travels, and the other blocks.
  func obstacles(door travel: Double, lever raised: Double, blocks: [ExpertView.Block]) -> [OrientedBox] {
    fixed + door.map { $0.moved(by: Vector3(-travel, 0, 0)) }
      + lever.map { $0.moved(by: TableGeometry.wallUp * raised) } + blocks.map(\.box)
  }

  /// The door's part of the obstacles.
  func doorParts(at travel: Double) -> [OrientedBox] { door.map { $0.moved(by: Vector3(-travel, 0, 0)) } }

  /// Whether no block, but for one in the hand, stands where the door passes on its way to a travel.
  func canMoveDoor(to end: Double, _ view: ExpertView) -> Bool {
    let blocks = view.blocks.filter { $0.color != view.held }.map(\.box)
    let steps = max(1, Int((abs(end - view.door) / 0.01).rounded(.up)))
    return (1...steps).allSatisfy { step in
      let travel = view.door + (end - view.door) * Double(step) / Double(steps)
      return areClear(doorParts(at: travel), of: blocks, margin: 0)
    }
  }
}

extension ExpertView.Block {
  /// The same block elsewhere.
  func moved(to place: Vector3) -> ExpertView.Block {
    ExpertView.Block(
      color: color, pose: Pose(position: place, orientation: pose.orientation), half: half, touches: touches)
  }

  /// Its solid shape.
  var box: OrientedBox { OrientedBox(pose, half: half) }

  /// The two axes that are closest to horizontal, with half the edges: the one away from the robot, and the other one.
  var horizontalAxes: (far: (axis: Vector3, half: Double), along: (axis: Vector3, half: Double)) {
    let columns = pose.orientation.columns
    let flat = [(columns.0, half.x), (columns.1, half.y), (columns.2, half.z)]
      .sorted { abs($0.0.z) < abs($1.0.z) }.prefix(2)
      .sorted { abs($0.0.y) > abs($1.0.y) }
    let far = flat[0].0.y < 0 ? -flat[0].0 : flat[0].0
    return ((far, flat[0].1), (flat[1].0, flat[1].1))
  }

  /// Whether a point is on the block's top face, within `tolerance` metres, however the block is tilted.
  func hasOnTop(_ point: Vector3, tolerance: Double) -> Bool {
    let offset = point - position
    let (far, along) = horizontalAxes
    return abs(offset.dot(far.axis)) < far.half + tolerance && abs(offset.dot(along.axis)) < along.half + tolerance
      && abs(offset.dot(upAxis) - box.extent(along: upAxis)) < 2 * tolerance
  }

  /// The axis that is closest to vertical, pointing up.
  var upAxis: Vector3 {
    let columns = pose.orientation.columns
    let axis = [columns.0, columns.1, columns.2].max { abs($0.z) < abs($1.z) }!
    return axis.z < 0 ? -axis : axis
  }

  /// Whether a face lies flat on what carries it.
  var isFlat: Bool { upAxis.z > 0.99 }
}

/// Whether none of the parts is within `margin` of an obstacle.
func areClear(_ parts: [OrientedBox], of obstacles: [OrientedBox], margin: Double) -> Bool {
  !parts.contains { part in obstacles.contains { part.isWithin(margin, of: $0) } }
}
