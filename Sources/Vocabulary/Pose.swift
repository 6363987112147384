/// Where a frame is and how it is turned; `worldFromA * aFromB == worldFromB`.
@frozen
public struct Pose: Hashable, Codable, Sendable {
  /// Origin, metres.
  public var position: Vector3
  /// Rotation.
  public var orientation: Quaternion

  /// A pose from its two parts.
  @inlinable public init(position: Vector3, orientation: Quaternion = .identity) {
    self.position = position
    self.orientation = orientation
  }

  /// The frame itself.
  @inlinable public static var identity: Pose { Pose(position: .zero) }

  /// Chains two transforms.
  @inlinable public static func * (left: Pose, right: Pose) -> Pose {
    Pose(position: left.act(right.position), orientation: left.orientation * right.orientation)
  }

  /// A point of this frame, in the outer one.
  @inlinable public func act(_ point: Vector3) -> Vector3 { position + orientation.act(point) }

  /// The outer frame as seen from this one.
  @inlinable public var inverse: Pose {
    let back = orientation.inverse
    return Pose(position: -back.act(position), orientation: back)
  }
}
