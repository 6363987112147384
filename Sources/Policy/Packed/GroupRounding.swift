/// Rounds a group of weights to a few bits and a scale.
///
/// A scale is the upper half of a 32-bit number: the range of that number with 8 bits of precision. What is lost there
/// is made up for, as the weights are rounded with the scale that is kept.
package enum GroupRounding {
  /// 8 bits: the largest weight becomes 127 or −127, or just less.
  package static func int8(_ group: ArraySlice<Float>) -> (numbers: [Int8], scale: UInt16) {
    let scale = upperHalf(largestMagnitude(group) / 127, roundedUp: true)
    let step = number(scale)
    return (group.map { step > 0 ? Int8(clamped($0 / step, -127, 127)) : 0 }, scale)
  }

  /// 4 bits, −8 … 7: of 33 scales the one that leaves the smallest sum of squared errors.
  ///
  /// A scale may be negative, so that the side with the largest weight has the step more.
  package static func int4(_ group: ArraySlice<Float>) -> (numbers: [Int8], scale: UInt16) {
    let largest = largestMagnitude(group)
    guard largest > 0 else { return ([Int8](repeating: 0, count: group.count), 0) }
    // The plain choice first: it is kept where no other is better.
    var scales = [upperHalf(largest / 7, roundedUp: true)]
    let sign: Float = group.contains(largest) ? -1 : 1
    for step in 0..<16 { scales.append(upperHalf(sign * largest / (8.5 - 0.15 * Float(step)), roundedUp: false)) }
    for step in 0..<16 { scales.append(upperHalf(-sign * largest / (8.0 - 0.15 * Float(step)), roundedUp: false)) }
    var best: (numbers: [Int8], scale: UInt16, error: Float)?
    for scale in scales {
      let step = number(scale)
      guard step != 0 else { continue }
      let numbers = group.map { Int8(clamped($0 / step, -8, 7)) }
      let error = zip(group, numbers).reduce(Float(0)) { sum, pair in
        let difference = pair.0 - Float(pair.1) * step
        return sum + difference * difference
      }
      if best.map({ error < $0.error }) ?? true { best = (numbers, scale, error) }
    }
    guard let best else { return ([Int8](repeating: 0, count: group.count), 0) }
    return (best.numbers, best.scale)
  }

  /// The number that a scale stands for.
  package static func number(_ scale: UInt16) -> Float { Float(bitPattern: UInt32(scale) << 16) }

  /// The upper half of a number's bits, to the nearest or away from 0.
  static func upperHalf(_ number: Float, roundedUp: Bool) -> UInt16 {
    let bits = number.bitPattern
    return UInt16(truncatingIfNeeded: (bits &+ (roundedUp ? 0xFFFF : 0x7FFF)) >> 16)
  }

  private static func largestMagnitude(_ group: ArraySlice<Float>) -> Float { group.reduce(0) { max($0, abs($1)) } }

  private static func clamped(_ value: Float, _ least: Float, _ most: Float) -> Float {
    min(max(value.rounded(.toNearestOrEven), least), most)
  }
}
