import Chains
import Testing

@Suite struct SubtaskTests {
  @Test func thereAre34AndKindsAreOneToOne() {
    #expect(Subtask.allCases.count == 34)
    #expect(Set(Subtask.allCases.map(\.kind)).count == 34)
    for subtask in Subtask.allCases { #expect(Subtask(subtask.kind) == subtask) }
  }

  @Test func namesSpellTheKind() {
    for subtask in Subtask.allCases {
      let name =
        switch subtask.kind {
        case .rotate(let block, let side): "rotate_\(block)_block_\(side)"
        case .push(let block, let side): "push_\(block)_block_\(side)"
        case .moveSlider(let side): "move_slider_\(side)"
        case .drawer(let position): position == .open ? "open_drawer" : "close_drawer"
        case .liftFromTable(let block): "lift_\(block)_block_table"
        case .liftFromSlider(let block): "lift_\(block)_block_slider"
        case .liftFromDrawer(let block): "lift_\(block)_block_drawer"
        case .placeInSlider: "place_in_slider"
        case .placeInDrawer: "place_in_drawer"
        case .pushIntoDrawer: "push_into_drawer"
        case .stack: "stack_block"
        case .unstack: "unstack_block"
        case .lightbulb(let on): "turn_\(on ? "on" : "off")_lightbulb"
        case .led(let on): "turn_\(on ? "on" : "off")_led"
        }
      #expect(subtask.rawValue == name)
      let named = BlockColor.allCases.first { name.contains("_\($0)_") }
      #expect(subtask.block == named, "\(name)")
      #expect(subtask.isLift == name.hasPrefix("lift"), "\(name)")
    }
  }

  @Test func categoriesHaveCalvinsSizes() {
    let sizes = Dictionary(grouping: Subtask.allCases, by: \.category).mapValues(\.count)
    #expect(
      sizes == [
        .rotateOrPush: 12, .moveSlider: 2, .drawer: 2, .liftFromTable: 3, .liftFromSlider: 3, .liftFromDrawer: 3,
        .place: 2, .light: 4, .pushIntoDrawer: 1, .stack: 1, .unstack: 1,
      ])
  }
}
