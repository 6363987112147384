import Vocabulary

/// What pushes the expert off course in stretches of decisions, as a learner's own mistakes would.
struct ActionDisturbance {
  /// One way of going wrong, for a stretch.
  private enum Fault {
    /// The same push on top of every command.
    case push(translation: Vector3, rotation: Vector3)
    /// Commands that fall short or go too far.
    case scale(Double)
    /// The fingers do the opposite.
    case flip
  }

  /// About the share of decisions that are disturbed.
  private let share: Double
  private var stream: RandomStream
  private var decisionsLeft = 0
  private var fault = Fault.flip

  /// The largest entry of a push.
  private static let largestPush = 0.7
  /// Decisions of a stretch.
  private static let lengths = 1...4

  init(share: Double, stream: RandomStream) {
    self.share = share
    self.stream = stream
  }

  /// Whether the commands up to the next decision are disturbed; called once at each decision.
  mutating func isActive() -> Bool {
    if decisionsLeft > 0 {
      decisionsLeft -= 1
      return true
    }
    guard share > 0 else { return false }
    // A stretch of mean length 2.5 begins so often that its decisions come to the share of all.
    let mean = Double(Self.lengths.lowerBound + Self.lengths.upperBound) / 2
    let chance = share >= 1 ? 1 : min(1, share / (mean * (1 - share)))
    guard stream.uniform() < chance else { return false }
    decisionsLeft = Self.lengths.lowerBound + stream.index(below: Self.lengths.count) - 1
    let kind = stream.uniform()
    if kind < 0.06 {
      fault = .flip
    } else if kind < 0.2 {
      fault = .scale(stream.uniform() < 0.6 ? stream.uniform(in: 0...0.5) : stream.uniform(in: 1.3...2))
    } else {
      let size = stream.uniform(in: 0.2...1) * Self.largestPush
      fault = .push(translation: vector(within: size), rotation: vector(within: size))
    }
    return true
  }

  /// A command as it is carried out in a stretch.
  func disturbed(_ action: Action) -> Action {
    guard case .relativePose(let translation, let rotation, let gripper) = action else { return action }
    switch fault {
    case .push(let push, let turn):
      return .relativePose(
        translation: (translation + push).limited(to: 1), rotation: (rotation + turn).limited(to: 1), gripper: gripper)
    case .scale(let factor):
      return .relativePose(
        translation: (translation * factor).limited(to: 1), rotation: (rotation * factor).limited(to: 1),
        gripper: gripper)
    case .flip:
      return .relativePose(translation: translation, rotation: rotation, gripper: gripper == .open ? .close : .open)
    }
  }

  private mutating func vector(within limit: Double) -> Vector3 {
    let range = -limit...limit
    let (x, y) = (stream.uniform(in: range), stream.uniform(in: range))
    return Vector3(x, y, stream.uniform(in: range))
  }
}
