import Vocabulary

extension Validation {
  /// What no single key of an agent's budget can tell.
  func checkBudget(_ agent: AgentSettings, path: String) throws(SchemaError) {
    func refuse(_ key: String, _ found: String, _ allowed: String) -> SchemaError {
      error(.contradiction(found: found, allowed: allowed), path: path + "." + key)
    }
    let budget = agent.budget
    let hasShares = !agent.budgets.isEmpty
    if agent.comparison.normalised, !budget.hasAverage, !hasShares {
      throw refuse("comparison.normalised", "true", "deviations are measured for a budget with an average")
    }
    if agent.comparison.normalised, !agent.comparison.scales.isEmpty {
      throw refuse("comparison.scales", "scales", "comparison.normalised measures them")
    }
    let width = agent.comparison.comparison.width
    if !agent.comparison.scales.isEmpty, agent.comparison.scales.count != width {
      throw refuse("comparison.scales", "\(agent.comparison.scales.count) scales", "there are \(width) entries")
    }
    guard budget.isSet || hasShares else {
      if budget.search.evaluations > 0 {
        throw refuse("budget.search.evaluations", "\(budget.search.evaluations)", "a search needs a budget's average")
      }
      return
    }
    if agent.kind != .policy {
      throw refuse(hasShares ? "budgets" : "budget", "a budget", "only an agent of kind policy has one")
    }
    if budget.average > 0, budget.share > 0 {
      throw refuse("budget.share", "\(budget.share)", "budget.average says the same in operations")
    }
    if hasShares, budget.hasAverage {
      throw refuse("budgets", "a list", "each of its shares is the budget's average")
    }
    if !agent.thresholds.isEmpty { throw refuse("thresholds", "thresholds", "they are made from the budget") }
    if !agent.probabilities.isEmpty { throw refuse("probabilities", "probabilities", "they are made from the budget") }
    if budget.hasAverage || hasShares {
      if agent.exit == .full || agent.exit == .fixed {
        throw refuse(
          "exit", "\"\(agent.exit.rawValue)\"",
          "with a budget's average it is \"dynamic\", \"similarity\", \"time\" or \"random\"")
      }
    } else if agent.exit != .full {
      throw refuse(
        "exit", "\"\(agent.exit.rawValue)\"", "without a budget's average it is \"full\": the deepest that is permitted"
      )
    }
    if budget.search.evaluations > 0, agent.exit == .random || !(budget.hasAverage || hasShares) {
      throw refuse(
        "budget.search.evaluations", "\(budget.search.evaluations)", "a search needs thresholds and an average")
    }
  }

  /// One agent for each share of a list, named after the one that has it.
  func expandBudgets(_ experiment: inout Experiment) throws(SchemaError) {
    var names = Set(experiment.agents.filter(\.budgets.isEmpty).map(\.name))
    var agents: [AgentSettings] = []
    for (index, agent) in experiment.agents.enumerated() {
      if agent.budgets.isEmpty { agents.append(agent) }
      for (entry, share) in agent.budgets.enumerated() {
        let path = "agents[\(index)].budgets[\(entry)]"
        if agent.budgets[..<entry].contains(share) { throw error(.repeated("\(share)"), path: path) }
        var arm = agent
        arm.budgets = []
        arm.budget.share = share
        arm.name += "-\(share)"
        guard names.insert(arm.name).inserted else {
          throw error(
            .contradiction(
              found: "the name \"\(arm.name)\" for a share of \(share)",
              allowed: "another agent has it; give each its own \"name\""),
            path: path)
        }
        agents.append(arm)
      }
    }
    experiment.agents = agents
    if let agent = experiment.agents.first(where: { !Validation.isName($0.name) }) {
      throw error(
        .contradiction(found: "the name \"\(agent.name)\"", allowed: "with a share behind it, it has 60 characters"),
        path: "agents")
    }
    if experiment.agents.count > 64 {
      throw error(
        .contradiction(
          found: "\(experiment.agents.count) agents", allowed: "with one for each budget there are up to 64"),
        path: "agents")
    }
  }
}
