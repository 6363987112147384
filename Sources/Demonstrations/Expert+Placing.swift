import Chains
import Vocabulary

// Stacking, unstacking, and the drawer as a place.
extension Expert {
  /// Puts the held block on the nearest block of the table that carries nothing.
  func stack(_ view: ExpertView) -> Action {
    guard let held = view.held else { return recover(view) { !$0.touches.isDisjoint(with: .blocks) } }
    let position = view[held].position
    let bases = view.others(than: held).filter { base in
      base.touches.contains(.table) && base.isOverTabletop
        && !view.blocks.contains {
          $0.color != held && $0.color != base.color && $0.touches.contains(.block(base.color))
            && $0.bottom > base.top - 0.01
        }
    }
    guard
      let base = bases.min(by: { ($0.position - position).horizontalLength < ($1.position - position).horizontalLength }
      )
    else {
      return putDown(held, view)
    }
    // A hand that leans, as from the shelf, does not reach the left of the table: the block is taken anew there.
    if view.lean > 0.35 && base.position.x < 0 {
      return lower(held, to: Vector3(0.03, -0.1, TableGeometry.tabletop), view, resting: .table)
    }
    let place = Vector3(base.position.x, base.position.y, base.top)
    return lower(
      held, to: place, yaw: yawWithRoom(toSet: held, at: place, view), view, resting: .block(base.color))
  }

  /// Takes the block that stands on another one.
  func unstack(_ view: ExpertView) -> Action {
    let upper = view.blocks.filter {
      !$0.touches.isDisjoint(with: .blocks) && $0.bottom > TableGeometry.tabletop + 0.03
    }
    guard let top = upper.max(by: { $0.position.z < $1.position.z }) else { return retreat(view) }
    return take(top.color, view)
  }

  /// Puts the held block into the open drawer, on a free spot.
  func placeInDrawer(_ view: ExpertView) -> Action {
    guard let held = view.held else { return recover(view) { $0.touches.contains(.drawer) } }
    // The middle of what is open of the drawer; closer to the table where the hand leans over the drawer's front.
    let y = TableGeometry.frontEdge - max(0.05, min(0.11, view.drawer / 2) - 0.08 * max(0, view.lean))
    let spots = [0.0, 0.06, -0.06, 0.1, -0.1].map { Vector3(layout.drawerX + $0, y, TableGeometry.drawerFloor) }
    let spot = spots.first { spot in
      view.others(than: held).allSatisfy {
        $0.position.z > TableGeometry.tabletop || ($0.position - spot).horizontalLength > 0.1
      }
    }
    // Fingers along x, clear of the tabletop's edge and the drawer's front.
    return lower(held, to: spot ?? spots[0], yaw: 0, view, resting: .drawer)
  }

  /// Takes a block out of the drawer, which is drawn far enough first.
  func liftFromDrawer(_ color: BlockColor, _ view: ExpertView) -> Action {
    // The tabletop's edge must leave room for the hand over the block.
    let isBehindEdge = view[color].position.y > TableGeometry.frontEdge - 0.045
    if view.held != color && view.drawer < TableGeometry.drawerTravel - 0.03 && isBehindEdge {
      return moveDrawer(to: .open, view)
    }
    // Fingers that are around it close, though the hand may be off its middle.
    let offset = view.tcp.inverse.act(view[color].position)
    if view.held != color && isAround(view[color], view) && abs(offset.z) < 0.01 && abs(offset.x) < 0.012 {
      return closeAround(view[color], view)
    }
    return take(color, view, lean: 0.2)
  }

  /// Lets go and backs out: for when nothing is left to do but to free the hand.
  func retreat(_ view: ExpertView) -> Action {
    Steering(tcp: view.tcp).drive(
      -view.tcp.orientation.columns.2, speed: Steering.careful, orientation: view.tcp.orientation, gripper: .open)
  }

  /// Backs out when the nearest block is where it belongs; takes it up again when it slipped from the hand.
  func recover(_ view: ExpertView, isPlaced: (ExpertView.Block) -> Bool) -> Action {
    let nearest = view.blocks.min {
      ($0.position - view.tcp.position).length < ($1.position - view.tcp.position).length
    }!
    if isPlaced(nearest) { return retreat(view) }
    if nearest.isOverTabletop { return take(nearest.color, view) }
    return nearest.touches.contains(.plank) ? liftFromShelf(nearest.color, view) : liftFromDrawer(nearest.color, view)
  }
}
