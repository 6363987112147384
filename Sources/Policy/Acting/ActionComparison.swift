import Glibc

/// How two actions are compared: in the network's units of −1 … 1, over all control steps of the chunk.
public struct ActionComparison: Hashable, Codable, Sendable {
  /// What is made of the differences of their numbers.
  public enum Measure: String, CaseIterable, Hashable, Codable, Sendable {
    /// Root of the mean square: DeeR's.
    case rms
    /// Root of the sum of squares.
    case l2
    /// Mean of the absolute values.
    case mean
    /// The largest absolute value.
    case max
    /// 1 less the cosine of the angle between the actions.
    case cosine
  }

  /// What is made of the differences.
  public var measure: Measure
  /// Whether the gripper counts, as a number from −1 (surely closed) to 1 (surely open); DeeR leaves it out.
  public var includesGripper: Bool
  /// What each of the six entries of a pose, and then the gripper, is divided by; empty for 1.
  public var scales: [Double]

  /// DeeR's comparison, unless told.
  public init(measure: Measure = .rms, includesGripper: Bool = false, scales: [Double] = []) {
    self.measure = measure
    self.includesGripper = includesGripper
    self.scales = scales
  }

  /// Numbers of one control step that are compared.
  public var width: Int { includesGripper ? 7 : 6 }

  /// Checks the scales.
  ///
  /// - Throws: `PolicyError.wrongCount` or `.badNumber`.
  public func validate() throws(PolicyError) {
    guard !scales.isEmpty else { return }
    guard scales.count == width else { throw .wrongCount("scales", count: scales.count, exits: width) }
    if let index = scales.firstIndex(where: { !($0 > 0 && $0.isFinite) }) {
      throw .badNumber("scales", index: index, allowed: "above 0")
    }
  }

  /// How much two actions differ: 0 for the same, and more the more they differ.
  ///
  /// - Parameters:
  ///   - first: six numbers for each control step, then, if the gripper counts, one for each.
  ///   - second: likewise.
  public func difference(_ first: [Float], _ second: [Float]) -> Double {
    let count = first.count
    precondition(count == second.count && count % width == 0 && count > 0, "actions of one length")
    if measure == .cosine {
      return scales.isEmpty ? first.turn(to: second) : scaled(first).turn(to: scaled(second))
    }
    let poses = includesGripper ? count / 7 * 6 : count
    var (sum, largest) = (0.0, 0.0)
    for index in 0..<count {
      var difference = abs(Double(first[index]) - Double(second[index]))
      if !scales.isEmpty { difference /= index < poses ? scales[index % 6] : scales[6] }
      sum += measure == .mean ? difference : difference * difference
      largest = Swift.max(largest, difference)
    }
    switch measure {
    case .rms: return (sum / Double(count)).squareRoot()
    case .l2: return sum.squareRoot()
    case .mean: return sum / Double(count)
    case .max, .cosine: return largest
    }
  }

  private func scaled(_ action: [Float]) -> [Float] {
    let poses = includesGripper ? action.count / 7 * 6 : action.count
    return action.indices.map { Float(Double(action[$0]) / ($0 < poses ? scales[$0 % 6] : scales[6])) }
  }

  /// The gripper as a number from −1 to 1: the hyperbolic tangent of half of what the head says.
  static func gripper(_ logit: Float) -> Float { tanhf(logit / 2) }
}
