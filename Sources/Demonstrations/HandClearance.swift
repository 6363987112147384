import Vocabulary

/// Whether the hand has room among the fixtures: the leaning wall, the door with its handle and the lever.
struct HandClearance: Sendable {
  private let fixtures: [OrientedBox]

  /// The fixtures as they stand now, without what lies flat under the hand.
  init(_ shelf: ShelfGeometry, _ view: ExpertView) {
    let up = Vector3(0, 0, 1)
    fixtures = shelf.obstacles(door: view.door, lever: view.lever, blocks: [])
      .filter { $0.centre.z + $0.extent(along: up) > TableGeometry.tabletop + 0.01 }
  }

  /// Whether the hand, its fingers `gap` apart, keeps `margin` from everything, and on its way in along its axis.
  func isClear(_ tcp: Pose, gap: Double, margin: Double) -> Bool {
    areClear(HandShape.parts(at: tcp, gap: gap), of: fixtures, margin: margin)
  }

  /// Whether the open hand keeps `margin` from everything when it is held so.
  func isClear(_ position: Vector3, _ attitude: ToolAttitude, margin: Double = 0.006) -> Bool {
    isClear(Pose(position: position, orientation: attitude.orientation), gap: 0.08, margin: margin)
  }

  /// The action on the way to `goal`, turned aside where its next 30 mm would bring the hand into a fixture.
  ///
  /// Fixtures all stand at the wall and are passed on their near side; what is straight ahead is approached as it is,
  /// unless the hand already presses against something.
  func around(_ action: Action, to goal: Vector3, _ view: ExpertView) -> Action {
    guard abs(goal.x - view.tcp.position.x) > 0.04 || view.lead.length > 0.04,
      case .relativePose(let step, let rotation, let gripper) = action,
      step.length > 0.02
    else { return action }
    func isOpen(_ direction: Vector3) -> Bool {
      let ahead = view.tcp.position + direction.normalized * 0.03
      return isClear(
        Pose(position: ahead, orientation: view.tcp.orientation), gap: view.fingerGap, margin: 0.004)
    }
    if isOpen(step) { return action }
    let speed = max(step.length, 0.2)
    let ways = [
      Vector3(step.x, -abs(step.x), max(0, step.z)), Vector3(0, -1, 0), Vector3(0, -1, 1),
    ]
    let way = ways.first { $0.length > 0.02 && isOpen($0) } ?? ways[1]
    return .relativePose(translation: way.normalized * speed, rotation: rotation, gripper: gripper)
  }
}
