import Chains
import Tabletop
import Vocabulary

/// The scripted expert: an action for any state and subtask, its phase derived from the state, nothing remembered.
public struct Expert: Sendable {
  /// Told apart by what is kept of it: another number wherever its actions change.
  public static let revision = 2

  let layout: TableLayout
  let shelf: ShelfGeometry

  /// An expert for a scene.
  public init(_ scene: TabletopScene) {
    layout = TableLayout(scene)
    shelf = ShelfGeometry(scene, layout: layout)
  }

  /// The action for a state and a subtask.
  public func action(for subtask: Subtask, _ view: ExpertView) -> Action {
    if let held = view.held, !uses(subtask, held) { return putDown(held, view) }
    if let block = subtask.block, view.held == nil, let cover = cover(of: block, view) { return take(cover, view) }
    switch subtask.kind {
    case .led: return pressButton(view)
    case .lightbulb(let on): return moveSwitch(on: on, view)
    case .moveSlider(let side): return moveDoor(to: side, view)
    case .drawer(let position): return moveDrawer(to: position, view)
    case .liftFromTable(let color): return take(color, view)
    case .liftFromDrawer(let color): return liftFromDrawer(color, view)
    case .liftFromSlider(let color): return liftFromShelf(color, view)
    case .placeInSlider: return placeOnShelf(view)
    case .placeInDrawer: return placeInDrawer(view)
    case .stack: return stack(view)
    case .unstack: return unstack(view)
    case .rotate(let color, let side): return rotate(color, to: side, view)
    case .push(let color, let side): return push(color, to: side, view)
    case .pushIntoDrawer: return pushIntoDrawer(view)
    }
  }

  /// The block that lies on top of another one.
  private func cover(of color: BlockColor, _ view: ExpertView) -> BlockColor? {
    let under = view[color]
    return view.others(than: color).first {
      $0.touches.contains(.block(color)) && $0.bottom > under.top - 0.012 && $0.position.z > under.position.z + 0.03
    }?.color
  }

  /// Whether a subtask is about the block that is held, so that the hand need not be freed first.
  private func uses(_ subtask: Subtask, _ held: BlockColor) -> Bool {
    switch subtask.kind {
    case .placeInSlider, .placeInDrawer, .stack, .unstack: true
    case .liftFromTable(let color), .liftFromDrawer(let color), .liftFromSlider(let color), .rotate(let color, _):
      color == held
    case .led, .lightbulb, .moveSlider, .drawer, .push, .pushIntoDrawer: false
    }
  }

  /// Backs out of narrow places before it travels, then follows an approach.
  func follow(
    _ approach: Approach, _ view: ExpertView, gripper: GripperCommand, minimumHeight: Double = 0
  ) -> Action {
    let steering = Steering(tcp: view.tcp)
    let isAround = isAroundBlock(view)
    let isAtWall = isAtWall(view.tcp.position)
    // Fingers that have let go of a block stay open until they are clear of it; closed ones beside it stay closed.
    let isOpen = view.fingerGap > 0.03
    let safeGripper: GripperCommand =
      isAround && isOpen ? .open : gripper == .open && !isOpen && wouldStrikeBlock(view) ? .close : gripper
    // Empty fingers that shall close are taken off a block first, or they would close on it.
    let mustComeOff = isAround && isOpen && gripper == .close && view.held == nil
    let isNarrow = isAround || isAtWall || isBelowTable(view.tcp.position)
    if isNarrow && (mustComeOff || !approach.isInFunnel(view.tcp)) {
      // Out the way it came in; at the wall, away from it as well, for straight up may be out of the arm's reach.
      let retreat = -view.tcp.orientation.columns.2
      let out = (isAtWall && !isAround ? retreat + TableGeometry.wallNormal : retreat).normalized
      // Beside a block the hand first stops pressing: what its target is ahead to the side is taken back.
      let aside = isAround ? view.lead - out * view.lead.dot(out) : .zero
      return steering.drive(
        out * Steering.careful - aside.limited(to: 0.02), speed: Steering.careful, orientation: view.tcp.orientation,
        gripper: isAround && !isOpen ? .close : safeGripper)
    }
    return approach.action(steering, gripper: safeGripper, minimumHeight: minimumHeight)
  }

  /// Whether fingers that open now would strike a block beside them.
  private func wouldStrikeBlock(_ view: ExpertView) -> Bool {
    let p = view.tcp.position
    return view.blocks.contains { block in
      block.color != view.held && (block.position - p).horizontalLength < 0.063 + 0.045 && p.z < block.top + 0.02
        && p.z > block.bottom - 0.02
    }
  }

  /// Whether the hand is among the things at the leaning wall.
  private func isAtWall(_ p: Vector3) -> Bool {
    TableGeometry.distanceFromWall(p) < 0.1 && p.z < 0.66 && p.y > -0.08
  }

  /// Whether the fingertips are below the tabletop, in the drawer or behind its handle.
  private func isBelowTable(_ p: Vector3) -> Bool { p.z < TableGeometry.tabletop - 0.005 }

  /// Whether the fingers are beside or around a block that they do not hold.
  func isAroundBlock(_ view: ExpertView) -> Bool {
    let p = view.tcp.position
    return view.blocks.contains { block in
      block.color != view.held && (block.position - p).horizontalLength < 0.05 && p.z < block.top + 0.02
        && p.z > block.bottom - 0.02
    }
  }
}
