import Policy
import Training

// The schema's part on demonstrations, the policy and how it learns.

extension DemonstrationSettings {
  /// The keys of the section.
  public static let keys: [SchemaKey<DemonstrationSettings>] = [
    .choices("scene", \.scenes, "The table, or a list of tables, that the expert is recorded on."),
    .integer("chains", \.chains, 0...1_000_000, "Chains of five subtasks that the expert carries out."),
    .integer(
      "episodes", \.episodes, 0...100_000, "Single subtasks from starts of their own, for each of the subtasks below."),
    .choices(
      "subtasks", \.subtasks, otherwise: "all 34", "The subtasks of the single ones: a word, or a list of words."),
    .choice("starts", \.starts, "Where blocks and arm begin in chains; single subtasks have random starts."),
    .number(
      "leftBehindShare", \.leftBehindShare, 0...1,
      "Share of the single subtasks that begin in what one to four others left behind."),
    .integer("validationChains", \.validationChains, 0...100_000, "Chains on top that are held out."),
    .integer(
      "validationEpisodes", \.validationEpisodes, 0...10_000, "Single subtasks on top that are held out, for each."),
    .number(
      "disturbedShare", \.disturbedShare, 0...0.9,
      "Share of the decisions at which the arm is pushed off course; the clean commands are what is recorded."),
    .integer("workers", \.workers, 1...256, "How many are recorded at the same time; nothing depends on it."),
  ]
}

extension PolicySettings {
  /// The keys of the section.
  public static let keys: [SchemaKey<PolicySettings>] = [
    .choice("preset", \.preset, "Sizes that fit together; those of openflamingo-3b are for its cost account alone."),
    .file(
      "checkpoint", \.checkpoint,
      "A checkpoint of such a policy, relative to this file, which training goes on from; null to begin from nothing."),
    .integer(
      "chunk", \.chunk, 1...30, otherwise: "the preset's",
      "Control steps that one decision covers; demonstrations are recorded at this rate."),
    .integer("layers", \.layers, 1...64, otherwise: "the preset's", "Layers of the decoder."),
    .integer(
      "exitInterval", \.exitInterval, 1...64, otherwise: "the preset's", "Decoder layers from one exit to the next."),
    .integer(
      "crossAttentionInterval", \.crossAttentionInterval, 1...64, otherwise: "the preset's",
      "Decoder layers from one that looks at the pictures to the next."),
    .boolean(
      "crossAttentionFeedForward", \.crossAttentionFeedForward,
      "Whether these layers have a feed-forward of their own."),
    .integer("latents", \.latents, 1...256, otherwise: "the preset's", "Latents that each camera's picture becomes."),
    .integer("memoryWidth", \.memoryWidth, 1...4096, otherwise: "the preset's", "Width of the recurrent head."),
    .boolean(
      "landmarks", \.landmarks, "Whether the encoders learn where things are in the pictures, each in a latent."),
    .boolean("proprioception", \.proprioception, "Whether the policy knows its own arm."),
    .boolean("exitEmbedding", \.exitEmbedding, "Whether the head is told which exit a feature came from."),
    .boolean("auxiliaryMemory", \.auxiliaryMemory, "Whether the auxiliary heads, which only training has, remember."),
    .section("staticCamera", \.parts.staticCamera, "The fixed camera's encoder."),
    .section("gripperCamera", \.parts.gripperCamera, "The hand camera's encoder."),
    .section("resampler", \.parts.resampler, "What turns picture tokens into latents."),
    .section("instruction", \.parts.instruction, "How sentences become tokens."),
    .section("decoder", \.parts.decoder, "The layers between the instruction and the exits."),
    .section("arm", \.parts.arm, "What the policy knows of its own arm."),
    .section("head", \.parts.head, "The head that all exits share."),
    .section("auxiliaryHead", \.parts.auxiliaryHead, "The heads per exit that only training has."),
    .section("labels", \.parts.labels, "The heads that predict what the simulator knows, in training alone."),
  ]
}

