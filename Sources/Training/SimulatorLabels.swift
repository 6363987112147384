import Vocabulary

/// What the simulator knows about a state and a policy does not: the encoders learn to see it.
///
/// Lengths are scaled so that a unit is about a standard deviation; entries that do not apply have weight 0.
public struct SimulatorLabels: Hashable, Sendable {
  /// One number for each entry of `layout`.
  public private(set) var values: [Float]
  /// How much each number counts: 1, or 0 where it does not apply.
  public private(set) var weights: [Float]

  /// Where each of `landmarks` is in the fixed camera's picture, then in the hand camera's: shares of its width from the
  /// left and of its height from the top.
  public private(set) var places: [SIMD2<Float>]
  /// Which of them are in the picture, hidden or not: 1, else 0.
  public private(set) var placeWeights: [Float]

  /// The things whose places in both pictures are known.
  public static let landmarks = ["red", "blue", "pink", "tcp", "drawer", "door", "switch", "button"]

  /// What a number is.
  public enum Kind: String, Hashable, Codable, Sendable {
    /// A length, an angle's sine or cosine, or a joint's share of its travel: regression.
    case measure
    /// 0 or 1: a logit is learnt.
    case truth
  }

  /// One number of the vector.
  public struct Entry: Hashable, Codable, Sendable {
    /// Such as `red.x`.
    public let name: String
    /// What kind of number.
    public let kind: Kind
    /// Metres, or shares, that one unit stands for.
    public let unit: Double
  }

  /// The entries in their order: measures first.
  ///
  /// Blocks in the order red, blue, pink: position in the world, the heading that its outline shows, and both in the
  /// tool's frame where it is near; then the tcp's position and the first two columns of its rotation; door, drawer,
  /// button and switch; then the lamps and which block is gripped.
  public static let layout: [Entry] = {
    let blocks = ["red", "blue", "pink"]
    func measures(_ names: [String], unit: Double) -> [Entry] {
      names.map { Entry(name: $0, kind: .measure, unit: unit) }
    }
    let axes = ["x", "y", "z"]
    return blocks.flatMap { block in measures(axes.map { "\(block).\($0)" }, unit: positionUnit) }
      + blocks.flatMap { block in measures(["\(block).heading.cos", "\(block).heading.sin"], unit: 1) }
      + blocks.flatMap { block in measures(axes.map { "\(block).tool.\($0)" }, unit: nearUnit) }
      + blocks.flatMap { block in measures(["\(block).tool.heading.cos", "\(block).tool.heading.sin"], unit: 1) }
      + measures(axes.map { "tcp.\($0)" }, unit: positionUnit)
      + measures(axes.map { "tcp.right.\($0)" } + axes.map { "tcp.forward.\($0)" }, unit: 1)
      + measures(["door", "drawer", "button", "switch"], unit: 0.5)
      + ["led", "bulb", "red.gripped", "blue.gripped", "pink.gripped"].map { Entry(name: $0, kind: .truth, unit: 1) }
  }()

  /// All entries' names, in their order: what labels were when something was learnt from them.
  public static let names = layout.map(\.name).joined(separator: " ")
  /// How many numbers there are.
  public static let count = layout.count
  /// How many of them, from the first, are measures.
  public static let measureCount = layout.count { $0.kind == .measure }

  /// Metres that a unit of a position in the world stands for.
  static let positionUnit = 0.15
  /// Metres that a unit of a place in the tool's frame stands for.
  static let nearUnit = 0.05
  /// Metres from the tcp within which a block's place in the tool's frame counts.
  static let nearRadius = 0.15
  /// The middle of the table's workspace in the world, metres: the origin of positions.
  static let centre = Vector3(0, -0.1, 0.5)

  /// Labels of which nothing is known.
  public init() {
    values = [Float](repeating: 0, count: Self.count)
    weights = [Float](repeating: 0, count: Self.count)
    places = [SIMD2<Float>](repeating: .zero, count: 2 * Self.landmarks.count)
    placeWeights = [Float](repeating: 0, count: 2 * Self.landmarks.count)
  }

  /// The labels of a state.
  ///
  /// - Parameters:
  ///   - blocks: red, blue, pink in the world.
  ///   - halfSizes: half of their sides along their own axes, metres.
  ///   - tcp: the tool centre point in the world.
  ///   - joints: door, drawer, button and switch as shares of their travel, 0 … 1.
  ///   - lamps: LED and bulb.
  ///   - gripped: which block is between the fingers, from 0; nil for none.
  ///   - places: where each landmark is in the fixed camera's picture and then in the hand camera's, as shares of the
  ///     picture from its upper left corner; nil for what is not in the picture.
  public init(
    blocks: [Pose], halfSizes: [Vector3], tcp: Pose, joints: [Double], lamps: (led: Bool, bulb: Bool), gripped: Int?,
    places: [SIMD2<Double>?]
  ) {
    precondition(blocks.count == 3 && halfSizes.count == 3 && joints.count == 4, "three blocks and four joints")
    precondition(places.count == 2 * Self.landmarks.count, "a place of every landmark in both pictures")
    var values: [Double] = []
    var weights: [Float] = []
    func add(_ vector: Vector3, unit: Double, weight: Float = 1) {
      values += [vector.x / unit, vector.y / unit, vector.z / unit]
      weights += [weight, weight, weight]
    }
    for block in blocks { add(block.position - Self.centre, unit: Self.positionUnit) }
    func addHeading(_ heading: OutlineHeading?) {
      values += heading.map { [$0.cosine, $0.sine] } ?? [0, 0]
      weights += heading == nil ? [0, 0] : [1, 1]
    }
    for (block, size) in zip(blocks, halfSizes) { addHeading(OutlineHeading(of: block.orientation, halfSize: size)) }
    let toolFromWorld = tcp.orientation.inverse
    let near = blocks.map { ($0.position - tcp.position).length < Self.nearRadius }
    for (block, isNear) in zip(blocks, near) {
      let place = toolFromWorld.act(block.position - tcp.position)
      add(isNear ? place : .zero, unit: Self.nearUnit, weight: isNear ? 1 : 0)
    }
    for index in blocks.indices {
      let orientation = toolFromWorld * blocks[index].orientation
      addHeading(near[index] ? OutlineHeading(of: orientation, halfSize: halfSizes[index]) : nil)
    }
    add(tcp.position - Self.centre, unit: Self.positionUnit)
    add(tcp.orientation.act(Vector3(1, 0, 0)), unit: 1)
    add(tcp.orientation.act(Vector3(0, 1, 0)), unit: 1)
    values += joints.map { ($0 - 0.5) / 0.5 }
    values += [lamps.led ? 1 : 0, lamps.bulb ? 1 : 0] + (0..<3).map { gripped == $0 ? 1 : 0 }
    weights += [Float](repeating: 1, count: 9)
    self.values = values.map(Float.init)
    self.places = places.map { SIMD2<Float>($0 ?? .zero) }
    placeWeights = places.map { $0 == nil ? 0 : 1 }
    self.weights = weights
  }
}
