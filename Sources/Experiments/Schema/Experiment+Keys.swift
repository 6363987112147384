/// The schema: the one source of validation, messages, `sandbox schema` and the table in `Experiments/README.md`.
extension Experiment {
  /// The keys of a file.
  public static let keys: [SchemaKey<Experiment>] = [
    .name(
      "name", \.name, otherwise: "the file's name",
      "What runs of it are called: the folder in notebooks-out."),
    .integer(
      "seed", \.seed, 0...9_007_199_254_740_991,
      "Root of everything random: chains, starts, sentences, random actions."),
    .sections("agents", \.agents, count: 1...64, "Who is measured, one after the other on the same chains."),
    .section("evaluation", \.evaluation, "What they are measured on."),
    .section("survey", \.survey, "How many attempts at every single subtask come on top, per agent and scene."),
    .section("demonstrations", \.demonstrations, "What a policy learns from."),
    .section("policy", \.policy, "The policy's shape."),
    .section("training", \.training, "How it learns from the expert's own demonstrations."),
    .section("rounds", \.rounds, "How it learns from its own mistakes after that."),
    .sections(
      "variants", \.variants, count: 0...16,
      "Policies that are trained besides, on the same demonstrations; what they do not state is as in the sections above."
    ),
    .section("report", \.report, "Which pictures a run leaves, and which agents its report compares."),
  ]
}

extension AgentSettings {
  /// The keys of an agent.
  public static let keys: [SchemaKey<AgentSettings>] = [
    .name("name", \.name, otherwise: "the kind", "What results call it; no two agents share one."),
    .choice(
      "kind", \.kind,
      "What decides: the scripted expert, which sees the state; nobody; evenly drawn legal actions; a policy."),
    .file(
      "checkpoint", \.checkpoint, "A policy's checkpoint, relative to this file; null for the one that is trained here."
    ),
    .optionalName(
      "variant", \.variant, "The variant below that a policy is; null for the experiment's own policy, or a checkpoint."
    ),
    .choice(
      "exit", \.exit,
      "A policy's exit: the deepest, always the same, the first whose action is consistent, whose feature is similar or "
        + "whose time has not run out, or one drawn anew."),
    .integer("fixedExit", \.fixedExit, 0...255, "The exit that is always taken, counted from 0."),
    .numbers(
      "thresholds", \.thresholds, -1...1e9, count: 0...255,
      "For each exit but the deepest: how much the action may change (dynamic), 1 less the cosine between features "
        + "(similarity), or control steps into the subtask (time); below 0 never."),
    .numbers(
      "probabilities", \.probabilities, 0...1e9, count: 0...256,
      "For the random exit: a weight for each exit; none for equal ones."),
    .section("comparison", \.comparison, "How the dynamic exit compares actions."),
    .section("budget", \.budget, "What a policy may spend; thresholds or probabilities are made from it."),
    .numbers(
      "budgets", \.budgets, 0.001...100, count: 0...32,
      "Values of budget.share: the agent becomes one for each, with the share behind its name."),
    .choice(
      "weights", \.weights,
      "How a policy keeps its decoder's matrices in memory; arithmetic is done on what is kept."),
    .section("latency", \.latency, "How long a policy's decisions take in the world's time."),
    .boolean("blackImages", \.blackImages, "Whether a policy's pictures are black: a control."),
    .boolean(
      "permutedInstructions", \.permutedInstructions,
      "Whether a policy is asked for another subtask than it is judged by: a control."),
  ]
}

