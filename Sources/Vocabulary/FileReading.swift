import Glibc

/// A file that cannot be read.
public struct ReadingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file.
  public let path: String
  /// The system's words.
  public let reason: String

  /// One sentence for the user.
  public var description: String { "\(path) cannot be read: \(reason)" }
}

/// The bytes of a file.
public func readFile(_ path: String) throws(ReadingError) -> [UInt8] {
  let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
  guard file >= 0 else { throw ReadingError(path: path, reason: unsafe String(cString: strerror(errno))) }
  defer { close(file) }
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = unsafe chunk.withUnsafeMutableBytes { unsafe read(file, $0.baseAddress, $0.count) }
    if count < 0 && errno == EINTR { continue }
    guard count >= 0 else { throw ReadingError(path: path, reason: unsafe String(cString: strerror(errno))) }
    if count == 0 { return bytes }
    bytes += chunk[..<count]
  }
}

/// Where relative paths start from.
public func currentDirectory() -> String {
  guard let path = unsafe getcwd(nil, 0) else { return "/" }
  defer { unsafe free(path) }
  return unsafe String(cString: path)
}

/// A path made absolute without asking the disk: `.` and `..` are taken out.
public func absolutePath(_ path: String, from directory: String) -> String {
  let whole = path.hasPrefix("/") ? path : directory + "/" + path
  var parts: [Substring] = []
  for part in whole.split(separator: "/") where part != "." {
    if part == ".." { _ = parts.popLast() } else { parts.append(part) }
  }
  return "/" + parts.joined(separator: "/")
}
