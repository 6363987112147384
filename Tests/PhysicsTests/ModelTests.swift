import Physics
import Testing

@Suite struct ModelTests {
  @Test func namesAreFoundAndMissingOnesAreNil() throws {
    let model = try pendulumModel()
    #expect(model.body(named: "arm") != nil && model.body(named: "leg") == nil)
    #expect(model.numeric(named: "spot") == [1, 2, 3] && model.numeric(named: "spotty") == nil)
    let arm = try #require(model.body(named: "arm"))
    #expect(model.name(of: arm) == "arm")
    #expect(model.geoms(of: arm).map { model.name(of: $0) } == ["ball"])
  }

  @Test func theContentHashIsThatOfTheSceneAndNothingElse() throws {
    #expect(try pendulumModel().contentHash == pendulumModel().contentHash)
  }

  @Test func aBrokenSceneIsRefusedWithTheReason() {
    #expect {
      try Model(contentsOf: "/nonexistent/scene.xml")
    } throws: { error in
      guard case PhysicsError.sceneRefused(_, let reason) = error else { return false }
      return !reason.isEmpty
    }
  }

  @Test func onlyGeomsOfBodiesWithJointsAreMovable() throws {
    let appearances = try pendulumModel().geomAppearances
    #expect(appearances.map(\.isMovable) == [false, true, true])
    #expect(appearances[0].shape == .plane(halfX: 1, halfY: 1))
  }
}
