import Glibc
import Vocabulary

/// A file that cannot be read.
struct ReadingError: Error, Hashable {
  /// The system's words.
  let reason: String
}

/// The bytes of a file.
func readFile(_ path: String) throws(ReadingError) -> [UInt8] {
  let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
  guard file >= 0 else { throw ReadingError(reason: unsafe String(cString: strerror(errno))) }
  defer { close(file) }
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = unsafe chunk.withUnsafeMutableBytes { unsafe read(file, $0.baseAddress, $0.count) }
    if count < 0 && errno == EINTR { continue }
    guard count >= 0 else { throw ReadingError(reason: unsafe String(cString: strerror(errno))) }
    if count == 0 { return bytes }
    bytes += chunk[..<count]
  }
}

/// Where relative paths start from.
func currentDirectory() -> String {
  guard let path = unsafe getcwd(nil, 0) else { return "/" }
  defer { unsafe free(path) }
  return unsafe String(cString: path)
}
