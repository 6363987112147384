import Chains
import Tabletop
import Vocabulary

// Pushing with closed fingers.
extension Expert {
  /// Height of the tcp over the tabletop while the fingertips push.
  private static let pushHeight = TableGeometry.tabletop + TableGeometry.fingertip + 0.004
  /// Metres per control step while pushing to the drawer: 0.25 m/s, and 0.15 m/s towards the front edge.
  private static let speedToDrawer = 0.25 / 30
  private static let edgeSpeed = 0.15 / 30
  /// Nearer to the front edge than this a block is pushed at `edgeSpeed`, metres.
  private static let slowBeyond = TableGeometry.frontEdge + 0.035
  /// Room between the fingertips and the block when they come down behind it.
  private static let stanceGap = 0.016

  /// Angle to how the hand should be held beyond which it does not push, radians.
  private static let largestBend = 0.4

  /// Nearest to the wall that the upright closed fingers may be, low over the table.
  private static let wallLimit = -0.002

  /// Pushes a block along the table.
  func push(_ color: BlockColor, to side: Side, _ view: ExpertView) -> Action {
    let block = view[color]
    let sign = side == .left ? -1.0 : 1.0
    guard block.isOverTabletop, sign * block.position.x < PushPlan.halfWidth else { return retreat(view) }
    let plan = pushPlan(block, view)
    if side == .left && plan.isBeyondReach { return drag(block, along: Vector3(-1, 0, 0), view) }
    return move(plan, by: plan.sideways(sign), view)
  }

  /// Pushes a block over the edge into the open drawer.
  func pushIntoDrawer(_ view: ExpertView) -> Action {
    let loose = view.blocks.filter { $0.isOverTabletop && $0.touches.isDisjoint(with: .blocks) }
    func distance(_ block: ExpertView.Block) -> Double {
      (block.position - Vector3(layout.drawerX, TableGeometry.frontEdge, 0)).horizontalLength
    }
    guard let block = loose.min(by: { distance($0) < distance($1) }) else { return retreat(view) }
    if view.drawer < Self.drawerForPush { return moveDrawer(to: .open, view) }
    var plan = pushPlan(block, view, near: 0.02)
    plan.gate = layout.drawerX - 0.12...layout.drawerX + 0.12
    plan.turnCost = 0.08
    plan.speed = Self.speedToDrawer
    if plan.isBeyondReach && block.position.x > layout.drawerX + 0.1 {
      return drag(block, along: Vector3(-1, 0, 0), view)
    }
    let forward = Vector3(0, -1, 0)
    let gap = plan.isDrawn ? 0.03 : Self.stanceGap
    if !plan.hasRoom(for: forward, gap: gap) && abs(block.position.x - layout.drawerX) < 0.16 {
      // Where no finger fits between the block and the wall, it is drawn forward from above; where the door's handle is
      // in the way, it is pushed aside first.
      if plan.place(for: forward, gap: gap).y > Self.wallLimit { return drag(block, along: forward, view) }
      plan.detour = 0.15
    }
    return move(plan, by: plan.overEdge(near: layout.drawerX), view)
  }

  /// Travel of the drawer from which on every block falls into it.
  private static let drawerForPush = 0.145

  /// Moves a block to where it can be taken: drawn from above towards where there is most room.
  func nudgeFree(_ color: BlockColor, _ view: ExpertView) -> Action {
    let block = view[color]
    guard block.isOverTabletop || block.touches.contains(.drawer) else { return retreat(view) }
    let directions = (0..<16).map { index in
      Quaternion(axis: Vector3(0, 0, 1), radians: Double(index) * .pi / 8).act(Vector3(1, 0, 0))
    }
    let open = directions.filter { drawingStance(block, along: $0, view).isOpen }
    let best = (open.isEmpty ? directions : open).max { a, b in
      room(around: block, at: block.position + a * 0.03, view)
        < room(around: block, at: block.position + b * 0.03, view)
    }!
    return drag(block, along: best, view)
  }

