/// The checkpoints that an experiment trained.
public struct TrainedPolicies: Hashable, Sendable {
  /// That of its own policy; nil where it trains none, or has not yet.
  public var own: String?
  /// Those of its variants, by their names.
  public var variants: [String: String]

  /// Checkpoints by their paths; none unless told.
  public init(own: String? = nil, variants: [String: String] = [:]) {
    self.own = own
    self.variants = variants
  }

  /// The checkpoint that an agent acts with: the one that it names, its variant's, or the experiment's own.
  public func checkpoint(of agent: AgentSettings) -> String? {
    if let path = agent.checkpoint { return path }
    if let variant = agent.variant { return variants[variant] }
    return own
  }

  /// The same with a learner's checkpoint.
  mutating func add(_ checkpoint: String, of variant: String?) {
    if let variant { variants[variant] = checkpoint } else { own = checkpoint }
  }
}
