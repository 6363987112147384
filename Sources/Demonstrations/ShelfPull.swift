import Vocabulary

/// How a block is drawn towards where it can be gripped: a closed fingertip pressed on its top takes it along.
///
/// The pads' friction is 2 and the shelf's 0.7, so the block comes along at any force.
struct ShelfPull {
  /// Unit vector, horizontal: towards the front and the middle of the opening, or sideways out of hiding first.
  let direction: Vector3
  /// Where the door is out of the way.
  let openTravel: Double

  /// Middle of the opening, and how far from it a block like this one may be without being hidden.
  private let middle: Double, unhidden: Double
  private let isHidden: Bool
  private let block: ExpertView.Block
  private let view: ExpertView
  private let shelf: ShelfGeometry

  /// How far the target is led into a block that is pressed on, metres: the harder, the faster the tip creeps over it.
  static let pressingLead = 0.014
  /// A tip with less lead than this does not press yet, metres.
  static let pullingLead = 0.006
  /// The tip presses at the best point or this much in front of it at most, metres.
  static let slack = 0.006
  /// A door that is this close to its end is open, metres.
  private static let doorSlack = 0.02
  /// How near to the shelf's front edge a block lies once it is drawn.
  private static let front = 0.045
  /// How far ahead the hand is led along the pull, metres.
  static let stride = 0.03
  /// Half the width of a finger pad across the opening.
  private static let halfPad = 0.011
  /// What is further than this from the middle of the opening is hidden by the door or the cabinet's side.
  private static let halfOpening = 0.1
  /// The line that the pull is directed at: on the tabletop, where a block is taken as from the table.
  private static let end = -0.1
  /// Angles by which the hand leans, the best first.
  private static let leans = [0.75, 0.92, 0.6, 1.02]

  init(_ block: ExpertView.Block, _ view: ExpertView, _ shelf: ShelfGeometry) {
    self.block = block
    self.view = view
    self.shelf = shelf
    let isLeft = block.position.x < (shelf.leftMiddle + shelf.rightMiddle) / 2
    openTravel = isLeft ? 0 : shelf.doorTravel
    middle = isLeft ? shelf.leftMiddle : shelf.rightMiddle
    unhidden = Self.halfOpening - block.extent(along: Vector3(1, 0, 0))
    let across = middle - block.position.x
    isHidden = abs(across) > unhidden
    direction = Vector3(across, isHidden ? 0 : Self.end - block.position.y, 0).normalized
  }

  /// The lower edge of the closed tip, with which it stands on the block.
  static func tip(of tcp: Pose) -> Vector3 {
    let columns = tcp.orientation.columns
    return tcp.position + columns.2 * TableGeometry.fingertip - columns.0 * halfPad
  }

  /// How far a point is ahead of the block's middle on the way.
  func ahead(_ point: Vector3) -> Double { (point - block.position).dot(direction) }

  /// Whether the door has to be moved further first, and can be.
  ///
  /// It has to where no tip comes onto the block, or only onto the part that leads and makes it tumble; where the door
  /// stands in the block's way; and where only with the door further open the block can be gripped once it is drawn.
  func needsDoor(_ view: ExpertView) -> Bool {
    guard abs(view.door - openTravel) > Self.doorSlack, let further = best(door: openTravel) else { return false }
    guard let here = best(door: view.door) else { return true }
    guard shelf.canMoveDoor(to: openTravel, view) else { return false }
    let (aheadHere, aheadFurther) = (ahead(Self.tip(of: here.goal)), ahead(Self.tip(of: further.goal)))
    if aheadHere > Self.slack && aheadFurther < aheadHere - Self.slack { return true }
    let drawn = self.drawn
    if !isClear(onTheWayTo: drawn, door: view.door) && isClear(onTheWayTo: drawn, door: openTravel) { return true }
    let grasps = ShelfGrasps(drawn, view, shelf)
    return grasps.best(door: view.door) == nil && grasps.best(door: openTravel) != nil
  }

  /// The block where it can be gripped if it can be on the shelf: out of hiding and near the front.
  private var drawn: ExpertView.Block {
    let place = Vector3(
      isHidden ? middle - max(-unhidden, min(unhidden, middle - block.position.x)) : block.position.x,
      min(block.position.y, Self.front), block.position.z)
    // Drawn to the front it also comes nearer to the middle, in the direction of the pull.
    let aside = isHidden ? 0 : direction.x / min(-0.1, direction.y) * (place.y - block.position.y)
    return block.moved(to: place + Vector3(aside, 0, 0))
  }

  private func isClear(onTheWayTo end: ExpertView.Block, door travel: Double) -> Bool {
    let way = (1...4).map { block.box.moved(by: (end.position - block.position) * (Double($0) / 4)) }
    return areClear(way, of: shelf.doorParts(at: travel), margin: 0.002)
  }

  /// The way down onto the best point of the block's top that is clear with the door at a travel.
  ///
  /// Points behind the block's middle, as it moves, come first.
  func best(door travel: Double) -> Approach? {
    let obstacles = shelf.obstacles(door: travel, lever: view.lever, blocks: view.others(than: block.color))
    let up = block.upAxis
    let top = block.position + up * block.box.extent(along: up) - Vector3(0, 0, 0.002)
    for onTop in points {
      for lean in Self.leans {
        let attitude = ToolAttitude(lean: lean)
        let position =
          top + onTop + attitude.retreat * TableGeometry.fingertip + attitude.orientation.columns.0 * Self.halfPad
        let parts = HandShape.parts(at: Pose(position: position, orientation: attitude.orientation), gap: 0)
        if areClear(parts, of: obstacles, margin: 0.003) {
          return Approach(position, attitude, height: 0.19, radius: 0.006)
        }
      }
    }
    return nil
  }

  /// Points on the top from its middle, the best first: behind the middle, or it tumbles, not at a side, or it turns.
  private var points: [Vector3] {
    let (far, along) = block.horizontalAxes
    let shares = [-1.0, -0.5, 0, 0.5, 1]
    let inset = 0.003
    let points = shares.flatMap { deep in
      shares.map { far.axis * (deep * (far.half - inset)) + along.axis * ($0 * (along.half - inset)) }
    }
    func cost(_ point: Vector3) -> Double {
      let ahead = point.dot(direction)
      return ahead + 0.7 * (point - direction * ahead).horizontalLength
    }
    return points.sorted { cost($0) < cost($1) }
  }
}
