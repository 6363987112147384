import Episodes
import Vocabulary

extension RunRecord {
  /// Every decision of a chain in the order of its course; empty where steps were not recorded.
  public func steps(of chain: Int, for entry: RunEntry) throws(RecordError) -> [Decision] {
    var decisions: [Decision] = []
    var isDamaged = false
    try database.forEach(
      """
      SELECT action, exit, multiply_accumulates, differences, parts, seconds, delay, missed_deadlines, segments
      FROM steps LEFT JOIN step_timings USING (agent, scene, chain, position, step)
      WHERE agent = ? AND scene = ? AND chain = ? ORDER BY position, step
      """, entry.key + [.integer(chain)]
    ) { row in
      guard case .text(let text) = row[0], let action = Self.action(from: text), case .integer(let cost) = row[2] else {
        isDamaged = true
        return
      }
      var decision = Decision(action, multiplyAccumulates: cost)
      if case .integer(let exit) = row[1] { decision.exit = exit }
      if case .text(let list) = row[3] { decision.differences = Self.numbers(Self.value(list)) ?? [] }
      if case .text(let parts) = row[4], case .object(let members)? = Self.value(parts) {
        decision.parts = members.compactMap { member in
          guard case .integer(let count) = member.value else { return nil }
          return ComputePart(member.name, multiplyAccumulates: count)
        }
      }
      if case .real(let seconds) = row[5] { decision.seconds = seconds }
      if case .integer(let delay) = row[6] { decision.delay = delay }
      if case .integer(let missed) = row[7] { decision.missedDeadlines = missed }
      if case .text(let list) = row[8] {
        guard let segments = Self.segments(from: list) else {
          isDamaged = true
          return
        }
        decision.segments = segments
      }
      decisions.append(decision)
    }
    if isDamaged { throw .damaged(path: database.path, reason: "a row of steps makes no sense") }
    return decisions
  }

  private static func value(_ text: String) -> JSONValue? { try? JSONDocument(Array(text.utf8)).value }

  /// A list of numbers; nil for anything else.
  private static func numbers(_ value: JSONValue?) -> [Double]? {
    guard case .list(let entries)? = value else { return nil }
    let numbers = entries.compactMap { entry -> Double? in
      switch entry {
      case .integer(let number): Double(number)
      case .number(let number): number
      default: nil
      }
    }
    return numbers.count == entries.count ? numbers : nil
  }

  /// The parts of a control step from their JSON; nil when they do not make up one.
  private static func segments(from text: String) -> [ActionSegment]? {
    guard case .list(let entries)? = value(text) else { return nil }
    let segments = entries.compactMap { entry -> ActionSegment? in
      guard case .list(let pair) = entry, pair.count == 2, let action = action(from: pair[0]),
        case .integer(let steps) = pair[1], steps > 0
      else { return nil }
      return ActionSegment(action, physicsSteps: steps)
    }
    let all = segments.reduce(0) { $0 + $1.physicsSteps }
    return segments.count == entries.count && all == physicsStepsPerControlStep ? segments : nil
  }

  /// An action from its JSON; nil when it is none.
  static func action(from text: String) -> Action? { value(text).flatMap { action(from: $0) } }

  private static func action(from value: JSONValue) -> Action? {
    if let list = numbers(value) { return try? Action(relativeNumbers: list) }
    guard case .integer(let code)? = value["gripper"], let gripper = GripperCommand(rawValue: code) else { return nil }
    if let angles = numbers(value["joints"]) { return .jointTargets(angles, gripper: gripper) }
    guard let p = numbers(value["position"]), p.count == 3, let q = numbers(value["orientation"]), q.count == 4 else {
      return nil
    }
    let pose = Pose(
      position: Vector3(p[0], p[1], p[2]), orientation: Quaternion(w: q[0], x: q[1], y: q[2], z: q[3]))
    return .absolutePose(pose, gripper: gripper)
  }
}
