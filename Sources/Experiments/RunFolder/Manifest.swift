import Foundation
import Vocabulary

/// What a run rests on besides its experiment: program, engine, machine, scenes and chains.
public struct Manifest: Hashable, Sendable {
  /// The experiment's seed.
  public var seed: UInt64
  /// Program and machine.
  public var provenance: Provenance
  /// Identity of each scene's files.
  public var scenes: [SceneName: ContentHash]
  /// Identity of the chains that are carried out.
  public var chains: ContentHash
  /// The scenes that each stage opened.
  public var stages: [RunStage: [SceneName]]
  /// Identity of each policy's checkpoint, by the agent's name.
  public var policies: [String: ContentHash]
  /// Identity of what calibration found, by the agent's name.
  public var calibrations: [String: ContentHash]
  /// How each policy keeps its decoder's weights, by the agent's name.
  public var weights: [String: String]
  /// Identity of the measured times that each policy is kept in step by, by the agent's name.
  public var profiles: [String: ContentHash]
  /// Identity of the file of sentences; nil where the catalogue's are asked in.
  public var instructions: ContentHash?

  /// A manifest from its parts.
  public init(
    seed: UInt64, provenance: Provenance, scenes: [SceneName: ContentHash], chains: ContentHash,
    stages: [RunStage: [SceneName]] = [:], policies: [String: ContentHash] = [:],
    calibrations: [String: ContentHash] = [:], weights: [String: String] = [:], profiles: [String: ContentHash] = [:],
    instructions: ContentHash? = nil
  ) {
    self.seed = seed
    self.provenance = provenance
    self.scenes = scenes
    self.chains = chains
    self.stages = stages
    self.policies = policies
    self.calibrations = calibrations
    self.weights = weights
    self.profiles = profiles
    self.instructions = instructions
  }

  /// What results depend on: a run goes on only where all of it is as it was.
  public var premises: [(key: String, value: String)] {
    var whole = [(key: "mujoco", value: provenance.mujoco), (key: "chains", value: chains.hexadecimal)]
    if let instructions { whole.append((key: "instructions", value: instructions.hexadecimal)) }
    return whole
      + scenes.sorted { $0.key < $1.key }.map { ("scene \($0.key.rawValue)", $0.value.hexadecimal) }
      + policies.sorted { $0.key < $1.key }.map { ("policy \($0.key)", $0.value.hexadecimal) }
      + calibrations.sorted { $0.key < $1.key }.map { ("calibration \($0.key)", $0.value.hexadecimal) }
      + weights.sorted { $0.key < $1.key }.map { ("weights \($0.key)", $0.value) }
      + profiles.sorted { $0.key < $1.key }.map { ("profile \($0.key)", $0.value.hexadecimal) }
  }

  /// The file's content.
  ///
  /// - Parameter earlierRevisions: commits of the program that the run was begun with, oldest first.
  func json(earlierRevisions: [String] = []) -> JSONValue {
    let earlier = JSONMember("earlier_git_revisions", .list(earlierRevisions.map { .text($0) }))
    let sentences = instructions.map { [JSONMember("instructions", .text($0.hexadecimal))] } ?? []
    return .object(
      [
        JSONMember("format", .integer(1)),
        JSONMember("seed", .integer(Int(seed))),
        JSONMember("git_revision", .text(provenance.gitRevision)),
      ] + (earlierRevisions.isEmpty ? [] : [earlier]) + [
        JSONMember("swift", .text(provenance.swift)),
        JSONMember("mujoco", .text(provenance.mujoco)),
        JSONMember("libraries", .list(provenance.libraries.map { .text($0) })),
        JSONMember("cpu", .text(provenance.cpu)),
        JSONMember("system", .text(provenance.system)),
        JSONMember("chains", .text(chains.hexadecimal)),
      ] + sentences + [
        JSONMember(
          "scenes",
          .object(
            scenes.sorted { $0.key < $1.key }.map { JSONMember($0.key.rawValue, .text($0.value.hexadecimal)) })),
        JSONMember(
          "stages",
          .object(
            stages.sorted { $0.key < $1.key }.map { stage, scenes in
              JSONMember(stage.rawValue, .list(scenes.sorted().map { .text($0.rawValue) }))
            })),
        JSONMember(
          "policies",
          .object(policies.sorted { $0.key < $1.key }.map { JSONMember($0.key, .text($0.value.hexadecimal)) })),
        JSONMember(
          "calibrations",
          .object(calibrations.sorted { $0.key < $1.key }.map { JSONMember($0.key, .text($0.value.hexadecimal)) })),
        JSONMember(
          "weights", .object(weights.sorted { $0.key < $1.key }.map { JSONMember($0.key, .text($0.value)) })),
        JSONMember(
          "profiles",
          .object(profiles.sorted { $0.key < $1.key }.map { JSONMember($0.key, .text($0.value.hexadecimal)) })),
      ])
  }

  /// Writes the file; the revisions that one there names are kept.
  func write(to path: String) throws(FileError) {
    var revisions: [String] = []
    if let text = try? String(contentsOfFile: path, encoding: .utf8), let old = try? JSONDocument(text).value {
      if case .list(let earlier)? = old["earlier_git_revisions"] {
        revisions = earlier.compactMap { if case .text(let revision) = $0 { revision } else { nil } }
      }
      if case .text(let last)? = old["git_revision"] { revisions.append(last) }
    }
    if revisions.last == provenance.gitRevision { revisions.removeLast() }
    try AtomicFile.write(json(earlierRevisions: revisions).text, to: path)
  }
}

/// Program and machine of a run.
public struct Provenance: Hashable, Sendable {
  /// The checkout's commit, with "-dirty" where files differ from it; "unknown" outside of one.
  public var gitRevision: String
  /// The compiler's version.
  public var swift: String
  /// The engine's version.
  public var mujoco: String
  /// Other libraries that results or pictures pass through.
  public var libraries: [String]
  /// The processor's name.
  public var cpu: String
  /// The operating system.
  public var system: String

  /// Provenance from its parts.
  public init(
    gitRevision: String, swift: String, mujoco: String, libraries: [String], cpu: String, system: String
  ) {
    self.gitRevision = gitRevision
    self.swift = swift
    self.mujoco = mujoco
    self.libraries = libraries
    self.cpu = cpu
    self.system = system
  }
}
