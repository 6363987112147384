import Calibration

extension ErrorText {
  /// A sentence for a budget that cannot be met.
  static func sentence(_ error: CalibrationError) -> String {
    func millions(_ operations: Double) -> String { (operations * 1e-6).text(digits: 3) }
    func words(_ scope: Budget.Scope) -> String { scope == .decoder ? "of the decoder" : "of the whole policy" }
    switch error {
    case .average(let wanted, let scope, let lowest, let highest, let full):
      return
        "a mean of \(millions(wanted)) million multiply-accumulates \(words(scope)) cannot be reached; its exits give "
        + "\(millions(lowest)) to \(millions(highest)) million, "
        + "\((lowest / full).text(digits: 3)) to \((highest / full).text(digits: 3)) of full depth"
    case .peak(let wanted, let scope, let lowest):
      return "no decision costs as little as \(millions(wanted)) million multiply-accumulates \(words(scope)); "
        + "the first exit takes \(millions(lowest)) million with the longest sentence"
    case .memory(let wanted, let lowest):
      return "the weights do not fit in \(millions(Double(wanted))) million bytes; "
        + "cut at the first exit they take \(millions(Double(lowest))) million"
    case .notMet(let wanted, let closest, let lowest, let highest):
      return
        "no thresholds keep to a mean of \(millions(wanted)) million multiply-accumulates on the calibration chains; "
        + "the closest gave \(millions(closest)) million, and its exits give \(millions(lowest)) to "
        + "\(millions(highest)) million; more budget.chains, or another exit rule, may"
    case .noDecisions: return "the calibration chains have no decisions to calibrate on"
    }
  }
}
