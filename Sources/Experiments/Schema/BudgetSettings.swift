import Calibration
import Policy
import Vocabulary

/// What an agent may spend; 0 leaves a limit open.
public struct BudgetSettings: SchemaObject {
  /// Which operations count.
  public var scope = Budget.Scope.decoder
  /// The mean cost of a decision, millions of multiply-accumulates.
  public var average = 0.0
  /// The same as a share of what full depth costs.
  public var share = 0.0
  /// The greatest cost of a decision, millions of multiply-accumulates.
  public var peak = 0.0
  /// The weights' size, millions of bytes.
  public var memory = 0.0
  /// Chains that thresholds are calibrated on.
  public var chains = 40
  /// How thresholds are sought on these chains after that.
  public var search = SearchSettings()

  /// No limits.
  public init() {}

  /// Whether there is any limit.
  public var isSet: Bool { average > 0 || share > 0 || peak > 0 || memory > 0 }

  /// Whether the average is limited.
  var hasAverage: Bool { average > 0 || share > 0 }

  /// The same in operations and bytes.
  public var budget: Budget {
    Budget(
      scope: scope, average: average > 0 ? .operations(average * 1e6) : share > 0 ? .share(share) : nil,
      peak: peak > 0 ? peak * 1e6 : nil, memory: memory > 0 ? Int(memory * 1e6) : nil)
  }
}

/// The online search for thresholds.
public struct SearchSettings: SchemaObject {
  /// Closed-loop trials; 0 leaves the search out.
  public var evaluations = 0
  /// What decides where to try next.
  public var acquisition = Acquisition.expectedImprovement

  /// No search.
  public init() {}
}

/// How an agent compares actions.
public struct ComparisonSettings: SchemaObject {
  /// What is made of the differences.
  public var measure = ActionComparison.Measure.rms
  /// Whether the gripper counts.
  public var gripper = false
  /// What each entry of an action is divided by; empty for 1.
  public var scales: [Double] = []
  /// Whether entries are divided by how much they vary over recorded decisions.
  public var normalised = false

  /// DeeR's comparison.
  public init() {}

  /// The comparison, before entries are measured.
  var comparison: ActionComparison { ActionComparison(measure: measure, includesGripper: gripper, scales: scales) }
}

extension BudgetSettings {
  /// The keys of the section.
  public static let keys: [SchemaKey<BudgetSettings>] = [
    .choice(
      "scope", \.scope,
      "Which operations count: the decoder's layers alone, or the whole policy with pictures and head."
    ),
    .number(
      "average", \.average, 0...1e9,
      "Millions of multiply-accumulates of a decision on average, failed attempts included; 0 for no limit."),
    .number("share", \.share, 0...100, "The same as a share of full depth; 0 for no limit."),
    .number(
      "peak", \.peak, 0...1e9,
      "Millions of multiply-accumulates of any decision with the longest sentence; 0 for no limit."),
    .number("memory", \.memory, 0...1e9, "Millions of bytes of weights; 0 for no limit."),
    .integer(
      "chains", \.chains, 1...100_000,
      "Chains that thresholds are calibrated on: a split of their own, in training sentences."),
    .section(
      "search", \.search, "Better thresholds for the same budget, sought on these chains (Bayesian optimisation)."),
  ]
}

extension SearchSettings {
  /// The keys of the section.
  public static let keys: [SchemaKey<SearchSettings>] = [
    .integer("evaluations", \.evaluations, 0...10_000, "Thresholds that are tried in closed loop; 0 for no search."),
    .choice("acquisition", \.acquisition, "What decides where to try next."),
  ]
}

extension ComparisonSettings {
  /// The keys of the section.
  public static let keys: [SchemaKey<ComparisonSettings>] = [
    .choice(
      "measure", \.measure,
      "What is made of the differences: root of the mean square, Euclidean norm, mean, largest, 1 less the cosine."),
    .boolean("gripper", \.gripper, "Whether the gripper counts, as a number from -1 to 1."),
    .numbers(
      "scales", \.scales, 1e-9...1e9, count: 0...7,
      "What each of the six entries of an action, and then the gripper where it counts, is divided by; none for 1."),
    .boolean(
      "normalised", \.normalised,
      "Whether entries are divided by their standard deviations at full depth, which a budget's calibration measures."),
  ]
}
