import Foundation
import Tabletop
import Vocabulary

/// A run's folder, opened for reading: finished, under way or cut short.
public final class RunArchive {
  /// Where it is.
  public let path: String
  /// What was asked for.
  public let experiment: Experiment
  /// What came out.
  public let record: RunRecord
  private var scenes: [SceneName: TabletopScene] = [:]
  private let provenance: [String: String]

  /// Opens a folder.
  ///
  /// - Throws: `SchemaError` and `RecordError`.
  public init(path: String) throws {
    self.path = path
    record = try RunRecord(reading: path + "/run.sqlite")
    experiment = try Experiment(contentsOf: path + "/experiment.json", overrides: [])
    provenance = try record.provenance()
  }

  /// The table as the run had it.
  ///
  /// - Throws: `ExportError.sceneChanged`, and what compiling a scene throws.
  public func scene(_ name: SceneName) throws -> TabletopScene {
    if let known = scenes[name] { return known }
    let scene = try TabletopScene(name)
    if let recorded = provenance["scene \(name.rawValue)"], recorded != scene.contentHash.hexadecimal {
      throw ExportError.sceneChanged(name)
    }
    scenes[name] = scene
    return scene
  }

  /// The chosen entries that have chains.
  func entries(_ selection: ExportSelection) throws -> [RunEntry] {
    let all = try record.entries()
    for agent in selection.agents where !all.contains(where: { $0.agent == agent }) {
      throw ExportError.noSuchEntry(wanted: "chains of agent \(agent)", known: Array(Set(all.map(\.agent))).sorted())
    }
    for scene in selection.scenes where !all.contains(where: { $0.scene == scene }) {
      throw ExportError.noSuchEntry(
        wanted: "chains in scene \(scene.rawValue)", known: Array(Set(all.map(\.scene.rawValue))).sorted())
    }
    let chosen = all.filter { entry in
      (selection.agents.isEmpty || selection.agents.contains(entry.agent))
        && (selection.scenes.isEmpty || selection.scenes.contains(entry.scene))
    }
    if chosen.isEmpty { throw ExportError.noSuchEntry(wanted: "such chains", known: all.map(\.description)) }
    return chosen
  }

  /// The chosen chains of an entry.
  func chains(_ selection: ExportSelection, of entry: RunEntry) throws -> [RecordedChain] {
    let all = try record.chains(of: entry)
    let known = all.map(\.chain)
    guard !selection.chains.isEmpty else {
      let drawn = Set(try record.chainsWithStates(of: entry))
      let chosen = drawn.isEmpty ? Array(all.prefix(1)) : all.filter { drawn.contains($0.chain) }
      if chosen.isEmpty { throw ExportError.noSuchChain(wanted: "to export", entry: entry, known: known) }
      return chosen
    }
    for range in selection.chains where !known.contains(where: range.contains) {
      throw ExportError.noSuchChain(wanted: ExportError.ranges(Array(range)), entry: entry, known: known)
    }
    return all.filter { chain in selection.chains.contains { $0.contains(chain.chain) } }
  }
}
