#if canImport(Glibc)
  import Glibc
#endif

/// A point, direction or displacement; metres unless a name says otherwise.
public typealias Vector3 = SIMD3<Double>

extension SIMD3<Double> {
  /// The scalar product with another vector.
  @inlinable public func dot(_ other: Vector3) -> Double { x * other.x + y * other.y + z * other.z }

  /// The vector product, right-handed.
  @inlinable public func cross(_ other: Vector3) -> Vector3 {
    Vector3(y * other.z - z * other.y, z * other.x - x * other.z, x * other.y - y * other.x)
  }

  /// Euclidean length.
  @inlinable public var length: Double { dot(self).squareRoot() }

  /// The vector of length 1 with the same direction; the zero vector stays itself.
  @inlinable public var normalized: Vector3 {
    let length = self.length
    return length > 0 ? self / length : self
  }

  /// Whether all three entries are finite numbers.
  @inlinable public var isFinite: Bool { x.isFinite && y.isFinite && z.isFinite }

  /// The same direction, no longer than `limit`.
  @inlinable public func limited(to limit: Double) -> Vector3 {
    let length = self.length
    return length > limit ? self * (limit / length) : self
  }
}

extension SIMD3<Double> {
  /// Direction of the horizontal part: the angle from +x towards +y, radians.
  @inlinable public var yaw: Double { atan2(y, x) }

  /// Length of the horizontal part.
  @inlinable public var horizontalLength: Double { (x * x + y * y).squareRoot() }
}

/// The same angle within ±π, radians.
@inlinable
public func wrapped(_ radians: Double) -> Double { atan2(sin(radians), cos(radians)) }
