import Chains
import Vocabulary

/// An agent whose decisions take virtual time: what it answers are pieces of control steps.
///
/// A subtask begins at a tick, with nothing in force: until the first decision takes effect, the arm stays where it is.
public final class PacedAgent<World: Environment>: Agent {
  private let base: any Agent<World>
  private let pace: ControlPace

  /// Physics steps since the subtask began.
  private var now = 0
  private var nextTick = 0
  /// Actions in force, one control step each, and when the first of them began.
  private var plan: (actions: [Action], began: Int)?
  /// Actions that are being thought of, and when they take effect.
  private var thought: (actions: [Action], ready: Int)?
  private var exit: Int?

  /// `base` at a pace.
  public init(_ base: any Agent<World>, pace: ControlPace) {
    self.base = base
    self.pace = pace
  }

  /// Passed on.
  public func beginChain(_ stream: RandomStream) {
    base.beginChain(stream)
    forget()
  }

  /// Passed on, and a tick.
  public func begin(_ subtask: Subtask, instruction: Instruction) {
    base.begin(subtask, instruction: instruction)
    forget()
  }

  private func forget() { (now, nextTick, plan, thought, exit) = (0, 0, nil, nil, nil) }

  /// The action that is in force now, until it changes, something else is due, or the control step ends.
  public func decide(in world: World) throws -> Decision {
    takeEffect()
    var decision = now == nextTick ? try decision(in: world) : Decision(.hold(world.gripper), exit: exit)
    takeEffect()
    let inForce = actionInForce(world)
    var end = min(nextTick, now - now % physicsStepsPerControlStep + physicsStepsPerControlStep)
    if let made = thought { end = min(end, made.ready) }
    if let changes = inForce.until { end = min(end, changes) }
    decision.action = inForce.action
    decision.physicsSteps = end - now
    now = end
    return decision
  }

  /// Puts in force what is thought out by now.
  private func takeEffect() {
    if let made = thought, made.ready == now { (plan, thought) = ((made.actions, now), nil) }
  }

  /// Looks and begins to think.
  private func decision(in world: World) throws -> Decision {
    var decision = try base.decide(in: world)
    let actions = [decision.action] + base.takePlan()
    let period = pace.period ?? actions.count * physicsStepsPerControlStep
    decision.delay = pace.latency.physicsSteps(of: decision)
    let periods = max(1, (decision.delay + period - 1) / period)
    decision.missedDeadlines = periods - 1
    thought = (actions, now + decision.delay)
    nextTick = now + periods * period
    exit = decision.exit
    return decision
  }

  private func actionInForce(_ world: World) -> (action: Action, until: Int?) {
    let still = (Action.hold(world.gripper), Int?.none)
    guard let plan, let last = plan.actions.last, thought == nil || pace.meanwhile == .last else { return still }
    let index = (now - plan.began) / physicsStepsPerControlStep
    if index < plan.actions.count {
      return (plan.actions[index], plan.began + (index + 1) * physicsStepsPerControlStep)
    }
    return pace.meanwhile == .last ? (last, nil) : still
  }
}
