/// How far a predicted pose is from the expert's, as a number.
public enum PoseLoss: String, CaseIterable, Hashable, Codable, Sendable {
  /// Quadratic near zero and linear beyond δ.
  case huber
  /// The absolute difference.
  case absolute
}

/// What is minimised, and how its parts are weighed.
public struct LossSettings: Hashable, Codable, Sendable {
  /// How a pose's error counts.
  ///
  /// Near the edge of a funnel the expert goes in or backs out, by millimetres that no picture shows: the mean of both
  /// hovers there, the median does one of them (`ablations.json` compares).
  public var pose = PoseLoss.absolute
  /// Where Huber's loss turns from quadratic to linear, in scaled units.
  public var huberDelta = 0.25
  /// Weight of the gripper's cross-entropy.
  public var gripperWeight = 0.5
  /// How much more a decision near a gripper switch counts.
  public var switchWeight = 4.0
  /// Whether the shared head learns from an exit drawn for every decision.
  public var perStepSampling = true
  /// Whether the shared head learns from two segments of a window, each with its exit.
  public var segmentSampling = true
  /// Weight of the auxiliary heads, one per exit.
  public var auxiliaryWeight = 1.0
  /// Weight of the simulator's labels beside the actions; they count fully in the encoders' phase.
  public var labelWeight = 0.1

  /// The standard loss.
  public init() {}
}

/// How the weights follow their gradients.
public struct OptimizerSettings: Hashable, Codable, Sendable {
  /// Decoupled decay of matrices and convolutions; gates, norms, biases and embeddings have none.
  public var weightDecay = 0.05
  /// The first moment's memory.
  public var beta1 = 0.9
  /// The second moment's memory.
  public var beta2 = 0.98
  /// What keeps the step finite.
  public var epsilon = 1e-8
  /// The largest norm of the whole gradient; longer ones are shortened.
  public var clipNorm = 1.0
  /// The memory of the average of the weights, which is what acts in the end.
  public var averageDecay = 0.999

  /// The standard optimiser.
  public init() {}
}

/// What is done to the pictures of a window, the same to all of them: the camera and the light do not change midway.
public struct AugmentationSettings: Hashable, Codable, Sendable {
  /// The largest shift of the fixed camera's picture in pixels of the network's input; a pixel is a centimetre of table.
  public var staticShift = 0
  /// The largest shift of the hand camera's picture in pixels.
  public var gripperShift = 0
  /// The largest brightness added or taken, as a share of full brightness.
  public var brightness = 0.05
  /// The largest change of contrast, as a share.
  public var contrast = 0.15
  /// The largest change of a single colour channel's strength, as a share.
  public var color = 0.08

  /// The standard augmentation.
  public init() {}

  /// Pictures as they are.
  public static let none: AugmentationSettings = {
    var settings = AugmentationSettings()
    settings.staticShift = 0
    settings.gripperShift = 0
    settings.brightness = 0
    settings.contrast = 0
    settings.color = 0
    return settings
  }()
}
