import Policy
import Testing
import Vocabulary

@Suite struct InputTests {
  private func camera(_ size: Int, reduction: Int) -> CameraConfiguration {
    CameraConfiguration(pictureSize: size, reduction: reduction, stages: [ConvolutionStage(channels: 8, kernel: 3)])
  }

  @Test func planesAreMeansOfSquaresRoundedToTheNearest() {
    var stream = RandomStream(seed: 3)
    for reduction in [1, 2, 3, 4] {
      let camera = camera(12, reduction: reduction)
      let pixels = (0..<12 * 12 * 3).map { _ in UInt8(stream.index(below: 256)) }
      let size = 12 / reduction
      var planes = [UInt8](repeating: 7, count: 5 + 3 * size * size)
      ObservationPixels.writePlanes(of: pixels, camera, into: &planes, at: 5)
      #expect(planes[..<5] == [7, 7, 7, 7, 7])
      for (channel, y, x) in [(0, 0, 0), (1, size - 1, 0), (2, size / 2, size - 1)] {
        var sum = 0
        for row in 0..<reduction {
          for column in 0..<reduction {
            sum += Int(pixels[((y * reduction + row) * 12 + x * reduction + column) * 3 + channel])
          }
        }
        let mean = (Double(sum) / Double(reduction * reduction) + 0.5).rounded(.down)
        #expect(planes[5 + (channel * size + y) * size + x] == UInt8(mean), "reduction \(reduction)")
      }
    }
  }

  @Test func picturesOfAnotherSizeAreRefused() throws {
    let configuration = PolicyPreset.tiny.configuration()
    let robot = [Double](repeating: 0, count: 15)
    let fitting = Observation(
      staticCamera: Image(width: 20, height: 20), gripperCamera: Image(width: 8, height: 8), robot: robot)
    #expect(try ObservationPixels(fitting, configuration).staticPlanes.count == 300)
    var other = fitting
    other.gripperCamera = Image(width: 8, height: 9)
    #expect(throws: PolicyError.pictureSize(camera: "gripper", width: 8, height: 9, expected: 8)) {
      try ObservationPixels(other, configuration)
    }
  }

  @Test func theArmsNumbersAreOfOrderOneAndLeaveOutTheGripperAction() throws {
    var robot = [0.1, -0.05, 0.5, 0, 0, 0, 0.08] + [Double](repeating: 0, count: 7) + [1]
    let lead = [0.02, 0, -0.01, 0, 0.1, 0]
    let numbers = try Proprioception.numbers(robot: robot, targetLead: lead)
    #expect(numbers == [0.4, 0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0, -0.5, 0, 1, 0])
    #expect(numbers.count == Proprioception.count)
    robot[14] = -1
    #expect(try Proprioception.numbers(robot: robot, targetLead: lead) == numbers)
  }

  @Test func brokenReadingsAreRefused() {
    let robot = [Double](repeating: 0, count: 15)
    let lead = [Double](repeating: 0, count: 6)
    #expect(throws: PolicyError.observation(field: "robot", count: 14, expected: 15)) {
      try Proprioception.numbers(robot: Array(robot.dropLast()), targetLead: lead)
    }
    #expect(throws: PolicyError.observation(field: "targetLead", count: 0, expected: 6)) {
      try Proprioception.numbers(robot: robot, targetLead: [])
    }
    #expect(throws: PolicyError.notFinite("observation")) {
      try Proprioception.numbers(robot: robot, targetLead: [0, 0, 0, 0, .nan, 0])
    }
  }
}
