import Chains
import Episodes
import Vocabulary

/// A world with its own clock and no physics: a subtask is done once enough steps went forward.
///
/// Its state takes in everything that happens to it, so that two courses with the same hash had the same starts, streams
/// and actions.
public final class ScriptedWorld: Environment {
  /// What the next step depends on.
  public struct State: Hashable, Codable, Sendable {
    /// Control steps since the reset.
    public var clock = 0
    /// Everything that happened since the reset, folded into one number.
    public var history: UInt64 = 0
    /// Physics steps of the control step that is under way.
    public var physicsSteps: Int?
    /// Steps forward in this subtask.
    public var progress = 0
    /// Whether the subtask may be done at all.
    public var goal: Subtask?
  }

  /// Its fingers do not matter.
  public var gripper: GripperCommand { .open }

  /// How the world answers.
  public struct Script: Sendable {
    /// Steps forward that a subtask takes; nil when it cannot be done.
    public var stepsNeeded: @Sendable (Subtask) -> Int?
    /// Whether the world stops being finite in this state.
    public var diverges: @Sendable (State) -> Bool

    /// Goes into every state's hash: stands for a program or scene that has changed.
    public var salt: UInt64

    /// Subtasks of 3 to 9 steps and no divergence, unless told.
    public init(
      stepsNeeded: @escaping @Sendable (Subtask) -> Int? = { 3 + $0.rawValue.utf8.count % 7 },
      diverges: @escaping @Sendable (State) -> Bool = { _ in false }, salt: UInt64 = 0
    ) {
      self.stepsNeeded = stepsNeeded
      self.diverges = diverges
      self.salt = salt
    }
  }

  /// The state now.
  public private(set) var state = State()
  private let script: Script

  /// A world that follows a script.
  public init(_ script: Script = Script()) { self.script = script }

  /// Chains of any subtasks: this world carries out what a real table could not.
  public static func chains(_ count: Int) -> [Chain] {
    (0..<count).map { index in
      var stream = RandomStream(seed: 5).split("scripted chain", index)
      let subtasks = Array(stream.shuffled(Subtask.allCases).prefix(Chain.length))
      return Chain(index: index, initial: stream.choose(from: Facts.initialStates), subtasks: subtasks)
    }
  }

  /// Over clock, history, progress and salt.
  public var stateHash: ContentHash {
    ContentHash(of: [UInt64(state.clock), state.history, UInt64(state.progress), script.salt])
  }

  /// Takes over a state.
  public func restore(_ state: State) { self.state = state }

  /// Clock 0, and a history of the start and the stream alone.
  public func reset(to start: Facts, stream: RandomStream) throws {
    state = State(history: stream.split(String(describing: start)).key)
    if script.diverges(state) { throw EnvironmentError.diverged("scripted, at the reset") }
  }

  /// No progress yet.
  public func begin(_ subtask: Subtask) {
    state.goal = subtask
    state.progress = 0
    take(in: subtask.rawValue)
  }

  /// One tick at the end of a control step, with progress when the first number is above a half; its parts before that
  /// become part of the history.
  public func step(_ action: Action, physicsSteps: Int) throws {
    guard let numbers = action.relativeNumbers else { throw ActionError.wrongLength(0, expected: 7) }
    if let index = numbers.firstIndex(where: { !$0.isFinite }) { throw ActionError.notFinite(index: index) }
    let done = (state.physicsSteps ?? 0) + physicsSteps
    let course = numbers.map { String($0.bitPattern) }.joined(separator: " ")
    take(in: physicsSteps == physicsStepsPerControlStep ? course : "\(course) for \(physicsSteps)")
    // No number at all outside of a control step: states of whole ones are as if there were no parts.
    state.physicsSteps = done == physicsStepsPerControlStep ? nil : done
    guard state.physicsSteps == nil else { return }
    state.clock += 1
    if numbers[0] > 0.5 { state.progress += 1 }
    if script.diverges(state) { throw EnvironmentError.diverged("scripted, at step \(state.clock)") }
  }

  /// Whether there was progress enough.
  public var hasSucceeded: Bool {
    guard let goal = state.goal, let needed = script.stepsNeeded(goal) else { return false }
    return state.progress >= needed
  }

  /// Two small pictures whose colour is the history.
  public func observe() -> Observation {
    Observation(
      staticCamera: picture(width: 20, height: 20), gripperCamera: picture(width: 8, height: 8),
      robot: [Double(state.clock)] + [Double](repeating: 0, count: 14))
  }

  private func take(in text: String) {
    state.history = RandomStream(seed: state.history).split(text).key
  }

  private func picture(width: Int, height: Int) -> Image {
    var stream = RandomStream(seed: state.history)
    let colour = (0..<3).map { _ in UInt8(stream.index(below: 200)) }
    var image = Image(width: width, height: height)
    for index in 0..<(width * height) {
      for channel in 0..<3 { image.pixels[index * 3 + channel] = colour[channel] + UInt8(index / width) }
    }
    return image
  }
}
