import Chains
import Vocabulary

extension TabletopEnvironment {
  /// What chains would say about the state now; nil when a block is where they have no word for, such as the floor.
  public var facts: Facts? {
    let now = snapshot
    var facts = Facts(
      led: now.ledIsOn, lightbulb: now.bulbIsOn,
      slider: now.slide > scene.model.range(of: scene.slide).upperBound / 2 ? .left : .right,
      drawer: now.drawer > scene.model.range(of: scene.drawer).upperBound / 2 ? .open : .closed)
    for block in BlockColor.allCases {
      guard let place = place(of: block, in: now) else { return nil }
      facts[block] = place
    }
    for top in BlockColor.allCases where facts[top] == .stackedTop {
      for bottom in BlockColor.allCases where now[top].touches.contains(.block(bottom)) && facts[bottom] == .table {
        facts[bottom] = .stackedBottom
      }
    }
    return facts.isConsistent ? facts : nil
  }

  private func place(of block: BlockColor, in now: SceneSnapshot) -> Place? {
    let (touches, position) = (now[block].touches, now[block].pose.position)
    if now.heldBlock == block { return .grasped }
    if touches.contains(.drawer), position.z < Self.tabletopHeight { return .drawer }
    if touches.contains(.plank) {
      let middle = (scene.layout.sliderLeft.x + scene.layout.sliderRight.x) / 2
      return .compartment(position.x < middle ? .left : .right)
    }
    if touches.contains(.table), position.z < Self.tabletopHeight + 0.06 { return .table }
    if !touches.isDisjoint(with: .blocks), position.z > Self.tabletopHeight + 0.03 { return .stackedTop }
    return nil
  }

  /// Height of the tabletop, metres.
  public static let tabletopHeight = 0.44
}
