import Vocabulary

/// Arms that differ in how much they may spend alone: one line of success against compute.
package struct ComputeCurve: Sendable {
  /// Its name in a legend.
  package let name: String
  /// Its arms, in the order of the experiment.
  package let rows: [RunSummary.Row]
  /// Whether a rule decides for each observation.
  let isDynamic: Bool

  /// The curves that some arms make, in the order of a legend.
  package static func all(_ rows: [RunSummary.Row], of experiment: Experiment) -> [ComputeCurve] {
    var keys: [Key] = []
    var arms: [Key: [RunSummary.Row]] = [:]
    for row in rows {
      guard let key = Key(row, of: experiment) else { continue }
      if arms[key] == nil { keys.append(key) }
      arms[key, default: []].append(row)
    }
    func common(_ key: Key) -> String { Report.commonName((arms[key] ?? []).map(\.entry.agent), else: "") }
    // Curves of one description are told apart by their arms' names.
    func name(_ key: Key) -> String {
      let alike = keys.filter { $0.name == key.name }
      guard alike.count > 1 else { return key.name }
      let names = Set(alike.map(common))
      let isTelling = names.count == alike.count && !names.contains("")
      return "\(isTelling ? common(key) : arms[key]?.first?.entry.agent ?? ""): \(key.exits)"
    }
    return keys.enumerated().sorted { left, right in
      (left.element.order, left.element.name, left.offset) < (right.element.order, right.element.name, right.offset)
    }.map { _, key in
      let isDynamic = if case .dynamic = key.kind { true } else { false }
      return ComputeCurve(name: name(key), rows: arms[key] ?? [], isDynamic: isDynamic)
    }
  }

  /// What the arms of a curve share.
  private struct Key: Hashable {
    enum Kind: Hashable {
      /// A rule decides for each observation, up to an exit from 0.
      case dynamic(rule: ExitChoice, deepest: Int)
      /// The same exit for every decision, of one policy with all exits.
      case fixed
      /// The same for policies that were trained one by one.
      case separate
      /// Exits by chance.
      case random
    }

    let kind: Kind
    /// Their settings, but for what they may spend.
    let settings: AgentSettings

    init?(_ row: RunSummary.Row, of experiment: Experiment) {
      guard let agent = experiment.agents.first(where: { $0.name == row.entry.agent }) else { return nil }
      var settings = agent.spendless
      switch agent.exit {
      case .random: kind = .random
      case .fixed: kind = .fixed
      case .full:
        // Policies that others are cut short of are the last point of that curve; the rest were trained for their depth.
        let others = experiment.agents.filter { $0.exit != .full }
        let isShared = others.contains { $0.checkpoint == agent.checkpoint && $0.variant == agent.variant }
        kind = others.isEmpty || isShared ? .fixed : .separate
        if kind == .separate { (settings.checkpoint, settings.variant) = (nil, nil) }
      case .dynamic, .similarity, .time:
        kind = .dynamic(rule: agent.exit, deepest: row.footprint?.deepestExit ?? row.usedExits.last ?? 0)
      }
      self.settings = settings
    }

    var order: Int {
      switch kind {
      case .dynamic(_, let deepest): -1 - deepest
      case .fixed: 1
      case .separate: 2
      case .random: 3
      }
    }

    var name: String { settings.variant.map { "\($0): \(exits)" } ?? exits }

    var exits: String {
      switch kind {
      case .dynamic(let rule, let deepest):
        (rule == .dynamic ? "thresholds" : rule.rawValue) + (deepest == 0 ? ", exit 1" : ", exits 1 to \(deepest + 1)")
      case .fixed: "one exit throughout"
      case .separate: "policies trained one by one"
      case .random: "exits by chance"
      }
    }
  }
}

extension AgentSettings {
  /// The same agent, whatever it is called and may spend.
  fileprivate var spendless: AgentSettings {
    var agent = self
    agent.name = ""
    (agent.exit, agent.fixedExit, agent.thresholds, agent.probabilities) = (.full, 0, [], [])
    agent.budget = BudgetSettings()
    // Other rules compare no actions.
    if exit != .dynamic { agent.comparison = ComparisonSettings() }
    return agent
  }
}
