import Chains
import Tabletop
import Vocabulary

/// Shows recorded moments again: the observation is, bit for bit, what the recording run could have seen.
///
/// It stays on the thread that made it.
public final class DemonstrationReplay {
  private let worlds: [SceneName: TabletopEnvironment]

  /// A replay on scenes of some stores; moments in others cannot be shown.
  ///
  /// - Throws: `DemonstrationError.otherScene` when a scene is not the one that was recorded in.
  public init(_ stores: [DemonstrationStore], scenes: [SceneName: TabletopScene]) throws(DemonstrationError) {
    for store in stores {
      for name in store.header.plan.scenes { if let scene = scenes[name] { try store.check(scene) } }
    }
    let used = Set(stores.flatMap(\.header.plan.scenes))
    worlds = scenes.filter { used.contains($0.key) }.mapValues { TabletopEnvironment(scene: $0) }
  }

  /// The world as it was at a moment: for observations, pictures and readings of poses, not for stepping.
  ///
  /// - Throws: `DemonstrationError.sceneNotRecorded`, or `PhysicsError` for a state of another scene.
  public func world(showing moment: DemonstratedMoment, in scene: SceneName) throws -> TabletopEnvironment {
    guard let world = worlds[scene] else { throw DemonstrationError.sceneNotRecorded(scene) }
    try world.show(moment.visible)
    return world
  }

  /// What was seen at a moment.
  public func observation(of moment: DemonstratedMoment, in scene: SceneName) throws -> Observation {
    try world(showing: moment, in: scene).observe()
  }
}
