import Vocabulary

/// A box in the world, for asking whether two things would meet.
struct OrientedBox: Hashable, Sendable {
  /// Its centre.
  let centre: Vector3
  /// Its edges' unit directions.
  let axes: [Vector3]
  /// Half its edges.
  let half: Vector3

  /// A box of a frame: `pose` puts the frame, `centre` the box in it.
  init(_ pose: Pose, centre: Vector3 = .zero, half: Vector3) {
    self.centre = pose.act(centre)
    let (x, y, z) = pose.orientation.columns
    axes = [x, y, z]
    self.half = half
  }

  private init(centre: Vector3, axes: [Vector3], half: Vector3) {
    self.centre = centre
    self.axes = axes
    self.half = half
  }

  /// The same box elsewhere.
  func moved(by shift: Vector3) -> OrientedBox { OrientedBox(centre: centre + shift, axes: axes, half: half) }

  /// Half the extent along a unit direction.
  func extent(along direction: Vector3) -> Double {
    abs(axes[0].dot(direction)) * half.x + abs(axes[1].dot(direction)) * half.y + abs(axes[2].dot(direction)) * half.z
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
    if axes.contains(where: separates) || other.axes.contains(where: separates) { return false }
    for a in axes {
      for b in other.axes {
        let direction = a.cross(b)
        let length = direction.length
        if length > 1e-6 && separates(direction / length) { return false }
      }
    }
    return true
  }
}
