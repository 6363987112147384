import Episodes
import Vocabulary

/// Which of a scene's cameras.
public enum CameraView: String, CaseIterable, Hashable, Sendable {
  /// The fixed one.
  case fixed = "static"
  /// The one in the hand.
  case gripper
}

/// A picture for people; what agents see is drawn by the world itself.
public struct PictureRequest: Hashable, Sendable {
  /// Seen from where.
  public var view: CameraView
  /// Width and height, pixels.
  public var size: Int
  /// Samples per pixel.
  public var samples: Int

  /// A request from its parts.
  public init(_ view: CameraView, size: Int, samples: Int) {
    self.view = view
    self.size = size
    self.samples = samples
  }
}

/// How worlds of a kind, agents in them and pictures of them are made; all of it on the thread that will use it.
public struct Laboratory<World: Environment & SendableMetatype>: Sendable {
  /// A world on a table.
  public let makeWorld: @Sendable (SceneName) throws -> World
  /// An agent of an experiment, to act on a table.
  public let makeAgent: @Sendable (AgentSettings, SceneName) throws -> any Agent<World>
  /// What a camera shows of the present state of a world; the same state gives the same pixels.
  public let draw: @Sendable (World, PictureRequest) throws -> Image

  /// A laboratory from its parts.
  public init(
    makeWorld: @escaping @Sendable (SceneName) throws -> World,
    makeAgent: @escaping @Sendable (AgentSettings, SceneName) throws -> any Agent<World>,
    draw: @escaping @Sendable (World, PictureRequest) throws -> Image
  ) {
    self.makeWorld = makeWorld
    self.makeAgent = makeAgent
    self.draw = draw
  }
}
