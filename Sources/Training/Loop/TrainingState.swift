import Tensors
import Vocabulary

/// All that the next step depends on besides the settings: a training goes on from it bit for bit.
struct TrainingState: Sendable {
  /// Steps done.
  var step = 0
  /// The weights that learn, in the layout's order.
  var weights: [Float]
  /// The optimiser's moments.
  var optimizer: AdamW
  /// The average of the weights.
  var average: WeightAverage
  /// How long the log was.
  var log = TrainingLog.Position()

  /// The state before the first step.
  init(weights: [Float], _ settings: OptimizerSettings) {
    self.weights = weights
    optimizer = AdamW(count: weights.count, settings: settings.adamW)
    average = WeightAverage(decay: settings.averageDecay, values: weights)
  }

  /// Begins a phase: from the averaged weights, with an optimiser that remembers nothing.
  mutating func beginPhase(_ settings: OptimizerSettings) {
    // What goes makes room for what comes.
    (weights, optimizer) = ([], AdamW(count: 0, settings: settings.adamW))
    var next = TrainingState(weights: average.values, settings)
    (next.step, next.log) = (step, log)
    self = next
  }
}

extension OptimizerSettings {
  /// As the optimiser takes them.
  var adamW: AdamW.Settings {
    AdamW.Settings(beta1: beta1, beta2: beta2, epsilon: epsilon, weightDecay: weightDecay)
  }
}

// MARK: - On disk

extension TrainingState {
  /// The file's name in the training's folder.
  static let fileName = "state.safetensors"

  private static let vectors = ["weights", "average", "firstMoments", "secondMoments"]

  /// Writes the state as one file that is there in full or not at all.
  ///
  /// - Parameter identity: what the training is, so that no other one goes on from it.
  func write(to path: String, identity: ContentHash) throws(TrainingError) {
    let values = [weights, average.values, optimizer.firstMoments, optimizer.secondMoments]
    var metadata = [
      "format": "sandbox training state 1", "identity": identity.hexadecimal, "step": String(step),
      "optimizerStep": String(optimizer.step), "averageStep": String(average.step),
      "logLines": String(log.lines), "eventBytes": String(log.eventBytes),
    ]
    for (name, values) in zip(Self.vectors, values) { metadata["sha256." + name] = ContentHash(of: values).hexadecimal }
    let tensors = zip(Self.vectors, values).map { StoredTensor.float32($0, [$1.count], $1) }
    do {
      try SafetensorsFile.write(tensors, metadata: metadata, to: path)
    } catch {
      throw .file(error)
    }
  }

  /// Reads a state; every vector is compared with its hash.
  ///
  /// - Parameter count: how many weights there are.
  init(path: String, identity: ContentHash, count: Int, _ settings: OptimizerSettings) throws(TrainingError) {
    let file: SafetensorsFile
    var vectors: [[Float]] = []
    do {
      file = try SafetensorsFile(path: path)
      guard file.metadata["format"] == "sandbox training state 1" else {
        throw TrainingError.damaged(file: path, reason: "it is not a training's state")
      }
      guard file.metadata["identity"] == identity.hexadecimal else {
        throw TrainingError.damaged(file: path, reason: "it belongs to another training")
      }
      for name in Self.vectors {
        let values = try file.floats(name)
        guard values.count == count else {
          throw TrainingError.damaged(file: path, reason: "\(name) has \(values.count) numbers instead of \(count)")
        }
        guard file.metadata["sha256." + name] == ContentHash(of: values).hexadecimal else {
          throw TrainingError.damaged(file: path, reason: "the bytes of \(name) have changed")
        }
        vectors.append(values)
      }
    } catch let error as TrainingError {
      throw error
    } catch {
      throw .damaged(file: path, reason: "\(error)")
    }
    func number(_ name: String) throws(TrainingError) -> Int {
      guard let value = file.metadata[name].flatMap({ Int($0) }), value >= 0 else {
        throw .damaged(file: path, reason: "no number for \(name)")
      }
      return value
    }
    self.init(weights: vectors[0], settings)
    average.values = vectors[1]
    optimizer.firstMoments = vectors[2]
    optimizer.secondMoments = vectors[3]
    step = try number("step")
    optimizer.step = try number("optimizerStep")
    average.step = try number("averageStep")
    log = TrainingLog.Position(lines: try number("logLines"), eventBytes: try number("eventBytes"))
  }
}
