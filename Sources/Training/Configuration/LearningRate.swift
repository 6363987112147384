#if canImport(Glibc)
  import Glibc
#endif

extension Phase {
  /// The share of the full learning rate at a step of the phase: a linear warm-up, then the schedule.
  ///
  /// - Parameter step: from 0; the first step already moves.
  public func rateShare(atStep step: Int) -> Double {
    if step < warmUpSteps { return Double(step + 1) / Double(warmUpSteps + 1) }
    switch schedule {
    case .constant: return 1
    case .cosine:
      let length = max(1, steps - warmUpSteps)
      let progress = min(1, Double(step - warmUpSteps) / Double(length))
      return finalShare + (1 - finalShare) * 0.5 * (1 + cos(Double.pi * progress))
    }
  }
}
