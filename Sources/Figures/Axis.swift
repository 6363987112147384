import Glibc

/// An axis of numbers.
public struct Axis: Hashable, Sendable {
  /// How values become distances.
  public enum Scale: Hashable, Sendable {
    /// Equal differences, equal distances.
    case linear
    /// Equal ratios, equal distances; values of zero and below are not drawn.
    case logarithmic
  }

  /// What is measured, with its unit.
  public var title: String
  /// How values become distances.
  public var scale: Scale
  /// What the axis spans; nil to take it from the data.
  public var range: ClosedRange<Double>?
  /// Whether values are shares of one, written in percent.
  public var isPercent: Bool
  /// Whether only whole numbers have a meaning, so that no tick stands between them.
  public var isWhole: Bool

  /// An axis from its parts.
  public init(
    _ title: String = "", scale: Scale = .linear, range: ClosedRange<Double>? = nil, isPercent: Bool = false,
    isWhole: Bool = false
  ) {
    self.title = title
    self.scale = scale
    self.range = range
    self.isPercent = isPercent
    self.isWhole = isWhole
  }
}

/// An axis with its span and ticks decided.
struct AxisScale: Hashable, Sendable {
  struct Tick: Hashable, Sendable {
    /// 0 at the axis' beginning, 1 at its end.
    var fraction: Double
    var label: String
  }

  private let isLogarithmic: Bool
  private let low: Double
  private let high: Double
  private(set) var ticks: [Tick] = []

  /// Decides the span from the data where the axis does not say it; `isRounded` widens it to whole ticks.
  init(_ axis: Axis, values: [Double], maximumTicks: Int, isRounded: Bool) {
    isLogarithmic = axis.scale == .logarithmic
    let usable = values.filter { $0.isFinite && (axis.scale == .linear || $0 > 0) }
    var lower = axis.range?.lowerBound ?? usable.min() ?? (isLogarithmic ? 1 : 0)
    var upper = axis.range?.upperBound ?? usable.max() ?? (isLogarithmic ? 10 : 1)
    if isLogarithmic {
      lower = max(lower, 1e-300)
      upper = max(upper, lower)
      if upper / lower < 1.01 { (lower, upper) = (lower / 2, upper * 2) }
      let padding = axis.range == nil ? 0.04 * log10(upper / lower) : 0
      low = log10(lower) - padding
      high = log10(upper) + padding
      ticks = Self.logarithmicTicks(low, high, maximumTicks)
    } else {
      let magnitude = max(abs(lower), abs(upper))
      if upper - lower <= magnitude * 1e-9 {
        let half = magnitude > 0 ? magnitude * 0.1 : 0.5
        (lower, upper) = (lower - half, upper + half)
      }
      let fitting = Self.step(upper - lower, maximumTicks)
      let step = axis.isWhole ? max(1, fitting) : fitting
      if axis.range == nil {
        if isRounded {
          lower = (lower / step + 1e-9).rounded(.down) * step
          upper = (upper / step - 1e-9).rounded(.up) * step
        } else {
          let padding = 0.03 * (upper - lower)
          (lower, upper) = (lower - padding, upper + padding)
        }
      }
      low = lower
      high = upper
      ticks = Self.linearTicks(low, high, step, isPercent: axis.isPercent)
    }
  }

  /// Where a value lies between the axis' ends (0 and 1); nil for what the axis cannot show.
  func fraction(_ value: Double) -> Double? {
    guard value.isFinite, !isLogarithmic || value > 0 else { return nil }
    return ((isLogarithmic ? log10(value) : value) - low) / (high - low)
  }

  /// Where bars begin: at zero, or at the end nearest to it.
  var baseline: Double { isLogarithmic ? 0 : min(max(-low / (high - low), 0), 1) }

  /// 1, 2 or 5 times a power of ten, so that at most about `count` steps make the span.
  private static func step(_ span: Double, _ count: Int) -> Double {
    let raw = span / Double(max(count, 1))
    let magnitude = pow(10, log10(raw).rounded(.down))
    let factor = [1.0, 2, 5, 10].first { $0 * magnitude >= raw * (1 - 1e-9) } ?? 10
    return factor * magnitude
  }

  private static func linearTicks(_ low: Double, _ high: Double, _ step: Double, isPercent: Bool) -> [Tick] {
    let first = (low / step - 1e-6).rounded(.up)
    let count = Int(min((high / step + 1e-6).rounded(.down) - first, 100)) + 1
    guard count > 0 else { return [] }
    let unit = isPercent ? 100 * step : step
    let places = min(12, max(0, Int(-(log10(unit) + 1e-9).rounded(.down))))
    return (0..<count).map { index in
      let value = (first + Double(index)) * step
      let label = NumberText.fixed(isPercent ? value * 100 : value, places: places) + (isPercent ? "%" : "")
      return Tick(fraction: (value - low) / (high - low), label: label)
    }
  }

  private static func logarithmicTicks(_ low: Double, _ high: Double, _ count: Int) -> [Tick] {
    let decades = Int(low.rounded(.down))...Int(high.rounded(.up))
    let factors = high - low < 2 ? [1, 2, 5] : [1]
    let all = decades.flatMap { exponent in
      factors.map { factor in
        Tick(
          fraction: (Double(exponent) + log10(Double(factor)) - low) / (high - low),
          label: NumberText.power(exponent, times: factor))
      }
    }
    let inside = all.filter { $0.fraction > -1e-9 && $0.fraction < 1 + 1e-9 }
    let skip = max(1, (inside.count + count - 1) / max(count, 1))
    return inside.enumerated().filter { $0.offset % skip == 0 }.map(\.element)
  }
}
