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

  /// The hashes of a chain's recorded states, in the order of its course.
  public func stateHashes(of chain: Int, for entry: RunEntry) throws(RecordError) -> [StatePlace: ContentHash] {
    var hashes: [StatePlace: ContentHash] = [:]
    try database.forEach(
      "SELECT position, step, state_hash FROM states WHERE agent = ? AND scene = ? AND chain = ?",
      entry.key + [.integer(chain)]
    ) { row in
      guard case .integer(let position) = row[0], case .integer(let step) = row[1], case .text(let hash) = row[2] else {
        return
      }
      hashes[StatePlace(position: position, step: step)] = ContentHash(hexadecimal: hash)
    }
    return hashes
  }

  /// What each chain of an entry asks for, by its number: where it begins and its subtasks, as recorded.
  func plans(of entry: RunEntry) throws(RecordError) -> [Int: String] {
    var plans: [Int: String] = [:]
    try database.forEach(
      "SELECT chain, initial_state, sequence FROM chains WHERE agent = ? AND scene = ?", entry.key
    ) { row in
      guard case .integer(let chain) = row[0], case .text(let start) = row[1], case .text(let sequence) = row[2] else {
        return
      }
      plans[chain] = start + " " + sequence
    }
    return plans
  }

  /// The exits that a chain's actions came from, step by step, by the subtask's place; nil for a step without.
  public func exits(of chain: Int, for entry: RunEntry) throws(RecordError) -> [Int: [Int?]] {
    var exits: [Int: [Int?]] = [:]
    try database.forEach(
      "SELECT position, exit_course FROM subtasks WHERE agent = ? AND scene = ? AND chain = ? ORDER BY position",
      entry.key + [.integer(chain)]
    ) { row in
      guard case .integer(let position) = row[0], case .text(let text) = row[1],
        let course = Self.exitCourse(from: text), !course.isEmpty
      else { return }
      exits[position] = course.exits
    }
    return exits
  }

  /// How many exits an entry's actions came from, as far as recorded: one more than the highest.
  public func exitCount(of entry: RunEntry) throws(RecordError) -> Int {
    let rows = try database.rows(
      "SELECT MAX(json_array_length(exits)) FROM subtasks WHERE agent = ? AND scene = ?", entry.key)
    if case .integer(let count)? = rows.first?.first { return count }
    return 0
  }
}
