import Calibration
import Foundation
import Policy
import Vocabulary

/// What the calibration of an agent came to: the file `calibration/<agent>.json` of a run.
public struct AgentCalibration: Hashable, Sendable {
  /// The agent's name in the experiment.
  public let agent: String
  /// How it chooses its exits.
  public let rule: ExitRule
  /// The deepest exit that it may take; layers past it are not loaded.
  public let deepestExit: Int
  /// The whole file.
  public let json: JSONValue

  /// What was found for an agent.
  init(_ calibration: Calibration, of agent: AgentSettings, costs: ExitCosts) {
    self.agent = agent.name
    rule = calibration.rule
    deepestExit = calibration.deepestExit
    let scope = agent.budget.scope
    func numbers(_ thresholds: [Double]) -> JSONValue {
      .list(thresholds.map { $0.isFinite ? .number($0) : .null })
    }
    func optional(_ value: Double?) -> JSONValue { value.flatMap { $0.isFinite ? .number($0) : nil } ?? .null }
    var exit: [JSONMember]
    switch calibration.rule {
    case .actionConsistency(let thresholds, let comparison):
      exit = [
        JSONMember("exit", .text("dynamic")), JSONMember("thresholds", numbers(thresholds + [.infinity])),
        JSONMember(
          "comparison",
          .object([
            JSONMember("measure", .text(comparison.measure.rawValue)),
            JSONMember("gripper", .boolean(comparison.includesGripper)),
            JSONMember("scales", numbers(comparison.scales)),
          ])),
      ]
    case .featureSimilarity(let thresholds):
      exit = [JSONMember("exit", .text("similarity")), JSONMember("thresholds", numbers(thresholds + [.infinity]))]
    case .elapsedTime(let thresholds):
      exit = [JSONMember("exit", .text("time")), JSONMember("thresholds", numbers(thresholds + [.infinity]))]
    case .random(let probabilities):
      exit = [
        JSONMember("exit", .text("random")), JSONMember("thresholds", .list([])),
        JSONMember("probabilities", numbers(probabilities)),
      ]
    case .fixed, .fullDepth: exit = [JSONMember("exit", .text("fixed")), JSONMember("thresholds", .list([]))]
    }
    let history = calibration.trials.enumerated().map { index, trial in
      JSONValue.object([
        JSONMember("evaluation", .integer(index)), JSONMember("source", .text(trial.source.rawValue)),
        JSONMember("thresholds", numbers(trial.thresholds)),
        JSONMember("meanMultiplyAccumulates", .number(trial.cost.mean(scope))),
        JSONMember("meanDecoderMultiplyAccumulates", .number(trial.cost.mean(.decoder))),
        JSONMember("meanPolicyMultiplyAccumulates", .number(trial.cost.mean(.policy))),
        JSONMember("meanLength", optional(trial.cost.meanLength)),
        JSONMember("exits", .list(trial.cost.exits.map { .integer($0) })), JSONMember("meets", .boolean(trial.meets)),
      ])
    }
    json = .object(
      [JSONMember("arm", .text(agent.name)), JSONMember("budget", agent.budget.completeJSON)] + exit + [
        JSONMember("deepestExit", .integer(calibration.deepestExit)),
        JSONMember("target", optional(calibration.target)), JSONMember("q", optional(calibration.q)),
        JSONMember("unusedExits", .list(calibration.unusedExits.map { .integer($0) })),
        JSONMember("decoderCosts", numbers(costs.exits.map(\.decoder))),
        JSONMember("policyCosts", numbers(costs.exits.map(\.policy))),
        JSONMember("fullDepthDecoder", .number(costs.fullDepth.decoder)),
        JSONMember("fullDepthPolicy", .number(costs.fullDepth.policy)),
        JSONMember("history", .list(history)),
      ])
  }

  /// Reads a file for the agent of a name.
  ///
  /// - Throws: `ReadingError`, `JSONError`; `RunError.calibrationFile` for what is no calibration.
  init(contentsOf path: String, agent: String) throws {
    let value = try JSONDocument(readFile(path)).value
    func numbers(_ value: JSONValue?) -> [Double] {
      guard case .list(let entries)? = value else { return [] }
      return entries.compactMap { entry in
        switch entry {
        case .number(let number): number
        case .integer(let number): Double(number)
        default: nil
        }
      }
    }
    guard case .integer(let deepest)? = value["deepestExit"], case .text(let exit)? = value["exit"] else {
      throw RunError.calibrationFile(path)
    }
    let thresholds = numbers(value["thresholds"])
    switch exit {
    case "dynamic":
      var comparison = ActionComparison(scales: numbers(value["comparison"]?["scales"]))
      if case .text(let word)? = value["comparison"]?["measure"], let measure = ActionComparison.Measure(rawValue: word)
      {
        comparison.measure = measure
      }
      comparison.includesGripper = value["comparison"]?["gripper"] == .boolean(true)
      rule = .actionConsistency(thresholds: thresholds, comparison: comparison)
    case "similarity": rule = .featureSimilarity(thresholds: thresholds)
    case "time": rule = .elapsedTime(thresholds: thresholds)
    case "random": rule = .random(probabilities: numbers(value["probabilities"]))
    case "fixed": rule = .fixed(exit: deepest)
    default: throw RunError.calibrationFile(path)
    }
    do {
      try rule.validate(deepestExit: deepest)
    } catch {
      throw RunError.calibrationFile(path)
    }
    self.agent = agent
    deepestExit = deepest
    guard case .object(var members) = value else { throw RunError.calibrationFile(path) }
    if let index = members.firstIndex(where: { $0.name == "arm" }) { members[index].value = .text(agent) }
    json = .object(members)
  }

  /// Identity of what was found.
  var contentHash: ContentHash { ContentHash(of: json.text) }

  /// Writes it into a run's folder.
  ///
  /// - Throws: `FileError`, and `RunError` where the folder cannot be made.
  public func write(inRun folder: String) throws {
    try makeFolder(folder + "/calibration")
    try AtomicFile.write(json.text, to: "\(folder)/calibration/\(agent).json")
  }

  /// Those that a run's folder has for the agents of its experiment.
  ///
  /// - Throws: `RunError.calibrationFile` for a file that makes no sense.
  public static func all(inRun folder: String, of experiment: Experiment) throws -> [AgentCalibration] {
    try experiment.agents.compactMap { agent in
      let path = "\(folder)/calibration/\(agent.name).json"
      guard agent.budget.isSet, FileManager.default.fileExists(atPath: path) else { return nil }
      return try AgentCalibration(contentsOf: path, agent: agent.name)
    }
  }
}
