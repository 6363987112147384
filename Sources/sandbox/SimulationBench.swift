import Chains
import Demonstrations
import Episodes
import Glibc
import Rendering
import Tabletop
import Vocabulary

/// Control steps with both cameras, timed piece by piece.
struct SimulationBench {
  /// Control steps in a chunk.
  static let chunkSteps = 100

  /// CPU time of one chunk, microseconds per control step.
  struct Chunk: Hashable, Sendable {
    /// The arm's control and eight physics steps.
    var physics = 0.0
    /// The fixed camera's picture.
    var staticCamera = 0.0
    /// The hand camera's picture.
    var gripperCamera = 0.0

    /// All of it.
    var step: Double { physics + staticCamera + gripperCamera }
  }

  /// What a measurement came to.
  struct Result: Sendable {
    /// The chunks in order.
    let chunks: [Chunk]
    /// The table that was simulated.
    let scene: SceneName
  }

  private let world: TabletopEnvironment
  private let expert: ExpertAgent
  private let renderer: Renderer
  private let scene: SceneName

  init(scene name: SceneName) throws {
    scene = name
    let scene = try TabletopScene(name)
    world = TabletopEnvironment(scene: scene)
    expert = ExpertAgent(scene)
    renderer = Renderer(scene: SceneGeometry(model: scene.model))
  }

  /// Measures for a time; at least one chunk.
  func run(seconds: Double, progress: (Double) -> Void) throws -> Result {
    var pictures = (Image(width: 200, height: 200), Image(width: 84, height: 84))
    var chunks: [Chunk] = []
    var chunk = Chunk()
    var steps = 0
    let generator = ChainGenerator(seed: 1)
    let begun = Progress.monotonicSeconds()
    var index = 0
    while true {
      let chain = generator.chain(index)
      try world.reset(to: chain.initial, stream: generator.split.stream(seed: 1, chain: index).split("reset"))
      index += 1
      for subtask in chain.subtasks {
        world.begin(subtask)
        expert.begin(subtask, instruction: Instruction(subtask.rawValue))
        for _ in 0..<calvinMaximumSteps {
          let action = expert.decide(in: world).action
          let start = SimulationBench.threadMicroseconds()
          try world.step(action)
          let stepped = SimulationBench.threadMicroseconds()
          renderer.draw(world.simulation, camera: world.scene.staticCamera, into: &pictures.0, lamps: world.lamps)
          let drawn = SimulationBench.threadMicroseconds()
          renderer.draw(world.simulation, camera: world.scene.gripperCamera, into: &pictures.1, lamps: world.lamps)
          let end = SimulationBench.threadMicroseconds()
          chunk.physics += stepped - start
          chunk.staticCamera += drawn - stepped
          chunk.gripperCamera += end - drawn
          steps += 1
          if steps % SimulationBench.chunkSteps == 0 {
            chunks.append(chunk.perStep)
            chunk = Chunk()
            let passed = Progress.monotonicSeconds() - begun
            progress(passed)
            if passed >= seconds { return Result(chunks: chunks, scene: scene) }
          }
          if world.hasSucceeded { break }
        }
        guard world.hasSucceeded else { break }
      }
    }
  }

  /// CPU time of this thread, microseconds.
  private static func threadMicroseconds() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e6 + Double(time.tv_nsec) * 1e-3
  }
}

extension SimulationBench.Chunk {
  fileprivate var perStep: SimulationBench.Chunk {
    let share = 1 / Double(SimulationBench.chunkSteps)
    return SimulationBench.Chunk(
      physics: physics * share, staticCamera: staticCamera * share, gripperCamera: gripperCamera * share)
  }
}

extension SimulationBench.Result {
  /// The pieces with their names in the table and in JSON.
  private static let pieces: [(title: String, key: String, value: @Sendable (SimulationBench.Chunk) -> Double)] = [
    ("physics", "physics_microseconds", { $0.physics }),
    ("static camera, 200×200", "static_camera_microseconds", { $0.staticCamera }),
    ("gripper camera, 84×84", "gripper_camera_microseconds", { $0.gripperCamera }),
    ("control step", "control_step_microseconds", { $0.step }),
  ]

  /// The value below which a share of the chunks lies (nearest rank).
  func quantile(_ share: Double, _ value: (SimulationBench.Chunk) -> Double) -> Double {
    let sorted = chunks.map(value).sorted()
    return sorted[max(0, Int((share * Double(sorted.count)).rounded(.up)) - 1)]
  }

  /// For people.
  var table: TextTable {
    var table = TextTable([("scene \(scene.rawValue), one core", .left), ("10 % quantile", .right), ("median", .right)])
    for piece in Self.pieces {
      table.add([
        piece.title, quantile(0.1, piece.value).text(digits: 1) + " µs",
        quantile(0.5, piece.value).text(digits: 1) + " µs",
      ])
    }
    table.add([
      "control steps per second", (1e6 / quantile(0.1) { $0.step }).text(digits: 0),
      (1e6 / quantile(0.5) { $0.step }).text(digits: 0),
    ])
    return table
  }

  /// For machines.
  var json: JSONValue {
    func rounded(_ value: Double) -> JSONValue { .number((value * 100).rounded() / 100) }
    var members = [
      JSONMember("control_steps_per_second", rounded(1e6 / quantile(0.1) { $0.step })),
      JSONMember("control_steps_per_second_median", rounded(1e6 / quantile(0.5) { $0.step })),
    ]
    for piece in Self.pieces {
      members.append(JSONMember(piece.key, rounded(quantile(0.1, piece.value))))
      members.append(JSONMember(piece.key + "_median", rounded(quantile(0.5, piece.value))))
    }
    members += [
      JSONMember("scene", .text(scene.rawValue)), JSONMember("chunks", .integer(chunks.count)),
      JSONMember("steps_per_chunk", .integer(SimulationBench.chunkSteps)),
    ]
    return .object(members)
  }
}
