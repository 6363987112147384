import Chains
import Vocabulary

/// How a start fills in what its facts leave open.
public enum StartKind: String, CaseIterable, Hashable, Codable, Sendable {
  /// CALVIN's numeric states: two table and two shelf slots, yaw 90° ± 22.5°, arm in its neutral pose.
  case calvin
  /// Blocks drawn from the spawn areas, fixtures near their ends, arm poses drawn around the neutral one.
  case random
}

extension StartKind {
  /// Why such starts cannot lay out some facts, and what they can; nil where they can.
  public func refusal(of start: Facts) -> String? {
    blockWithoutRoom(in: start).map { refusal(of: $0, at: start[$0]) }
  }

  /// The sentence for a block that they have no room for.
  public func refusal(of block: BlockColor, at place: Place) -> String {
    let rooms =
      switch self {
      case .calvin: "two at table, one at slider_left and one at slider_right"
      case .random: "any number at table, slider_left and slider_right"
      }
    return "\"\(rawValue)\" starts have no room for the \(block.rawValue) block at \(place.rawValue): "
      + "they take \(rooms)"
  }

  /// The first block, as red, blue, pink, that they have no room for.
  func blockWithoutRoom(in start: Facts) -> BlockColor? {
    BlockColor.allCases.first { block in
      let before = start.blocks(at: start[block]).firstIndex(of: block) ?? 0
      return before >= room(at: start[block])
    }
  }

  /// How many blocks they can put at a place.
  private func room(at place: Place) -> Int {
    switch place {
    case .table: self == .calvin ? 2 : BlockColor.allCases.count
    case .sliderLeft, .sliderRight: self == .calvin ? 1 : BlockColor.allCases.count
    case .drawer, .grasped, .stackedTop, .stackedBottom: 0
    }
  }
}

extension TabletopEnvironment {
  /// Starts a chain: the table as the facts say, with everything at rest.
  ///
  /// - Parameter stream: decides what the facts leave open.
  /// - Throws: `TabletopError.noSlot` for facts that starts cannot lay out, `.crowded` when no arrangement was found.
  public func reset(to start: Facts, stream: RandomStream) throws {
    if let block = starts.blockWithoutRoom(in: start) { throw TabletopError.noSlot(block, start[block], starts) }
    switch starts {
    case .calvin: try resetToSlots(start, stream: stream)
    case .random: try resetAtRandom(start, stream: stream)
    }
  }

  /// CALVIN's rule (`get_env_state_for_initial_condition`): shuffled table slots; red takes the first, blue the second
  /// if red is on the table too, pink the second; roll and pitch 0.
  private func resetToSlots(_ start: Facts, stream: RandomStream) throws {
    var slotStream = stream.split("slots")
    var yawStream = stream.split("yaw")
    let slots = slotStream.shuffled(scene.layout.tableSlots)
    var blocks: [Pose] = []
    for block in BlockColor.allCases {
      let position: Vector3
      switch start[block] {
      case .table: position = block == .red || (block == .blue && start.red != .table) ? slots[0] : slots[1]
      case .sliderLeft: position = scene.layout.sliderLeft
      case .sliderRight: position = scene.layout.sliderRight
      case .drawer, .grasped, .stackedTop, .stackedBottom: preconditionFailure("starts have no room there")
      }
      let yaw = yawStream.uniform(in: Double.pi * 3 / 8...Double.pi * 5 / 8)
      blocks.append(Pose(position: position, orientation: Quaternion(axis: Vector3(0, 0, 1), radians: yaw)))
    }
    load(
      NumericState(
        joints: TabletopScene.neutralJoints, gripperWidth: TabletopScene.maximumGripperWidth, gripper: .open,
        slide: start.slider == .left ? scene.model.range(of: scene.slide).upperBound : 0,
        drawer: start.drawer == .open ? scene.model.range(of: scene.drawer).upperBound : 0, button: 0,
        lever: start.lightbulb ? scene.model.range(of: scene.lever).upperBound : 0, ledIsOn: start.led, blocks: blocks))
    try settle()
  }

  /// Lets the blocks come down the last millimetre.
  func settle() throws { try idle(controlSteps: Self.settlingSteps) }

  /// Control steps after which blocks that were put down lie still.
  static let settlingSteps = 6
}
