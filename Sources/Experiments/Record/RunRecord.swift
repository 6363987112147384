import Chains
import Episodes
import Evaluation
import Foundation
import Vocabulary

/// Which agent in which scene: chains of a run are counted by it.
public struct RunEntry: Hashable, Sendable {
  /// The agent's name in the experiment.
  public let agent: String
  /// The table.
  public let scene: SceneName

  /// An entry from its parts.
  public init(agent: String, scene: SceneName) {
    self.agent = agent
    self.scene = scene
  }
}

/// The record of a run: an SQLite file that gains one chain at a time, all of it or nothing.
///
/// Its layout is documented in `Experiments/README.md`. Tables are kept in the order of their keys (`WITHOUT ROWID`), so
/// that the content does not show in which order chains were finished.
public final class RunRecord {
  /// The layout that this program writes and reads.
  public static let version = 5
  /// "SBox": tells a record from other SQLite files.
  private static let application = 0x5342_6F78

  let database: Database

  /// Opens a record, or makes an empty one.
  public convenience init(path: String) throws(RecordError) { try self.init(path: path, maximumPages: nil) }

  /// Opens a record that cannot grow beyond so many pages: stands for a full disk.
  package init(path: String, maximumPages: Int?) throws(RecordError) {
    let isNew = !FileManager.default.fileExists(atPath: path)
    database = try Database(path: path, isNew: isNew, maximumPages: maximumPages)
    // A crash may have come between the making of the file and of its tables.
    let isEmpty = try database.rows("SELECT 1 FROM sqlite_schema LIMIT 1").isEmpty
    if isEmpty, try identity() == (0, 0) { try makeTables() }
    try checkIdentity()
  }

  /// Opens a record for reading.
  public init(reading path: String) throws(RecordError) {
    guard FileManager.default.fileExists(atPath: path) else {
      throw .failed(path: path, reason: "there is no such file")
    }
    database = try Database(path: path, isNew: false, readOnly: true)
    try checkIdentity()
  }

  private func makeTables() throws(RecordError) {
    try database.transaction { () throws(RecordError) in
      try database.execute(Self.layout)
      try database.execute("PRAGMA application_id = \(Self.application)")
      try database.execute("PRAGMA user_version = \(Self.version)")
    }
  }

  private func identity() throws(RecordError) -> (application: Int, version: Int) {
    func number(_ pragma: String) throws(RecordError) -> Int {
      guard case .integer(let value)? = try database.rows("PRAGMA \(pragma)").first?.first else { return 0 }
      return value
    }
    return (try number("application_id"), try number("user_version"))
  }

  private func checkIdentity() throws(RecordError) {
    let (application, version) = try identity()
    guard application == Self.application else { throw .foreign(path: database.path) }
    guard version == Self.version else {
      throw .version(path: database.path, found: version, known: Self.version)
    }
  }