extension LatencySettings {
  /// The keys of the section.
  public static let keys: [SchemaKey<LatencySettings>] = [
    .file(
      "profile", \.profile,
      "Measured times by exit, as bench policy --profile writes them, relative to this file; null for none."),
    .number(
      "slowdown", \.slowdown, 0.001...1_000_000, "How many times as long as in the profile the machine takes."),
    .number(
      "multiplyAccumulatesPerSecond", \.multiplyAccumulatesPerSecond, 0...1e18,
      "Multiply-accumulates per second of a device that stands in for a profile; 0 for none."),
    .number("overheadSeconds", \.overheadSeconds, 0...1000, "Seconds on top of each decision."),
    .integer(
      "rate", \.rate, 0...60,
      "Looks per second, a divisor of 240: what takes longer misses its deadline; 0 looks when its actions are used up."
    ),
    .choice(
      "meanwhile", \.meanwhile,
      "Until a decision takes effect, the actions before it go on to the last, which is held, or the arm stays still."),
  ]
}

extension EvaluationSettings {
  /// The keys of the section.
  public static let keys: [SchemaKey<EvaluationSettings>] = [
    .integer(
      "chains", \.chains, 1...100_000, otherwise: "10, or all of chainsFile",
      "How many chains of five subtasks, per agent and scene; the first ones of chainsFile."),
    .integer(
      "workers", \.workers, 1...256, "How many chains are simulated at the same time; results do not depend on it."),
    .choices("scene", \.scenes, "The table, or a list of tables."),
    .choice(
      "split", \.split,
      "What chains, starts and sentences are drawn for: test for results, validation for choosing settings by them."),
    .choice(
      "rules", \.rules,
      "Which subtasks count as possible: physical has CALVIN's table with place_in_slider mended, calvin as it is."),
    .choice(
      "starts", \.starts,
      "Where blocks and arm begin: CALVIN's numeric states, or drawn from the spawn areas."),
    .file(
      "chainsFile", \.chainsFile,
      "Chains to use in place of generated ones, one JSON object a line; relative to this file."),
    .choice(
      "instructions", \.instructions,
      "Which sentences ask for subtasks: those of training, new combinations of their words, or new words."),
    .file(
      "instructionsFile", \.instructionsFile,
      "Sentences in place of the catalogue's, as {\"subtask\": [\"sentence\", …], …}; relative to this file."),
    .integer("maximumSteps", \.maximumSteps, 1...100_000, "Control steps that a subtask may take, 30 a second."),
    .boolean("recordSteps", \.recordSteps, "Whether the record keeps every control step, not only every subtask."),
  ]
}

extension SurveySettings {
  /// The keys of the section.
  public static let keys: [SchemaKey<SurveySettings>] = [
    .integer("reset", \.reset, 0...100_000, "Attempts from random resets with random arm poses."),
    .integer(
      "leftBehind", \.leftBehind, 0...100_000,
      "Attempts from what one to four random subtasks with disturbed actions left behind."),
    .integer(
      "disturbed", \.disturbed, 0...100_000,
      "Attempts in which arm, block or gripper is disturbed once the subtask is under way."),
    .choices("subtasks", \.subtasks, otherwise: "all 34", "Which subtasks: a word, or a list of words."),
  ]
}

extension ReportSettings {
  /// The keys of the section.
  public static let keys: [SchemaKey<ReportSettings>] = [
    .integers(
      "frames", \.frames, 0...99_999, count: 0...100,
      "The chains that get pictures, by number from 0: frames, a filmstrip and an animation each."),
    .integer("frameEverySteps", \.frameEverySteps, 1...100_000, "Control steps from one frame to the next."),
    .integer("pictureSize", \.pictureSize, 32...2160, "Width and height of the pictures, in pixels."),
    .integer("samples", \.samples, 1...16, "Samples per pixel."),
    .integer("filmstripFrames", \.filmstripFrames, 2...12, "Pictures per subtask in a filmstrip."),
    .boolean("animation", \.animation, "Whether the chosen chains get an animation."),
    .integer(
      "animationEverySteps", \.animationEverySteps, 1...300,
      "Control steps from one picture of an animation to the next."),
    .sections(
      "comparisons", \.comparisons, count: 0...256,
      "Which agents are compared with which, on the same chains and starts; none for every agent with the first."),
  ]
}
