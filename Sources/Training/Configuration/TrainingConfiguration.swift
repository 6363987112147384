/// Everything that a training run is decided by besides the policy's shape, the demonstrations and the seed.
///
/// Lengths are steps, never times: what comes out does not depend on how fast the machine is.
public struct TrainingConfiguration: Hashable, Codable, Sendable {
  /// Threads that share each batch, each with a copy of the network; part of the result, to the last bits.
  public var replicas = 2
  /// Decisions, or views, that go through a replica's network at once: memory grows with it, and caches like few.
  public var rowsAtOnce = 48
  /// Decisions in a window: what a gradient reaches back over.
  public var window = 12
  /// Decisions that bring the recurrent state to where a window begins; they run before it, without loss.
  public var warmUpDecisions = 6
  /// First the encoders learn to see, on random states.
  public var encoders = EncoderPhase()
  /// Then words, decoder and heads learn to act on what the encoders see, which is worked out once.
  public var decoder = PolicyPhase(steps: 0)
  /// Then everything learns to act.
  public var joint = PolicyPhase()
  /// At last the heads alone.
  public var heads = HeadPhase()
  /// What is minimised.
  public var loss = LossSettings()
  /// How the optimiser steps.
  public var optimizer = OptimizerSettings()
  /// What is done to the pictures.
  public var augmentation = AugmentationSettings()
  /// The translation commands that the policy's 1 stands for; what is larger is cut.
  public var translationScale = AxisScales(1)
  /// The rotation commands that the policy's 1 stands for; small ones count more when it is small.
  public var rotationScale = AxisScales(1)
  /// Share of words that lose their own row, so that the n-grams they are spelt with learn to stand for them.
  public var wordDropout = 0.15
  /// Share of words that are left out altogether.
  public var wordOmission = 0.0
  /// Share of windows drawn from the newest round once there is one; the rest comes from all rounds before.
  public var newestRoundShare = 0.5
  /// Steps from one checkpoint to the next.
  public var checkpointInterval = 200
  /// Steps from one line of the log to the next.
  public var logInterval = 10
  /// Steps from one validation to the next; 0 for none.
  public var validationInterval = 500
  /// Windows, or views, in a validation.
  public var validationBatch = 64

  /// The standard training.
  public init() {}

  /// The phases in their order, those without steps too.
  public var phases: [Phase] {
    [encoders.phase, decoder.phase(.decoder), joint.phase(.joint), heads.phase]
  }

  /// What each of a pose's six commands is divided by to make what the network predicts.
  public var actionScales: [Double] { translationScale.values + rotationScale.values }

  /// The steps of all phases.
  public var steps: Int { phases.reduce(0) { $0 + $1.steps } }

  /// The phase of a step, and the step's number in it; nil when training is over by then.
  public func place(ofStep step: Int) -> (phase: Phase, step: Int)? {
    var step = step
    for phase in phases {
      if step < phase.steps { return (phase, step) }
      step -= phase.steps
    }
    return nil
  }
}

/// How the learning rate goes on after its warm-up.
public enum ScheduleKind: String, CaseIterable, Hashable, Codable, Sendable {
  /// It stays.
  case constant
  /// It falls to the final share along half a cosine.
  case cosine
}

/// What learns in a phase.
public enum PhaseKind: String, CaseIterable, Hashable, Codable, Sendable {
  /// Encoders and resampler, by simulator labels.
  case encoders
  /// Words, decoder and action heads, on latents that stay as they are.
  case decoder
  /// Everything.
  case joint
  /// The action heads on features that stay as they are.
  case heads
}

/// What all phases have in common.
public struct Phase: Hashable, Codable, Sendable {
  /// What learns.
  public let kind: PhaseKind
  /// Optimiser steps.
  public let steps: Int
  /// Windows in a batch; views in the encoders' phase.
  public let batch: Int
  /// The learning rate of the backbone.
  public let learningRate: Double
  /// The learning rate of the action heads.
  public let headLearningRate: Double
  /// Steps until the full rate.
  public let warmUpSteps: Int
  /// How it goes on.
  public let schedule: ScheduleKind
  /// What a cosine ends at, as a share of the full rate.
  public let finalShare: Double
}

/// The phase on rendered random states.
public struct EncoderPhase: Hashable, Codable, Sendable {
  /// Optimiser steps; 0 leaves the phase out.
  public var steps = 3000
  /// Views in a batch.
  public var batch = 64
  /// The learning rate.
  public var learningRate = 1e-3
  /// Steps until the full rate.
  public var warmUpSteps = 100
  /// How it goes on.
  public var schedule = ScheduleKind.cosine
  /// What a cosine ends at, as a share.
  public var finalShare = 0.1

  /// The standard phase.
  public init() {}

  /// As all phases are.
  public var phase: Phase {
    Phase(
      kind: .encoders, steps: steps, batch: batch, learningRate: learningRate, headLearningRate: learningRate,
      warmUpSteps: warmUpSteps, schedule: schedule, finalShare: finalShare)
  }
}

/// A phase in which a policy learns from demonstrations: all of it, or all but its encoders.
public struct PolicyPhase: Hashable, Codable, Sendable {
  /// Optimiser steps; 0 leaves the phase out.
  public var steps = 6000
  /// Windows in a batch.
  public var batch = 16
  /// The learning rate of what learns besides the action heads.
  public var learningRate = 5e-4
  /// The learning rate of the action heads.
  public var headLearningRate = 5e-4
  /// Steps until the full rates.
  public var warmUpSteps = 200
  /// How they go on.
  public var schedule = ScheduleKind.cosine
  /// What a cosine ends at, as a share.
  public var finalShare = 0.1

  /// The standard phase.
  public init() {}

  /// The standard phase with other steps.
  public init(steps: Int) { self.steps = steps }

  /// As all phases are.
  public func phase(_ kind: PhaseKind) -> Phase {
    Phase(
      kind: kind, steps: steps, batch: batch, learningRate: learningRate, headLearningRate: headLearningRate,
      warmUpSteps: warmUpSteps, schedule: schedule, finalShare: finalShare)
  }
}

/// The phase in which the action heads settle on features that no longer change.
public struct HeadPhase: Hashable, Codable, Sendable {
  /// Optimiser steps; 0 leaves the phase out.
  public var steps = 1500
  /// Windows in a batch.
  public var batch = 16
  /// The learning rate.
  public var learningRate = 2e-4
  /// Steps until the full rate.
  public var warmUpSteps = 100
  /// How it goes on.
  public var schedule = ScheduleKind.cosine
  /// What a cosine ends at, as a share.
  public var finalShare = 0.05

  /// The standard phase.
  public init() {}

  /// As all phases are.
  public var phase: Phase {
    Phase(
      kind: .heads, steps: steps, batch: batch, learningRate: learningRate, headLearningRate: learningRate,
      warmUpSteps: warmUpSteps, schedule: schedule, finalShare: finalShare)
  }
}
