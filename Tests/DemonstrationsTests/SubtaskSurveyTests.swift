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
}
