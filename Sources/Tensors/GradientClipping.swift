/// Gradients kept from being too long.
public enum GradientClipping {
  /// The Euclidean norm of all elements, added up in a fixed order in double precision; not finite if an element is not.
  public static func norm(_ gradients: [Float]) -> Double {
    unsafe gradients.withUnsafeBufferPointer { values in
      var sums = SIMD8<Double>()
      var index = 0
      while index + 8 <= values.count {
        let part = unsafe UnsafeRawPointer(values.baseAddress! + index).loadUnaligned(as: SIMD8<Float>.self)
        let wide = SIMD8<Double>(part)
        sums += wide * wide
        index += 8
      }
      var sum = sums.sum()
      while index < values.count {
        let value = unsafe Double(values[index])
        sum += value * value
        index += 1
      }
      return sum.squareRoot()
    }
  }

  /// Scales the gradients such that their norm is at most `limit`; returns the norm that they had.
  @discardableResult
  public static func clip(_ gradients: inout [Float], toNorm limit: Double) -> Double {
    let norm = norm(gradients)
    guard norm > limit else { return norm }
    let scale = Float(limit / norm)
    for index in gradients.indices { gradients[index] *= scale }
    return norm
  }
}
