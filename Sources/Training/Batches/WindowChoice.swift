/// A stretch of an episode that is learnt from.
public struct WindowChoice: Hashable, Sendable {
  /// The episode's place in the source's list.
  public let episode: Int
  /// The first decision with a loss.
  public let first: Int
  /// How many decisions have a loss.
  public let count: Int
  /// How many decisions before them bring the recurrent state there.
  public let warmUp: Int

  /// All its decisions, those of the warm-up first.
  public var decisions: Range<Int> { first - warmUp..<first + count }
}

/// The exits that the shared head is trained on in a window, for its warm-up decisions and those with a loss.
public struct ExitSampling: Hashable, Sendable {
  /// An exit for each decision, each drawn for itself (s1 of the paper).
  public let perStep: [Int]
  /// One exit for the decisions before the batch's cut and one for the rest (s2).
  public let segments: [Int]
}

/// What one step learns from, drawn from nothing but the seed and the step.
public struct WindowBatch: Hashable, Sendable {
  /// The optimiser step.
  public let step: Int
  /// The windows, evenly over the subtasks.
  public let windows: [WindowChoice]
  /// The exits for each window.
  public let exits: [ExitSampling]
}
