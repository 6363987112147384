import Chains
import Vocabulary

/// CALVIN's success predicates: start and present of a subtask compared (`new_playtable_tasks.yaml`, `tasks.py`).
///
/// All thresholds are strict.
public enum Oracle {
  /// Metres that a lift from the table or out of the drawer raises the block.
  public static let liftHeight = 0.05
  /// Metres that a lift from the shelf raises the block.
  public static let shelfLiftHeight = 0.03
  /// Metres that a push moves the block along x.
  public static let pushDistance = 0.1
  /// Radians that a turn takes about the vertical.
  public static let turnAngle = Double.pi / 3
  /// Radians that a turn may tilt the block by.
  public static let turnTilt = Double.pi / 6
  /// Metres that a turn may displace the block by.
  public static let turnDisplacement = 0.1
  /// Metres that the sliding door travels.
  public static let slideTravel = 0.15
  /// Metres that the drawer travels.
  public static let drawerTravel = 0.12
  /// Metres and radians per second below which every component counts as rest in a stack.
  public static let restSpeed = 1.0

  /// Whether a subtask that started at `start` is done now.
  public static func hasSucceeded(_ subtask: Subtask, start: SceneSnapshot, now: SceneSnapshot) -> Bool {
    switch subtask.kind {
    case .rotate(let block, let side): isTurned(start[block], now[block], side)
    case .push(let block, let side): isPushed(start[block], now[block], side)
    case .moveSlider(let side):
      side == .left ? now.slide - start.slide > slideTravel : now.slide - start.slide < -slideTravel
    case .drawer(let position):
      position == .open ? now.drawer - start.drawer > drawerTravel : now.drawer - start.drawer < -drawerTravel
    case .liftFromTable(let block): isLifted(start[block], now[block], off: .table, by: liftHeight)
    case .liftFromSlider(let block): isLifted(start[block], now[block], off: .plank, by: shelfLiftHeight)
    case .liftFromDrawer(let block): isLifted(start[block], now[block], off: .drawer, by: liftHeight)
    case .placeInSlider: isPlaced(start, now, on: .plank)
    case .placeInDrawer: isPlaced(start, now, on: .drawer)
    case .pushIntoDrawer:
      BlockColor.allCases.contains { block in
        start[block].touches == .table && now[block].touches.contains(.drawer)
          && now[block].touches.isDisjoint(with: .robot)
      }
    case .stack: BlockColor.allCases.contains { isStacked(start[$0], now[$0]) }
    case .unstack: BlockColor.allCases.contains { isUnstacked(start[$0], now[$0]) }
    case .lightbulb(let on): start.bulbIsOn != on && now.bulbIsOn == on
    case .led(let on): start.ledIsOn != on && now.ledIsOn == on
    }
  }

  /// Turned about the vertical, clockwise seen from above for the right, still about where it was, on a support.
  private static func isTurned(_ start: SceneSnapshot.Block, _ now: SceneSnapshot.Block, _ side: Side) -> Bool {
    let angles = (now.pose.orientation * start.pose.orientation.inverse).eulerXYZ
    guard abs(angles.x) < turnTilt, abs(angles.y) < turnTilt else { return false }
    guard (now.pose.position - start.pose.position).length <= turnDisplacement else { return false }
    guard !now.touches.subtracting(.robot).isEmpty else { return false }
    return side == .left ? angles.z > turnAngle : angles.z < -turnAngle
  }

  /// Moved along x without losing a support that it had.
  private static func isPushed(_ start: SceneSnapshot.Block, _ now: SceneSnapshot.Block, _ side: Side) -> Bool {
    let before = start.touches.subtracting(.robot)
    guard !before.isEmpty, now.touches.isSuperset(of: before) else { return false }
    let travel = now.pose.position.x - start.pose.position.x
    return side == .right ? travel > pushDistance : travel < -pushDistance
  }

  /// Raised from a surface, with nothing but the robot touching it.
  private static func isLifted(
    _ start: SceneSnapshot.Block, _ now: SceneSnapshot.Block, off surface: Touches, by height: Double
  ) -> Bool {
    start.touches.contains(surface) && now.pose.position.z - start.pose.position.z > height && !now.touches.isEmpty
      && now.touches.isSubset(of: .robot)
  }

  /// The one thing that the robot held, and that touched nothing else, let go onto a surface.
  private static func isPlaced(_ start: SceneSnapshot, _ now: SceneSnapshot, on surface: Touches) -> Bool {
    BlockColor.allCases.contains { block in
      start.robotTouches == .block(block) && !start[block].touches.isEmpty
        && start[block].touches.isSubset(of: .robot) && now[block].touches.isDisjoint(with: .robot)
        && now[block].touches.contains(surface)
    }
  }

  private static func isStacked(_ start: SceneSnapshot.Block, _ now: SceneSnapshot.Block) -> Bool {
    start.touches.isDisjoint(with: .blocks) && !now.touches.isEmpty && now.touches.isSubset(of: .blocks)
      && isAtRest(now)
  }

  private static func isUnstacked(_ start: SceneSnapshot.Block, _ now: SceneSnapshot.Block) -> Bool {
    !start.touches.isEmpty && start.touches.isSubset(of: .blocks) && isAtRest(start)
      && now.touches.isDisjoint(with: .blocks)
  }

  private static func isAtRest(_ block: SceneSnapshot.Block) -> Bool {
    let (v, w) = (block.linearVelocity, block.angularVelocity)
    return [v.x, v.y, v.z, w.x, w.y, w.z].allSatisfy { abs($0) < restSpeed }
  }
}
