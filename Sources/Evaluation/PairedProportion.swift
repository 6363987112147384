import Glibc

/// How often two agents succeeded in the same trials, pair by pair.
public struct PairedProportion: Hashable, Sendable {
  /// Pairs in which both succeeded.
  public var both = 0
  /// Pairs in which the first one alone did.
  public var onlyFirst = 0
  /// Pairs in which the second one alone did.
  public var onlySecond = 0
  /// Pairs in which none did.
  public var neither = 0

  /// No pairs.
  public init() {}

  /// A table from its four counts, none below 0.
  public init(both: Int, onlyFirst: Int, onlySecond: Int, neither: Int) {
    precondition(min(both, onlyFirst, onlySecond, neither) >= 0, "pairs are counted")
    (self.both, self.onlyFirst, self.onlySecond, self.neither) = (both, onlyFirst, onlySecond, neither)
  }

  /// Counts one more pair.
  public mutating func count(first: Bool, second: Bool) {
    switch (first, second) {
    case (true, true): both += 1
    case (true, false): onlyFirst += 1
    case (false, true): onlySecond += 1
    case (false, false): neither += 1
    }
  }

  /// Both tables together.
  public static func + (left: PairedProportion, right: PairedProportion) -> PairedProportion {
    PairedProportion(
      both: left.both + right.both, onlyFirst: left.onlyFirst + right.onlyFirst,
      onlySecond: left.onlySecond + right.onlySecond, neither: left.neither + right.neither)
  }

  /// All pairs.
  public var pairs: Int { both + onlyFirst + onlySecond + neither }

  /// The first one's successes.
  public var first: Proportion { Proportion(successes: both + onlyFirst, trials: pairs) }

  /// The second one's successes.
  public var second: Proportion { Proportion(successes: both + onlySecond, trials: pairs) }

  /// By how much the second one's share is larger, −1 … 1; not a number without pairs.
  public var difference: Double { Double(onlySecond - onlyFirst) / Double(pairs) }

  /// Share of the pairs that came out differently; not a number without pairs.
  public var discordantShare: Double { Double(onlyFirst + onlySecond) / Double(pairs) }

  /// McNemar's test (1947), exact and two-sided: how probable so uneven discordant pairs are when both are as good.
  ///
  /// Twice the smaller tail of a binomial variable with share ½, at most 1; 1 where no pair is discordant.
  public var probability: Double {
    let discordant = onlyFirst + onlySecond
    guard discordant > 0 else { return 1 }
    let fewer = min(onlyFirst, onlySecond)
    // P(X ≤ k) of n tosses is I½(n − k, k + 1).
    let tail = incompleteBeta(0.5, a: Double(discordant - fewer), b: Double(fewer + 1))
    return min(1, 2 * tail)
  }

  /// Newcombe's interval for the difference (1998, Statistics in Medicine 17:2635, method 10), from Wilson's for both
  /// shares and their correlation.
  ///
  /// Without pairs it is −1 … 1.
  public func interval(confidence: Double = 0.95) -> Interval {
    guard pairs > 0 else { return Interval(lower: -1, upper: 1) }
    let (first, second) = (first, second)
    let (own, other) = (second.wilson(confidence: confidence), first.wilson(confidence: confidence))
    let correlation = correlation
    func reach(_ a: Double, _ b: Double) -> Double { max(0, a * a - 2 * correlation * a * b + b * b).squareRoot() }
    return Interval(
      lower: max(-1, difference - reach(second.share - own.lower, other.upper - first.share)),
      upper: min(1, difference + reach(own.upper - second.share, first.share - other.lower)))
  }

  /// The fourfold coefficient with Newcombe's correction towards 0.
  private var correlation: Double {
    let margins = Double(both + onlyFirst) * Double(onlySecond + neither) * Double(both + onlySecond)
    let product = margins * Double(onlyFirst + neither)
    guard product > 0 else { return 0 }
    let numerator = Double(both) * Double(neither) - Double(onlyFirst) * Double(onlySecond)
    let corrected = numerator > 0 ? max(0, numerator - Double(pairs) / 2) : numerator
    return corrected / product.squareRoot()
  }
}
