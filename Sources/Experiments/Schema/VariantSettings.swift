import Policy
import Training
import Vocabulary

/// A policy that is trained beside the experiment's own, on the same demonstrations: only what differs is stated.
public struct VariantSettings: SchemaObject {
  /// What agents name it by; different from the others'.
  public var name = ""
  /// Keys of `policy` that differ, as an object.
  public var policy = JSONValue.object([])
  /// Keys of `training` that differ, as an object.
  public var training = JSONValue.object([])
  /// Keys of `rounds` that differ, as an object.
  public var rounds = JSONValue.object([])

  /// A variant in which nothing differs.
  public init() {}
}

extension VariantSettings {
  /// The keys of a variant.
  public static let keys: [SchemaKey<VariantSettings>] = [
    .name(
      "name", \.name, otherwise: "none; every variant has one", "What agents name it by; no two variants share one."),
    .changes(
      "policy", \.policy, of: PolicySettings.self,
      "What differs in its shape; with a preset, what is not stated here is the preset's."),
    .changes("training", \.training, of: TrainingConfiguration.self, "What differs in how it learns."),
    .changes("rounds", \.rounds, of: RoundSettings.self, "What differs in how it learns from its own mistakes."),
  ]

  /// Its changes as `--set` would write them: "policy.layers=24".
  public var changes: [String] {
    [("policy", policy), ("training", training), ("rounds", rounds)].flatMap { Self.changes($1, at: $0) }
  }

  private static func changes(_ value: JSONValue, at path: String) -> [String] {
    guard case .object(let members) = value else { return ["\(path)=\(value.compactText)"] }
    return members.flatMap { changes($0.value, at: "\(path).\($0.name)") }
  }
}

extension Experiment {
  /// The experiment that trains a variant: its sections in place of the experiment's, key by key, and its agents alone.
  public func trained(as variant: VariantSettings) -> Experiment {
    var whole = self
    whole.name = "\(name), \(variant.name)"
    // Sizes belong to their preset.
    if variant.policy["preset"] != nil { whole.policy.forgetSizes() }
    whole.policy = PolicySettings(completed: whole.policy.completeJSON.replacing(variant.policy))
    whole.policy.complete()
    whole.training = TrainingConfiguration(completed: training.completeJSON.replacing(variant.training))
    whole.rounds = RoundSettings(completed: rounds.completeJSON.replacing(variant.rounds))
    whole.variants = []
    whole.agents = agents.filter { $0.variant == variant.name }.map { agent in
      var own = agent
      own.variant = nil
      return own
    }
    return whole
  }

  /// A policy that an experiment trains.
  public struct Learner: Hashable, Sendable {
    /// The variant's name; nil for the experiment's own policy.
    public let variant: String?
    /// The experiment that trains it.
    public let experiment: Experiment
  }

  /// The policies that it trains: its own, unless there are variants and no agent acts with it, and each variant's.
  public var learners: [Learner] {
    let own = isTrained && (variants.isEmpty || needsTraining) ? [Learner(variant: nil, experiment: self)] : []
    return own
      + variants.map { Learner(variant: $0.name, experiment: trained(as: $0)) }.filter(\.experiment.isTrained)
  }
}

extension JSONValue {
  /// The value with the members of another one in place of its own, objects within likewise.
  func replacing(_ changes: JSONValue) -> JSONValue {
    guard case .object(var members) = self, case .object(let changed) = changes else { return changes }
    for change in changed {
      if let index = members.firstIndex(where: { $0.name == change.name }) {
        members[index].value = members[index].value.replacing(change.value)
      } else {
        members.append(change)
      }
    }
    return .object(members)
  }
}
