import Chains
import Tabletop
import Vocabulary

/// Why a subtask cannot be carried out from a state: stated geometry, never the expert's failure.
public enum Obstacle: String, CaseIterable, Hashable, Codable, Sendable {
  /// The block lies where neither table, shelf nor drawer is.
  case blockOffTheTable
  /// The block is further than the arm reaches with the hand pointing down.
  case blockOutOfReach
  /// Nothing is left that the subtask could be done with.
  case nothingToDoItWith
  /// The fixture is too close to its end for the travel that counts as success.
  case noTravelLeft
}

/// Whether a subtask can be carried out from a state.
public enum Feasibility {
  /// What stands in the way; nil when nothing does.
  public static func obstacle(to subtask: Subtask, in world: TabletopEnvironment) -> Obstacle? {
    let now = world.snapshot
    if let block = subtask.block {
      let position = now[block].pose.position
      if position.z < 0.33 { return .blockOffTheTable }
      if position.z > TableGeometry.tabletop, (position - shoulder).horizontalLength > reach { return .blockOutOfReach }
    }
    switch subtask.kind {
    case .drawer(.open): return now.drawer > TableGeometry.drawerTravel - 0.12 ? .noTravelLeft : nil
    case .drawer(.closed): return now.drawer < 0.12 ? .noTravelLeft : nil
    case .moveSlider(.left):
      return now.slide > world.scene.model.range(of: world.scene.slide).upperBound - 0.15 ? .noTravelLeft : nil
    case .moveSlider(.right): return now.slide < 0.15 ? .noTravelLeft : nil
    default: return nil
    }
  }

  /// The arm's second joint stands over this point; 0.24 m is its base's height.
  private static let shoulder = Vector3(-0.34, -0.46, 0)
  /// Horizontal distance from there that the tcp reaches at the table with the hand pointing down, metres.
  private static let reach = 0.79
}
