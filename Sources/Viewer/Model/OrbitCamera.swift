import Glibc
import Rendering
import Vocabulary

/// A camera that looks at a point and is led around it with the mouse.
public struct OrbitCamera: Hashable, Sendable {
  /// What it looks at, world frame.
  public var target: Vector3
  /// Metres from there to the eye.
  public var distance: Double
  /// Direction from the target to the eye: angle from +x towards +y, radians.
  public var yaw: Double
  /// The same above the horizon, radians.
  public var pitch: Double
  /// Vertical field of view, degrees.
  public var verticalFieldOfViewDegrees: Double

  /// A camera from its parts.
  public init(
    target: Vector3, distance: Double, yaw: Double, pitch: Double, verticalFieldOfViewDegrees: Double = 45
  ) {
    self.target = target
    self.distance = distance
    self.yaw = yaw
    self.pitch = pitch
    self.verticalFieldOfViewDegrees = verticalFieldOfViewDegrees
  }

  /// The camera at `eye` that looks at `target`.
  public init(eye: Vector3, target: Vector3, verticalFieldOfViewDegrees: Double = 45) {
    let arm = eye - target
    self.init(
      target: target, distance: arm.length, yaw: arm.yaw, pitch: atan2(arm.z, arm.horizontalLength),
      verticalFieldOfViewDegrees: verticalFieldOfViewDegrees)
  }

  /// Metres to the eye at least and at most.
  public static let distances = 0.1...5.0
  /// Radians above and below the horizon at most: straight down has no direction that is up.
  public static let steepest = 1.5

  /// Direction from the target to the eye.
  private var outward: Vector3 { Vector3(cos(yaw) * cos(pitch), sin(yaw) * cos(pitch), sin(pitch)) }

  /// The eye's place in the world.
  public var eye: Vector3 { target + outward * distance }

  /// The camera as the renderer takes it.
  public var view: ViewCamera {
    ViewCamera(eye: eye, target: target, verticalFieldOfViewDegrees: verticalFieldOfViewDegrees)
  }

  /// Goes around the target; the scene follows the pointer, half a turn over the picture's height.
  public mutating func orbit(pixelsRight: Double, pixelsDown: Double, pictureHeight: Double) {
    let radians = Double.pi / max(pictureHeight, 1)
    yaw = wrapped(yaw - pixelsRight * radians)
    pitch = min(max(pitch + pixelsDown * radians, -Self.steepest), Self.steepest)
  }

  /// Moves sideways and upwards so that the target's surroundings stay under the pointer.
  public mutating func pan(pixelsRight: Double, pixelsDown: Double, pictureHeight: Double) {
    let metres = 2 * distance * tan(verticalFieldOfViewDegrees * Double.pi / 360) / max(pictureHeight, 1)
    let right = Vector3(-sin(yaw), cos(yaw), 0)
    let up = outward.cross(right)
    target += right * (-pixelsRight * metres) + up * (pixelsDown * metres)
  }

  /// Goes nearer with positive notches of the wheel, away with negative ones.
  public mutating func zoom(notches: Double) {
    let wanted = distance * pow(0.9, notches)
    distance = min(max(wanted, Self.distances.lowerBound), Self.distances.upperBound)
  }
}
