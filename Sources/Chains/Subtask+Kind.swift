extension Subtask {
  /// A subtask as its family and what varies within it: what oracles, experts and sentences switch over.
  public enum Kind: Hashable, Sendable {
    /// Turn a block on its support; right is clockwise seen from above.
    case rotate(BlockColor, Side)
    /// Push a block along the table; right is +x.
    case push(BlockColor, Side)
    /// Move the sliding door to a side.
    case moveSlider(Side)
    /// Bring the drawer to a position.
    case drawer(DrawerPosition)
    /// Lift a block off the table.
    case liftFromTable(BlockColor)
    /// Lift a block out of the open compartment behind the sliding door.
    case liftFromSlider(BlockColor)
    /// Lift a block out of the drawer.
    case liftFromDrawer(BlockColor)
    /// Put the held block into the open compartment.
    case placeInSlider
    /// Put the held block into the drawer.
    case placeInDrawer
    /// Slide a block over the table's edge into the open drawer.
    case pushIntoDrawer
    /// Put the held block on the block that is on the table.
    case stack
    /// Take the upper block off the lower one.
    case unstack
    /// Bring the light bulb to a state, with the lever switch.
    case lightbulb(on: Bool)
    /// Bring the LED to a state, with the button.
    case led(on: Bool)
  }

  /// The families of which a chain holds at most one subtask each.
  public enum Category: String, CaseIterable, Hashable, Codable, Sendable {
    case rotateOrPush = "rotate_or_push"
    case moveSlider = "move_slider"
    case drawer
    case liftFromTable = "lift_table"
    case liftFromSlider = "lift_slider"
    case liftFromDrawer = "lift_drawer"
    case place
    case light
    case pushIntoDrawer = "push_into_drawer"
    case stack
    case unstack
  }

  /// Family, block and direction.
  public var kind: Kind {
    switch self {
    case .rotateRedBlockRight: .rotate(.red, .right)
    case .rotateRedBlockLeft: .rotate(.red, .left)
    case .rotateBlueBlockRight: .rotate(.blue, .right)
    case .rotateBlueBlockLeft: .rotate(.blue, .left)
    case .rotatePinkBlockRight: .rotate(.pink, .right)
    case .rotatePinkBlockLeft: .rotate(.pink, .left)
    case .pushRedBlockRight: .push(.red, .right)
    case .pushRedBlockLeft: .push(.red, .left)
    case .pushBlueBlockRight: .push(.blue, .right)
    case .pushBlueBlockLeft: .push(.blue, .left)
    case .pushPinkBlockRight: .push(.pink, .right)
    case .pushPinkBlockLeft: .push(.pink, .left)
    case .moveSliderLeft: .moveSlider(.left)
    case .moveSliderRight: .moveSlider(.right)
    case .openDrawer: .drawer(.open)
    case .closeDrawer: .drawer(.closed)
    case .liftRedBlockTable: .liftFromTable(.red)
    case .liftBlueBlockTable: .liftFromTable(.blue)
    case .liftPinkBlockTable: .liftFromTable(.pink)
    case .liftRedBlockSlider: .liftFromSlider(.red)
    case .liftBlueBlockSlider: .liftFromSlider(.blue)
    case .liftPinkBlockSlider: .liftFromSlider(.pink)
    case .liftRedBlockDrawer: .liftFromDrawer(.red)
    case .liftBlueBlockDrawer: .liftFromDrawer(.blue)
    case .liftPinkBlockDrawer: .liftFromDrawer(.pink)
    case .placeInSlider: .placeInSlider
    case .placeInDrawer: .placeInDrawer
    case .pushIntoDrawer: .pushIntoDrawer
    case .stackBlock: .stack
    case .unstackBlock: .unstack
    case .turnOnLightbulb: .lightbulb(on: true)
    case .turnOffLightbulb: .lightbulb(on: false)
    case .turnOnLED: .led(on: true)
    case .turnOffLED: .led(on: false)
    }
  }

  /// The subtask of a kind; there is exactly one.
  public init(_ kind: Kind) {
    guard let subtask = Self.allCases.first(where: { $0.kind == kind }) else {
      preconditionFailure("every kind belongs to a subtask")
    }
    self = subtask
  }

  /// The category, as CALVIN's sequence generator groups them.
  public var category: Category {
    switch kind {
    case .rotate, .push: .rotateOrPush
    case .moveSlider: .moveSlider
    case .drawer: .drawer
    case .liftFromTable: .liftFromTable
    case .liftFromSlider: .liftFromSlider
    case .liftFromDrawer: .liftFromDrawer
    case .placeInSlider, .placeInDrawer: .place
    case .lightbulb, .led: .light
    case .pushIntoDrawer: .pushIntoDrawer
    case .stack: .stack
    case .unstack: .unstack
    }
  }

  /// The block that the name speaks of; nil where the situation decides which one, or none is concerned.
  public var block: BlockColor? {
    switch kind {
    case .rotate(let block, _), .push(let block, _): block
    case .liftFromTable(let block), .liftFromSlider(let block), .liftFromDrawer(let block): block
    case .moveSlider, .drawer, .placeInSlider, .placeInDrawer, .pushIntoDrawer, .stack, .unstack: nil
    case .lightbulb, .led: nil
    }
  }

  /// Whether it is one of the nine lifts.
  public var isLift: Bool {
    switch category {
    case .liftFromTable, .liftFromSlider, .liftFromDrawer: true
    default: false
    }
  }
}
