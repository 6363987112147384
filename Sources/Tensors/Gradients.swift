/// What is done to flat lists of gradients between the replicas and the optimiser, where parameters learn.
public enum Gradients {
  /// Adds gradients to others of the same length, in some ranges.
  public static func add(_ gradients: [Float], to sum: inout [Float], in ranges: [Range<Int>]) {
    precondition(gradients.count == sum.count, "gradients of other parameters")
    check(ranges, gradients.count)
    unsafe sum.withUnsafeMutableBufferPointer { sum in
      unsafe gradients.withUnsafeBufferPointer { gradients in
        for range in ranges {
          for index in range { unsafe sum[index] += gradients[index] }
        }
      }
    }
  }

  /// The Euclidean norm of the elements in some ranges, added up in a fixed order in double precision; not finite if one
  /// of them is not.
  public static func norm(_ gradients: [Float], in ranges: [Range<Int>]) -> Double {
    unsafe gradients.withUnsafeBufferPointer { values in
      var sums = SIMD8<Double>()
      var sum = 0.0
      check(ranges, values.count)
      for range in ranges {
        var index = range.lowerBound
        while index + 8 <= range.upperBound {
          let part = unsafe UnsafeRawPointer(values.baseAddress! + index).loadUnaligned(as: SIMD8<Float>.self)
          let wide = SIMD8<Double>(part)
          sums += wide * wide
          index += 8
        }
        while index < range.upperBound {
          let value = unsafe Double(values[index])
          sum += value * value
          index += 1
        }
      }
      return (sums.sum() + sum).squareRoot()
    }
  }

  /// Scales the gradients in some ranges such that their norm is at most `limit`; returns the norm that they had.
  @discardableResult
  public static func clip(_ gradients: inout [Float], in ranges: [Range<Int>], toNorm limit: Double) -> Double {
    let norm = norm(gradients, in: ranges)
    guard norm > limit else { return norm }
    let scale = Float(limit / norm)
    unsafe gradients.withUnsafeMutableBufferPointer { gradients in
      for range in ranges {
        for index in range { unsafe gradients[index] *= scale }
      }
    }
    return norm
  }

  private static func check(_ ranges: [Range<Int>], _ count: Int) {
    precondition(ranges.allSatisfy { $0.lowerBound >= 0 && $0.upperBound <= count }, "a range of other gradients")
  }
}