  /// How much room there is around a block if its centre were at `centre`; the narrowest side counts most.
  private func room(around block: ExpertView.Block, at centre: Vector3, _ view: ExpertView) -> Double {
    let (right, ahead) = (block.extent(along: Vector3(1, 0, 0)), block.extent(along: Vector3(0, 1, 0)))
    var gaps: [Double] = []
    for other in view.others(than: block.color) where abs(other.position.z - block.position.z) < 0.05 {
      let away = Vector3(centre.x - other.position.x, centre.y - other.position.y, 0)
      let u = away.normalized
      gaps.append(away.length - block.extent(along: u) - other.extent(along: u))
    }
    if block.isOverTabletop {
      let away = Vector3(centre.x - layout.buttonTop.x, centre.y - layout.buttonTop.y, 0)
      gaps.append(away.length - block.extent(along: away.normalized) - TableGeometry.buttonRing)
      gaps.append(-0.01 - centre.y - ahead)
      gaps.append(centre.y - TableGeometry.frontEdge - 0.01)
      // The hand over the block must find room beside the door's handle and the lever, or in front of them.
      let handle = layout.worldFromDoor.position.x + 0.14 - view.door
      gaps.append(max(abs(centre.x - handle) - 0.12, -0.05 - centre.y))
      gaps.append(max(abs(centre.x - layout.worldFromSwitch.position.x) - 0.165, -0.04 - centre.y))
      gaps.append(min(centre.x + PushPlan.halfWidth, TableGeometry.uprightReach + 0.02 - centre.x))
    } else {
      gaps.append(0.18 - abs(centre.x - layout.drawerX) - right)
      gaps.append(centre.y - ahead + 0.16 + view.drawer)
      gaps.append(min(0.04 - view.drawer, TableGeometry.frontEdge - 0.02) - centre.y - ahead)
    }
    let capped = gaps.map { min($0, 0.06) }
    return capped.min()! + 0.1 * capped.reduce(0, +)
  }

  /// - Parameter near: height over the block, metres, up to which it costs something to go round to another side.
  private func pushPlan(_ block: ExpertView.Block, _ view: ExpertView, near: Double = 0.06) -> PushPlan {
    let offset = view.tcp.position - block.position
    let isNear = offset.horizontalLength < 0.12 && view.tcp.position.z < block.top + near
    return PushPlan(
      block: block, others: view.others(than: block.color).filter(\.isOverTabletop), button: layout.buttonTop,
      lever: layout.worldFromSwitch.position.x, forwardLimit: forwardLimit(behind: block, view),
      pusher: isNear ? view.tcp.position : nil)
  }

  /// Nearest to the wall that the upright closed hand has room among the fixtures, behind a block.
  private func forwardLimit(behind block: ExpertView.Block, _ view: ExpertView) -> Double {
    let clearance = HandClearance(shelf, view)
    let limit = stride(from: Self.wallLimit, through: -0.05, by: -0.008).first { y in
      let place = Vector3(block.position.x, y, Self.pushHeight)
      let attitude = pushAttitude(at: place, pushing: Vector3(0, -1, 0))
      return clearance.isClear(Pose(position: place, orientation: attitude.orientation), gap: 0, margin: 0.004)
    }
    return limit ?? -0.052
  }

  private func move(_ plan: PushPlan, by lines: [[Vector3]], _ view: ExpertView) -> Action {
    let move = plan.move(of: lines)
    if move.isPush { return push(plan, along: move.direction, view) }
    return drawingStance(plan.block, along: move.direction, view).isOpen
      ? drag(plan.block, along: move.direction, view) : nudgeFree(plan.block.color, view)
  }

