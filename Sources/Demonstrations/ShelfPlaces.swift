import Vocabulary

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
          let lowest = shape.corners.min { $0.z < $1.z }!
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
}
