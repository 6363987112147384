import Vocabulary

/// The ways to take a block from the shelf, without regard to where the hand is.
struct ShelfGrasps {
  /// In front of this line a block lies free enough to be taken as from the table.
  static let frontOfShelf = -0.08
  /// Angles by which the hand leans, the best first.
  private static let leans = [0.75, 0.92, 0.58, 1.02]
  /// Beyond this line an upright hand meets the cabinet.
  private static let uprightLimit = 0.06
  /// Room that the open hand keeps: more where it can be had.
  private static let margins = [0.007, 0.003]
  /// Room that is asked for before the tip that draws the block is taken off it: on the edge of enough it would be put
  /// back at the next step.
  private static let marginWhileDrawn = 0.006

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

  /// The best grasp that is clear with the door at a travel; while the block is drawn, one with room to spare.
  func best(door travel: Double, isDrawn: Bool = false) -> Grasp? {
    let obstacles = shelf.obstacles(door: travel, lever: view.lever, blocks: view.others(than: block.color))
    let door = shelf.doorParts(at: travel)
    for margin in isDrawn ? [Self.marginWhileDrawn] : Self.margins {
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
        let slack = min(0.017, (0.076 - width) / 2)
        for (across, rise) in [(0, 0), (slack, 0), (-slack, 0), (0, 0.012), (slack, 0.012), (-slack, 0.012)] {
          for along in [0, 0.012, 0.024] {
            guard along == 0 || alongs.first.map({ block.extent(along: $0) > along + 0.01 }) ?? false else { continue }
            let height = max(block.bottom + 0.018, min(block.position.z, block.top - 0.012))
            let place =
              Vector3(block.position.x, block.position.y, height + rise) + opening * across
              + (alongs.first ?? .zero) * along
            let cost =
              skew + 0.6 * abs(yaw) + 0.1 * Double(index) + 8 * abs(across) + 6 * along + 12 * rise
            ranked.append((cost, Grasp(position: place, attitude: attitude, width: width)))
          }
        }
      }
    }
    return ranked.sorted { $0.cost < $1.cost }.map(\.grasp)
  }
}