  /// Pushes along a horizontal direction: behind the block, down, and on, the fingers kept under its centre.
  private func push(_ plan: PushPlan, along u: Vector3, _ view: ExpertView) -> Action {
    let block = plan.block
    let tcp = view.tcp.position
    let side = Vector3(-u.y, u.x, 0)
    let offset = tcp - block.position
    let contact = plan.contactDistance(u)
    let behind = -offset.dot(u)
    let lateral = offset.dot(side)
    let attitude = pushAttitude(at: tcp, pushing: u)
    let isLow = tcp.z < min(block.top - 0.008, Self.pushHeight + 0.02)
    // Fingers that the block has bent back come away from it first.
    let isStraight = view.tcp.orientation.angle(to: attitude.orientation) < Self.largestBend
    if isLow && isStraight && behind > 0.45 * contact && behind < contact + 0.06 && abs(lateral) < 0.6 * behind {
      // On while under the middle. Where the fingers are off it they come back first, then aside: the pads' friction
      // would take the block along.
      let off = abs(lateral) / (0.35 * block.extent(along: side))
      let isNear = behind < contact + 0.008
      var forward = isNear ? (off < 1 ? 1 : -0.6) : max(0, min(1, 1.5 - off))
      let correction = isNear && off >= 1 ? 0 : max(-0.8, min(0.8, lateral / 0.025))
      var height = (Self.pushHeight - tcp.z) * 0.3
      if isNear && forward > 0 {
        // In contact the fingers sink a little and do not rise: their pads would take the block off the table. Nor do
        // they press down, which would hold it fast, and they stay clear of the table.
        let low = Self.pushHeight - tcp.z
        let sinking = low < 0.001 ? -0.0015 : low < 0.0025 ? 0 : 0.001
        height = max(-0.0005, min(0.002, 0.3 * (sinking - view.lead.z)))
        // At the table's side it is let down before it goes on: only a block on the table counts as pushed.
        let isLifted = !block.touches.isEmpty && block.touches.isSubset(of: .robot)
        if isLifted && abs(block.position.x) > PushPlan.halfWidth - 0.05 { forward = -0.3 }
      }
      let speed = u.y < -0.3 && block.position.y < Self.slowBeyond ? Self.edgeSpeed : plan.speed
      let step = (u * forward - side * correction) * speed + Vector3(0, 0, height)
      return Steering(tcp: view.tcp).drive(
        step, speed: min(step.length, speed * 1.2), orientation: attitude.orientation, gripper: .close)
    }
    let stance = plan.place(for: u, gap: Self.stanceGap)
    let place = Vector3(stance.x, min(stance.y, plan.wallLimit(at: stance.x, pushing: u)), Self.pushHeight)
    let tallest = view.blocks.filter(\.isOverTabletop).map(\.top).max() ?? block.top
    let approach = Approach(
      place, pushAttitude(at: place, pushing: u), axis: Vector3(0, 0, 1),
      height: max(tallest - TableGeometry.tabletop, 0.04) + 0.04, radius: 0.006, slope: 4)
    return comeDown(approach, view)
  }

  /// Follows an approach over the free tabletop, straight up first where the hand is low.
  private func comeDown(_ approach: Approach, _ view: ExpertView) -> Action {
    let tcp = view.tcp.position
    let offset = tcp - approach.goal.position
    let isUpright = view.tcp.orientation.columns.2.z < -0.75
    // Open fingers around a block are taken off it first, or they would close on it.
    let isClosed = view.fingerGap < 0.03 || !isAroundBlock(view)
    let isOverTable = tcp.z > TableGeometry.tabletop + 0.005 && tcp.y < 0.015 && tcp.y > TableGeometry.frontEdge
    let action =
      isUpright && isOverTable && isClosed && offset.horizontalLength < 0.2
      ? approach.action(Steering(tcp: view.tcp), gripper: .close) : follow(approach, view, gripper: .close)
    return HandClearance(shelf, view).around(action, to: approach.goal.position, view)
  }

  /// How the hand is held to push at a place: leaning away from the wall, stretched out to the far right.
  private func pushAttitude(at place: Vector3, pushing direction: Vector3 = .zero) -> ToolAttitude {
    let lean = direction.y < -0.3 ? 0 : max(0, min(0.45, (place.y + 0.07) * 8))
    return ToolAttitude(lean: lean, tilt: ArmReach.tilt(at: place, leaning: lean))
  }

  /// Draws a block along by the fingertips pressed on its top.
  ///
  /// Friction below would tip it over its front edge, so the fingers press down behind its middle.
  private func drag(_ block: ExpertView.Block, along u: Vector3, _ view: ExpertView) -> Action {
    let tcp = view.tcp.position
    let (place, attitude, _) = drawingStance(block, along: u, view)
    let offset = tcp - place
    let isOnTop = offset.horizontalLength < 0.012 && abs(offset.z) < 0.006
    if isOnTop {
      // Down until it presses, then along, corrected towards the place on the block.
      // Where the block holds out, the touch is eased: what presses on it adds to its friction on the table.
      let press = max(Self.leastPress, Self.press - 0.12 * max(0, view.lead.dot(u) - 0.03))
      let down = max(-0.003, min(0.003, 0.3 * (-press - view.lead.z)))
      let across = offset - u * offset.dot(u)
      let isPressed = view.lead.z < -0.6 * press
      var along = isPressed ? u * Self.dragSpeed - Vector3(across.x, across.y, 0) * 0.2 : .zero
      // Where it begins to tip over, the pull is eased until it stands flat again; in the drawer it may tumble.
      let rise = block.extent(along: Vector3(0, 0, 1)) - block.half(alongAxisClosestTo: Vector3(0, 0, 1))
      let isTipping = rise > 0.002 && block.isOverTabletop
      if isTipping && view.lead.dot(u) < 0.004 {
        return Steering(tcp: view.tcp).drive(
          Vector3(0, 0, 1), speed: Steering.slow, orientation: view.tcp.orientation, gripper: .close)
      }
      if isTipping { along = u * min(0, -0.3 * view.lead.dot(u)) }
      let step = along + Vector3(0, 0, down)
      return Steering(tcp: view.tcp).drive(
        step, speed: step.length, orientation: attitude.orientation(turningFrom: view.tcp), gripper: .close)
    }
    if !block.isOverTabletop {
      // Steep: the tabletop's edge is beside the way into the drawer.
      let approach = Approach(
        place - Vector3(0, 0, 0.004), attitude, axis: Vector3(0, 0, 1), height: 0.12, radius: 0.006, slope: 8)
      return follow(approach, view, gripper: .close)
    }
    // A leaning hand comes in along its axis, below what it leans away from.
    let isLeaning = attitude.lean > 0.05
    let approach = Approach(
      place - Vector3(0, 0, 0.004), attitude, axis: isLeaning ? attitude.retreat : Vector3(0, 0, 1),
      height: isLeaning ? 0.12 : 0.05, radius: 0.008)
    return comeDown(approach, view)
  }

