import Chains
import Tabletop
import Vocabulary

/// Why a push cannot succeed from a state, by geometry and contacts alone.
public enum PushLimit: String, CaseIterable, Hashable, Codable, Sendable {
  /// Nothing but the robot touches the block: it has no support to keep.
  case unsupported
  /// The block is not on the tabletop.
  case elsewhere
  /// Its centre would leave the tabletop before it has gone the distance.
  case tableEdge
  /// It lies so far to the right that the arm reaches neither behind it nor over its far side.
  case armReach
  /// It touches another block now, beside or behind it, which a push along x leaves behind.
  case touchingBlock
  /// No block on the tabletop touches the table alone; the hand's touch counts as well.
  case notAlone
}

extension Expert {
  /// What stands against a push from a state; nil where there is room, and for every other subtask.
  public func pushLimit(of subtask: Subtask, _ view: ExpertView) -> PushLimit? {
    switch subtask.kind {
    case .push(let color, let side):
      let block = view[color]
      if block.touches.subtracting(.robot).isEmpty { return .unsupported }
      guard block.isOverTabletop, block.touches.contains(.table) else { return .elsewhere }
      let sign = side == .left ? -1.0 : 1.0
      if sign * block.position.x + Oracle.pushDistance > PushPlan.halfWidth { return .tableEdge }
      if side == .left && block.position.x > Self.furthestRight { return .armReach }
      let touched = view.others(than: color).filter { block.touches.contains(.block($0.color)) }
      // A block ahead is pushed along.
      let isLeftBehind = touched.contains { sign * ($0.position.x - block.position.x) < 0.02 }
      return isLeftBehind ? .touchingBlock : nil
    case .pushIntoDrawer:
      let loose = view.blocks.filter { $0.touches == .table && $0.isOverTabletop }
      if loose.isEmpty { return .notAlone }
      return loose.contains { $0.position.x <= Self.furthestRight } ? nil : .armReach
    default: return nil
    }
  }

  /// Furthest to the right that a block can be drawn left from: the tcp reaches x 0.43 with the hand stretched out.
  private static let furthestRight = 0.42
}
