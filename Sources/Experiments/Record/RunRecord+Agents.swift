import Vocabulary

// What agents take of memory.
extension RunRecord {
  /// Writes down what an agent takes; what was there is replaced.
  public func note(_ footprint: PolicyFootprint, of agent: String) throws(RecordError) {
    try database.transaction { () throws(RecordError) in
      try database.execute(
        "INSERT OR REPLACE INTO agents VALUES (?, ?, ?, ?, ?, ?)",
        [
          .text(agent), .integer(footprint.exits), .integer(footprint.deepestExit), .integer(footprint.layers),
          .integer(footprint.weightBytes), .integer(footprint.decoderWeightBytes),
        ])
    }
  }

  /// What the agents take, by name; those without a policy are absent.
  public func footprints() throws(RecordError) -> [String: PolicyFootprint] {
    var footprints: [String: PolicyFootprint] = [:]
    try database.forEach(
      "SELECT agent, exits, deepest_exit, layers, weight_bytes, decoder_weight_bytes FROM agents"
    ) { row in
      guard case .text(let agent) = row[0], case .integer(let exits) = row[1], case .integer(let deepest) = row[2],
        case .integer(let layers) = row[3], case .integer(let bytes) = row[4], case .integer(let decoder) = row[5]
      else { return }
      footprints[agent] = PolicyFootprint(
        exits: exits, deepestExit: deepest, layers: layers, weightBytes: bytes, decoderWeightBytes: decoder)
    }
    return footprints
  }
}
