import Vocabulary

/// Whether the hand has room among the fixtures: the leaning wall, the door's handle and the lever.
struct HandClearance: Sendable {
  let layout: TableLayout
  let view: ExpertView

  /// Half the hand's box across its fingers' opening, along it, and its two ends along the tool axis from the tcp.
  private static let hand = (thin: 0.026, wide: 0.102, near: -0.077, far: -0.14)

  /// Whether the hand's box keeps `margin` from everything when the tcp is at a pose.
  func isClear(_ position: Vector3, _ attitude: ToolAttitude, margin: Double = 0.008) -> Bool {
    let tcp = Pose(position: position, orientation: attitude.orientation)
    for along in [Self.hand.near, (Self.hand.near + Self.hand.far) / 2, Self.hand.far] {
      for wide in [-1.0, -0.5, 0, 0.5, 1] {
        for thin in [-1.0, 1] {
          let point = tcp.act(Vector3(thin * Self.hand.thin, wide * Self.hand.wide, along))
          if isBlocked(point, margin: margin) { return false }
        }
      }
    }
    return true
  }

  /// Whether a point lies in a fixture or closer to it than `margin`.
  func isBlocked(_ point: Vector3, margin: Double) -> Bool {
    if point.z < 0.66 && TableGeometry.distanceFromWall(point) < margin { return true }
    let inDoor = layout.worldFromDoor.inverse.act(point + Vector3(view.door, 0, 0)) - Vector3(0.14, -0.055, 0.12)
    if isInside(inDoor, half: Vector3(0.012, 0.026, 0.06), margin: margin) { return true }
    let inLever = layout.worldFromSwitch.inverse.act(point) - Vector3(0, -0.045, view.lever)
    return isInside(inLever, half: Vector3(0.06, 0.02, 0.016), margin: margin)
  }

  private func isInside(_ point: Vector3, half: Vector3, margin: Double) -> Bool {
    abs(point.x) < half.x + margin && abs(point.y) < half.y + margin && abs(point.z) < half.z + margin
  }
}
