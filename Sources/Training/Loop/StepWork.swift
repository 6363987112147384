import Policy

/// What a step amounts to: rows with a loss, and arithmetic.
struct StepWork: Hashable, Sendable {
  /// Decisions, or views, with a loss.
  let decisions: Int
  /// Floating-point operations of products and convolutions: two for a multiply and an add.
  let operations: Double

  /// The work of a phase's step.
  ///
  /// A backward pass counts twice a forward one. Auxiliary heads and label heads are left out.
  ///
  /// - Parameter tokens: tokens of a sentence, on average.
  init(_ phase: Phase, _ training: TrainingConfiguration, _ policy: PolicyConfiguration, tokens: Int) {
    let cost = CostAccount(policy)
    let vision = Self.vision(cost)
    let layers = (0..<policy.decoder.layers).reduce(0) { $0 + cost.layer($1, tokens: tokens) }
    let backbone = Double((phase.kind == .decoder ? 0 : vision) + cost.arm + layers)
    let passes = [training.loss.perStepSampling, training.loss.segmentSampling].count { $0 }
    let head = Double(max(1, passes) * cost.headEvaluation)
    switch phase.kind {
    case .encoders:
      decisions = phase.batch
      operations = 2 * 3 * Double(vision * phase.batch)
    case .decoder, .joint, .heads:
      decisions = phase.batch * training.window
      let warmUp = Double(phase.batch * training.warmUpDecisions) * (backbone + head)
      let passesOfBackbone = phase.kind == .heads ? 1 : 3.0
      operations = 2 * (warmUp + Double(decisions) * (passesOfBackbone * backbone + 3 * head))
    }
  }

  /// The operations of looking at a decision.
  static func ofLook(_ policy: PolicyConfiguration) -> Double { 2 * Double(vision(CostAccount(policy))) }

  /// Multiply-accumulates of the encoders and their resampler.
  private static func vision(_ cost: CostAccount) -> Int { cost.staticEncoder + cost.gripperEncoder + cost.resampler }
}
