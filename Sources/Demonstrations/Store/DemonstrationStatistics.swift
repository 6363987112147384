import Chains
import Vocabulary

/// What is in a store, subtask by subtask.
public struct DemonstrationStatistics: Sendable {
  /// One subtask's part.
  public struct Row: Hashable, Sendable {
    /// Which.
    public let subtask: Subtask
    /// Episodes for training, and among them those that succeeded.
    public internal(set) var episodes = 0, succeeded = 0
    /// Episodes that are held out.
    public internal(set) var validation = 0
    /// Decisions of all episodes.
    public internal(set) var decisions = 0
    /// Decisions after which something else was carried out than the recorded commands.
    public internal(set) var disturbed = 0, learners = 0
    /// Decisions within whose horizon the fingers are told something new.
    public internal(set) var gripperSwitches = 0
    /// Control steps of each episode, ascending.
    public internal(set) var steps: [Int] = []
    /// For each of the six numbers of a command, how many of them fall into each of the bins.
    public internal(set) var histograms = [[Int]](
      repeating: [Int](repeating: 0, count: DemonstrationStatistics.bins), count: 6)
    /// Commands that open the fingers, and all commands.
    public internal(set) var opening = 0, commands = 0

    /// Half of the episodes take at most this many control steps.
    public var medianSteps: Int { steps.isEmpty ? 0 : steps[(steps.count - 1) / 2] }
  }

  /// Bins of equal width over −1 … 1; the middle one holds commands that hardly move.
  public static let bins = 9

  /// The subtasks that occur, in their order.
  public let rows: [Row]

  /// Reads through a store.
  public init(_ store: DemonstrationStore) throws(DemonstrationError) {
    var rows: [Subtask: Row] = [:]
    for (index, entry) in store.entries.enumerated() {
      var row = rows[entry.episode.subtask] ?? Row(subtask: entry.episode.subtask)
      if entry.episode.split == .validation {
        row.validation += 1
      } else {
        row.episodes += 1
        if entry.episode.ending == .succeeded { row.succeeded += 1 }
      }
      row.decisions += entry.decisions
      row.gripperSwitches += entry.gripperSwitches.count
      row.steps.append(entry.episode.steps)
      for decision in 0..<entry.decisions {
        let moment = try store.moment(episode: index, decision: decision)
        if moment.actor == .disturbance { row.disturbed += 1 }
        if moment.actor == .learner { row.learners += 1 }
        row.count(moment.commands)
      }
      rows[entry.episode.subtask] = row
    }
    self.rows = Subtask.allCases.compactMap { subtask in
      rows[subtask].map { row in
        var row = row
        row.steps.sort()
        return row
      }
    }
  }
}

extension DemonstrationStatistics.Row {
  fileprivate mutating func count(_ numbers: [Float]) {
    let bins = DemonstrationStatistics.bins
    for (place, number) in numbers.enumerated() {
      if place % 7 == 6 {
        commands += 1
        if number > 0 { opening += 1 }
      } else {
        histograms[place % 7][min(bins - 1, max(0, Int((number + 1) / 2 * Float(bins))))] += 1
      }
    }
  }
}

extension DemonstrationStatistics {
  /// The statistics as one object.
  public var json: JSONValue {
    .object([
      JSONMember("bins", .integer(Self.bins)),
      JSONMember("subtasks", .object(rows.map { JSONMember($0.subtask.rawValue, $0.json) })),
    ])
  }
}

extension DemonstrationStatistics.Row {
  /// CALVIN's names of a command's numbers.
  static let axes = ["x", "y", "z", "rotation_x", "rotation_y", "rotation_z"]

  fileprivate var json: JSONValue {
    .object([
      JSONMember("episodes", .integer(episodes)), JSONMember("succeeded", .integer(succeeded)),
      JSONMember("validation", .integer(validation)), JSONMember("decisions", .integer(decisions)),
      JSONMember("disturbed", .integer(disturbed)), JSONMember("learners", .integer(learners)),
      JSONMember("gripper_switches", .integer(gripperSwitches)),
      JSONMember("steps_shortest", .integer(steps.first ?? 0)), JSONMember("steps_median", .integer(medianSteps)),
      JSONMember("steps_longest", .integer(steps.last ?? 0)),
      JSONMember("commands", .integer(commands)), JSONMember("opening", .integer(opening)),
      JSONMember(
        "histograms",
        .object(zip(Self.axes, histograms).map { JSONMember($0, .list($1.map(JSONValue.integer))) })),
    ])
  }
}
