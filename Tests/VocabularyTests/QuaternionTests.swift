import Testing
import Vocabulary

@Suite struct QuaternionTests {
  private func randomRotation(_ stream: inout RandomStream) -> Quaternion {
    Quaternion(w: stream.normal(), x: stream.normal(), y: stream.normal(), z: stream.normal()).normalized
  }

  @Test func eulerAnglesRotationVectorsAndColumnsLeadBack() {
    var stream = RandomStream(seed: 1)
    for round in 0..<500 {
      let q = randomRotation(&stream)
      let columns = q.columns
      #expect(q.angle(to: Quaternion(eulerXYZ: q.eulerXYZ)) < 1e-9, "round \(round)")
      #expect(q.angle(to: Quaternion(rotationVector: q.rotationVector)) < 1e-9, "round \(round)")
      #expect(q.angle(to: Quaternion(columns: columns.0, columns.1, columns.2)) < 1e-9, "round \(round)")
    }
  }

  @Test func actingTwiceIsActingOnceWithTheProduct() {
    var stream = RandomStream(seed: 2)
    for round in 0..<500 {
      let (a, b) = (randomRotation(&stream), randomRotation(&stream))
      let v = Vector3(stream.normal(), stream.normal(), stream.normal())
      #expect((a.act(b.act(v)) - (a * b).act(v)).length < 1e-12, "round \(round)")
    }
  }

  @Test func aPoseTimesItsInverseIsTheIdentity() {
    var stream = RandomStream(seed: 3)
    for round in 0..<500 {
      let pose = Pose(
        position: Vector3(stream.normal(), stream.normal(), stream.normal()), orientation: randomRotation(&stream))
      let product = pose * pose.inverse
      #expect(product.position.length < 1e-12 && product.orientation.angle(to: .identity) < 1e-7, "round \(round)")
    }
  }
}
