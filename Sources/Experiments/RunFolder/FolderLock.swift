import Foundation
import Glibc

/// The right to work in a run folder: one process has it at a time, and the system takes it back however that ends.
///
/// It is an advisory lock (`flock`) on the file `.lock`, which holds the process id while the lock is held and is empty
/// otherwise.
final class FolderLock {
  private let file: Int32

  /// Takes the lock, or tells who has it.
  init(folder: String) throws(RunError) {
    let path = folder + "/.lock"
    file = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard file >= 0 else { throw .folder(path, reason: unsafe String(cString: strerror(errno))) }
    guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
      let code = errno
      let holder = Self.text(in: file)
      close(file)
      guard code == EWOULDBLOCK else { throw .folder(path, reason: unsafe String(cString: strerror(code))) }
      throw .locked(folder: folder, process: Int(holder))
    }
    // On a full disk the id is missing, no more.
    let id = Array(String(getpid()).utf8)
    _ = ftruncate(file, 0)
    _ = unsafe pwrite(file, id, id.count, 0)
  }

  /// Makes the folder where it is not there yet, and takes the lock.
  convenience init(making folder: String) throws(RunError) {
    try makeFolder(folder)
    try self.init(folder: folder)
  }

  deinit {
    _ = ftruncate(file, 0)
    close(file)
  }

  private static func text(in file: Int32) -> String {
    var bytes = [UInt8](repeating: 0, count: 20)
    let count = unsafe pread(file, &bytes, bytes.count, 0)
    return String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self)
  }
}
