/// Why no thresholds were found.
public enum CalibrationError: Error, Hashable, Sendable {
  /// The average is out of reach; multiply-accumulates of a decision, and what full depth costs.
  case average(wanted: Double, scope: Budget.Scope, lowest: Double, highest: Double, fullDepth: Double)
  /// Not even the first exit keeps to the peak.
  case peak(wanted: Double, scope: Budget.Scope, lowest: Double)
  /// Not even a policy cut at the first exit fits; bytes.
  case memory(wanted: Int, lowest: Int)
  /// No thresholds that were tried come close enough; the closest average, and what the exits give at their ends.
  case notMet(wanted: Double, closest: Double, lowest: Double, highest: Double)
  /// There are no decisions to calibrate on.
  case noDecisions
}
