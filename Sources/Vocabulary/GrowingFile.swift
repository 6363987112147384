import Glibc

/// A file that grows at its end while others may read what is there; what was written before is never changed.
public final class GrowingFile {
  private let path: String
  private let file: Int32

  /// Opens a file, making it where there is none, and cuts it off after its first `length` bytes.
  ///
  /// Writing goes on from there. `length` is at most the file's own.
  public init(_ path: String, keeping length: Int) throws(FileError) {
    self.path = path
    file = unsafe open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o666)
    guard file >= 0 else { throw FileError(path: path, operation: .create, code: errno) }
    guard ftruncate(file, off_t(length)) == 0, lseek(file, 0, SEEK_END) == off_t(length) else {
      throw FileError(path: path, operation: .write, code: errno)
    }
  }

  deinit { close(file) }

  /// Adds bytes at the end; a crash may leave the beginning of them.
  public func append(_ bytes: [UInt8]) throws(FileError) {
    if let code = FileBytes.write(bytes, to: file) { throw FileError(path: path, operation: .write, code: code) }
  }

  /// Makes what was written survive a power cut.
  public func flush() throws(FileError) {
    guard fsync(file) == 0 else { throw FileError(path: path, operation: .flush, code: errno) }
  }
}
