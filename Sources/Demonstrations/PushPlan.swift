import Vocabulary

/// A way for a block along the tabletop: the cheapest of some broken lines around what stands in the way.
///
/// Nothing is forbidden, only dear: a block that touches something already gets the line that leads away from it.
struct PushPlan: Sendable {
  /// The block to be pushed.
  let block: ExpertView.Block
  /// The other blocks that stand on the table.
  let others: [ExpertView.Block]
  /// Centre of the button.
  let button: Vector3
  /// Where the lever is across the table.
  let lever: Double
  /// Nearest to the wall that the upright closed hand may be behind the block, to push it away from the wall.
  let forwardLimit: Double
  /// The measured tcp, where the hand is low enough to push already; a change of sides costs something.
  let pusher: Vector3?
  /// Range across the table in which the front edge may be passed.
  var gate: ClosedRange<Double>?
  /// How much longer a line may be for being pushed, not drawn, metres.
  var detour = 0.05
  /// What it costs to go round to another side of the block, metres for each radian.
  var turnCost = Self.smallTurnCost

  /// Metres per control step while it is pushed.
  var speed = Self.sidewaysSpeed

  /// 0.2 m/s: a block that is let go slides on, and must not slide off the table's side.
  private static let sidewaysSpeed = 0.2 / 30
  private static let smallTurnCost = 0.03
  /// Room that a pushed block leaves to what it passes.
  private static let margin = 0.01
  /// Half the table's width, less what keeps a block's centre on it.
  static let halfWidth = 0.428
  /// Furthest to the right that the tcp pushes from: the arm's reach.
  private static let reach = 0.405

  /// Half the closed fingers' size along a horizontal direction, at yaw 0.
  static func toolExtent(_ direction: Vector3) -> Double { 0.014 * abs(direction.x) + 0.011 * abs(direction.y) }

  /// Distance between the tcp and the block's centre in contact, pushing along `direction`.
  func contactDistance(_ direction: Vector3) -> Double {
    block.extent(along: direction) + Self.toolExtent(direction)
  }

  /// A direction to move the block, and whether the fingers find room behind it.
  struct Move: Sendable {
    let direction: Vector3
    let isPush: Bool
  }

  /// The first leg of the cheapest line: pushed where the fingers fit behind the block, drawn from above where not.
  func move(of lines: [[Vector3]]) -> Move {
    let free = cheapest(of: lines) { cost(of: $0) }
    // Once the fingers are on top they stay until there is ample room behind the block.
    let gap = isDrawn ? 0.025 : 0.012
    let pushed = cheapest(of: lines) { cost(of: $0) + costOfStance(for: Self.direction(of: $0), gap: gap) }
    // Fingers that are beside the block would have to go on top of it first.
    let change = pusher == nil || isDrawn ? 0 : turnCost * .pi / 2
    let isPush = pushed.cost < free.cost + detour + change
    return Move(direction: Self.direction(of: isPush ? pushed.line : free.line), isPush: isPush)
  }

  /// Whether the fingers are on top of the block.
  var isDrawn: Bool {
    guard let pusher, pusher.z > block.top, pusher.z < block.top + 0.02 else { return false }
    let (far, along) = block.horizontalAxes
    return [far, along].allSatisfy { abs((pusher - block.position).dot($0.axis)) < $0.half + 0.008 }
  }

  /// Whether the arm does not reach behind the block, at the right end of the table, to push it left.
  var isBeyondReach: Bool {
    place(for: Vector3(-1, 0, 0), gap: isDrawn ? 0.03 : 0.016).x > Self.reach
  }

  /// Whether the fingers find room behind the block to push along a direction.
  func hasRoom(for direction: Vector3, gap: Double) -> Bool {
    trespassOfTool(place(for: direction, gap: gap), pushing: direction) < 0.003
  }

  /// Where the tcp is `gap` behind the block, about to push along `direction`.
  func place(for direction: Vector3, gap: Double) -> Vector3 {
    block.position - direction * (contactDistance(direction) + gap)
  }

  private func cheapest(of lines: [[Vector3]], by cost: ([Vector3]) -> Double) -> (line: [Vector3], cost: Double) {
    let costs = lines.map(cost)
    let best = costs.indices.min { costs[$0] < costs[$1] }!
    return (lines[best], costs[best])
  }

  private static func direction(of line: [Vector3]) -> Vector3 {
    let next = line.first { ($0 - line[0]).horizontalLength > 0.004 } ?? line[1]
    return Vector3(next.x - line[0].x, next.y - line[0].y, 0).normalized
  }

  /// Lines that bring the block `distance` further to one side: first onto a lane, then along it.
  func sideways(_ sign: Double, distance: Double = 0.13) -> [[Vector3]] {
    let from = block.position
    let end = max(-Self.halfWidth, min(Self.halfWidth, from.x + sign * distance))
    let shares = [0.0, 0.25, 0.5, 0.8, 1]
    return ([from.y] + stride(from: -0.16, through: 0.001, by: 0.01)).flatMap { lane in
      shares.map { share in
        [
          from, Vector3(from.x + share * (end - from.x), lane, from.z),
          Vector3(end + sign * 0.01, lane, from.z),
        ]
      }
    }
  }

