import Vocabulary

// What pictures of a chain are made with besides its states.
extension RunRecord {
  /// What the run rests on, by key: engine, chains, and "scene D" and the like.
  public func provenance() throws(RecordError) -> [String: String] {
    var values: [String: String] = [:]
    try database.forEach("SELECT key, value FROM provenance") { row in
      if case .text(let key) = row[0], case .text(let value) = row[1] { values[key] = value }
    }
    return values
  }

  /// The entries that have chains, by agent and scene.
  public func entries() throws(RecordError) -> [RunEntry] {
    var entries: [RunEntry] = []
    try database.forEach("SELECT DISTINCT agent, scene FROM chains ORDER BY agent, scene") { row in
      if case .text(let agent) = row[0], case .text(let name) = row[1], let scene = SceneName(rawValue: name) {
        entries.append(RunEntry(agent: agent, scene: scene))
      }
    }
    return entries
  }

  /// The chains of which states are recorded.
  public func chainsWithStates(of entry: RunEntry) throws(RecordError) -> [Int] {
    var chains: [Int] = []
    try database.forEach(
      "SELECT DISTINCT chain FROM states WHERE agent = ? AND scene = ? ORDER BY chain", entry.key
    ) { row in
      if case .integer(let chain) = row[0] { chains.append(chain) }
    }
    return chains
  }

  /// The exits that a chain's actions came from, step by step, by the subtask's place; nil for a step without.
  public func exits(of chain: Int, for entry: RunEntry) throws(RecordError) -> [Int: [Int?]] {
    var exits: [Int: [Int?]] = [:]
    try database.forEach(
      "SELECT position, exit FROM steps WHERE agent = ? AND scene = ? AND chain = ? ORDER BY position, step",
      entry.key + [.integer(chain)]
    ) { row in
      guard case .integer(let position) = row[0] else { return }
      if case .integer(let exit) = row[1] {
        exits[position, default: []].append(exit)
      } else {
        exits[position, default: []].append(nil)
      }
    }
    return exits
  }

  /// How many exits an entry's actions came from, as far as recorded: one more than the highest.
  public func exitCount(of entry: RunEntry) throws(RecordError) -> Int {
    let rows = try database.rows("SELECT MAX(exit) FROM steps WHERE agent = ? AND scene = ?", entry.key)
    if case .integer(let highest)? = rows.first?.first { return highest + 1 }
    return 0
  }
}
