import CSQLite
import Glibc

/// A value of a table.
enum DatabaseValue: Hashable, Sendable {
  case null
  case integer(Int)
  case real(Double)
  case text(String)

  /// A number, or null for nil.
  static func optional(_ value: Int?) -> DatabaseValue { value.map { .integer($0) } ?? .null }

  /// A text, or null for nil.
  static func optional(_ value: String?) -> DatabaseValue { value.map { .text($0) } ?? .null }
}

/// An SQLite file, used by one thread; the only file of the module that deals in pointers to memory.
///
/// - The journal is SQLite's rollback journal with `synchronous=FULL`: what a transaction wrote is on the disk when it
///   ends, and a transaction that a crash interrupts is taken back by the next opening.
/// - Not the write-ahead log: a record is one file at every moment between chains, so that a copy of it is complete;
///   it needs no shared memory and works on network disks. A chain takes far longer than the flush that ends it.
@safe final class Database {
  /// Where the file is.
  let path: String
  private var handle: OpaquePointer?
  private var statements: [String: OpaquePointer] = unsafe [:]

  /// Opens a file, which is made when `isNew`; refuses one that is damaged.
  ///
  /// - Parameter maximumPages: the file never grows beyond so many pages of 4 KiB; nil leaves it to the disk.
  init(path: String, isNew: Bool, readOnly: Bool = false, maximumPages: Int? = nil) throws(RecordError) {
    self.path = path
    let access = readOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | (isNew ? SQLITE_OPEN_CREATE : 0)
    let status = unsafe sqlite3_open_v2(path, &handle, access | SQLITE_OPEN_NOMUTEX, nil)
    guard status == SQLITE_OK else {
      let failure = error(status)
      unsafe sqlite3_close_v2(handle)
      unsafe handle = nil
      throw failure
    }
    unsafe sqlite3_extended_result_codes(handle, 1)
    unsafe sqlite3_busy_timeout(handle, 10_000)
    if !readOnly {
      try execute("PRAGMA journal_mode = DELETE")
      try execute("PRAGMA synchronous = FULL")
    }
    try execute("PRAGMA foreign_keys = ON")
    if let maximumPages { try execute("PRAGMA max_page_count = \(maximumPages)") }
    if !isNew {
      let found = try rows("PRAGMA quick_check(1)")
      if found != [[.text("ok")]] {
        guard case .text(let reason)? = found.first?.first else { throw .damaged(path: path, reason: "unreadable") }
        throw .damaged(path: path, reason: reason)
      }
    }
  }

  deinit {
    for unsafe(_, statement) in unsafe statements { unsafe sqlite3_finalize(statement) }
    unsafe sqlite3_close_v2(handle)
  }

  /// Runs statements without parameters and without results of interest.
  func execute(_ sql: String) throws(RecordError) {
    let status = unsafe sqlite3_exec(handle, sql, nil, nil, nil)
    guard status == SQLITE_OK else { throw error(status) }
  }

  /// Runs one statement with parameters; it is compiled once.
  func execute(_ sql: String, _ values: [DatabaseValue]) throws(RecordError) {
    try forEach(sql, values) { _ in }
  }

  /// All rows of a query.
  func rows(_ sql: String, _ values: [DatabaseValue] = []) throws(RecordError) -> [[DatabaseValue]] {
    var rows: [[DatabaseValue]] = []
    try forEach(sql, values) { rows.append($0) }
    return rows
  }

  /// Calls `body` with each row of a query.
  func forEach(
    _ sql: String, _ values: [DatabaseValue] = [], _ body: ([DatabaseValue]) -> Void
  ) throws(RecordError) {
    let statement = unsafe try compiled(sql)
    defer {
      unsafe sqlite3_reset(statement)
      unsafe sqlite3_clear_bindings(statement)
    }
    for (index, value) in zip(Int32(1)..., values) {
      let status =
        switch value {
        case .null: unsafe sqlite3_bind_null(statement, index)
        case .integer(let number): unsafe sqlite3_bind_int64(statement, index, Int64(number))
        case .real(let number): unsafe sqlite3_bind_double(statement, index, number)
        case .text(let text): unsafe bind(text, to: statement, index)
        }
      guard status == SQLITE_OK else { throw error(status) }
    }
    while true {
      let status = unsafe sqlite3_step(statement)
      if status == SQLITE_DONE { return }
      guard status == SQLITE_ROW else { throw error(status) }
      body(unsafe (0..<sqlite3_column_count(statement)).map { unsafe value(statement, $0) })
    }
  }

