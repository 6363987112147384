import Testing
import Viewer
import Vocabulary

@Suite struct OrbitCameraTests {
  private let camera = OrbitCamera(eye: Vector3(0.4, -1.2, 1.1), target: Vector3(0, 0.02, 0.5))

  @Test func itLooksFromTheEyeAtTheTarget() {
    #expect((camera.eye - Vector3(0.4, -1.2, 1.1)).length < 1e-12)
    let forward = camera.view.pose.orientation.act(Vector3(0, 0, -1))
    #expect((forward - (camera.target - camera.eye).normalized).length < 1e-12)
  }

  @Test func orbitingKeepsDistanceAndTarget() {
    var moved = camera
    for step in 0..<200 {
      moved.orbit(pixelsRight: Double(step % 17) - 3, pixelsDown: Double(step % 11) - 5, pictureHeight: 600)
      #expect(abs((moved.eye - moved.target).length - camera.distance) < 1e-9)
      #expect(moved.target == camera.target && abs(moved.pitch) <= OrbitCamera.steepest)
    }
    #expect((moved.eye - camera.eye).length > 0.1)
  }

  @Test func panningKeepsThePointUnderThePointer() {
    // What was in the middle of the picture is, after a pan of some pixels, so many pixels away from the middle.
    var moved = camera
    moved.pan(pixelsRight: 60, pixelsDown: -25, pictureHeight: 600)
    let pose = moved.view.pose
    let seen = pose.inverse.act(camera.target)
    let focal = 300 / 0.41421356237  // tan(45°/2)
    #expect(abs(seen.x / -seen.z * focal - 60) < 0.01)
    #expect(abs(-seen.y / -seen.z * focal + 25) < 0.01)
  }

  @Test func theWheelStaysWithinReach() {
    var moved = camera
    moved.zoom(notches: 3)
    #expect(moved.distance < camera.distance && moved.target == camera.target)
    moved.zoom(notches: 1000)
    #expect(moved.distance == OrbitCamera.distances.lowerBound)
    moved.zoom(notches: -1000)
    #expect(moved.distance == OrbitCamera.distances.upperBound)
  }
}