  /// Lines that bring the block over the front edge near `centre`: first in front of it, then straight ahead.
  func overEdge(near centre: Double) -> [[Vector3]] {
    let from = block.position
    let end = TableGeometry.frontEdge - 0.03
    let columns = stride(from: -0.09, through: 0.091, by: 0.03).map { centre + $0 }
    let straight = max(centre - 0.1, min(centre + 0.1, from.x))
    let lines = (columns + [straight]).flatMap { x in
      [[from, Vector3(x, end, from.z)]]
        + ([from.y] + stride(from: -0.14, through: 0.001, by: 0.015)).map { lane in
          [from, Vector3(x, lane, from.z), Vector3(x, end, from.z)]
        }
    }
    return lines + straightOn(to: end, near: centre)
  }

  /// The line on which the fingers push already, where it leads over the edge near `centre`.
  private func straightOn(to end: Double, near centre: Double) -> [[Vector3]] {
    guard let pusher, !isDrawn else { return [] }
    let from = block.position
    let ahead = Vector3(from.x - pusher.x, from.y - pusher.y, 0).normalized
    guard ahead.y < -0.35 else { return [] }
    let x = from.x + ahead.x / ahead.y * (end - from.y)
    return abs(x - centre) < 0.1 ? [[from, Vector3(x, end, from.z)]] : []
  }

  private func cost(of line: [Vector3]) -> Double {
    var cost = 0.0
    for (a, b) in zip(line, line.dropFirst()) {
      let length = (b - a).horizontalLength
      guard length > 0.004 else { continue }
      let count = max(2, Int(length / 0.015))
      let worst = (1...count).reduce(0) { $0 + trespass(a + (b - a) * (Double($1) / Double(count))) }
      cost += length + 40 * worst * length / Double(count)
    }
    // A bend costs going round to another side of the block.
    if line.count > 2 {
      let (first, second) = (line[1] - line[0], line[2] - line[1])
      if first.horizontalLength > 0.004 && second.horizontalLength > 0.004 {
        cost += (turnCost + 0.02) * abs(wrapped(second.yaw - first.yaw))
      }
    }
    // Across the middle of what may be passed, where it matters.
    if let gate, let last = line.last { cost += 0.05 * abs(last.x - (gate.lowerBound + gate.upperBound) / 2) }
    return cost
  }

  /// What it costs to push along a direction: room for the fingers, and the way round to another side of the block.
  private func costOfStance(for direction: Vector3, gap: Double) -> Double {
    let depth = trespassOfTool(place(for: direction, gap: gap), pushing: direction)
    let around = pusher.map { abs(wrapped(direction.yaw - (block.position - $0).yaw)) } ?? 0
    // From on top it is never less than from beside, or the hand would hover between the two.
    let turn = isDrawn ? max(around, .pi / 2) : around
    return (depth > 0.003 ? 0.2 : 0) + 3 * depth + (isDrawn ? Self.smallTurnCost : turnCost) * turn
  }

  /// How far a block at `centre` is into what it should stay clear of, metres.
  private func trespass(_ centre: Vector3) -> Double {
    let away = Vector3(centre.x - button.x, centre.y - button.y, 0)
    var depth = max(0, TableGeometry.buttonRing + Self.margin + block.extent(along: away.normalized) - away.length)
    for other in others {
      let away = Vector3(centre.x - other.position.x, centre.y - other.position.y, 0)
      let u = away.normalized
      depth += max(0, other.extent(along: u) + block.extent(along: u) + Self.margin - away.length)
    }
    let across = Vector3(0, 1, 0)
    depth += max(0, centre.y + block.extent(along: across) - Self.blockLimit)
    depth += max(0, abs(centre.x) - Self.halfWidth)
    if gate.map({ !$0.contains(centre.x) }) ?? true { depth += 2 * max(0, Self.frontLimit - centre.y) }
    return depth
  }

  /// How far the closed fingers, low over the table, would be into something, metres.
  private func trespassOfTool(_ point: Vector3, pushing direction: Vector3) -> Double {
    var depth = max(0, TableGeometry.buttonRing + 0.016 - (point - button).horizontalLength)
    for other in others {
      let away = Vector3(point.x - other.position.x, point.y - other.position.y, 0)
      let u = away.normalized
      depth += max(0, other.extent(along: u) + Self.toolExtent(u) + 0.004 - away.length)
    }
    depth += max(0, point.y - wallLimit(at: point.x, pushing: direction))
    depth += max(0, point.x - Self.reach)
    return depth
  }

  /// Nearest to the front edge that a pushed block's centre should come.
  private static let frontLimit = TableGeometry.frontEdge + 0.025

  /// Nearest to the wall's foot that a pushed block's side should come: the closed door stands out of the wall.
  private static let blockLimit = 0.002

  /// Nearest to the wall's foot that the tcp may be, low over the table, to push along `direction`.
  ///
  /// Pushing away from the wall the hand stays upright, since the leaning fingers would lie on the block. Elsewhere it
  /// leans back, and only the lever's bar is in the fingers' way.
  func wallLimit(at x: Double, pushing direction: Vector3) -> Double {
    if direction.y < -0.3 { return forwardLimit }
    return abs(x - lever) < 0.08 ? -0.022 : -0.002
  }
}
