import Vocabulary

/// A box in the world, for asking whether two things would meet.
struct OrientedBox: Sendable {
  /// Its centre.
  let centre: Vector3
  /// Its edges' unit directions.
  let axes: (Vector3, Vector3, Vector3)
  /// Half its edges.
  let half: Vector3

  /// A box of a frame: `pose` puts the frame, `centre` the box in it.
  init(_ pose: Pose, centre: Vector3 = .zero, half: Vector3) {
    self.centre = pose.act(centre)
    axes = pose.orientation.columns
    self.half = half
  }

  private init(centre: Vector3, axes: (Vector3, Vector3, Vector3), half: Vector3) {
    self.centre = centre
    self.axes = axes
    self.half = half
  }

  /// The same box elsewhere.
  func moved(by shift: Vector3) -> OrientedBox { OrientedBox(centre: centre + shift, axes: axes, half: half) }

  /// Half the extent along a direction, times its length.
  func extent(along direction: Vector3) -> Double {
    abs(axes.0.dot(direction)) * half.x + abs(axes.1.dot(direction)) * half.y + abs(axes.2.dot(direction)) * half.z
  }

  /// Its eight corners.
  var corners: [Vector3] {
    (0..<8).map { index in
      let x = axes.0 * (index & 1 == 0 ? half.x : -half.x)
      let y = axes.1 * (index & 2 == 0 ? half.y : -half.y)
      return centre + x + y + axes.2 * (index & 4 == 0 ? half.z : -half.z)
    }
  }

  /// Whether another box is within `margin` metres of this one.
  ///
  /// By separating axes (Gottschalk, Lin and Manocha 1996); at corners the margin is taken a little too wide.
  func isWithin(_ margin: Double, of other: OrientedBox) -> Bool {
    let offset = other.centre - centre
    let reach = half.length + other.half.length + margin
    if offset.dot(offset) > reach * reach { return false }
    func separates(_ direction: Vector3) -> Bool {
      abs(offset.dot(direction)) > extent(along: direction) + other.extent(along: direction) + margin
    }
    if separates(axes.0) || separates(axes.1) || separates(axes.2) { return false }
    if separates(other.axes.0) || separates(other.axes.1) || separates(other.axes.2) { return false }
    func separatesAcross(_ a: Vector3, _ b: Vector3) -> Bool {
      let direction = a.cross(b)
      let length = direction.length
      return length > 1e-6 && separates(direction / length)
    }
    func separatesAcross(_ a: Vector3) -> Bool {
      separatesAcross(a, other.axes.0) || separatesAcross(a, other.axes.1) || separatesAcross(a, other.axes.2)
    }
    return !(separatesAcross(axes.0) || separatesAcross(axes.1) || separatesAcross(axes.2))
  }
}
