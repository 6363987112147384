import Chains
import Demonstrations
import Episodes
import Policy
import Tabletop
import Training
import Vocabulary

/// One experiment, validated and complete: what a file says, and the standard values where it is silent.
///
/// It is written and read by its schema alone: `text` is the resolved file, and reading that gives the same value.
public struct Experiment: SchemaObject {
  /// What runs of it are called.
  public var name = ""
  /// Root of everything random.
  public var seed: UInt64 = 1
  /// What a policy learns from.
  public var demonstrations = DemonstrationSettings()
  /// Its shape.
  public var policy = PolicySettings()
  /// How it learns from the expert's own demonstrations.
  public var training = TrainingConfiguration()
  /// How it learns from its own mistakes.
  public var rounds = RoundSettings()
  /// Policies that are trained besides, on the same demonstrations.
  public var variants: [VariantSettings] = []
  /// Who is measured.
  public var agents = [AgentSettings()]
  /// On what.
  public var evaluation = EvaluationSettings()
  /// Which single subtasks they are measured on besides.
  public var survey = SurveySettings()
  /// Which pictures a run leaves, and what is compared.
  public var report = ReportSettings()

  /// The standard experiment, without a name.
  public init() {}
}

/// One agent of an experiment.
public struct AgentSettings: SchemaObject {
  /// What results call it; different from the others'.
  public var name = ""
  /// What decides.
  public var kind = AgentKind.expert
  /// Absolute path of a policy's checkpoint; nil for the one that the experiment trains.
  public var checkpoint: String?
  /// The variant that a policy is; nil for the experiment's own, or a checkpoint.
  public var variant: String?
  /// How a policy chooses its exit.
  public var exit = ExitChoice.full
  /// The exit that is always taken, for `fixed`.
  public var fixedExit = 0
  /// A threshold for each exit but the deepest, for `dynamic`, `similarity` and `time`.
  public var thresholds: [Double] = []
  /// A weight for each exit, for `random`; empty for equal ones.
  public var probabilities: [Double] = []
  /// How actions are compared, for `dynamic`.
  public var comparison = ComparisonSettings()
  /// What it may spend, in place of thresholds or weights.
  public var budget = BudgetSettings()
  /// Shares of full depth; the agent becomes one for each. Empty in an experiment that has been read.
  public var budgets: [Double] = []
  /// How a policy keeps its decoder's weights in memory.
  public var weights = WeightFormat.float32
  /// How long a policy's decisions take in the world's time.
  public var latency = LatencySettings()
  /// Whether its pictures are black: a control.
  public var blackImages = false
  /// Whether it is asked for another subtask than it is judged by: a control.
  public var permutedInstructions = false

  /// The scripted expert, without a name of its own.
  public init() {}
}

/// How long a policy's decisions take in the world's time, and how it is kept in step; no time unless told.
public struct LatencySettings: SchemaObject {
  /// Absolute path of a file of measured times; nil for none.
  public var profile: String?
  /// How many times as long as in the profile the machine takes.
  public var slowdown = 1.0
  /// Multiply-accumulates per second of a device that stands in for a profile; 0 for none.
  public var multiplyAccumulatesPerSecond = 0.0
  /// Seconds on top of each decision.
  public var overheadSeconds = 0.0
  /// Ticks per second, at which the policy looks; 0 for whenever its actions are used up.
  public var rate = 0
  /// What the arm does until a decision takes effect.
  public var meanwhile = ControlPace.Meanwhile.last

  /// No time at all.
  public init() {}

  /// Whether decisions take time, or are asked for at a rate.
  public var isActive: Bool {
    profile != nil || multiplyAccumulatesPerSecond > 0 || overheadSeconds > 0 || rate > 0
  }
}

/// How a policy chooses the exit of a decision.
public enum ExitChoice: String, CaseIterable, Hashable, Codable, Sendable {
  /// The deepest.
  case full
  /// Always the same.
  case fixed
  /// The first whose action hardly differs from the one before it.
  case dynamic
  /// The first whose feature hardly differs from the one before it.
  case similarity
  /// The first whose time in the subtask has not run out.
  case time
  /// Drawn anew for each decision.
  case random
}

/// Who can be measured.
public enum AgentKind: String, CaseIterable, Hashable, Codable, Sendable {
  /// The scripted expert, which sees the state.
  case expert
  /// Keeps still.
  case idle
  /// Draws its actions evenly from all that are legal.
  case random
  /// A trained policy, which sees pictures, its own arm and a sentence.
  case policy

  /// Whether it does the same whatever it is asked for, so that one episode answers for every subtask.
  public var heedsNothing: Bool { self == .idle || self == .random }
}

/// What agents are measured on.
public struct EvaluationSettings: SchemaObject {
  /// How many chains per agent and scene; 0 until it is known whether there is a file of chains.
  public var chains = 0
  /// How many chains are simulated at the same time; results do not depend on it.
  public var workers = 2
  /// The tables.
  public var scenes = [SceneName.d]
  /// What the chains, starts and sentences are for.
  public var split = EvaluationSplit.test
  /// Which subtasks count as possible when chains are generated.
  public var rules = ChainRules.physical
  /// Where blocks and arm begin.
  public var starts = StartKind.calvin
  /// Absolute path of a file of chains, in place of generated ones.
  public var chainsFile: String?
  /// Which sentences ask for subtasks.
  public var instructions = InstructionCatalogue.Group.training
  /// Absolute path of a file of sentences, in place of the catalogue's.
  public var instructionsFile: String?
  /// Control steps that a subtask may take.
  public var maximumSteps = 360
  /// Whether the record keeps every control step.
  public var recordSteps = false

  /// CALVIN's benchmark on its test table.
  public init() {}
}

/// What an evaluation is for; no chain and no attempt of one kind is one of the other.
public enum EvaluationSplit: String, CaseIterable, Hashable, Codable, Sendable {
  /// What results are reported on.
  case test
  /// Where settings are chosen.
  case validation

  /// Its chains.
  var chains: ChainSplit { self == .test ? .test : .validation }
}

/// How many attempts at every single subtask, per agent and scene, a run adds to its chains.
public struct SurveySettings: SchemaObject {
  /// From random resets.
  public var reset = 0
  /// From what random subtasks with disturbed actions left behind.
  public var leftBehind = 0
  /// From random resets, with a disturbance on the way.
  public var disturbed = 0
  /// Which subtasks; empty until all are filled in.
  public var subtasks: [Subtask] = []

  /// No survey.
  public init() {}

  /// The number for a kind of start.
  public subscript(start: SurveyStart) -> Int {
    switch start {
    case .reset: reset
    case .leftBehind: leftBehind
    case .disturbed: disturbed
    }
  }
}

/// Which pictures a run leaves, and which agents its report compares.
public struct ReportSettings: SchemaObject {
  /// The chains that get pictures, by number from 0.
  public var frames = [0]
  /// Control steps from one frame to the next.
  public var frameEverySteps = 30
  /// Width and height of a frame, pixels.
  public var pictureSize = 400
  /// Samples per pixel.
  public var samples = 4
  /// Pictures per subtask in a filmstrip.
  public var filmstripFrames = 4
  /// Whether the chosen chains get an animation.
  public var animation = true
  /// Control steps from one picture of the animation to the next.
  public var animationEverySteps = 3
  /// Which agents are compared with which; empty for every agent with the first.
  public var comparisons: [ArmComparison] = []

  /// Pictures of the first chain.
  public init() {}
}
