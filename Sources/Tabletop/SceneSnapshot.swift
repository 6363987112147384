import Chains
import Vocabulary

/// What success is judged by: blocks, fixtures and contacts at one moment.
public struct SceneSnapshot: Hashable, Sendable {
  /// One block's part.
  public struct Block: Hashable, Sendable {
    /// Where it is, world frame.
    public var pose: Pose
    /// Velocity in the world frame, metres per second.
    public var linearVelocity: Vector3
    /// Rate of rotation in the world frame, radians per second.
    public var angularVelocity: Vector3
    /// What it touches.
    public var touches: Touches

    /// A block from its parts, at rest unless told.
    public init(pose: Pose, linearVelocity: Vector3 = .zero, angularVelocity: Vector3 = .zero, touches: Touches) {
      self.pose = pose
      self.linearVelocity = linearVelocity
      self.angularVelocity = angularVelocity
      self.touches = touches
    }
  }

  /// The red block.
  public var red: Block
  /// The blue block.
  public var blue: Block
  /// The pink block.
  public var pink: Block
  /// Travel of the sliding door, metres; 0 is the right end.
  public var slide: Double
  /// Travel of the drawer, metres; 0 is closed.
  public var drawer: Double
  /// Travel of the button, metres; 0 is up.
  public var button: Double
  /// Travel of the lever switch, metres; 0 is down.
  public var lever: Double
  /// Whether the LED is lit.
  public var ledIsOn: Bool
  /// Whether the light bulb is lit.
  public var bulbIsOn: Bool
  /// What the robot touches.
  public var robotTouches: Touches

  /// A snapshot from its parts.
  public init(
    red: Block, blue: Block, pink: Block, slide: Double, drawer: Double, button: Double, lever: Double, ledIsOn: Bool,
    bulbIsOn: Bool, robotTouches: Touches
  ) {
    self.red = red
    self.blue = blue
    self.pink = pink
    self.slide = slide
    self.drawer = drawer
    self.button = button
    self.lever = lever
    self.ledIsOn = ledIsOn
    self.bulbIsOn = bulbIsOn
    self.robotTouches = robotTouches
  }

  /// A block by its colour.
  public subscript(block: BlockColor) -> Block {
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

  /// The block that both fingers touch, if there is one.
  public var blockBetweenFingers: BlockColor? {
    BlockColor.allCases.first { self[$0].touches.isSuperset(of: .fingers) }
  }

  /// The block that hangs between both fingers and touches nothing else.
  public var heldBlock: BlockColor? {
    blockBetweenFingers.flatMap { self[$0].touches.isSubset(of: .robot) ? $0 : nil }
  }
}
