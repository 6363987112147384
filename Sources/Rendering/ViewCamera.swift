import Vocabulary

/// A camera that is not part of the scene.
public struct ViewCamera: Hashable, Codable, Sendable {
  /// Frame in the world: x right, y up, looking along −z.
  public var pose: Pose
  /// Vertical field of view, degrees.
  public var verticalFieldOfViewDegrees: Double

  /// A camera from its frame.
  public init(pose: Pose, verticalFieldOfViewDegrees: Double) {
    self.pose = pose
    self.verticalFieldOfViewDegrees = verticalFieldOfViewDegrees
  }

  /// A camera at `eye` that has `target` in the middle of its picture, and `up` upwards in it.
  public init(
    eye: Vector3, target: Vector3, up: Vector3 = Vector3(0, 0, 1), verticalFieldOfViewDegrees: Double = 45
  ) {
    let z = (eye - target).normalized
    let x = up.cross(z).normalized
    self.init(
      pose: Pose(position: eye, orientation: Quaternion(columns: x, z.cross(x), z)),
      verticalFieldOfViewDegrees: verticalFieldOfViewDegrees)
  }

  /// Where a point is in a square picture, as shares of its width and height from the upper left corner.
  ///
  /// - Parameter frame: the camera's, as `Simulation.frame(of:)` gives it.
  /// - Returns: nil for what is outside the picture.
  public static func place(
    of point: Vector3, frame: (origin: Vector3, x: Vector3, y: Vector3, z: Vector3), verticalFieldOfViewDegrees: Double
  ) -> SIMD2<Double>? {
    let view = Projection(frame: frame, verticalFieldOfViewDegrees: verticalFieldOfViewDegrees, width: 1, height: 1)
    let offset = point - view.origin
    let depth = -offset.dot(view.back)
    guard depth > Projection.near else { return nil }
    let place = SIMD2(
      0.5 + view.focal * offset.dot(view.right) / depth, 0.5 - view.focal * offset.dot(view.up) / depth)
    return place.min() >= 0 && place.max() <= 1 ? place : nil
  }
}

/// Which points of the world fall on which pixels: everything that a kept picture of fixed things depends on.
struct Projection: Hashable {
  /// The eye, and right, up and backwards, in the world.
  let origin: Vector3, right: Vector3, up: Vector3, back: Vector3
  let width: Int, height: Int
  /// Pixels per unit of slope.
  let focal: Double
  /// Where in its pixel a sample lies, in 1/256 pixels from the upper left corner.
  var sampleX: Int32 = 128, sampleY: Int32 = 128

  /// Nothing nearer to the eye's plane than this, in metres, is seen.
  static let near = 0.01

  init(
    frame: (origin: Vector3, x: Vector3, y: Vector3, z: Vector3), verticalFieldOfViewDegrees: Double, width: Int,
    height: Int
  ) {
    (origin, right, up, back) = frame
    (self.width, self.height) = (width, height)
    focal = Double(height) / 2 / tangent(verticalFieldOfViewDegrees * (3.141592653589793 / 360))
  }
}

/// The tangent of an angle within 0 … 1.5 radians to 10 digits, by its continued fraction (Lambert 1761).
func tangent(_ angle: Double) -> Double {
  let square = angle * angle
  var tail = 23.0
  for odd in stride(from: 21, through: 1, by: -2) { tail = Double(odd) - square / tail }
  return angle / tail
}