  private static let layout = """
    CREATE TABLE provenance (
      key TEXT NOT NULL PRIMARY KEY,
      value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE agents (
      agent TEXT NOT NULL PRIMARY KEY,
      exits INTEGER NOT NULL,
      deepest_exit INTEGER NOT NULL,
      layers INTEGER NOT NULL,
      weight_bytes INTEGER NOT NULL,
      decoder_weight_bytes INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE chains (
      chain INTEGER NOT NULL CHECK (chain >= 0),
      scene TEXT NOT NULL,
      agent TEXT NOT NULL,
      initial_state TEXT NOT NULL,
      sequence TEXT NOT NULL,
      completed INTEGER NOT NULL CHECK (completed BETWEEN 0 AND 5),
      outcome TEXT NOT NULL CHECK (outcome IN ('succeeded', 'timedOut', 'diverged')),
      reason TEXT,
      steps INTEGER NOT NULL CHECK (steps >= 0),
      state_hash TEXT NOT NULL,
      PRIMARY KEY (agent, scene, chain)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE subtasks (
      chain INTEGER NOT NULL,
      scene TEXT NOT NULL,
      agent TEXT NOT NULL,
      position INTEGER NOT NULL CHECK (position BETWEEN 1 AND 5),
      subtask TEXT NOT NULL,
      instruction TEXT NOT NULL,
      outcome TEXT NOT NULL CHECK (outcome IN ('succeeded', 'timedOut', 'diverged')),
      steps INTEGER NOT NULL CHECK (steps >= 0),
      state_hash TEXT NOT NULL,
      decisions INTEGER NOT NULL CHECK (decisions >= 0),
      exits TEXT NOT NULL,
      multiply_accumulates INTEGER NOT NULL CHECK (multiply_accumulates >= 0),
      decoder_multiply_accumulates INTEGER NOT NULL CHECK (decoder_multiply_accumulates >= 0),
      delay_steps INTEGER NOT NULL CHECK (delay_steps >= 0),
      missed_deadlines INTEGER NOT NULL CHECK (missed_deadlines >= 0),
      peak_multiply_accumulates INTEGER NOT NULL CHECK (peak_multiply_accumulates >= 0),
      peak_decoder_multiply_accumulates INTEGER NOT NULL CHECK (peak_decoder_multiply_accumulates >= 0),
      exit_course TEXT NOT NULL,
      PRIMARY KEY (agent, scene, chain, position),
      FOREIGN KEY (agent, scene, chain) REFERENCES chains (agent, scene, chain)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE steps (
      chain INTEGER NOT NULL,
      scene TEXT NOT NULL,
      agent TEXT NOT NULL,
      position INTEGER NOT NULL,
      step INTEGER NOT NULL CHECK (step >= 1),
      action TEXT NOT NULL,
      exit INTEGER,
      multiply_accumulates INTEGER NOT NULL,
      differences TEXT,
      parts TEXT,
      delay INTEGER NOT NULL CHECK (delay >= 0),
      missed_deadlines INTEGER NOT NULL CHECK (missed_deadlines >= 0),
      segments TEXT,
      PRIMARY KEY (agent, scene, chain, position, step),
      FOREIGN KEY (agent, scene, chain, position) REFERENCES subtasks (agent, scene, chain, position)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE states (
      chain INTEGER NOT NULL,
      scene TEXT NOT NULL,
      agent TEXT NOT NULL,
      position INTEGER NOT NULL,
      step INTEGER NOT NULL CHECK (step >= 0),
      state_hash TEXT NOT NULL,
      state TEXT NOT NULL,
      PRIMARY KEY (agent, scene, chain, position, step),
      FOREIGN KEY (agent, scene, chain, position) REFERENCES subtasks (agent, scene, chain, position)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE attempts (
      scene TEXT NOT NULL,
      agent TEXT NOT NULL,
      start TEXT NOT NULL,
      number INTEGER NOT NULL CHECK (number >= 0),
      subtask TEXT NOT NULL,
      succeeded INTEGER NOT NULL CHECK (succeeded IN (0, 1)),
      steps INTEGER NOT NULL CHECK (steps >= 0),
      failed_prefixes INTEGER NOT NULL CHECK (failed_prefixes >= 0),
      infeasible TEXT NOT NULL,
      decisions INTEGER NOT NULL CHECK (decisions >= 0),
      exits TEXT NOT NULL,
      multiply_accumulates INTEGER NOT NULL CHECK (multiply_accumulates >= 0),
      decoder_multiply_accumulates INTEGER NOT NULL CHECK (decoder_multiply_accumulates >= 0),
      delay_steps INTEGER NOT NULL CHECK (delay_steps >= 0),
      missed_deadlines INTEGER NOT NULL CHECK (missed_deadlines >= 0),
      peak_multiply_accumulates INTEGER NOT NULL CHECK (peak_multiply_accumulates >= 0),
      peak_decoder_multiply_accumulates INTEGER NOT NULL CHECK (peak_decoder_multiply_accumulates >= 0),
      PRIMARY KEY (agent, scene, start, number, subtask)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE timings (
      chain INTEGER NOT NULL,
      scene TEXT NOT NULL,
      agent TEXT NOT NULL,
      worker INTEGER NOT NULL,
      started REAL NOT NULL,
      finished REAL NOT NULL,
      decision_seconds REAL NOT NULL,
      latencies TEXT NOT NULL,
      PRIMARY KEY (agent, scene, chain),
      FOREIGN KEY (agent, scene, chain) REFERENCES chains (agent, scene, chain)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE step_timings (
      chain INTEGER NOT NULL,
      scene TEXT NOT NULL,
      agent TEXT NOT NULL,
      position INTEGER NOT NULL,
      step INTEGER NOT NULL,
      seconds REAL NOT NULL,
      PRIMARY KEY (agent, scene, chain, position, step),
      FOREIGN KEY (agent, scene, chain, position, step) REFERENCES steps (agent, scene, chain, position, step)
    ) STRICT, WITHOUT ROWID;
    """
}
