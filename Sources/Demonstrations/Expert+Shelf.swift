import Chains
import Vocabulary

// The shelf behind the sliding door.
extension Expert {
  /// Takes a block out of the open compartment.
  ///
  /// An opening that is too narrow is widened first; a block that cannot be gripped where it lies is drawn out.
  func liftFromShelf(_ color: BlockColor, _ view: ExpertView) -> Action {
    if view.held == color { return lift(view) }
    let block = view[color]
    if block.position.y < ShelfGrasps.frontOfShelf || block.top > TableGeometry.shelf + 0.1 {
      return take(color, view)
    }
    if isAround(block, view) {
      return Steering(tcp: view.tcp).drive(.zero, speed: 0, orientation: view.tcp.orientation, gripper: .close)
    }
    let grasps = ShelfGrasps(block, view, shelf)
    if let grasp = grasps.best(door: view.door) { return closeOnShelf(grasp, view) }
    for (side, travel) in [(Side.right, 0), (.left, shelf.doorTravel)] where grasps.best(door: travel) != nil {
      return moveDoor(to: side, view)
    }
    return drawOut(color, view)
  }

  /// Whether the open fingers are to the left and right of a block, as deep as they grip.
  private func isAround(_ block: ExpertView.Block, _ view: ExpertView) -> Bool {
    let place = view.tcp.inverse.act(block.position)
    let opening = view.tcp.orientation.columns.1
    return abs(place.x) < 0.03 && abs(place.y) < 0.018 && place.z > -0.014 && place.z < 0.012
      && view.fingerGap > 2 * block.extent(along: opening) - 0.01 && abs(opening.z) < 0.2
  }

  private func closeOnShelf(_ grasp: Grasp, _ view: ExpertView) -> Action {
    let approach = Approach(grasp.position, grasp.attitude, height: 0.19)
    if approach.isReached(by: view.tcp, within: 0.007) && view.fingerGap > grasp.width - 0.006 {
      return Steering(tcp: view.tcp).go(to: approach.goal, speed: Steering.slow, gripper: .close)
    }
    let isOpen = view.fingerGap > 0.074
    return follow(approach, view, gripper: .open, minimumHeight: isOpen ? 0 : 0.1)
  }

  /// Draws a block towards the middle of the opening and the front, with a closed fingertip pressed on its top.
  ///
  /// The tip stands on the far part of the top: nearer to the front the block would tumble over its front edge.
  func drawOut(_ color: BlockColor, _ view: ExpertView) -> Action {
    let block = view[color]
    let side: Side = block.position.x < (shelf.leftMiddle + shelf.rightMiddle) / 2 ? .left : .right
    let (middle, travel) = side == .left ? (shelf.leftMiddle, 0) : (shelf.rightMiddle, shelf.doorTravel)
    let away = Vector3(middle - block.position.x, ShelfGrasps.frontOfShelf - block.position.y, 0).normalized
    guard let press = pressOnTop(of: block, door: view.door, view) else {
      return pressOnTop(of: block, door: travel, view) == nil
        ? retreat(view) : moveDoor(to: side == .left ? .right : .left, view)
    }
    let columns = view.tcp.orientation.columns
    let tip = view.tcp.position + columns.2 * TableGeometry.fingertip - columns.0 * Self.halfPad
    let isTurned = view.tcp.orientation.angle(to: press.goal.orientation) < 0.2
    if isTurned && block.hasUnder(tip, margin: 0.002) && tip.z < block.top + 0.004 && view.fingerGap < 0.01 {
      // Pressed down first; then the tip takes the block along.
      let missing = -Self.pressingLead - view.lead.z
      let pull = away * (missing > -0.006 ? 0.02 : 0)
      let ahead = view.tcp.position + pull + Vector3(0, 0, max(-0.013, min(0.008, missing)))
      return Steering(tcp: view.tcp).go(
        to: Pose(position: ahead, orientation: press.goal.orientation), speed: Steering.slow, gripper: .close)
    }
    return follow(press, view, gripper: .close)
  }

  /// How far the target is led into a block that is pressed on, metres: some 20 N.
  private static let pressingLead = 0.012
  /// Half the width of a finger pad across the opening.
  private static let halfPad = 0.011

