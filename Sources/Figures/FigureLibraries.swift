import CCairo

/// The libraries behind this module.
public enum FigureLibraries {
  /// As in "Cairo 1.16.0".
  public static var versions: String { unsafe "Cairo \(String(cString: cairo_version_string()))" }
}
