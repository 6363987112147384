import Chains
import Demonstrations
import Tabletop
import Testing
import Vocabulary

@Suite struct ExpertSurveyTests {
  @Test(arguments: SurveyStart.allCases)
  func anAttemptDependsOnItsCoordinatesAlone(start: SurveyStart) throws {
    let scene = try TabletopScene(.b)
    let (first, second) = (ExpertSurvey(scene, seed: 5), ExpertSurvey(scene, seed: 5))
    let subtasks: [Subtask] = [.turnOnLED, .closeDrawer, .rotatePinkBlockLeft]
    let forwards = try subtasks.map { try first.attempt($0, start, index: 3) }
    let backwards = try subtasks.reversed().map { try second.attempt($0, start, index: 3) }
    #expect(forwards == backwards.reversed())
  }
}