  /// The way down onto a block's top with the tip's lower edge, on its far part.
  private func pressOnTop(of block: ExpertView.Block, door travel: Double, _ view: ExpertView) -> Approach? {
    let obstacles = shelf.obstacles(door: travel, lever: view.lever, blocks: view.others(than: block.color))
    let (far, along) = block.horizontalAxes
    for back in [0.008, 0.014, 0.020] {
      for shift in [0.0, 0.4, -0.4] {
        for lean in [0.6, 0.75, 0.92] {
          let attitude = ToolAttitude(lean: lean)
          let onTop = far.axis * (far.half - back) + along.axis * (along.half * shift)
          let tip = Vector3(block.position.x + onTop.x, block.position.y + onTop.y, block.top - 0.002)
          let position =
            tip + attitude.retreat * TableGeometry.fingertip + attitude.orientation.columns.0 * Self.halfPad
          let parts = HandShape.parts(at: Pose(position: position, orientation: attitude.orientation), gap: 0)
          if areClear(parts, of: obstacles, margin: 0.004) {
            return Approach(position, attitude, height: 0.19, radius: 0.006)
          }
        }
      }
    }
    return nil
  }

  /// Puts the held block into the open compartment, where and how it can be taken again.
  func placeOnShelf(_ view: ExpertView) -> Action {
    guard let held = view.held else { return recover(view) { $0.touches.contains(.plank) } }
    let block = view[held]
    if block.touches.contains(.plank) && block.bottom < TableGeometry.shelf + 0.006 {
      return Steering(tcp: view.tcp).go(to: view.tcp, speed: Steering.slow, gripper: .open)
    }
    let places = ShelfPlaces(block, view, shelf)
    if let approach = places.best(door: view.door) { return follow(approach, view, gripper: .close) }
    let side: Side = view.door < shelf.doorTravel / 2 ? .right : .left
    return moveDoor(to: side, view)
  }
}

/// The ways to put the held block on the shelf.
struct ShelfPlaces {
  private let block: ExpertView.Block
  private let view: ExpertView
  private let shelf: ShelfGeometry
  private let blockInHand: Pose

  init(_ block: ExpertView.Block, _ view: ExpertView, _ shelf: ShelfGeometry) {
    self.block = block
    self.view = view
    self.shelf = shelf
    blockInHand = view.tcp.inverse * block.pose
  }

  /// How far in the front of the block comes to lie: behind the door, which leans in above it.
  private static let front = 0.053
  /// Angles by which the hand leans.
  private static let leans = [0.5, 0.35, 0.65, 0.8, 0.92, 0.2, 0.05]

  /// The way to the best place that is clear with the door at a travel.
  func best(door travel: Double) -> Approach? {
    let obstacles = shelf.obstacles(door: travel, lever: view.lever, blocks: view.others(than: block.color))
    let middle = travel < shelf.doorTravel / 2 ? shelf.leftMiddle : shelf.rightMiddle
    for margin in [0.008, 0.003] {
      for shift in [0.0, 0.02, -0.02, 0.04, -0.04, 0.06, -0.06, 0.08, -0.08, 0.1, -0.1] {
        for lean in Self.leans {
          let attitude = ToolAttitude(lean: lean)
          let turned = Pose(position: .zero, orientation: attitude.orientation) * blockInHand
          let shape = OrientedBox(turned, half: block.half)
          let lowest = Self.lowestCorner(shape)
          let place = Vector3(middle + shift - shape.centre.x, Self.front - lowest.y, TableGeometry.shelf - lowest.z)
          let tcp = Pose(position: place + Vector3(0, 0, 0.003), orientation: attitude.orientation)
          let carried = shape.moved(by: tcp.position)
          let way = (0...4).map { carried.moved(by: attitude.retreat * (Double($0) * 0.025)) }
          let isClear =
            areClear(HandShape.parts(at: tcp, gap: view.fingerGap + 0.01), of: obstacles, margin: margin)
            && areClear(way, of: obstacles.filter { !isShelf($0) }, margin: margin)
          if isClear {
            return Approach(place - Vector3(0, 0, 0.004), attitude, height: 0.19, arrivalSpeed: Steering.slow)
          }
        }
      }
    }
    return nil
  }

  private func isShelf(_ box: OrientedBox) -> Bool { box.centre.z < TableGeometry.tabletop }

