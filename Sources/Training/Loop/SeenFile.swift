import Glibc
import Vocabulary

/// Rows of bytes, one for each decision of some episodes, in a file that grows once and is then read where it lies.
///
/// Episodes stand in portions, each after its hash. A file that was cut short is gone on with after its last whole
/// portion; one process at a time writes.
@safe final class SeenFile: @unchecked Sendable {
  /// Episodes of a portion.
  static let portion = 64

  private let path: String
  private let rowBytes: Int
  /// Where each episode's rows begin.
  private let starts: [Int]
  /// The portions: episodes, and the bytes of their rows, which follow their hash.
  private let portions: [(episodes: Range<Int>, bytes: Range<Int>)]
  private let file: Int32
  private var memory: UnsafeRawBufferPointer?

  /// Hexadecimal digits of a hash.
  private static let hashBytes = 64

  /// Opens the file of episodes with so many decisions, or begins it.
  init(_ path: String, decisions: [Int], rowBytes: Int) throws(TrainingError) {
    self.path = path
    self.rowBytes = rowBytes
    var starts: [Int] = []
    var portions: [(Range<Int>, Range<Int>)] = []
    var end = 0
    for first in stride(from: 0, to: decisions.count, by: Self.portion) {
      let episodes = first..<min(first + Self.portion, decisions.count)
      end += Self.hashBytes
      let begin = end
      for episode in episodes {
        starts.append(end)
        end += decisions[episode] * rowBytes
      }
      portions.append((episodes, begin..<end))
    }
    (self.starts, self.portions) = (starts, portions)
    file = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard file >= 0 else { throw .file(FileError(path: path, operation: .create, code: errno)) }
  }

  deinit {
    if let memory = unsafe memory {
      unsafe munmap(UnsafeMutableRawPointer(mutating: memory.baseAddress!), memory.count)
    }
    close(file)
  }

  /// Adds the portions that are missing, and maps the file.
  ///
  /// - Parameters:
  ///   - isCancelled: told how many episodes are there, says whether to stop; also asked while another process writes.
  ///   - look: makes the rows of some episodes.
  /// - Returns: false when asked to stop.
  func complete(isCancelled: (Int) -> Bool, look: (Range<Int>) throws -> [UInt8]) throws -> Bool {
    while flock(file, LOCK_EX | LOCK_NB) != 0 {
      guard errno == EWOULDBLOCK || errno == EINTR else { throw failure(.create) }
      if isCancelled(0) { return false }
      usleep(200_000)
    }
    defer { flock(file, LOCK_UN) }
    let whole = portions.firstIndex { !isWhole($0.bytes) } ?? portions.count
    for portion in portions[whole...] {
      if isCancelled(portion.episodes.lowerBound) { return false }
      let rows = try look(portion.episodes)
      precondition(rows.count == portion.bytes.count, "a row for each decision")
      try write(rows, at: portion.bytes.lowerBound)
      try write(Array(ContentHash(of: rows).hexadecimal.utf8), at: portion.bytes.lowerBound - Self.hashBytes)
    }
    if whole < portions.count, fsync(file) != 0 { throw failure(.flush) }
    try map()
    return true
  }

  /// The row of a decision; the file is complete.
  @unsafe func withRow<Result>(_ episode: Int, _ decision: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    guard let memory = unsafe memory else { preconditionFailure("a file is completed before it is read") }
    let start = starts[episode] + decision * rowBytes
    return unsafe body(UnsafeRawBufferPointer(rebasing: memory[start..<start + rowBytes]))
  }

  private func isWhole(_ bytes: Range<Int>) -> Bool {
    guard let rows = read(bytes), let hash = read(bytes.lowerBound - Self.hashBytes..<bytes.lowerBound) else {
      return false
    }
    return String(decoding: hash, as: UTF8.self) == ContentHash(of: rows).hexadecimal
  }

  /// Some bytes; nil where the file is shorter or cannot be read.
  private func read(_ range: Range<Int>) -> [UInt8]? {
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
      let whole = unsafe UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: range.count)
      count = unsafe FileBytes.read(into: whole, from: file, at: range.lowerBound).count
    }
    return bytes.count == range.count ? bytes : nil
  }

  private func write(_ bytes: [UInt8], at offset: Int) throws(TrainingError) {
    if let code = FileBytes.write(bytes, to: file, at: offset) {
      throw .file(FileError(path: path, operation: .write, code: code))
    }
  }

  private func map() throws(TrainingError) {
    guard unsafe memory == nil, let size = portions.last?.bytes.upperBound else { return }
    let start = unsafe mmap(nil, size, PROT_READ, MAP_SHARED, file, 0)
    guard let start = unsafe start, unsafe start != MAP_FAILED else { throw failure(.create) }
    unsafe memory = UnsafeRawBufferPointer(start: start, count: size)
  }

  private func failure(_ operation: FileError.Operation) -> TrainingError {
    .file(FileError(path: path, operation: operation, code: errno))
  }
}
