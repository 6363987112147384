import Experiments

extension ErrorText {
  /// The report on an export that could not be made.
  static func report(_ error: ExportError) -> Report {
    if case .cancelled = error { return Report(.interrupted, "") }
    return switch error.kind {
    case .input: Report(.wrongInput, "\(error)")
    case .machine: Report(.machine, "\(error)")
    case .fault: Report(.no, "\(error)")
    }
  }
}