  private static func lowestCorner(_ box: OrientedBox) -> Vector3 {
    func corner(_ x: Double, _ y: Double, _ z: Double) -> Vector3 {
      box.centre + box.axes[0] * (x * box.half.x) + box.axes[1] * (y * box.half.y) + box.axes[2] * (z * box.half.z)
    }
    let signs = [-1.0, 1.0]
    return signs.flatMap { x in signs.flatMap { y in signs.map { corner(x, y, $0) } } }.min { $0.z < $1.z }!
  }
}

/// The ways to take a block from the shelf, without regard to where the hand is.
struct ShelfGrasps {
  /// In front of this line a block lies free enough to be taken as from the table.
  static let frontOfShelf = -0.02
  /// Angles by which the hand leans, the best first.
  private static let leans = [0.75, 0.92, 0.58]
  /// Beyond this line an upright hand meets the cabinet.
  private static let uprightLimit = 0.06
  /// Room that the open hand keeps: more where it can be had.
  private static let margins = [0.007, 0.003]

  private let block: ExpertView.Block
  private let view: ExpertView
  private let shelf: ShelfGeometry
  private let candidates: [Grasp]

  init(_ block: ExpertView.Block, _ view: ExpertView, _ shelf: ShelfGeometry) {
    self.block = block
    self.view = view
    self.shelf = shelf
    candidates = Self.candidates(for: block)
  }

  /// The best grasp that is clear with the door at a travel.
  func best(door travel: Double) -> Grasp? {
    let obstacles = shelf.obstacles(door: travel, lever: view.lever, blocks: view.others(than: block.color))
    let door = shelf.doorParts(at: travel)
    for margin in Self.margins {
      for grasp in candidates where isClear(grasp, obstacles, door, margin) { return grasp }
    }
    return nil
  }

  private func isClear(_ grasp: Grasp, _ obstacles: [OrientedBox], _ door: [OrientedBox], _ margin: Double) -> Bool {
    let tcp = Pose(position: grasp.position, orientation: grasp.attitude.orientation)
    let fingers = HandShape.fingers(at: tcp, gap: 0.08)
    guard areClear(fingers, of: [block.box], margin: 0.002) else { return false }
    // On its way out the block passes the door.
    let out = (1...4).map { block.box.moved(by: grasp.attitude.retreat * (Double($0) * 0.025)) }
    return areClear(HandShape.palm(at: tcp) + fingers, of: obstacles, margin: margin)
      && areClear(out, of: door, margin: 0.002)
  }

  /// The fingers close along x as far as can be, square to the block if they can.
  private static func candidates(for block: ExpertView.Block) -> [Grasp] {
    let columns = block.pose.orientation.columns
    let sides = [columns.0, columns.1, columns.2].filter { abs($0.z) < 0.35 }
    let square = sides.flatMap { [$0.yaw, wrapped($0.yaw + .pi)] }.filter { abs($0) < 0.6 }
    // Along the block towards the robot, for blocks that lie deep.
    let alongs = sides.map { $0.y > 0 ? -$0 : $0 }.filter { $0.y < -0.7 }
    var ranked: [(cost: Double, grasp: Grasp)] = []
    // At the front of the shelf the hand may be upright, and then turned at will.
    if block.position.y < uprightLimit {
      for grasp in Grasp.candidates(for: block) { ranked.append((1 + 0.6 * abs(grasp.attitude.yaw), grasp)) }
    }
    for yaw in square + [-0.4, -0.2, 0, 0.2, 0.4] {
      let skew = square.map { abs($0 - yaw) }.min() ?? 0.4
      for (index, lean) in leans.enumerated() {
        let attitude = ToolAttitude(yaw: yaw, lean: lean)
        let opening = attitude.orientation.columns.1
        let width = 2 * block.extent(along: opening)
        guard width < 0.075 else { continue }
        let slack = min(0.014, (0.076 - width) / 2)
        for across in [0, slack, -slack] {
          for along in [0, 0.012, 0.024] {
            guard along == 0 || alongs.first.map({ block.extent(along: $0) > along + 0.01 }) ?? false else { continue }
            let height = max(block.bottom + 0.018, min(block.position.z, block.top - 0.012))
            let place =
              Vector3(block.position.x, block.position.y, height) + opening * across
              + (alongs.first ?? .zero) * along
            let cost =
              skew + 0.6 * abs(yaw) + 0.1 * Double(index) + 8 * abs(across) + 6 * along
            ranked.append((cost, Grasp(position: place, attitude: attitude, width: width)))
          }
        }
      }
    }
    return ranked.sorted { $0.cost < $1.cost }.map(\.grasp)
  }
}
