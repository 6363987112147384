/// Why a record could not be read or written.
public enum RecordError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file is not a whole SQLite file; SQLite's reason.
  case damaged(path: String, reason: String)
  /// The file is an SQLite file, but not a record of this program.
  case foreign(path: String)
  /// The record has a layout that this program does not know.
  case version(path: String, found: Int, known: Int)
  /// The disk, or the user's share of it, is full; what was written before is kept.
  case full(path: String)
  /// Another program keeps the record locked.
  case busy(path: String)
  /// Anything else; SQLite's reason.
  case failed(path: String, reason: String)

  /// One sentence for the user.
  public var description: String {
    switch self {
    case .damaged(let path, let reason): "\(path) is damaged (\(reason))"
    case .foreign(let path): "\(path) is not the record of a run"
    case .version(let path, let found, let known): "\(path) has layout \(found); this program knows layout \(known)"
    case .full(let path): "no space left for \(path)"
    case .busy(let path): "another program has locked \(path)"
    case .failed(let path, let reason): "\(path): \(reason)"
    }
  }
}
