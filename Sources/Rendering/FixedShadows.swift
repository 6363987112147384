import Synchronization

/// The shadow grids of what is fixed in a scene, one for each size: drawn by the first renderer that needs it, read by
/// all, and let go with the scene.
final class FixedShadows: Sendable {
  private let planes = Mutex<[Int: Plane<Int32>]>([:])

  /// The grid with `side` texels along a side; who comes while another draws it waits.
  func plane(side: Int, draw: () -> Plane<Int32>) -> Plane<Int32> {
    planes.withLock { planes in
      if let known = planes[side] { return known }
      let plane = draw()
      planes[side] = plane
      return plane
    }
  }

  deinit {
    planes.withLock { planes in
      for plane in planes.values { plane.free() }
    }
  }
}
