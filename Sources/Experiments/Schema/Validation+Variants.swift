import Vocabulary

extension Validation {
  /// What no single key of a variant can tell.
  func checkVariants(_ experiment: Experiment) throws(SchemaError) {
    var names = Set<String>()
    for (index, variant) in experiment.variants.enumerated() {
      let path = "variants[\(index)]"
      func refuse(_ key: String, _ found: String, _ allowed: String) -> SchemaError {
        error(.contradiction(found: found, allowed: allowed), path: path + key)
      }
      if variant.name.isEmpty { throw refuse("", "a variant without a name", "agents name it; give it a \"name\"") }
      if !names.insert(variant.name).inserted {
        throw refuse(".name", "the name \"\(variant.name)\"", "another variant has it; give each its own \"name\"")
      }
      if experiment.demonstrations.isEmpty {
        throw refuse(
          "", "a variant",
          "there are demonstrations to train it on: demonstrations.episodes or "
            + "demonstrations.chains above 0")
      }
      let whole = experiment.trained(as: variant)
      if whole.training.steps == 0 { throw refuse(".training", "no steps at all", "one phase has some") }
      try checkTraining(whole, path: path + ".")
    }
  }

  /// A variant that no agent acts with would be trained for nothing.
  func checkUse(ofVariantsOf experiment: Experiment) throws(SchemaError) {
    for (index, variant) in experiment.variants.enumerated()
    where !experiment.agents.contains(where: { $0.variant == variant.name }) {
      throw error(
        .contradiction(
          found: "the name \"\(variant.name)\"",
          allowed: "no agent acts with it; one of kind policy says \"variant\": \"\(variant.name)\""),
        path: "variants[\(index)].name")
    }
  }

  /// Which policy an agent acts with: a checkpoint, a variant, or the experiment's own.
  ///
  /// - Returns: the experiment that trains it.
  func checkOrigin(_ agent: AgentSettings, of experiment: Experiment, path: String) throws(SchemaError) -> Experiment {
    guard let name = agent.variant else { return experiment }
    func refuse(_ found: String, _ allowed: String) -> SchemaError {
      error(.contradiction(found: found, allowed: allowed), path: path + ".variant")
    }
    if agent.kind != .policy { throw refuse("a variant", "only an agent of kind policy has one") }
    if agent.checkpoint != nil { throw refuse("a variant", "the agent's checkpoint says which policy it is") }
    guard let variant = experiment.variants.first(where: { $0.name == name }) else {
      let known = experiment.variants.map(\.name)
      let near = nearestName(to: name, among: known).map { "; did you mean \"\($0)\"?" } ?? ""
      throw refuse(
        "\"\(name)\"",
        known.isEmpty ? "there are no variants" : "the variants are \(ValueForm.listed(known))\(near)")
    }
    return experiment.trained(as: variant)
  }

  /// A policy with one exit has nothing to choose from.
  func checkChoice(_ agent: AgentSettings, exits: Int, path: String) throws(SchemaError) {
    guard exits == 1 else { return }
    let allowed = "the policy has one exit, so that there is nothing to choose; its exit is \"full\""
    if !agent.budgets.isEmpty {
      throw error(.contradiction(found: "a list", allowed: allowed), path: path + ".budgets")
    }
    if agent.budget.hasAverage {
      throw error(.contradiction(found: "a budget's average", allowed: allowed), path: path + ".budget")
    }
    if agent.exit.comparesExits {
      throw error(.contradiction(found: "\"\(agent.exit.rawValue)\"", allowed: allowed), path: path + ".exit")
    }
    if !agent.thresholds.isEmpty {
      throw error(.contradiction(found: "thresholds", allowed: allowed), path: path + ".thresholds")
    }
  }
}

extension ExitChoice {
  /// Whether it chooses among exits by thresholds.
  var comparesExits: Bool { self == .dynamic || self == .similarity || self == .time }
}
