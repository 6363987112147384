/// What an agent spent over some control steps; nothing in it depends on how fast the machine is.
public struct ComputeTally: Hashable, Sendable {
  /// Decisions that something was spent on; steps that carry out what was decided before do not count.
  public var decisions = 0
  /// Decisions by the exit that they were taken at, from the first; empty for agents without exits.
  public var exits: [Int] = []
  /// Multiply-accumulate operations.
  public var multiplyAccumulates = 0
  /// Those of the decoder's layers alone.
  public var decoderMultiplyAccumulates = 0
  /// Physics steps that decisions took to take effect, all together.
  public var delaySteps = 0
  /// Ticks that passed while decisions were under way.
  public var missedDeadlines = 0
  /// The most operations of one decision.
  public var peakMultiplyAccumulates = 0
  /// The most operations of the decoder's layers in one decision.
  public var peakDecoderMultiplyAccumulates = 0

  /// Nothing spent.
  public init() {}

  /// A tally from its parts.
  public init(
    decisions: Int, exits: [Int], multiplyAccumulates: Int, decoderMultiplyAccumulates: Int = 0, delaySteps: Int = 0,
    missedDeadlines: Int = 0, peakMultiplyAccumulates: Int = 0, peakDecoderMultiplyAccumulates: Int = 0
  ) {
    self.decisions = decisions
    self.exits = exits
    self.multiplyAccumulates = multiplyAccumulates
    self.decoderMultiplyAccumulates = decoderMultiplyAccumulates
    self.delaySteps = delaySteps
    self.missedDeadlines = missedDeadlines
    self.peakMultiplyAccumulates = peakMultiplyAccumulates
    self.peakDecoderMultiplyAccumulates = peakDecoderMultiplyAccumulates
  }

  /// Counts one more step.
  public mutating func count(_ decision: Decision) {
    guard decision.multiplyAccumulates > 0 else { return }
    decisions += 1
    multiplyAccumulates += decision.multiplyAccumulates
    peakMultiplyAccumulates = max(peakMultiplyAccumulates, decision.multiplyAccumulates)
    decoderMultiplyAccumulates += decision.decoderMultiplyAccumulates
    delaySteps += decision.delay
    missedDeadlines += decision.missedDeadlines
    peakDecoderMultiplyAccumulates = max(peakDecoderMultiplyAccumulates, decision.decoderMultiplyAccumulates)
    guard let exit = decision.exit else { return }
    if exits.count <= exit { exits += [Int](repeating: 0, count: exit + 1 - exits.count) }
    exits[exit] += 1
  }

  /// Both together.
  public static func + (left: ComputeTally, right: ComputeTally) -> ComputeTally {
    var sum = left
    sum.decisions += right.decisions
    sum.multiplyAccumulates += right.multiplyAccumulates
    sum.decoderMultiplyAccumulates += right.decoderMultiplyAccumulates
    sum.delaySteps += right.delaySteps
    sum.missedDeadlines += right.missedDeadlines
    sum.peakMultiplyAccumulates = max(left.peakMultiplyAccumulates, right.peakMultiplyAccumulates)
    sum.peakDecoderMultiplyAccumulates = max(left.peakDecoderMultiplyAccumulates, right.peakDecoderMultiplyAccumulates)
    for (exit, count) in right.exits.enumerated() {
      if sum.exits.count <= exit { sum.exits.append(0) }
      sum.exits[exit] += count
    }
    return sum
  }

  /// Share of the ticks that passed without a look because a decision was still under way; nil without any.
  ///
  /// It does not tell how late actions are: a decision that takes nearly a period misses no tick.
  public var missedShare: Double? {
    decisions > 0 ? Double(missedDeadlines) / Double(decisions + missedDeadlines) : nil
  }

  /// The exit that decisions were taken at on average, from 0; nil for agents without exits.
  public var meanExit: Double? {
    let count = exits.reduce(0, +)
    guard count > 0 else { return nil }
    return Double(exits.enumerated().reduce(0) { $0 + $1.offset * $1.element }) / Double(count)
  }
}
