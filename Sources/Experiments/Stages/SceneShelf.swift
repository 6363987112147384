import Synchronization
import Tabletop
import Vocabulary

/// What a run does with scenes; the manifest lists those that each stage opened.
public enum RunStage: String, CaseIterable, Hashable, Sendable, Comparable {
  /// The expert, or a learner that it corrects, is recorded.
  case demonstrations
  /// The policy's encoders learn to see.
  case encoders
  /// The policy learns to act.
  case training
  /// Budgets become thresholds.
  case calibration
  /// Agents are measured.
  case evaluation

  /// In the order of a run.
  public static func < (left: RunStage, right: RunStage) -> Bool {
    allCases.firstIndex(of: left)! < allCases.firstIndex(of: right)!
  }
}

/// Compiled scenes, each made when a stage first asks for it, with a list of who asked.
public final class SceneShelf: Sendable {
  private struct Content {
    var scenes: [SceneName: TabletopScene] = [:]
    var opened: [RunStage: Set<SceneName>] = [:]
  }

  private let content = Mutex(Content())

  /// Nothing compiled yet.
  public init() {}

  /// A scene, compiled if it is not there yet.
  ///
  /// - Throws: `TabletopError`, `PhysicsError`.
  public func open(_ name: SceneName, for stage: RunStage) throws -> TabletopScene {
    try content.withLock { content in
      content.opened[stage, default: []].insert(name)
      if let scene = content.scenes[name] { return scene }
      let scene = try TabletopScene(name)
      content.scenes[name] = scene
      return scene
    }
  }

  /// Some scenes.
  ///
  /// - Throws: `TabletopError`, `PhysicsError`.
  public func open(_ names: [SceneName], for stage: RunStage) throws -> [SceneName: TabletopScene] {
    var scenes: [SceneName: TabletopScene] = [:]
    for name in names { scenes[name] = try open(name, for: stage) }
    return scenes
  }

  /// Identity of each scene that was compiled.
  public var contentHashes: [SceneName: ContentHash] { content.withLock { $0.scenes.mapValues(\.contentHash) } }

  /// The scenes that each stage has asked for.
  public var opened: [RunStage: [SceneName]] { content.withLock { $0.opened.mapValues { $0.sorted() } } }
}
