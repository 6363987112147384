import Foundation
import Vocabulary

/// A run's folder as comparisons read it: nothing need be as it was, not even the checkpoints.
struct ComparedRun {
  let folder: String
  let json: JSONValue
  let record: RunRecord
  let seed: UInt64
  let agents: [String]
  let scenes: [SceneName]
  /// The pairs that its report compares; empty for every agent with the first.
  let comparisons: [(of: String, with: String)]

  init(_ folder: String) throws {
    self.folder = folder
    guard let text = try? String(contentsOfFile: folder + "/experiment.json", encoding: .utf8),
      FileManager.default.fileExists(atPath: folder + "/run.sqlite")
    else { throw ComparisonError.noRun(folder: folder) }
    json = try JSONDocument(text).value
    record = try RunRecord(reading: folder + "/run.sqlite")
    if case .integer(let number)? = json["seed"] { seed = UInt64(number) } else { seed = 0 }
    var names: [String] = []
    if case .list(let agents)? = json["agents"] {
      for agent in agents { if case .text(let name)? = agent["name"] { names.append(name) } }
    }
    agents = names
    switch json["evaluation"]?["scene"] {
    case .text(let name)?: scenes = SceneName(rawValue: name).map { [$0] } ?? []
    case .list(let values)?:
      scenes = values.compactMap { if case .text(let name) = $0 { SceneName(rawValue: name) } else { nil } }
    default: scenes = []
    }
    var pairs: [(String, String)] = []
    if case .list(let comparisons)? = json["report"]?["comparisons"] {
      for pair in comparisons {
        if case .text(let of)? = pair["of"], case .text(let with)? = pair["with"] { pairs.append((of, with)) }
      }
    }
    comparisons = pairs
  }

  var entries: [String] { agents.flatMap { agent in scenes.map { "\(agent) in scene \($0.rawValue)" } } }

  func settings(of agent: String) -> JSONValue? {
    guard case .list(let all)? = json["agents"] else { return nil }
    return all.first { $0["name"] == .text(agent) }
  }

  /// Makes sure that a chain's number stands for the same chain in both, down to the blocks' places.
  func checkSameChains(_ other: ComparedRun) throws {
    // Runs from before there were splits are tests.
    let keys = [(["seed"], "absent"), (["evaluation", "split"], "\"test\""), (["evaluation", "starts"], "absent")]
    for (key, standard) in keys {
      let (own, their) = (value(key) ?? standard, other.value(key) ?? standard)
      guard own == their else {
        throw ComparisonError.otherChains(key: key.joined(separator: "."), first: own, second: their)
      }
    }
    let (own, their) = (try record.provenance(), try other.record.provenance())
    for scene in scenes where other.scenes.contains(scene) {
      let key = "scene \(scene.rawValue)"
      guard let first = own[key], let second = their[key], first != second else { continue }
      throw ComparisonError.otherChains(
        key: key, first: String(first.prefix(16)), second: String(second.prefix(16)))
    }
  }

  private func value(_ key: [String]) -> String? {
    key.reduce(JSONValue?.some(json)) { $0?[$1] }?.compactText
  }
}
