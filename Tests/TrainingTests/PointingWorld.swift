import Policy
import Training
import Vocabulary

/// A world to learn in seconds: point to a red square on a small picture, with the fingers as the sentence says.
///
/// The expert's translation is the square's place, −1 … 1 in both directions; the other numbers are 0.
struct PointingWorld: DemonstrationSource, RandomViewSource {
  let episodes: [EpisodeDescription]
  /// An episode whose commands are not numbers.
  var poisonedEpisode: Int?
  /// From which view on labels are not numbers.
  var poisonedView: Int?

  /// Half of the episodes are held out; their lengths are 3 … 11 decisions, or so many `times` that; the `later` ones are
  /// another round's.
  init(episodes count: Int = 2000, later: Int = 0, times: Int = 1) {
    episodes = (0..<count + later).map { index in
      let manner = index % 2 == 0 ? "open" : "closed"
      return EpisodeDescription(
        subtask: manner, scene: "D", instruction: "point to it with \(manner) fingers",
        decisions: (3 + index % 9) * times,
        gripperSwitches: [1], isValidation: index % 4 > 1, round: index < count ? 0 : 1)
    }
  }

  func makeReader() throws -> any DemonstrationReader { Reader(world: self) }
  func makeReader() throws -> any RandomViewReader { Reader(world: self) }

  /// The policy that is trained here.
  static let policy = {
    var policy = PolicyPreset.tiny.configuration(
      words: ["closed", "fingers", "it", "open", "point", "to", "with"], labels: SimulatorLabels.count, chunk: 2)
    policy.resampler.latents = SimulatorLabels.landmarks.count + 2
    policy.resampler.landmarks = SimulatorLabels.landmarks.count
    return policy
  }()

  /// The mean absolute error of the best answer that sees nothing: of six numbers two are spread over −1 … 1.
  static let blindError = (0..<places).map { abs(place($0)) }.reduce(0, +) / Double(places) * 2 / 6

  private static let side = 20
  private static let square = 4
  private static let places = side - square + 1

  private static func place(_ pixel: Int) -> Double { Double(pixel) / 8 - 1 }

  private final class Reader: DemonstrationReader, RandomViewReader {
    let world: PointingWorld

    init(world: PointingWorld) { self.world = world }

    func read(episode: Int, decision: Int, into frame: inout TrainingFrame) {
      let target = draw(RandomStream(seed: 5).split("episode", episode).split("decision", decision), into: &frame)
      let poison: Float = episode == world.poisonedEpisode ? .nan : 0
      let command = [Float(target.x), Float(target.y), poison, 0, 0, 0, episode % 2 == 0 ? 1 : -1]
      frame.actions = command + command
    }

    func read(view index: Int, into frame: inout TrainingFrame) {
      let place = draw(RandomStream(seed: 6).split("view", index), into: &frame)
      if let poisoned = world.poisonedView, index >= poisoned { frame.labels = labels((.nan, place.y)) }
    }

    /// Draws the square and tells where it is.
    private func draw(_ stream: RandomStream, into frame: inout TrainingFrame) -> (x: Double, y: Double) {
      var stream = stream
      let (side, square) = (PointingWorld.side, PointingWorld.square)
      frame.staticCamera = [UInt8](repeating: 90, count: side * side * 3)
      frame.gripperCamera = [UInt8](repeating: 90, count: 8 * 8 * 3)
      let (left, top) = (stream.index(below: PointingWorld.places), stream.index(below: PointingWorld.places))
      for row in top..<top + square {
        for column in left..<left + square {
          let pixel = (row * side + column) * 3
          (frame.staticCamera[pixel], frame.staticCamera[pixel + 1], frame.staticCamera[pixel + 2]) = (255, 0, 0)
        }
      }
      frame.robot = [Double](repeating: 0, count: 15)
      frame.targetLead = [Double](repeating: 0, count: 6)
      let place = (x: PointingWorld.place(left), y: PointingWorld.place(top))
      frame.labels = labels(place)
      return place
    }

    private func labels(_ place: (x: Double, y: Double)) -> SimulatorLabels {
      let red = Pose(position: Vector3(place.x * 0.3, place.y * 0.3, 0.5))
      return SimulatorLabels(
        blocks: [red, .identity, .identity], halfSizes: [Vector3](repeating: Vector3(0.02, 0.02, 0.02), count: 3),
        tcp: Pose(position: Vector3(0, -0.1, 0.5)), joints: [0, 0, 0, 0],
        lamps: (led: place.x < 0, bulb: false), gripped: nil,
        places: [(SIMD2(place.x + 1, place.y + 1) * 8 + 2) / Double(PointingWorld.side)]
          + [SIMD2<Double>?](repeating: nil, count: 2 * SimulatorLabels.landmarks.count - 1))
    }
  }
}

extension TrainingConfiguration {
  /// Small steps that take milliseconds.
  static func small(encoders: Int = 0, decoder: Int = 0, joint: Int = 0, heads: Int = 0) -> TrainingConfiguration {
    var configuration = TrainingConfiguration()
    configuration.window = 4
    configuration.warmUpDecisions = 1
    configuration.encoders.steps = encoders
    configuration.encoders.batch = 32
    configuration.encoders.learningRate = 6e-3
    configuration.encoders.warmUpSteps = 5
    configuration.joint.steps = joint
    configuration.joint.batch = 16
    configuration.joint.learningRate = 6e-3
    configuration.joint.headLearningRate = 6e-3
    configuration.joint.warmUpSteps = 5
    configuration.decoder = configuration.joint
    configuration.decoder.steps = decoder
    configuration.heads.steps = heads
    configuration.heads.batch = 16
    configuration.heads.learningRate = 2e-3
    configuration.heads.warmUpSteps = 5
    configuration.augmentation = .none
    configuration.optimizer.averageDecay = 0.95
    configuration.logInterval = 1
    configuration.validationInterval = 0
    return configuration
  }

  /// All phases in a few steps, with everything that draws at random.
  static var short: TrainingConfiguration {
    var configuration = small(encoders: 3, decoder: 2, joint: 3, heads: 2)
    configuration.encoders.batch = 4
    configuration.decoder.batch = 4
    configuration.joint.batch = 4
    configuration.heads.batch = 4
    configuration.augmentation = AugmentationSettings()
    configuration.augmentation.staticShift = 1
    configuration.augmentation.gripperShift = 1
    configuration.checkpointInterval = 2
    configuration.validationInterval = 4
    configuration.validationBatch = 6
    return configuration
  }
}