extension RoundSettings {
  /// The keys of the section.
  public static let keys: [SchemaKey<RoundSettings>] = [
    .integer(
      "count", \.count, 0...100, "Rounds in which the learner acts and the expert labels what it meets (DAgger)."),
    .integer("chains", \.chains, 0...100_000, "Chains that the learner carries out in each round."),
    .integer(
      "episodes", \.episodes, 0...10_000,
      "Single subtasks that the learner carries out in each round, for each of demonstrations.subtasks."),
    .integer(
      "learnerSteps", \.learnerSteps, 0...100_000,
      "Control steps that the learner may take for a subtask before the expert takes over."),
    .number(
      "expertShare", \.expertShare, 0...1, "Share of the learner's stretches that the expert carries out instead."),
    .choice("phase", \.phase, "What learns in a round: everything (joint), or all but the encoders (decoder)."),
    .integer("steps", \.steps, 1...1_000_000, "Optimiser steps of each round, on old and new demonstrations."),
    .number(
      "learningRate", \.learningRate, TrainingConfiguration.learningRateRange, "The learning rate of each round."),
  ]
}

extension TrainingConfiguration: SchemaObject {
  /// The keys of the section.
  public static let keys: [SchemaKey<TrainingConfiguration>] = [
    .integer(
      "replicas", \.replicas, 1...64, "Threads that share each batch; part of the result, to the last bits."),
    .integer(
      "rowsAtOnce", \.rowsAtOnce, 1...65_536,
      "Decisions, or views, that go through a replica's network at once: memory grows with it."),
    .integer("window", \.window, 1...256, "Decisions in a window: what a gradient reaches back over."),
    .integer(
      "warmUpDecisions", \.warmUpDecisions, 0...256,
      "Decisions without loss that bring the memory to where a window begins."),
    .section("encoders", \.encoders, "First the encoders learn to see, on random states."),
    .section(
      "decoder", \.decoder, "Then words, decoder and heads, on what the encoders see, which is worked out once."),
    .section("joint", \.joint, "Then everything learns to act."),
    .section("heads", \.heads, "At last the heads alone."),
    .section("loss", \.loss, "What is minimised."),
    .section("optimizer", \.optimizer, "How the optimiser steps."),
    .section("augmentation", \.augmentation, "What is done to the pictures of a window, the same to all of them."),
    .scales(
      "translationScale", \.translationScale, TrainingConfiguration.scaleRange,
      "The translation commands that the policy's 1 stands for: along all axes, or along x, y and z."),
    .scales(
      "rotationScale", \.rotationScale, TrainingConfiguration.scaleRange,
      "The rotation commands that it stands for: about all axes, or about x, y and z; small ones count for more."),
    .number(
      "wordDropout", \.wordDropout, 0...1,
      "Share of words that lose their own row in training, so that the n-grams they are spelt with learn to stand for them."
    ),
    .number("wordOmission", \.wordOmission, 0...1, "Share of words that are left out altogether in training."),
    .number(
      "newestRoundShare", \.newestRoundShare, 0...1, "Share of windows drawn from the newest round, once there is one."),
    .integer("checkpointInterval", \.checkpointInterval, 1...1_000_000, "Steps from one checkpoint to the next."),
    .integer("logInterval", \.logInterval, 1...1_000_000, "Steps from one line of the log to the next."),
    .integer(
      "validationInterval", \.validationInterval, 0...1_000_000, "Steps from one validation to the next; 0 for none."),
    .integer(
      "validationBatch", \.validationBatch, 1...4096,
      "Windows, or views, in a validation; at the end of a phase, whole episodes as well."),
  ]
}

extension EncoderPhase: SchemaObject {
  /// The keys of the section.
  public static let keys: [SchemaKey<EncoderPhase>] = [
    .integer("steps", \.steps, 0...10_000_000, "Optimiser steps; 0 leaves the phase out."),
    .integer("batch", \.batch, 1...4096, "Random views in a batch."),
    .number("learningRate", \.learningRate, TrainingConfiguration.learningRateRange, "The full learning rate."),
    .integer("warmUpSteps", \.warmUpSteps, 0...1_000_000, "Steps until the full rate."),
    .choice("schedule", \.schedule, "How the rate goes on after that."),
    .number("finalShare", \.finalShare, 0...1, "What a cosine ends at, as a share of the full rate."),
  ]
}