  /// Where the fingertips press on a block to draw it along, how the hand is held there, and whether it has room.
  ///
  /// The hand leans no more than fixtures ask for: flat fingertips keep the block from tipping over.
  private func drawingStance(
    _ block: ExpertView.Block, along u: Vector3, _ view: ExpertView
  ) -> (place: Vector3, attitude: ToolAttitude, isOpen: Bool) {
    // As far back as the top reaches along the direction, a little inside its outline.
    let (far, across) = block.horizontalAxes
    let run = [far, across].map { max(0, $0.half - Self.insideOutline) / max(abs(u.dot($0.axis)), 1e-9) }.min()!
    var top = block.position - u * run
    if !block.isOverTabletop {
      // What leans has its top over its middle. Under the tabletop no finger comes.
      if !block.isFlat { top = block.position }
      top.y = min(top.y, Self.drawingLimit)
    } else {
      // Pressed beyond the table's edge it would tip over it.
      top.x = max(-Self.pressLimit.x, min(Self.pressLimit.x, top.x))
      top.y = max(-Self.pressLimit.y, top.y)
    }
    let place = Vector3(top.x, top.y, block.top + TableGeometry.fingertip)
    guard block.isOverTabletop else { return (place, ToolAttitude(), true) }
    let clearance = HandClearance(shelf, view)
    let furthest = ArmReach.furthestRight(at: place)
    // Across the pull, the fingertips side by side, or one of them would be lifted off.
    let aside = wrapped(u.yaw + .pi / 2)
    let side = aside < -1 ? aside + .pi : aside > 2.14 ? aside - .pi : aside
    func stance(leaning lean: Double) -> (place: Vector3, attitude: ToolAttitude) {
      let tilt = ArmReach.tilt(at: place, leaning: lean)
      // Both fingertips press: they lie side by side along the edge that the hand leans over.
      let yaw = tilt > max(0.05, lean) ? .pi / 2 : lean > 0.05 || tilt > 0.05 ? 0 : side
      let attitude = ToolAttitude(yaw: yaw, lean: lean, tilt: tilt)
      // A leaning finger stands on an edge of its tip.
      let edge = Vector3(tilt > 0.05 ? 0.01 : 0, lean > 0.05 ? 0.008 : 0, 0)
      return (Vector3(min(place.x + edge.x, furthest), place.y + edge.y, place.z), attitude)
    }
    for lean in [0, 0.15, 0.3, 0.45] {
      let (place, attitude) = stance(leaning: lean)
      if clearance.isClear(Pose(position: place, orientation: attitude.orientation), gap: 0, margin: 0.004) {
        return (place, attitude, true)
      }
    }
    let (last, attitude) = stance(leaning: 0.45)
    return (last, attitude, false)
  }

  /// Distance of the pressing fingertips' middle from the block's edges, metres.
  private static let insideOutline = 0.006
  /// Furthest from the table's middle that a block is pressed on, metres: its edges are at 0.44 and -0.18.
  private static let pressLimit = (x: 0.432, y: 0.168)
  /// Nearest to the tabletop's front edge that fingertips press on a block in the drawer.
  private static let drawingLimit = TableGeometry.frontEdge - 0.018
  /// How far the target is told to be below the fingertips that press, metres.
  ///
  /// The pads hold better than the table, so a light touch takes the block along; pressed on it would only be harder to
  /// move.
  private static let press = 0.005
  private static let leastPress = 0.0015
  /// Metres per control step while drawing a block: 0.2 m/s.
  private static let dragSpeed = 0.2 / 30
}
