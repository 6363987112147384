import Chains
import Demonstrations
import Tabletop
import Testing
import Vocabulary

@Suite struct FeasibilityTests {
  /// Furthest points of the tabletop: the declared reach and what the kinematics say to it.
  @Test func theLeaningHandReachesWhatCountsAsWithinReach() throws {
    let kinematics = try TabletopScene(.a).kinematics
    for y in [-0.16, -0.12, -0.08, -0.04] {
      var angles: [Double]? = TabletopScene.neutralJoints
      let furthest = Feasibility.furthestRight(acrossTableAt: y)
      // From the middle of the table outwards, so that the angles stay on one branch.
      for x in stride(from: 0.1, through: furthest, by: 0.01) {
        let pose = Feasibility.leaningHand(at: Vector3(x, y, 0.49))
        angles = angles.flatMap { kinematics.angles(reaching: pose, from: $0) }
        #expect(angles != nil, "x \(x), y \(y)")
      }
    }
  }

  @Test func aPushThatWouldLeaveTheTableIsRuledOut() throws {
    let world = TabletopEnvironment(scene: try TabletopScene(.d), starts: .random)
    let start = try #require(
      Facts.initialStates.first { (try? ChainRules.physical.successor(of: $0, .pushRedBlockRight)) != nil })
    for seed in 0..<20 as Range<UInt64> {
      try world.reset(to: start, stream: RandomStream(seed: seed))
      let x = world.pose(of: .red).position.x
      let obstacle = Feasibility.obstacle(to: .pushRedBlockRight, in: world)
      #expect((obstacle == .pushLeavesTable) == (x > 0.328), "seed \(seed), x \(x): \(String(describing: obstacle))")
      #expect(Feasibility.obstacle(to: .pushBlueBlockLeft, in: world) != .pushLeavesTable)
    }
  }
}
