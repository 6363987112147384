import Chains
import Episodes
import Tabletop
import Vocabulary

/// Brings a world to where a subtask can begin, with the expert doing what has to come before.
struct SubtaskStart {
  private let world: TabletopEnvironment
  private let expert: ExpertAgent
  private let shelfFeasibility: ShelfFeasibility

  /// Share of disturbed actions in the prefixes that leave a start behind.
  static let disturbedShare = 0.2

  /// Control steps after which a block that was shoved or let go lies still.
  static let stepsToRest = 20

  /// Starts in a world, which begins at random starts.
  init(_ world: TabletopEnvironment, expert: ExpertAgent) {
    self.world = world
    self.expert = expert
    shelfFeasibility = ShelfFeasibility(world.scene)
  }

  /// Brings the world to where the subtask begins; false when a prefix did not succeed.
  func prepare(_ subtask: Subtask, _ start: SurveyStart, stream: RandomStream) throws -> Bool {
    var drawing = stream.split("prefix")
    let prefix: SymbolicPrefix =
      start == .leftBehind ? .random(to: subtask, stream: &drawing) : .shortest(to: subtask, stream: &drawing)
    try world.reset(to: prefix.initial, stream: stream.split("reset"))
    let share = start == .leftBehind ? Self.disturbedShare : 0
    let guide = DisturbedAgent(expert, share: share, stream: stream.split("disturbance"))
    for step in prefix.subtasks {
      let rollout = try rollout(step, instruction: Instruction(""), agent: guide, world: world)
      guard rollout.outcome == .succeeded else { return false }
    }
    // Only what is left behind begins in mid-motion.
    if start != .leftBehind { try world.idle(controlSteps: Self.stepsToRest) }
    return true
  }

  /// What stated geometry has against a subtask that begins now, or that is under way; nil when nothing.
  func obstacle(to subtask: Subtask, isUnderWay: Bool = false) -> String? {
    let obstacle =
      isUnderWay
      ? Feasibility.obstacleUnderWay(to: subtask, in: world) : Feasibility.obstacle(to: subtask, in: world)
    return obstacle?.rawValue ?? shelfFeasibility.obstacle(to: subtask, ExpertView(world))?.rawValue
  }
}
