import Chains
import Demonstrations
import Episodes
import Tabletop
import Testing
import Vocabulary

/// The four scenes, compiled once for the tests of demonstrations.
enum CompiledScenes {
  static let all = Dictionary(
    uniqueKeysWithValues: SceneName.allCases.map { name in (name, Result { try TabletopScene(name) }) })

  static func one(_ name: SceneName) throws -> TabletopScene {
    let scene = try #require(all[name])
    return try scene.get()
  }

  static func named(_ names: [SceneName]) throws -> [SceneName: TabletopScene] {
    var scenes: [SceneName: TabletopScene] = [:]
    for name in names { scenes[name] = try one(name) }
    return scenes
  }
}

/// A short plan: one short subtask in each of some scenes.
func shortPlan(_ scenes: [SceneName], subtasks: [Subtask] = [.turnOnLED], round: Int = 0) -> DemonstrationPlan {
  var plan = DemonstrationPlan()
  plan.scenes = scenes
  plan.subtasks = subtasks
  plan.episodes = scenes.count
  plan.leftBehindShare = 0
  plan.round = round
  plan.learner = round == 0 ? "" : "a test"
  return plan
}

/// Records all units of a plan into a folder, in a given order, and opens the store.
@discardableResult
func record(
  _ plan: DemonstrationPlan, scenes: [SceneName: TabletopScene], into folder: String, reversed: Bool = false,
  learner: (any Agent<TabletopEnvironment>)? = nil
) throws -> DemonstrationStore {
  let writer = try DemonstrationWriter(folder: folder, header: StoreHeader(plan, scenes: scenes))
  let recorder = DemonstrationRecorder(plan, scenes: scenes, learner: learner)
  let units = Array(writer.missing)
  for unit in reversed ? units.reversed() : units {
    try writer.add(
      unit: unit, payload: DemonstrationWriter.payload(of: recorder.record(unit: unit), header: writer.header))
  }
  return try DemonstrationStore(folder: folder)
}

/// Acts as another agent does and keeps what it saw at every decision.
final class Witness: Agent {
  private let base: any Agent<TabletopEnvironment>
  private let interval: Int
  private var step = 0
  /// What was seen at each decision, over all episodes.
  private(set) var observations: [Observation] = []
  /// The states in which that was.
  private(set) var states: [TabletopState] = []
  /// What was asked for then.
  private(set) var subtasks: [Subtask] = []
  private var subtask: Subtask?

  init(_ base: any Agent<TabletopEnvironment>, interval: Int = 3) {
    self.base = base
    self.interval = interval
  }

  func beginChain(_ stream: RandomStream) { base.beginChain(stream) }

  func begin(_ subtask: Subtask, instruction: Instruction) {
    step = 0
    self.subtask = subtask
    base.begin(subtask, instruction: instruction)
  }

  func decide(in world: TabletopEnvironment) throws -> Decision {
    if step % interval == 0, let subtask {
      observations.append(world.observe())
      states.append(world.state)
      subtasks.append(subtask)
    }
    step += 1
    return try base.decide(in: world)
  }
}
