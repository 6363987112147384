import Chains
import Demonstrations
import Policy
import Tabletop
import Training
import Vocabulary

/// What a policy learns from; nothing is recorded unless there are chains or episodes.
public struct DemonstrationSettings: SchemaObject {
  /// The tables that are recorded in.
  public var scenes = [SceneName.d]
  /// Chains of five subtasks.
  public var chains = 0
  /// Single subtasks from starts of their own, for each of `subtasks`.
  public var episodes = 0
  /// The subtasks of the single ones; empty until all are filled in.
  public var subtasks: [Subtask] = []
  /// Where blocks and arm begin in chains.
  public var starts = StartKind.random
  /// Share of the single subtasks that begin in what others left behind.
  public var leftBehindShare = 0.5
  /// Held-out chains.
  public var validationChains = 0
  /// Held-out single subtasks, for each of `subtasks`.
  public var validationEpisodes = 0
  /// Share of disturbed decisions.
  public var disturbedShare = 0.33
  /// How many units are recorded at the same time; nothing depends on it.
  public var workers = 2

  /// No demonstrations.
  public init() {}

  /// Whether anything is to be recorded.
  public var isEmpty: Bool { chains == 0 && episodes == 0 }

  /// The plan of the expert's own recording.
  ///
  /// - Parameter chunk: control steps of the policy's decisions.
  func plan(seed: UInt64, chunk: Int) -> DemonstrationPlan {
    var plan = DemonstrationPlan()
    plan.seed = seed
    plan.scenes = scenes
    plan.chains = chains
    plan.episodes = episodes
    plan.subtasks = subtasks.isEmpty ? Subtask.allCases : subtasks
    plan.starts = starts
    plan.leftBehindShare = leftBehindShare
    plan.validationChains = validationChains
    plan.validationEpisodes = validationEpisodes
    plan.disturbedShare = disturbedShare
    plan.interval = chunk
    plan.horizon = chunk
    return plan
  }
}

/// The policy's shape: a preset and what differs from it; 0, and what is not stated of its parts, stand for the preset's.
/// And what it has learnt before.
public struct PolicySettings: SchemaObject {
  /// Sizes that are known to fit together.
  public var preset = PolicyPreset.desk
  /// Absolute path of a checkpoint whose weights training begins with; nil for weights that are drawn.
  public var checkpoint: String?
  /// Control steps of a decision.
  public var chunk = 0
  /// Decoder layers.
  public var layers = 0
  /// Decoder layers from one exit to the next.
  public var exitInterval = 0
  /// Decoder layers from one that looks at the pictures to the next.
  public var crossAttentionInterval = 0
  /// Whether these layers have a feed-forward of their own.
  public var crossAttentionFeedForward = false
  /// Latents of each camera.
  public var latents = 0
  /// Width of the recurrent head.
  public var memoryWidth = 0
  /// Whether the encoders learn where things are in the pictures, and tell the latents.
  public var landmarks = true
  /// Whether the policy knows its own arm.
  public var proprioception = true
  /// Whether the head is told which exit a feature came from.
  public var exitEmbedding = true
  /// Whether the auxiliary heads of training remember.
  public var auxiliaryMemory = false
  /// What else differs, part by part.
  public var parts = PolicyParts()

  /// The desk preset.
  public init() {}

  /// The preset's values in place of the zeros, and of all that is not stated of its parts.
  mutating func complete() {
    let standard = standard
    parts.complete(from: standard)
    func fill(_ path: WritableKeyPath<PolicySettings, Int>, _ value: Int) {
      if self[keyPath: path] == 0 { self[keyPath: path] = value }
    }
    fill(\.chunk, standard.chunk)
    fill(\.layers, standard.decoder.layers)
    fill(\.exitInterval, standard.decoder.exitInterval)
    fill(\.crossAttentionInterval, standard.decoder.crossAttentionInterval)
    fill(\.latents, standard.resampler.latents)
    fill(\.memoryWidth, standard.head.memoryWidth)
  }

  /// Exits of the policy.
  public var exitCount: Int { configuration(labels: 0).exitCount }

  /// Zeros in place of all that a preset gives, for another preset to fill in.
  mutating func forgetSizes() {
    (chunk, layers, exitInterval, crossAttentionInterval, latents, memoryWidth) = (0, 0, 0, 0, 0, 0)
    parts = PolicyParts()
  }

