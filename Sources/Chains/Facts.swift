/// The blocks by colour, in the order of CALVIN's `scene_obs`.
public enum BlockColor: String, CaseIterable, Hashable, Codable, Sendable {
  case red, blue, pink
}

/// Left or right as seen from in front of the table: right is +x.
public enum Side: String, CaseIterable, Hashable, Codable, Sendable {
  case left, right

  /// The other one.
  public var opposite: Side { self == .left ? .right : .left }
}

/// Where the drawer is.
public enum DrawerPosition: String, CaseIterable, Hashable, Codable, Sendable {
  case open, closed
}

/// Where a block is.
public enum Place: String, CaseIterable, Hashable, Codable, Sendable {
  /// On the tabletop, not part of a stack.
  case table
  /// In the left compartment behind the sliding door.
  case sliderLeft = "slider_left"
  /// In the right compartment behind the sliding door.
  case sliderRight = "slider_right"
  /// In the drawer, open or closed.
  case drawer
  /// Between the fingers.
  case grasped
  /// On another block.
  case stackedTop = "stacked_top"
  /// Under another block.
  case stackedBottom = "stacked_bottom"

  /// The compartment on a side.
  public static func compartment(_ side: Side) -> Place { side == .left ? .sliderLeft : .sliderRight }

  /// The side of a compartment; nil for a place outside the cabinet.
  public var compartment: Side? {
    switch self {
    case .sliderLeft: .left
    case .sliderRight: .right
    default: nil
    }
  }
}

/// What the world is like as far as chains are concerned: CALVIN's symbolic state.
public struct Facts: Hashable, Sendable {
  /// Whether the LED is lit.
  public var led: Bool
  /// Whether the light bulb is lit.
  public var lightbulb: Bool
  /// The side that the sliding door is at and covers; right is joint position 0.
  public var slider: Side
  /// Where the drawer is.
  public var drawer: DrawerPosition
  /// Where the red block is.
  public var red: Place
  /// Where the blue block is.
  public var blue: Place
  /// Where the pink block is.
  public var pink: Place

  /// Facts from their parts.
  public init(
    led: Bool = false, lightbulb: Bool = false, slider: Side = .right, drawer: DrawerPosition = .closed,
    red: Place = .table, blue: Place = .table, pink: Place = .table
  ) {
    self.led = led
    self.lightbulb = lightbulb
    self.slider = slider
    self.drawer = drawer
    self.red = red
    self.blue = blue
    self.pink = pink
  }

  /// Where a block is.
  public subscript(block: BlockColor) -> Place {
    get {
      switch block {
      case .red: red
      case .blue: blue
      case .pink: pink
      }
    }
    set {
      switch block {
      case .red: red = newValue
      case .blue: blue = newValue
      case .pink: pink = newValue
      }
    }
  }

  /// The compartment that a hand can reach into: opposite to the door.
  public var openCompartment: Side { slider.opposite }

  /// The block in the hand.
  public var grasped: BlockColor? {
    if red == .grasped { return .red }
    if blue == .grasped { return .blue }
    return pink == .grasped ? .pink : nil
  }

  /// The blocks at a place, in the order red, blue, pink.
  public func blocks(at place: Place) -> [BlockColor] { BlockColor.allCases.filter { self[$0] == place } }

  /// Whether these facts can be true together.
  public var isConsistent: Bool { contradiction == nil }

  /// Why these facts cannot be true together; nil if they can.
  public var contradiction: String? {
    if blocks(at: .grasped).count > 1 { return "the hand holds one block at most" }
    let tops = blocks(at: .stackedTop).count
    let bottoms = blocks(at: .stackedBottom).count
    if tops > 1 || bottoms > 1 { return "three blocks make one stack of two at most" }
    if tops != bottoms { return "a \"stacked_top\" needs a \"stacked_bottom\" and the other way round" }
    return nil
  }
}
