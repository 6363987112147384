import Chains

/// A set of things on the table that something touches; CALVIN's (body, link) pairs.
public struct Touches: OptionSet, Hashable, Sendable {
  /// One bit per thing.
  public let rawValue: UInt16

  /// A set from its bits.
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// Arm links and the hand without its fingers.
  public static let arm = Touches(rawValue: 1 << 0)
  /// The finger on the hand's +y side.
  public static let fingerLeft = Touches(rawValue: 1 << 1)
  /// The finger on the hand's −y side.
  public static let fingerRight = Touches(rawValue: 1 << 2)
  /// Tabletop and cabinet walls: CALVIN's `base_link`.
  public static let table = Touches(rawValue: 1 << 3)
  /// The shelf floor of the recess: CALVIN's `plank_link`.
  public static let plank = Touches(rawValue: 1 << 4)
  /// The drawer: CALVIN's `drawer_link`.
  public static let drawer = Touches(rawValue: 1 << 5)
  /// The sliding door.
  public static let slide = Touches(rawValue: 1 << 6)
  /// The push button.
  public static let button = Touches(rawValue: 1 << 7)
  /// The lever switch.
  public static let lever = Touches(rawValue: 1 << 8)
  /// The red block.
  public static let red = Touches(rawValue: 1 << 9)
  /// The blue block.
  public static let blue = Touches(rawValue: 1 << 10)
  /// The pink block.
  public static let pink = Touches(rawValue: 1 << 11)
  /// Everything else: the floor of the room.
  public static let floor = Touches(rawValue: 1 << 12)

  /// Both fingers.
  public static let fingers: Touches = [.fingerLeft, .fingerRight]
  /// The whole robot.
  public static let robot: Touches = [.arm, .fingerLeft, .fingerRight]
  /// The three blocks.
  public static let blocks: Touches = [.red, .blue, .pink]

  /// The bit of a block.
  public static func block(_ color: BlockColor) -> Touches {
    switch color {
    case .red: .red
    case .blue: .blue
    case .pink: .pink
    }
  }
}
