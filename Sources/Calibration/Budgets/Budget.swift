/// What a robot may spend on its decisions; what is nil is not limited.
public struct Budget: Hashable, Sendable {
  /// Which operations count.
  public enum Scope: String, CaseIterable, Hashable, Codable, Sendable {
    /// The decoder's layers alone: the figure that papers report.
    case decoder
    /// The whole policy: pictures, decoder and every evaluation of the head.
    case policy
  }

  /// What a decision may cost on average.
  public enum Average: Hashable, Sendable {
    /// Multiply-accumulates.
    case operations(Double)
    /// A share of what the expert's decisions on the calibration chains, with their sentences, cost at full depth.
    case share(Double)
  }

  /// Which operations the average and the peak count.
  public var scope: Scope
  /// What a decision may cost on average, over all decisions, those of failed attempts included.
  public var average: Average?
  /// What any single decision may cost, multiply-accumulates, whatever the sentence.
  public var peak: Double?
  /// Bytes that the weights may take.
  public var memory: Int?

  /// A budget from its parts; no limit unless told.
  public init(scope: Scope = .decoder, average: Average? = nil, peak: Double? = nil, memory: Int? = nil) {
    self.scope = scope
    self.average = average
    self.peak = peak
    self.memory = memory
  }
}
