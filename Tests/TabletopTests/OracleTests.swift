import Chains
import Tabletop
import Testing
import Vocabulary

@Suite struct OracleTests {
  @Test(arguments: Subtask.allCases) func eachPredicateIsMadeTrueAndNarrowlyFalse(_ subtask: Subtask) {
    let story = OracleStory(subtask)
    #expect(Oracle.hasSucceeded(subtask, start: story.start, now: story.done))
    #expect(!Oracle.hasSucceeded(subtask, start: story.start, now: story.start), "nothing happened")
    #expect(!story.misses.isEmpty)
    for miss in story.misses {
      #expect(!Oracle.hasSucceeded(subtask, start: miss.start, now: miss.now), "\(miss.name)")
    }
  }

  /// Nothing that makes one subtask true makes its opposite true.
  @Test(arguments: Subtask.allCases) func aStoryMakesNoContraryTrue(_ subtask: Subtask) {
    let story = OracleStory(subtask)
    let contrary: Subtask? =
      switch subtask.kind {
      case .rotate(let block, let side): Subtask(.rotate(block, side.opposite))
      case .push(let block, let side): Subtask(.push(block, side.opposite))
      case .moveSlider(let side): Subtask(.moveSlider(side.opposite))
      case .drawer(let position): Subtask(.drawer(position == .open ? .closed : .open))
      case .lightbulb(let on): Subtask(.lightbulb(on: !on))
      case .led(let on): Subtask(.led(on: !on))
      case .stack: .unstackBlock
      case .unstack: .stackBlock
      default: nil
      }
    guard let contrary else { return }
    #expect(!Oracle.hasSucceeded(contrary, start: story.start, now: story.done), "\(contrary)")
  }
}
