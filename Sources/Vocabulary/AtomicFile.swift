import Glibc

/// Why a file could not be written.
public struct FileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The call that failed.
  public enum Operation: String, Hashable, Sendable {
    /// Creating the temporary file beside the target.
    case create
    /// Writing the bytes.
    case write
    /// Flushing them to the disk.
    case flush
    /// Taking the target's name.
    case rename
  }
  /// The file that was to be written.
  public let path: String
  /// The call that failed.
  public let operation: Operation
  /// The system's error number, such as `ENOSPC`.
  public let code: Int32

  /// An error from its parts.
  public init(path: String, operation: Operation, code: Int32) {
    self.path = path
    self.operation = operation
    self.code = code
  }

  /// The system's words for the error number.
  public var reason: String { unsafe String(cString: strerror(code)) }

  /// Whether the disk, the user's share of it or the largest allowed file is full.
  public var isDiskFull: Bool { code == ENOSPC || code == EDQUOT || code == EFBIG }

  /// One sentence for the user.
  public var description: String { "cannot write \(path): \(reason) (\(operation.rawValue))" }
}

/// Files that are either there in full or not at all.
public enum AtomicFile {
  /// Writes bytes to `path`: into `path` + ".partial", flushed, then renamed, so that a crash leaves the old file.
  ///
  /// What a killed process leaves behind is overwritten by the next writer of the same path. A path has one writer at
  /// a time. With `durable` false nothing is flushed: a power cut, but no crash of the program, may then cost the file.
  public static func write(_ bytes: [UInt8], to path: String, durable: Bool = true) throws(FileError) {
    let partial = path + ".partial"
    let file = unsafe open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard file >= 0 else { throw FileError(path: path, operation: .create, code: errno) }
    var failure = writeAll(bytes, to: file).map { FileError(path: path, operation: .write, code: $0) }
    if failure == nil, durable, fsync(file) != 0 { failure = FileError(path: path, operation: .flush, code: errno) }
    if close(file) != 0, failure == nil { failure = FileError(path: path, operation: .flush, code: errno) }
    if failure == nil, unsafe rename(partial, path) != 0 {
      failure = FileError(path: path, operation: .rename, code: errno)
    }
    if let failure {
      unsafe unlink(partial)
      throw failure
    }
    if durable { flushDirectory(of: path) }
  }

  /// Writes a text's UTF-8 bytes to `path` in the same way.
  public static func write(_ text: String, to path: String, durable: Bool = true) throws(FileError) {
    try write(Array(text.utf8), to: path, durable: durable)
  }

  /// Writes every byte, however many calls it takes; the error number if one fails.
  private static func writeAll(_ bytes: [UInt8], to file: Int32) -> Int32? {
    unsafe bytes.withUnsafeBytes { buffer in
      var start = 0
      while start < buffer.count {
        let written = unsafe Glibc.write(file, buffer.baseAddress! + start, buffer.count - start)
        if written >= 0 { start += written } else if errno != EINTR { return errno }
      }
      return nil
    }
  }

  /// Makes the new name itself survive a power cut; file systems that cannot are left to their ways.
  private static func flushDirectory(of path: String) {
    let directory = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    let handle = unsafe open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard handle >= 0 else { return }
    _ = fsync(handle)
    _ = close(handle)
  }
}
