/// Which subtasks are possible in which state, and what they lead to.
///
/// CALVIN's table of conditions and effects (`multistep_sequences.py`). A subtask is possible where exactly one of its
/// condition and effect pairs matches.
public enum ChainRules: String, CaseIterable, Hashable, Codable, Sendable {
  /// CALVIN's table with `place_in_slider` mended: the block is recorded in the compartment that is really open.
  case physical
  /// CALVIN's own table: `place_in_slider` records the block at the side that the door covers.
  case calvin

  /// The facts after a subtask is carried out.
  ///
  /// - Throws: the first fact that keeps it from being possible.
  public func successor(of facts: Facts, _ subtask: Subtask) throws(InfeasibleReason) -> Facts {
    var next = facts
    switch subtask.kind {
    case .rotate(let block, _), .push(let block, _):
      try requireEmptyHand(facts)
      try require(block, at: .table, facts)
    case .moveSlider(let side):
      try requireEmptyHand(facts)
      guard facts.slider != side else { throw .sliderAlready(side) }
      next.slider = side
    case .drawer(let position):
      try requireEmptyHand(facts)
      guard facts.drawer != position else { throw .drawerAlready(position) }
      next.drawer = position
    case .liftFromTable(let block):
      try requireEmptyHand(facts)
      try require(block, at: .table, facts)
      next[block] = .grasped
    case .liftFromSlider(let block):
      try requireEmptyHand(facts)
      guard let compartment = facts[block].compartment else { throw .blockNotInCabinet(block, at: facts[block]) }
      guard compartment == facts.openCompartment else { throw .compartmentCovered(block, door: facts.slider) }
      next[block] = .grasped
    case .liftFromDrawer(let block):
      try requireEmptyHand(facts)
      try require(block, at: .drawer, facts)
      try requireOpenDrawer(facts)
      next[block] = .grasped
    case .placeInSlider:
      next[try heldBlock(facts)] = .compartment(self == .physical ? facts.openCompartment : facts.slider)
    case .placeInDrawer:
      let block = try heldBlock(facts)
      try requireOpenDrawer(facts)
      next[block] = .drawer
    case .pushIntoDrawer:
      try requireEmptyHand(facts)
      try requireOpenDrawer(facts)
      let onTable = facts.blocks(at: .table)
      guard onTable.count == 1 else { throw .pushedBlock(blocksOnTable: onTable.count) }
      for block in BlockColor.allCases where block != onTable[0] && facts[block].compartment == nil {
        throw .otherBlockNotInCabinet(block, at: facts[block])
      }
      next[onTable[0]] = .drawer
    case .stack:
      let block = try heldBlock(facts)
      let onTable = facts.blocks(at: .table)
      guard onTable.count == 1 else { throw .stackingBase(blocksOnTable: onTable.count) }
      next[block] = .stackedTop
      next[onTable[0]] = .stackedBottom
    case .unstack:
      try requireEmptyHand(facts)
      guard let top = facts.blocks(at: .stackedTop).first, let bottom = facts.blocks(at: .stackedBottom).first else {
        throw .nothingStacked
      }
      next[top] = .table
      next[bottom] = .table
    case .lightbulb(let on):
      try requireEmptyHand(facts)
      guard facts.lightbulb != on else { throw .lightbulbAlready(on: on) }
      next.lightbulb = on
    case .led(let on):
      try requireEmptyHand(facts)
      guard facts.led != on else { throw .ledAlready(on: on) }
      next.led = on
    }
    return next
  }

  private func requireEmptyHand(_ facts: Facts) throws(InfeasibleReason) {
    if let block = facts.grasped { throw .handHolds(block) }
  }

  private func heldBlock(_ facts: Facts) throws(InfeasibleReason) -> BlockColor {
    guard let block = facts.grasped else { throw .handIsEmpty }
    return block
  }

  private func require(_ block: BlockColor, at place: Place, _ facts: Facts) throws(InfeasibleReason) {
    guard facts[block] == place else { throw .blockElsewhere(block, at: facts[block], needed: place) }
  }

  private func requireOpenDrawer(_ facts: Facts) throws(InfeasibleReason) {
    guard facts.drawer == .open else { throw .drawerClosed }
  }
}
