import Episodes
import Vocabulary

extension RunRecord {
  /// Every decision of a chain in the order of its course; empty where steps were not recorded.
  public func steps(of chain: Int, for entry: RunEntry) throws(RecordError) -> [Decision] {
    var decisions: [Decision] = []
    var isDamaged = false
    try database.forEach(
      """
      SELECT action, exit, multiply_accumulates FROM steps WHERE agent = ? AND scene = ? AND chain = ?
      ORDER BY position, step
      """, entry.key + [.integer(chain)]
    ) { row in
      guard case .text(let text) = row[0], let action = Self.action(from: text), case .integer(let cost) = row[2] else {
        isDamaged = true
        return
      }
      var exit: Int?
      if case .integer(let number) = row[1] { exit = number }
      decisions.append(Decision(action, exit: exit, multiplyAccumulates: cost))
    }
    if isDamaged { throw .damaged(path: database.path, reason: "a row of steps makes no sense") }
    return decisions
  }

  /// An action from its JSON; nil when it is none.
  static func action(from text: String) -> Action? {
    guard let value = try? JSONDocument(Array(text.utf8)).value else { return nil }
    func numbers(_ value: JSONValue?) -> [Double]? {
      guard case .list(let entries)? = value else { return nil }
      return entries.compactMap { entry in
        switch entry {
        case .integer(let number): Double(number)
        case .number(let number): number
        default: nil
        }
      }
    }
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
