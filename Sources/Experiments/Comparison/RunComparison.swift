import Chains
import Demonstrations
import Evaluation
import Foundation
import Vocabulary

/// Arms of one run, or of two, compared pair by pair on the chains that both carried out.
public struct RunComparison: Sendable {
  /// An agent of a run.
  public struct Arm: Hashable, Sendable {
    /// The run's folder.
    public let run: String
    /// The agent's name.
    public let agent: String
  }

  /// Two arms in one scene.
  public struct Pair: Sendable {
    /// What the other one is compared with.
    public let first: Arm
    /// The other one: differences are its results minus the first one's.
    public let second: Arm
    /// The table.
    public let scene: SceneName
    /// On chains.
    public let comparison: PairedComparison
    /// On single subtasks with the same start, all kinds of starts together.
    public let singles: [Subtask: PairedProportion]
    /// What differs in the agents' settings.
    public let settings: [ExperimentDifference]
  }

  /// The pairs in the order of the experiments.
  public let pairs: [Pair]
  /// What differs in the rest of the resolved experiments.
  public let differences: [ExperimentDifference]

  /// Compares one run's arms as its report does, or the arms of two runs by their names.
  ///
  /// - Parameters:
  ///   - folders: one run or two.
  ///   - arms: names: with one run, the arm to compare with and perhaps one other; with two runs, one arm that both
  ///     have, or one of each.
  ///   - scenes: the tables; all that both have when empty.
  /// - Throws: `ComparisonError` and `RecordError`.
  public init(_ folders: [String], arms: [String] = [], scenes: [SceneName] = []) throws {
    precondition((1...2).contains(folders.count) && arms.count <= 2, "one run or two, two arms at most")
    let runs = try folders.map(ComparedRun.init)
    let (first, second) = (runs[0], runs[runs.count - 1])
    for (place, arm) in arms.enumerated() {
      let run = runs.count == 2 && place == 1 ? second : first
      guard run.agents.contains(arm) else {
        throw ComparisonError.noSuchArm(arm, run: run.folder, known: run.agents)
      }
    }
    if runs.count == 2 { try first.checkSameChains(second) }
    var pairs: [Pair] = []
    for (own, other) in try Self.matches(first, second, arms, isOneRun: runs.count == 1) {
      for scene in first.scenes where second.scenes.contains(scene) && (scenes.isEmpty || scenes.contains(scene)) {
        pairs.append(try Self.pair(first, own, second, other, scene))
      }
    }
    guard !pairs.isEmpty else {
      throw ComparisonError.nothingInCommon(first: first.entries, second: second.entries)
    }
    self.pairs = pairs
    differences = ExperimentDifference.all(first.json, second.json, leavingOut: ["agents"])
  }

  /// Names of the arms to compare.
  private static func matches(
    _ first: ComparedRun, _ second: ComparedRun, _ arms: [String], isOneRun: Bool
  ) throws(ComparisonError) -> [(String, String)] {
    if arms.count == 2 { return [(arms[0], arms[1])] }
    if isOneRun {
      guard first.agents.count > 1 else { throw .oneArm(first.agents.first ?? "", run: first.folder) }
      if arms.isEmpty, !first.comparisons.isEmpty { return first.comparisons.map { ($0.with, $0.of) } }
      let reference = arms.first ?? first.agents[0]
      return first.agents.filter { $0 != reference }.map { (reference, $0) }
    }
    if let arm = arms.first {
      guard second.agents.contains(arm) else { throw .noSuchArm(arm, run: second.folder, known: second.agents) }
      return [(arm, arm)]
    }
    if first.agents.count == 1, second.agents.count == 1 { return [(first.agents[0], second.agents[0])] }
    return first.agents.filter(second.agents.contains).map { ($0, $0) }
  }

  private static func pair(
    _ first: ComparedRun, _ own: String, _ second: ComparedRun, _ other: String, _ scene: SceneName
  ) throws -> Pair {
    let (left, right) = (RunEntry(agent: own, scene: scene), RunEntry(agent: other, scene: scene))
    let (ownPlans, otherPlans) = (try first.record.plans(of: left), try second.record.plans(of: right))
    for (chain, plan) in ownPlans.sorted(by: { $0.key < $1.key }) {
      guard let otherPlan = otherPlans[chain], otherPlan != plan else { continue }
      throw ComparisonError.otherChains(key: "chain \(chain)", first: plan, second: otherPlan)
    }
    let stream = RandomStream(seed: first.seed).split("comparison").split(own).split(other).split(scene.rawValue)
    let comparison = PairedComparison(
      try first.record.chains(of: left).map(\.summary), try second.record.chains(of: right).map(\.summary),
      stream: stream)
    let singles = paired(try first.record.attempts(of: left), try second.record.attempts(of: right))
    guard comparison.chains > 0 || !singles.isEmpty else {
      throw ComparisonError.noCommonChains(first: "\(left) of \(first.folder)", second: "\(right) of \(second.folder)")
    }
    return Pair(
      first: Arm(run: first.folder, agent: own), second: Arm(run: second.folder, agent: other), scene: scene,
      comparison: comparison, singles: singles,
      settings: ExperimentDifference.all(first.settings(of: own), second.settings(of: other), leavingOut: ["name"]))
  }

  /// Attempts at single subtasks with the same kind and number of start.
  static func paired(_ first: [SurveyAttempt], _ second: [SurveyAttempt]) -> [Subtask: PairedProportion] {
    func key(_ attempt: SurveyAttempt) -> String {
      "\(attempt.start.rawValue) \(attempt.index) \(attempt.subtask.rawValue)"
    }
    let others = Dictionary(second.map { (key($0), $0.succeeded) }, uniquingKeysWith: { known, _ in known })
    return first.reduce(into: [:]) { table, attempt in
      guard let other = others[key(attempt)] else { return }
      table[attempt.subtask, default: PairedProportion()].count(first: attempt.succeeded, second: other)
    }
  }
}