extension PolicyPhase: SchemaObject {
  /// The keys of the section.
  public static let keys: [SchemaKey<PolicyPhase>] = [
    .integer("steps", \.steps, 0...10_000_000, "Optimiser steps; 0 leaves the phase out."),
    .integer("batch", \.batch, 1...4096, "Windows in a batch."),
    .number(
      "learningRate", \.learningRate, TrainingConfiguration.learningRateRange,
      "The learning rate of what learns besides the action heads."),
    .number(
      "headLearningRate", \.headLearningRate, TrainingConfiguration.learningRateRange,
      "The learning rate of the action heads."),
    .integer("warmUpSteps", \.warmUpSteps, 0...1_000_000, "Steps until the full rates."),
    .choice("schedule", \.schedule, "How the rates go on after that."),
    .number("finalShare", \.finalShare, 0...1, "What a cosine ends at, as a share of the full rates."),
  ]
}

extension HeadPhase: SchemaObject {
  /// The keys of the section.
  public static let keys: [SchemaKey<HeadPhase>] = [
    .integer("steps", \.steps, 0...10_000_000, "Optimiser steps; 0 leaves the phase out."),
    .integer("batch", \.batch, 1...4096, "Windows in a batch."),
    .number("learningRate", \.learningRate, TrainingConfiguration.learningRateRange, "The full learning rate."),
    .integer("warmUpSteps", \.warmUpSteps, 0...1_000_000, "Steps until the full rate."),
    .choice("schedule", \.schedule, "How the rate goes on after that."),
    .number("finalShare", \.finalShare, 0...1, "What a cosine ends at, as a share of the full rate."),
  ]
}

extension LossSettings: SchemaObject {
  /// The keys of the section.
  public static let keys: [SchemaKey<LossSettings>] = [
    .choice("pose", \.pose, "How a pose's error counts: Huber's loss, or the absolute difference."),
    .number("huberDelta", \.huberDelta, 0.0001...100, "Where Huber's loss turns linear, in scaled units."),
    .number("gripperWeight", \.gripperWeight, 0...1000, "Weight of the gripper's cross-entropy."),
    .number("switchWeight", \.switchWeight, 0...1000, "How much more a decision near a gripper switch counts."),
    .boolean(
      "perStepSampling", \.perStepSampling, "Whether the shared head learns from an exit drawn for every decision."),
    .boolean(
      "segmentSampling", \.segmentSampling,
      "Whether the shared head learns from two segments of a window, each with its exit."),
    .number("auxiliaryWeight", \.auxiliaryWeight, 0...1000, "Weight of the auxiliary heads, one per exit."),
    .number("labelWeight", \.labelWeight, 0...1000, "Weight of the simulator's labels beside the actions."),
  ]
}

extension OptimizerSettings: SchemaObject {
  /// The keys of the section.
  public static let keys: [SchemaKey<OptimizerSettings>] = [
    .number("weightDecay", \.weightDecay, 0...10, "Decoupled decay of matrices and convolutions."),
    .number("beta1", \.beta1, 0...0.9999, "The first moment's memory."),
    .number("beta2", \.beta2, 0...0.99999, "The second moment's memory."),
    .number("epsilon", \.epsilon, 1e-12...1, "What keeps the step finite."),
    .number("clipNorm", \.clipNorm, 1e-6...1e6, "The largest norm of the whole gradient."),
    .number(
      "averageDecay", \.averageDecay, 0...0.99999, "The memory of the average of the weights, which is what acts."),
  ]
}

extension AugmentationSettings: SchemaObject {
  /// The keys of the section.
  public static let keys: [SchemaKey<AugmentationSettings>] = [
    .integer(
      "staticShift", \.staticShift, 0...50, "The largest shift of the fixed camera's picture, pixels of the input."),
    .integer("gripperShift", \.gripperShift, 0...50, "The largest shift of the hand camera's picture, pixels."),
    .number("brightness", \.brightness, 0...1, "The largest brightness added or taken, as a share."),
    .number("contrast", \.contrast, 0...1, "The largest change of contrast, as a share."),
    .number("color", \.color, 0...1, "The largest change of one colour's strength, as a share."),
  ]
}
