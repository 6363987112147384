import Chains
import Demonstrations
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

/// One job of a survey.
public struct SurveyJob: Hashable, Sendable {
  /// How the attempt begins.
  public let start: SurveyStart
  /// Its number, from 0.
  public let index: Int
  /// What is attempted; nil for an agent that heeds nothing, whose one episode is judged for every subtask.
  public let subtask: Subtask?
}

/// What carries out the jobs of a survey, owned by one worker; a job's result depends on the job alone.
public protocol Surveyor: AnyObject {
  /// The attempts that a job comes to.
  func attempts(_ job: SurveyJob) throws -> [SurveyAttempt]
}

/// How worlds of a kind, agents in them and pictures of them are made; all of it on the thread that will use it.
public struct Laboratory<World: Environment & SendableMetatype>: Sendable {
  /// A world on a table.
  public let makeWorld: @Sendable (SceneName) throws -> World
  /// An agent of an experiment, to act on a table.
  public let makeAgent: @Sendable (AgentSettings, SceneName) throws -> any Agent<World>
  /// What attempts single subtasks with an agent of an experiment on a table.
  public let makeSurveyor: @Sendable (AgentSettings, SceneName) throws -> any Surveyor
  /// What a camera shows of the present state of a world; the same state gives the same pixels.
  public let draw: @Sendable (World, PictureRequest) throws -> Image
  /// What an agent's policy takes of memory; nil for agents without one.
  public let footprint: @Sendable (AgentSettings) throws -> PolicyFootprint?

  /// A laboratory from its parts.
  public init(
    makeWorld: @escaping @Sendable (SceneName) throws -> World,
    makeAgent: @escaping @Sendable (AgentSettings, SceneName) throws -> any Agent<World>,
    makeSurveyor: @escaping @Sendable (AgentSettings, SceneName) throws -> any Surveyor,
    draw: @escaping @Sendable (World, PictureRequest) throws -> Image,
    footprint: @escaping @Sendable (AgentSettings) throws -> PolicyFootprint? = { _ in nil }
  ) {
    self.makeWorld = makeWorld
    self.makeAgent = makeAgent
    self.makeSurveyor = makeSurveyor
    self.draw = draw
    self.footprint = footprint
  }
}