  /// The preset for the table's cameras.
  private var standard: PolicyConfiguration {
    var configuration = preset.configuration()
    if preset == .tiny {
      // Made for pictures of 20 and 8 pixels; the table's are averaged down to 20 and 7.
      (configuration.staticCamera.pictureSize, configuration.staticCamera.reduction) = (200, 10)
      (configuration.gripperCamera.pictureSize, configuration.gripperCamera.reduction) = (84, 12)
      configuration.instruction.maximumTokens = 16
    }
    return configuration
  }

  /// The architecture for the table's cameras and the sentences of training.
  ///
  /// - Parameter labels: numbers that the simulator's labels have.
  public func configuration(labels: Int) -> PolicyConfiguration {
    var settings = self
    settings.complete()
    var configuration = standard
    configuration.instruction.words = InstructionCatalogue.standard.vocabulary(of: .training).map(String.init).sorted()
    configuration.labels.count = labels
    parts.change(&configuration)
    configuration.chunk = settings.chunk
    configuration.decoder.layers = settings.layers
    configuration.decoder.exitInterval = settings.exitInterval
    configuration.decoder.crossAttentionInterval = settings.crossAttentionInterval
    configuration.decoder.crossAttentionHasFeedForward = crossAttentionFeedForward
    configuration.resampler.latents = settings.latents
    configuration.head.memoryWidth = settings.memoryWidth
    if !landmarks || !configuration.resampler.hasKeypoints { configuration.resampler.landmarks = 0 }
    if !proprioception { configuration.proprioception = ProprioceptionConfiguration(width: 0, isToken: false) }
    if !exitEmbedding { configuration.head.exitEmbedding = 0 }
    if auxiliaryMemory { configuration.auxiliaryHead.memoryLayers = configuration.head.memoryLayers }
    return configuration
  }

  /// The key that a setting of the architecture has in an experiment.
  static func key(of setting: String) -> String {
    switch setting {
    case "decoder.layers": "layers"
    case "decoder.exitInterval": "exitInterval"
    case "decoder.crossAttentionInterval": "crossAttentionInterval"
    case "resampler.latents": "latents"
    case "resampler.landmarks": "landmarks"
    case "head.memoryWidth": "memoryWidth"
    case "proprioception.width": "arm.width"
    case "proprioception.isToken": "arm.token"
    default: setting
    }
  }
}

/// Rounds in which the learner acts and the expert says what it would have done.
public struct RoundSettings: SchemaObject {
  /// How many; 0 leaves the policy with what the expert's own demonstrations taught it.
  public var count = 0
  /// Chains that the learner carries out in each round.
  public var chains = 0
  /// Single subtasks that it carries out in each round, for each of `demonstrations.subtasks`.
  public var episodes = 0
  /// Control steps that it may take for a subtask before the expert takes over.
  public var learnerSteps = 180
  /// Share of its stretches that the expert carries out instead.
  public var expertShare = 0.0
  /// What learns in each round.
  public var phase = RoundPhase.joint
  /// Optimiser steps of each round.
  public var steps = 1000
  /// The learning rate of each round, which falls as that of its phase.
  public var learningRate = 2e-4

  /// No rounds.
  public init() {}
}

extension Experiment {
  /// How a round learns, from 0: encoders have learnt before all of them, heads settle in the last alone.
  func training(ofRound round: Int) -> TrainingConfiguration {
    var configuration = training
    if round < rounds.count { configuration.heads.steps = 0 }
    configuration.encoders.steps = 0
    guard round > 0 else { return configuration }
    (configuration.decoder.steps, configuration.joint.steps) = (0, 0)
    let phase = rounds.phase == .joint ? \TrainingConfiguration.joint : \.decoder
    configuration[keyPath: phase].steps = rounds.steps
    configuration[keyPath: phase].learningRate = rounds.learningRate
    configuration[keyPath: phase].headLearningRate = rounds.learningRate
    configuration[keyPath: phase].warmUpSteps = min(configuration[keyPath: phase].warmUpSteps, rounds.steps / 10)
    return configuration
  }
}

/// What learns in a round.
public enum RoundPhase: String, CaseIterable, Hashable, Codable, Sendable {
  /// Everything.
  case joint
  /// All but the encoders; what they see is worked out once for all rounds.
  case decoder
}
