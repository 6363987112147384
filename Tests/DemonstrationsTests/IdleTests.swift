import Chains
import Demonstrations
import Evaluation
import Tabletop
import Testing

@Suite struct IdleTests {
  @Test func keepingStillDoesNoSubtaskFromAnyKindOfStart() throws {
    let scene = try TabletopScene(.a)
    let survey = SubtaskSurvey(scene, seed: 3, agent: IdleAgent(), maximumSteps: 90)
    // One start for each subtask: blocks on the table, in the hand, stacked, in the drawer.
    for index in Subtask.allCases.indices {
      let done = try survey.attemptsAtAll(index: index).filter(\.succeeded).map(\.subtask.rawValue)
      #expect(done == [], "start \(index), for \(Subtask.allCases[index].rawValue)")
    }
  }
}
