import Chains
import Demonstrations
import Tabletop
import Training
import Vocabulary

/// Stores of demonstrations as what a policy learns from: pictures are drawn when a batch asks for them.
public struct StoreSource: DemonstrationSource {
  /// The episodes that teach something, in the order of the stores.
  public let episodes: [EpisodeDescription]
  private let places: [(store: Int, episode: Int)]
  private let stores: [DemonstrationStore]
  private let scenes: [SceneName: TabletopScene]

  /// Decisions to both sides of a gripper switch that count as near it.
  private static let nearSwitch = 2

  /// A source over stores whose scenes are compiled.
  ///
  /// Episodes that did not succeed are left out: what the expert did there leads nowhere. Where a learner acted, the expert
  /// ended what the learner did not, and where it could not, its labels for the states before are no help either.
  public init(_ stores: [DemonstrationStore], scenes: [SceneName: TabletopScene]) {
    self.stores = stores
    self.scenes = scenes
    var episodes: [EpisodeDescription] = []
    var places: [(store: Int, episode: Int)] = []
    for (number, store) in stores.enumerated() {
      let round = store.header.plan.round
      for (index, entry) in store.entries.enumerated() where entry.episode.ending == .succeeded {
        let near = entry.gripperSwitches.reduce(into: Set<Int>()) { near, decision in
          for place in decision - Self.nearSwitch...decision + Self.nearSwitch
          where (0..<entry.decisions).contains(place) {
            near.insert(place)
          }
        }
        episodes.append(
          EpisodeDescription(
            subtask: entry.episode.subtask.rawValue, scene: entry.episode.scene.rawValue,
            instruction: entry.episode.instruction.text, decisions: entry.decisions, gripperSwitches: near.sorted(),
            isValidation: entry.episode.split == .validation, round: round))
        places.append((number, index))
      }
    }
    self.episodes = episodes
    self.places = places
  }

  /// A reader for the calling thread.
  ///
  /// - Throws: `DemonstrationError` when a scene is not the one that was recorded in.
  public func makeReader() throws -> any DemonstrationReader {
    StoreReader(
      places: places, stores: stores, replay: try DemonstrationReplay(stores, scenes: scenes),
      landmarks: scenes.mapValues { Landmarks($0) })
  }
}

/// Shows decisions of stores; it stays on the thread that made it.
private final class StoreReader: DemonstrationReader {
  let places: [(store: Int, episode: Int)]
  let stores: [DemonstrationStore]
  let replay: DemonstrationReplay
  let landmarks: [SceneName: Landmarks]

  init(
    places: [(store: Int, episode: Int)], stores: [DemonstrationStore], replay: DemonstrationReplay,
    landmarks: [SceneName: Landmarks]
  ) {
    self.places = places
    self.stores = stores
    self.replay = replay
    self.landmarks = landmarks
  }

  func read(episode: Int, decision: Int, into frame: inout TrainingFrame) throws {
    let (store, index) = places[episode]
    let moment = try stores[store].moment(episode: index, decision: decision)
    let scene = stores[store].entries[index].episode.scene
    let world = try replay.world(showing: moment, in: scene)
    guard let landmarks = landmarks[scene] else { throw DemonstrationError.sceneNotRecorded(scene) }
    frame.fill(from: world, held: moment.held, landmarks)
    frame.actions = moment.commands
  }
}

/// Random views of some scenes as what encoders learn to see on.
public struct SceneViews: RandomViewSource {
  private let scenes: [TabletopScene]
  private let seed: UInt64

  /// Views of scenes, which take turns.
  public init(_ scenes: [SceneName: TabletopScene], seed: UInt64) {
    self.scenes = scenes.sorted { $0.key < $1.key }.map(\.value)
    self.seed = seed
  }

  /// A reader for the calling thread.
  public func makeReader() -> any RandomViewReader {
    SceneViewReader(scenes.map { (RandomViews($0, seed: seed), Landmarks($0)) })
  }
}

/// Shows random views; it stays on the thread that made it.
private final class SceneViewReader: RandomViewReader {
  let scenes: [(views: RandomViews, landmarks: Landmarks)]

  init(_ scenes: [(views: RandomViews, landmarks: Landmarks)]) { self.scenes = scenes }

  func read(view index: Int, into frame: inout TrainingFrame) {
    let scene = scenes[((index % scenes.count) + scenes.count) % scenes.count]
    let (world, held) = scene.views.world(showing: index)
    frame.fill(from: world, held: held, scene.landmarks)
  }
}

extension TrainingFrame {
  /// Everything but the actions, as the world shows it.
  fileprivate mutating func fill(from world: TabletopEnvironment, held: BlockColor?, _ landmarks: Landmarks) {
    let observation = world.observe()
    staticCamera = observation.staticCamera.pixels
    gripperCamera = observation.gripperCamera.pixels
    robot = observation.robot
    targetLead = observation.targetLead
    labels = SimulatorLabels(
      blocks: BlockColor.allCases.map { world.pose(of: $0) }, halfSizes: world.scene.blockHalfSizes,
      tcp: world.measuredTcp, joints: world.fixtureShares,
      lamps: (led: world.fixtures.ledIsOn, bulb: world.bulbIsOn), gripped: held.map { TabletopScene.index(of: $0) },
      places: landmarks.places(in: world))
  }
}
