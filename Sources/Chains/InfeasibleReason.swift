/// The fact that keeps a subtask from being carried out.
public enum InfeasibleReason: Error, Hashable, Sendable {
  /// The hand must be empty and is not.
  case handHolds(BlockColor)
  /// A block must be in the hand and none is.
  case handIsEmpty
  /// A block is not where the subtask takes it from.
  case blockElsewhere(BlockColor, at: Place, needed: Place)
  /// A block to be taken from the cabinet is not in it.
  case blockNotInCabinet(BlockColor, at: Place)
  /// A block is in the compartment that the door covers.
  case compartmentCovered(BlockColor, door: Side)
  /// The drawer must be open and is closed.
  case drawerClosed
  /// The drawer is already where it is to go.
  case drawerAlready(DrawerPosition)
  /// The door is already where it is to go.
  case sliderAlready(Side)
  /// The light bulb is already as it is to be.
  case lightbulbAlready(on: Bool)
  /// The LED is already as it is to be.
  case ledAlready(on: Bool)
  /// Stacking needs exactly one block on the table to stack on.
  case stackingBase(blocksOnTable: Int)
  /// There is no stack to take apart.
  case nothingStacked
  /// Pushing into the drawer needs exactly one block on the table.
  case pushedBlock(blocksOnTable: Int)
  /// Pushing into the drawer needs the two other blocks in the cabinet.
  case otherBlockNotInCabinet(BlockColor, at: Place)
}

extension InfeasibleReason: CustomStringConvertible {
  /// One clause for people, without a full stop.
  public var description: String {
    switch self {
    case .handHolds(let block): "the hand holds the \(block) block"
    case .handIsEmpty: "the hand holds no block"
    case .blockElsewhere(let block, let place, let needed):
      "the \(block) block is \(place.phrase), not \(needed.phrase)"
    case .blockNotInCabinet(let block, let place): "the \(block) block is \(place.phrase), not in the cabinet"
    case .compartmentCovered(let block, let door):
      "the \(block) block is in the covered compartment: block and door are both at the \(door)"
    case .drawerClosed: "the drawer is closed"
    case .drawerAlready(let position): "the drawer is already \(position)"
    case .sliderAlready(let side): "the sliding door is already at the \(side)"
    case .lightbulbAlready(let on): "the light bulb is already \(on ? "on" : "off")"
    case .ledAlready(let on): "the LED is already \(on ? "on" : "off")"
    case .stackingBase(let count): "stacking needs exactly one block on the table, there are \(count)"
    case .nothingStacked: "no block is stacked on another"
    case .pushedBlock(let count): "pushing into the drawer needs exactly one block on the table, there are \(count)"
    case .otherBlockNotInCabinet(let block, let place):
      "pushing into the drawer needs the other blocks in the cabinet, the \(block) block is \(place.phrase)"
    }
  }
}

extension Place {
  /// The place in a sentence: "the block is …".
  package var phrase: String {
    switch self {
    case .table: "on the table"
    case .sliderLeft: "in the left compartment"
    case .sliderRight: "in the right compartment"
    case .drawer: "in the drawer"
    case .grasped: "in the hand"
    case .stackedTop: "on another block"
    case .stackedBottom: "under another block"
    }
  }
}
