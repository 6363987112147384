import Tabletop
import Testing
import Vocabulary

/// The four scenes, compiled once for all tests.
enum SceneCache {
  private static let scenes: [SceneName: Result<TabletopScene, any Error>] = {
    var scenes: [SceneName: Result<TabletopScene, any Error>] = [:]
    for letter in SceneName.allCases { scenes[letter] = Result { try TabletopScene(letter) } }
    return scenes
  }()

  static func scene(_ letter: SceneName) throws -> TabletopScene { try #require(scenes[letter]).get() }

  static func environment(_ letter: SceneName, starts: StartKind = .calvin) throws -> TabletopEnvironment {
    TabletopEnvironment(scene: try scene(letter), starts: starts)
  }
}

/// A relative action with both vectors zero unless told.
func relative(
  _ translation: Vector3 = .zero, turning rotation: Vector3 = .zero, _ gripper: GripperCommand = .open
) -> Action { .relativePose(translation: translation, rotation: rotation, gripper: gripper) }
