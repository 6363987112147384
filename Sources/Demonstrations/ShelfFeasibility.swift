import Chains
import Tabletop
import Vocabulary

/// Why a block cannot be taken from the shelf, or put there: room for the hand, never the expert's failure.
public enum ShelfObstacle: String, CaseIterable, Hashable, Codable, Sendable {
  /// Wherever the door is, the hand has no straight way to a grip, nor a closed fingertip to the top.
  case noRoomForHand
  /// The door would have to move further, and a block stands in its way.
  case doorIsBlocked
  /// There is no free place in the open compartment.
  case noFreePlace
}

/// Whether the hand's boxes find room among the cabinet's, for taking a block from the shelf and for putting one there.
///
/// A lift is feasible when some grasp that the gripper's opening allows has a straight way in along the tool axis, clear
/// of cabinet, door and other blocks, or when a closed fingertip has one to the block's top, to draw it out; with the door
/// where it is, or where it can be moved.
public struct ShelfFeasibility: Sendable {
  private let shelf: ShelfGeometry

  /// Reads a scene.
  public init(_ scene: TabletopScene) { shelf = ShelfGeometry(scene, layout: TableLayout(scene)) }

  /// What stands in the way of a subtask of the shelf; nil when nothing does, and for other subtasks.
  public func obstacle(to subtask: Subtask, _ view: ExpertView) -> ShelfObstacle? {
    switch subtask.kind {
    case .liftFromSlider(let color):
      let block = view[color]
      guard block.position.y > ShelfGrasps.frontOfShelf else { return nil }
      let grasps = ShelfGrasps(block, view, shelf)
      let pull = ShelfPull(block, view, shelf)
      return obstacle(view, orElse: .noRoomForHand) {
        grasps.best(door: $0) != nil || pull.best(door: $0) != nil
      }
    case .placeInSlider:
      guard let held = view.held else { return nil }
      let places = ShelfPlaces(view[held], view, shelf)
      let end = view.door < shelf.doorTravel / 2 ? 0 : shelf.doorTravel
      return obstacle(view, ends: [end], orElse: .noFreePlace) { places.best(door: $0) != nil }
    default: return nil
    }
  }

  private func obstacle(
    _ view: ExpertView, ends: [Double]? = nil, orElse reason: ShelfObstacle, isPossible: (Double) -> Bool
  ) -> ShelfObstacle? {
    if isPossible(view.door) { return nil }
    let open = (ends ?? [0, shelf.doorTravel]).filter(isPossible)
    if open.isEmpty { return reason }
    return open.contains { shelf.canMoveDoor(to: $0, view) } ? nil : .doorIsBlocked
  }
}
