import Chains
import Demonstrations
import Tabletop
import Testing
import Vocabulary

@Suite struct SubtaskSurveyTests {
  @Test(arguments: SurveyStart.allCases)
  func anAttemptDependsOnItsCoordinatesAlone(start: SurveyStart) throws {
    let scene = try TabletopScene(.b)
    let (first, second) = (SubtaskSurvey(scene, seed: 5), SubtaskSurvey(scene, seed: 5))
    let subtasks: [Subtask] = [.turnOnLED, .closeDrawer, .rotatePinkBlockLeft]
    let forwards = try subtasks.map { try first.attempt($0, start, index: 3) }
    let backwards = try subtasks.reversed().map { try second.attempt($0, start, index: 3) }
    #expect(forwards == backwards.reversed())
  }

  @Test func attemptsOfAnotherSplitAreOthers() throws {
    let scene = try TabletopScene(.b)
    let steps = try [ChainSplit.test, .validation].map { split in
      let survey = SubtaskSurvey(scene, seed: 5, split: split)
      return try (0..<6).map { try survey.attempt(.closeDrawer, .reset, index: $0).steps }
    }
    #expect(steps[0] != steps[1], "\(steps)")
    // Published surveys are of the test: its attempts stay what they are.
    #expect(steps[0] == [52, 61, 63, 49, 58, 56])
  }
}
