import Policy
import Vocabulary

/// Decisions, or views, as the network takes them: a row each, made from bytes without tensors.
struct FrameBatch: Sendable {
  /// How many rows there are.
  private(set) var count = 0
  /// Planes of the fixed camera: `3 · size · size` bytes a row.
  private(set) var staticPlanes: [UInt8]
  /// Planes of the hand camera.
  private(set) var gripperPlanes: [UInt8]
  /// What the encoders make of the pictures, `K · V` a row; nil where there are pictures instead.
  private(set) var latents: [Float16]?
  /// The arm's numbers, `Proprioception.count` a row.
  private(set) var proprioception: [Float] = []
  /// The expert's pose commands, `6 · chunk` a row, −1 … 1.
  private(set) var poses: [Float] = []
  /// The expert's gripper commands, `chunk` a row: 1 for open, 0 for closed.
  private(set) var grippers: [Float] = []
  /// What the simulator knows, `SimulatorLabels.count` a row.
  private(set) var labels: [Float] = []
  /// Which of that counts.
  private(set) var labelWeights: [Float] = []
  /// Where the landmarks are in both pictures as they are here, `2 · landmarks` a row.
  private(set) var places: [SIMD2<Float>] = []
  /// Which of them count.
  private(set) var placeWeights: [Float] = []

  private let policy: PolicyConfiguration
  private let capacity: Int
  /// Room for one picture on its way.
  private var planes: [UInt8] = []

  /// Room for some rows.
  init(capacity: Int, _ policy: PolicyConfiguration) {
    self.policy = policy
    self.capacity = capacity
    staticPlanes = [UInt8](repeating: 0, count: capacity * policy.staticCamera.planeCount)
    gripperPlanes = [UInt8](repeating: 0, count: capacity * policy.gripperCamera.planeCount)
    planes = [UInt8](repeating: 0, count: max(policy.staticCamera.planeCount, policy.gripperCamera.planeCount))
  }

  /// Room for some rows of latents in place of pictures and labels.
  init(seenCapacity capacity: Int, _ policy: PolicyConfiguration) {
    self.policy = policy
    self.capacity = capacity
    (staticPlanes, gripperPlanes, latents) = ([], [], [])
    latents?.reserveCapacity(capacity * policy.latentCount)
  }

  /// Bytes of a row in which latents stand in place of pictures and labels.
  static func seenBytes(_ policy: PolicyConfiguration) -> Int {
    policy.latentCount * MemoryLayout<Float16>.size
      + (Proprioception.count + policy.poseCount + policy.chunk) * MemoryLayout<Float>.size
  }

  /// The rows with what the encoders make of their pictures, in half precision, in place of these and of the labels.
  func seenRows(_ latents: [Float]) -> [UInt8] {
    precondition(latents.count == count * policy.latentCount, "latents for every row")
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count * Self.seenBytes(policy))
    func add<Number: BitwiseCopyable>(_ numbers: [Number]) {
      unsafe numbers.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
    }
    for row in 0..<count {
      func part(_ size: Int, _ numbers: [Float]) -> [Float] { Array(numbers[row * size..<(row + 1) * size]) }
      add(part(policy.latentCount, latents).map { Float16($0) })
      add(part(Proprioception.count, proprioception))
      add(part(policy.poseCount, poses))
      add(part(policy.chunk, grippers))
    }
    return bytes
  }

  /// Adds one of such rows.
  @unsafe mutating func append(seen row: UnsafeRawBufferPointer) {
    precondition(count < capacity, "more rows than there is room for")
    var place = 0
    func take<Number: BitwiseCopyable>(_ size: Int, _ numbers: inout [Number]) {
      let end = place + size * MemoryLayout<Number>.stride
      unsafe numbers.append(contentsOf: UnsafeRawBufferPointer(rebasing: row[place..<end]).bindMemory(to: Number.self))
      place = end
    }
    guard latents != nil else { preconditionFailure("a batch of latents") }
    take(policy.latentCount, &latents!)
    take(Proprioception.count, &proprioception)
    take(policy.poseCount, &poses)
    take(policy.chunk, &grippers)
    count += 1
  }

  /// Adds a row.
  ///
  /// - Parameter scales: what each of a pose's six numbers is divided by; what is larger is cut to ±1.
  mutating func append(
    _ frame: TrainingFrame, _ augmentation: ImageAugmentation, scales: [Double] = [1, 1, 1, 1, 1, 1]
  ) throws(PolicyError) {
    precondition(count < capacity, "more rows than there is room for")
    let (large, small) = (policy.staticCamera, policy.gripperCamera)
    ObservationPixels.writePlanes(of: frame.staticCamera, large, into: &planes, at: 0)
    augmentation.apply(
      to: planes, side: large.inputSize, shift: augmentation.staticShift, into: &staticPlanes,
      at: count * large.planeCount)
    ObservationPixels.writePlanes(of: frame.gripperCamera, small, into: &planes, at: 0)
    augmentation.apply(
      to: planes, side: small.inputSize, shift: augmentation.gripperShift, into: &gripperPlanes,
      at: count * small.planeCount)
    proprioception += try Proprioception.numbers(robot: frame.robot, targetLead: frame.targetLead)
    for step in 0..<policy.chunk {
      for number in 0..<6 {
        let command = frame.actions[step * 7 + number] / Float(scales[number])
        // What is not a number stays that, and stops the training.
        poses.append(command > 1 ? 1 : command < -1 ? -1 : command)
      }
      grippers.append(frame.actions[step * 7 + 6] > 0 ? 1 : 0)
    }
    labels += frame.labels.values
    labelWeights += frame.labels.weights
    let landmarks = SimulatorLabels.landmarks.count
    let moved = [(augmentation.staticShift, large.inputSize), (augmentation.gripperShift, small.inputSize)].map {
      shift, side in SIMD2(Float(shift.x), Float(shift.y)) / Float(side)
    }
    places += frame.labels.places.enumerated().map { $1 + moved[$0 / landmarks] }
    placeWeights += frame.labels.placeWeights
    count += 1
  }

  /// Adds a black row that counts for nothing: where an episode is shorter than a window.
  mutating func appendBlank() {
    precondition(count < capacity, "more rows than there is room for")
    func blanks(_ count: Int) -> [Float] { [Float](repeating: 0, count: count) }
    proprioception += blanks(Proprioception.count)
    poses += blanks(policy.poseCount)
    grippers += blanks(policy.chunk)
    count += 1
    guard latents == nil else {
      latents? += [Float16](repeating: 0, count: policy.latentCount)
      return
    }
    labels += blanks(SimulatorLabels.count)
    labelWeights += blanks(SimulatorLabels.count)
    places += [SIMD2<Float>](repeating: .zero, count: 2 * SimulatorLabels.landmarks.count)
    placeWeights += blanks(2 * SimulatorLabels.landmarks.count)
  }
}

extension PolicyConfiguration {
  /// Numbers in the latents of both cameras.
  var latentCount: Int { 2 * resampler.latents * resampler.width }
}

extension CameraConfiguration {
  /// Bytes of a picture's three planes.
  var planeCount: Int { 3 * inputSize * inputSize }
}
