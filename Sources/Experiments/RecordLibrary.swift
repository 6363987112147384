import CSQLite

/// The library behind a run's record.
public enum RecordLibrary {
  /// SQLite's version, as in "3.40.1".
  public static var version: String { unsafe String(cString: sqlite3_libversion()) }
}