  /// Names of the columns that a query gives.
  func columns(_ sql: String) throws(RecordError) -> [String] {
    let statement = unsafe try compiled(sql)
    return unsafe (0..<sqlite3_column_count(statement)).map {
      unsafe String(cString: sqlite3_column_name(statement, $0))
    }
  }

  /// Does all that `body` does, or nothing of it.
  func transaction(_ body: () throws(RecordError) -> Void) throws(RecordError) {
    try execute("BEGIN IMMEDIATE")
    do {
      try body()
      try execute("COMMIT")
    } catch {
      // SQLite may have rolled back by itself, as it does when the disk is full.
      if unsafe sqlite3_get_autocommit(handle) == 0 { try? execute("ROLLBACK") }
      throw error
    }
  }

  private func compiled(_ sql: String) throws(RecordError) -> OpaquePointer {
    if let statement = unsafe statements[sql] { return unsafe statement }
    var statement: OpaquePointer?
    let status = unsafe sqlite3_prepare_v2(handle, sql, -1, &statement, nil)
    guard status == SQLITE_OK, let statement = unsafe statement else { throw error(status) }
    unsafe statements[sql] = statement
    return unsafe statement
  }

  private func bind(_ text: String, to statement: OpaquePointer, _ index: Int32) -> Int32 {
    var text = text
    return text.withUTF8 { bytes in
      unsafe bytes.withMemoryRebound(to: CChar.self) { bytes in
        // SQLITE_TRANSIENT: SQLite copies the text. A null address would be null, not the empty text.
        let transient = unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        return unsafe bytes.isEmpty
          ? sqlite3_bind_text(statement, index, "", 0, transient)
          : sqlite3_bind_text(statement, index, bytes.baseAddress, Int32(bytes.count), transient)
      }
    }
  }

  private func value(_ statement: OpaquePointer, _ column: Int32) -> DatabaseValue {
    switch unsafe sqlite3_column_type(statement, column) {
    case SQLITE_INTEGER: return .integer(Int(unsafe sqlite3_column_int64(statement, column)))
    case SQLITE_FLOAT: return .real(unsafe sqlite3_column_double(statement, column))
    case SQLITE_NULL: return .null
    default:
      guard let text = unsafe sqlite3_column_text(statement, column) else { return .null }
      let count = Int(unsafe sqlite3_column_bytes(statement, column))
      return .text(unsafe String(decoding: UnsafeBufferPointer(start: text, count: count), as: UTF8.self))
    }
  }

  /// Whether the process may write files of limited size only.
  private var hasFileLimit: Bool {
    var limit = rlimit()
    return unsafe getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0 && limit.rlim_cur != rlim_t.max
  }

  /// What a status means here.
  private func error(_ status: Int32) -> RecordError {
    let reason = unsafe String(cString: handle == nil ? sqlite3_errstr(status) : sqlite3_errmsg(handle))
    let code = unsafe sqlite3_system_errno(handle)
    let writeFailed = status & 0xFF == SQLITE_IOERR || status & 0xFF == SQLITE_CANTOPEN
    switch status & 0xFF {
    case SQLITE_FULL: return .full(path: path)
    case _ where writeFailed && [ENOSPC, EDQUOT, EFBIG].contains(code): return .full(path: path)
    // SQLITE_IOERR_WRITE: SQLite loses the error number of a write beyond the largest allowed file.
    case _ where status == SQLITE_IOERR | 3 << 8 && hasFileLimit: return .full(path: path)
    case SQLITE_NOTADB, SQLITE_CORRUPT, SQLITE_SCHEMA, SQLITE_MISMATCH: return .damaged(path: path, reason: reason)
    case SQLITE_BUSY, SQLITE_LOCKED: return .busy(path: path)
    default: return .failed(path: path, reason: reason)
    }
  }
}
