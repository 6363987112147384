import Physics
import Testing
import Vocabulary

@Suite struct SimulationTests {
  private func swing(_ simulation: inout Simulation, _ stream: inout RandomStream, steps: Int) throws {
    let motor = try #require(simulation.model.actuator(named: "motor"))
    for _ in 0..<steps {
      simulation.setControl(of: motor, to: stream.normal())
      try simulation.step(3)
    }
  }

  @Test func aRestoredStateGoesOnBitForBitWhateverRanBefore() throws {
    let model = try pendulumModel()
    for seed in 0..<20 {
      var first = Simulation(model: model)
      var stream = RandomStream(seed: UInt64(seed))
      try swing(&first, &stream, steps: 1 + seed * 7)
      let middle = first.state
      let contacts = first.contacts
      var tail = stream
      try swing(&first, &stream, steps: 50)

      var second = Simulation(model: model)
      var other = RandomStream(seed: 999)
      try swing(&second, &other, steps: 31)
      try second.restore(middle)
      #expect(second.contacts == contacts, "seed \(seed)")
      try swing(&second, &tail, steps: 50)
      #expect(second.state == first.state, "seed \(seed)")
    }
  }

  @Test func anInfiniteControlIsReportedAsDivergence() throws {
    var simulation = Simulation(model: try pendulumModel())
    let motor = try #require(simulation.model.actuator(named: "motor"))
    simulation.setControl(of: motor, to: .infinity)
    var thrown: PhysicsError?
    do throws(PhysicsError) { try simulation.step(1) } catch { thrown = error }
    guard case .diverged = thrown else {
      Issue.record("\(String(describing: thrown))")
      return
    }
  }

  @Test func aStateOfAnotherSceneIsRefusedAndChangesNothing() throws {
    var simulation = Simulation(model: try pendulumModel())
    let before = simulation.state
    #expect(throws: PhysicsError.stateOfAnotherScene(count: 2, expected: before.values.count)) {
      try simulation.restore(SimulationState(values: [1, 2]))
    }
    #expect(simulation.state == before)
  }

  @Test func theJacobianIsTheDerivativeOfTheSitePose() throws {
    var simulation = Simulation(model: try pendulumModel())
    let model = simulation.model
    let hinge = try #require(model.joint(named: "hinge"))
    let tip = try #require(model.site(named: "tip"))
    var rows = [Double](repeating: 0, count: 6 * model.velocityCount)
    let column = model.velocityAddress(of: hinge)
    for step in -5...5 {
      let angle = 0.2 * Double(step)
      simulation.setPosition(of: hinge, to: angle)
      simulation.updateDerived()
      simulation.jacobian(of: tip, into: &rows)
      let here = simulation.pose(of: tip).position
      simulation.setPosition(of: hinge, to: angle + 1e-6)
      simulation.updateDerived()
      let slope = (simulation.pose(of: tip).position - here) / 1e-6
      for axis in 0..<3 {
        #expect(abs(rows[axis * model.velocityCount + column] - slope[axis]) < 1e-5, "angle \(angle), axis \(axis)")
      }
    }
  }

  @Test func aFreePoseComesBackAndABoxThatRestsTouchesTheFloor() throws {
    var simulation = Simulation(model: try pendulumModel())
    let model = simulation.model
    let box = try #require(model.joint(named: "box"))
    let body = try #require(model.body(named: "box"))
    let pose = Pose(position: Vector3(0.5, 0.5, 0.1), orientation: Quaternion(axis: Vector3(0, 0, 1), radians: 0.4))
    simulation.setFreePose(of: box, to: pose)
    simulation.updateDerived()
    #expect((simulation.pose(of: body).position - pose.position).length < 1e-12)
    try simulation.step(500)
    let floor = try #require(model.geom(named: "floor"))
    let touching = simulation.contacts.filter { $0.geoms.first == floor && model.body(of: $0.geoms.second) == body }
    #expect(touching.count == 4)
    #expect(touching.allSatisfy { abs(abs($0.normal.z) - 1) < 1e-9 })
  }
}
