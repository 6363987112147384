import Chains
import Tabletop
import Vocabulary

/// Why a subtask cannot be carried out from a state: stated geometry and contacts, never the expert's failure.
public enum Obstacle: String, CaseIterable, Hashable, Codable, Sendable {
  /// The block lies where neither table, shelf nor drawer is, or its centre is beyond the tabletop's edge.
  case blockOffTheTable
  /// The block's centre is within 12 mm of the tabletop's side: pressed or pushed there it tips over the edge.
  case blockAtEdge
  /// The block is further from the shoulder than the arm reaches.
  case blockOutOfReach
  /// The block does not touch the surface that the subtask is about, as the oracle asks of its start; for a turn, as
  /// the chain's facts have it.
  case blockElsewhere
  /// Another block, not in the hand, stands over the one to be turned, where the chain's facts have none.
  case blockCovered
  /// The block's centre would pass the table's side before the push has gone its 0.1 m.
  case pushLeavesTable
  /// The block touches more than the table: a push that leaves a contact of the start behind does not count.
  case pushLosesContact
  /// Nothing is left that the subtask could be done with: for the drawer, a block that touches the table alone.
  case nothingToDoItWith
  /// The fixture is too close to its end for the travel that counts as success.
  case noTravelLeft
}

/// Whether a subtask can be carried out from a state.
public enum Feasibility {
  /// What stands in the way of a subtask that begins now; nil when nothing does.
  public static func obstacle(to subtask: Subtask, in world: TabletopEnvironment) -> Obstacle? {
    let now = world.snapshot
    if let obstacle = obstacleUnderWay(to: subtask, in: world) { return obstacle }
    switch subtask.kind {
    case .liftFromTable(let color): return now[color].touches.contains(.table) ? nil : .blockElsewhere
    case .liftFromSlider(let color): return now[color].touches.contains(.plank) ? nil : .blockElsewhere
    case .liftFromDrawer(let color): return now[color].touches.contains(.drawer) ? nil : .blockElsewhere
    case .rotate(let color, _):
      guard now[color].touches.contains(.table) else { return .blockElsewhere }
      if isCovered(color, now) { return .blockCovered }
      return isAtEdge(now[color]) ? .blockAtEdge : nil
    case .push(let color, let side): return obstacle(toPushing: color, to: side, now)
    case .pushIntoDrawer:
      let loose = BlockColor.allCases.filter { now[$0].touches == .table }
      if loose.isEmpty { return .nothingToDoItWith }
      return loose.allSatisfy { isOutOfReach(now[$0].pose.position) } ? .blockOutOfReach : nil
    case .drawer(.open): return now.drawer > TableGeometry.drawerTravel - Oracle.drawerTravel ? .noTravelLeft : nil
    case .drawer(.closed): return now.drawer < Oracle.drawerTravel ? .noTravelLeft : nil
    case .moveSlider(.left):
      let travel = world.scene.model.range(of: world.scene.slide).upperBound
      return now.slide > travel - Oracle.slideTravel ? .noTravelLeft : nil
    case .moveSlider(.right): return now.slide < Oracle.slideTravel ? .noTravelLeft : nil
    default: return nil
    }
  }

  /// What has come to stand in the way of a subtask that is under way; nil when nothing has.
  public static func obstacleUnderWay(to subtask: Subtask, in world: TabletopEnvironment) -> Obstacle? {
    guard let block = subtask.block else { return nil }
    let position = world.snapshot[block].pose.position
    if position.z < lowest { return .blockOffTheTable }
    switch subtask.kind {
    case .liftFromSlider:
      return (position - ArmReach.shoulder).horizontalLength > shelfReach ? .blockOutOfReach : nil
    case .push, .rotate, .liftFromTable:
      if isBeyondEdge(position) { return .blockOffTheTable }
      if position.z > TableGeometry.tabletop { return isOutOfReach(position) ? .blockOutOfReach : nil }
      // One that has fallen into the drawer can still be lifted.
      if case .liftFromTable = subtask.kind { return nil }
      return .blockElsewhere
    default: return nil
    }
  }

  /// The x up to which a block counts as within reach, along the line across the table at `y`.
  package static func furthestRight(acrossTableAt y: Double) -> Double {
    ArmReach.furthestRight(at: Vector3(0, y, TableGeometry.tabletop))
  }

  /// The tcp pose at a place, the hand leaning outwards as far as it ever does.
  package static func leaningHand(at place: Vector3) -> Pose {
    let outwards = ArmReach.outwards(at: place) * ArmReach.largestLean
    return Pose(position: place, orientation: ToolAttitude(lean: outwards.y, tilt: outwards.x).orientation)
  }

  private static func obstacle(toPushing color: BlockColor, to side: Side, _ now: SceneSnapshot) -> Obstacle? {
    let block = now[color]
    guard block.touches.contains(.table) else { return .blockElsewhere }
    let sign = side == .left ? -1.0 : 1.0
    let x = block.pose.position.x
    if isAtEdge(block) { return .blockAtEdge }
    if sign * x + Oracle.pushDistance > PushPlan.halfWidth { return .pushLeavesTable }
    // A block ahead is pushed along; one beside or behind, or a fixture, is left behind.
    let ahead = BlockColor.allCases.filter { $0 != color && sign * (now[$0].pose.position.x - x) > 0.02 }
    let kept = ahead.reduce(Touches.robot.union(.table)) { $0.union(.block($1)) }
    return block.touches.isSubset(of: kept) ? nil : .pushLosesContact
  }

  private static func isCovered(_ color: BlockColor, _ now: SceneSnapshot) -> Bool {
    let place = now[color].pose.position
    return BlockColor.allCases.contains { other in
      let above = now[other].pose.position - place
      return other != color && above.z > 0.03 && above.horizontalLength < 0.05
        && !now[other].touches.isSuperset(of: .fingers)
    }
  }

  private static func isAtEdge(_ block: SceneSnapshot.Block) -> Bool {
    block.touches.contains(.table) && abs(block.pose.position.x) > PushPlan.halfWidth
  }

  private static func isBeyondEdge(_ position: Vector3) -> Bool {
    // Held higher it may well be out there.
    abs(position.z - TableGeometry.tabletop - 0.02) < 0.03
      && (position.y < TableGeometry.frontEdge || abs(position.x) > halfTable)
  }

  private static func isOutOfReach(_ position: Vector3) -> Bool {
    ArmReach.distance(to: position) > ArmReach.leaning
  }

  /// Half the tabletop's width, metres.
  private static let halfTable = 0.44
  /// Lower than this lies the floor alone: the drawer's is at 0.34 m.
  private static let lowest = 0.33
  /// Horizontal distance from the shoulder at which a block on the shelf can be gripped, metres.
  private static let shelfReach = 0.79
}
