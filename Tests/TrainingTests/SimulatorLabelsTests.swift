import Foundation
import Testing
import Training
import Vocabulary

private let long = Vector3(0.04, 0.02, 0.02)
private let cube = Vector3(0.02, 0.02, 0.02)

private func labels(
  blocks: [Pose], halfSizes: [Vector3] = [long, long, long], tcp: Pose, gripped: Int? = nil
) -> SimulatorLabels {
  SimulatorLabels(
    blocks: blocks, halfSizes: halfSizes, tcp: tcp, joints: [0, 1, 0.5, 0], lamps: (led: true, bulb: false),
    gripped: gripped,
    places: [SIMD2(0.25, 0.75)] + [SIMD2<Double>?](repeating: nil, count: 2 * SimulatorLabels.landmarks.count - 1))
}

private let pose = Pose(
  position: Vector3(0.1, -0.05, 0.46), orientation: Quaternion(axis: Vector3(0, 0, 1), radians: 0.3))
private let tcp = Pose(position: Vector3(0.12, -0.05, 0.5), orientation: Quaternion(axis: Vector3(1, 0, 0), radians: 3))

@Suite struct SimulatorLabelsTests {
  private func entry(_ name: String, _ labels: SimulatorLabels) -> (value: Float, weight: Float)? {
    SimulatorLabels.layout.firstIndex { $0.name == name }.map { (labels.values[$0], labels.weights[$0]) }
  }

  @Test func theLayoutNamesEveryNumber() {
    let labels = labels(blocks: [pose, pose, pose], tcp: tcp)
    #expect(labels.values.count == SimulatorLabels.count && labels.weights.count == SimulatorLabels.count)
    #expect(Set(SimulatorLabels.layout.map(\.name)).count == SimulatorLabels.count)
    let kinds = SimulatorLabels.layout.map(\.kind)
    #expect(kinds == kinds.sorted { $0 == .measure && $1 == .truth }, "measures come first")
    #expect(kinds.prefix(SimulatorLabels.measureCount).allSatisfy { $0 == .measure })
    #expect(SimulatorLabels().weights.allSatisfy { $0 == 0 })
  }

  @Test func halfATurnOfABlockIsNotSeen() {
    for yaw in stride(from: -3.0, through: 3, by: 0.5) {
      let one = Pose(position: pose.position, orientation: Quaternion(axis: Vector3(0, 0, 1), radians: yaw))
      let other = Pose(position: pose.position, orientation: Quaternion(axis: Vector3(0, 0, 1), radians: yaw + .pi))
      let (a, b) = (labels(blocks: [one, pose, pose], tcp: tcp), labels(blocks: [other, pose, pose], tcp: tcp))
      #expect(zip(a.values, b.values).allSatisfy { abs($0 - $1) < 1e-5 })
      #expect(abs(Double(entry("red.heading.cos", a)?.value ?? 9) - cos(2 * yaw)) < 1e-6)
      #expect(abs(Double(entry("red.heading.sin", a)?.value ?? 9) - sin(2 * yaw)) < 1e-6)
    }
  }

  /// All 24 ways in which a cube can be put into its own place look the same; a long block's only where it lies as before.
  @Test func aHeadingIsWhatTheOutlineShows() throws {
    let quarters = (0..<4).map { Quaternion(axis: Vector3(0, 0, 1), radians: Double($0) * .pi / 2) }
    let faces =
      quarters.map { Quaternion(axis: Vector3(1, 0, 0), radians: .pi / 2) * $0 }
      + [
        .identity, Quaternion(axis: Vector3(1, 0, 0), radians: .pi),
        Quaternion(axis: Vector3(1, 0, 0), radians: .pi / 2),
      ]
    let turn = Quaternion(axis: Vector3(0, 0, 1), radians: 0.35)
    func heading(_ own: Quaternion, _ size: Vector3) throws -> (cosine: Float, sine: Float) {
      let block = Pose(position: pose.position, orientation: turn * own)
      let labels = labels(blocks: [block, pose, pose], halfSizes: [size, long, long], tcp: tcp)
      #expect(try #require(entry("red.heading.cos", labels)).weight == 1)
      return try (#require(entry("red.heading.cos", labels)).value, #require(entry("red.heading.sin", labels)).value)
    }
    for face in faces {
      for quarter in quarters {
        let (cosine, sine) = try heading(quarter * face, cube)
        #expect(abs(Double(cosine) - cos(4 * 0.35)) < 1e-6 && abs(Double(sine) - sin(4 * 0.35)) < 1e-6)
      }
    }
    for (index, quarter) in quarters.enumerated() {
      let (cosine, sine) = try heading(quarter, long)
      let sign: Double = index % 2 == 0 ? 1 : -1
      #expect(abs(Double(cosine) - sign * cos(2 * 0.35)) < 1e-6 && abs(Double(sine) - sign * sin(2 * 0.35)) < 1e-6)
    }
    // On its end it has a square outline.
    let upright = try heading(Quaternion(axis: Vector3(0, 1, 0), radians: .pi / 2), long)
    #expect(abs(Double(upright.cosine) - cos(4 * 0.35)) < 1e-6)
  }

  @Test func aPlaceInTheToolsFrameCountsNearTheToolAlone() {
    let far = Pose(position: Vector3(-0.3, 0, 0.46))
    let labels = labels(blocks: [pose, far, pose], tcp: tcp, gripped: 2)
    #expect(entry("red.tool.x", labels)?.weight == 1)
    #expect(entry("blue.tool.x", labels)?.weight == 0)
    // Turned about x by nearly half a turn: x is kept, the block below lies ahead on the tool's z.
    #expect(abs((entry("red.tool.x", labels)?.value ?? 9) + 0.02 / 0.05) < 1e-5)
    #expect((entry("red.tool.z", labels)?.value ?? 0) > 0.7)
    #expect(entry("pink.gripped", labels)?.value == 1)
    #expect(entry("red.gripped", labels)?.value == 0)
    #expect(entry("led", labels)?.value == 1)
    #expect(entry("drawer", labels)?.value == 1)
    #expect(entry("door", labels)?.value == -1)
  }

  @Test func aBlocksYawByTheToolTurnsWithEitherAndNotWithBoth() {
    let up = Vector3(0, 0, 1)
    let tool = Pose(position: Vector3(0.12, -0.05, 0.5), orientation: Quaternion(axis: Vector3(1, 0, 0), radians: .pi))
    func yaw(block: Double, tool angle: Double) -> Double {
      let turn = Quaternion(axis: up, radians: angle)
      let labels = labels(
        blocks: [Pose(position: pose.position, orientation: Quaternion(axis: up, radians: block)), pose, pose],
        tcp: Pose(position: tool.position, orientation: turn * tool.orientation))
      #expect(entry("red.tool.heading.cos", labels)?.weight == 1)
      return atan2(
        Double(entry("red.tool.heading.sin", labels)?.value ?? 9),
        Double(entry("red.tool.heading.cos", labels)?.value ?? 9))
    }
    // The tool looks down, so that what turns to the left in the world turns to the right in its frame.
    for angle in stride(from: -0.7, through: 0.7, by: 0.2) {
      #expect(abs(yaw(block: angle, tool: 0) + 2 * angle) < 1e-5)
      #expect(abs(yaw(block: 0, tool: angle) - 2 * angle) < 1e-5)
      #expect(abs(yaw(block: angle, tool: angle)) < 1e-5)
    }
    let far = labels(blocks: [Pose(position: Vector3(-0.3, 0, 0.46)), pose, pose], tcp: tool)
    #expect(entry("red.tool.heading.cos", far)?.weight == 0)
  }
}
