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
    let writer = try Writer(path)
    try writer.append(bytes)
    try writer.commit(durable: durable)
  }

  /// Writes a text's UTF-8 bytes to `path` in the same way.
  public static func write(_ text: String, to path: String, durable: Bool = true) throws(FileError) {
    try write(Array(text.utf8), to: path, durable: durable)
  }

  /// A file written piece by piece, which takes its name when it is complete; given up, it leaves nothing.
  public final class Writer {
    private let path: String
    private let partial: String
    private var file: Int32

    /// Begins the file that will be `path`.
    public init(_ path: String) throws(FileError) {
      self.path = path
      partial = path + ".partial"
      file = unsafe open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
      guard file >= 0 else { throw FileError(path: path, operation: .create, code: errno) }
    }

    deinit {
      guard file >= 0 else { return }
      _ = close(file)
      unsafe unlink(partial)
    }

    /// Adds bytes at the end.
    public func append(_ bytes: [UInt8]) throws(FileError) { try write(bytes, at: nil) }

    /// Replaces bytes that were written before.
    public func overwrite(_ bytes: [UInt8], at offset: Int) throws(FileError) { try write(bytes, at: offset) }

    /// Gives the file its name; nothing can be written afterwards.
    public func commit(durable: Bool = true) throws(FileError) {
      precondition(file >= 0, "a file is completed once")
      var failure: FileError?
      if durable, fsync(file) != 0 { failure = FileError(path: path, operation: .flush, code: errno) }
      if close(file) != 0, failure == nil { failure = FileError(path: path, operation: .flush, code: errno) }
      file = -1
      if failure == nil, unsafe rename(partial, path) != 0 {
        failure = FileError(path: path, operation: .rename, code: errno)
      }
      if let failure {
        unsafe unlink(partial)
        throw failure
      }
      if durable { AtomicFile.flushDirectory(of: path) }
    }

    /// Writes every byte: at the end, or at a place.
    private func write(_ bytes: [UInt8], at offset: Int?) throws(FileError) {
      precondition(file >= 0, "a complete file is not written to")
      if let code = FileBytes.write(bytes, to: file, at: offset) {
        throw FileError(path: path, operation: .write, code: code)
      }
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
