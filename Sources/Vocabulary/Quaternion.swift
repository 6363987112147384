#if canImport(Glibc)
  import Glibc
#endif

/// A rotation as a unit quaternion, in MuJoCo's order: scalar first.
@frozen
public struct Quaternion: Hashable, Codable, Sendable {
  /// Scalar part.
  public var w: Double
  /// Vector part.
  public var x: Double, y: Double, z: Double

  /// Takes the four entries as they are, without normalising.
  @inlinable public init(w: Double, x: Double, y: Double, z: Double) {
    self.w = w
    self.x = x
    self.y = y
    self.z = z
  }

  /// No rotation.
  @inlinable public static var identity: Quaternion { Quaternion(w: 1, x: 0, y: 0, z: 0) }

  /// Rotation by `radians` about a unit `axis`.
  @inlinable public init(axis: Vector3, radians: Double) {
    let half = radians / 2
    let s = sin(half)
    self.init(w: cos(half), x: axis.x * s, y: axis.y * s, z: axis.z * s)
  }

  /// Rotation by the length of `rotationVector` in radians, about its direction.
  @inlinable public init(rotationVector: Vector3) {
    let angle = rotationVector.length
    if angle < 1e-12 {
      self.init(w: 1, x: rotationVector.x / 2, y: rotationVector.y / 2, z: rotationVector.z / 2)
      self = normalized
    } else {
      self.init(axis: rotationVector / angle, radians: angle)
    }
  }

  /// Euler angles about the fixed axes x, then y, then z, in radians (CALVIN's `xyz`): R = Rz·Ry·Rx.
  @inlinable public init(eulerXYZ angles: Vector3) {
    self =
      Quaternion(axis: Vector3(0, 0, 1), radians: angles.z) * Quaternion(axis: Vector3(0, 1, 0), radians: angles.y)
      * Quaternion(axis: Vector3(1, 0, 0), radians: angles.x)
  }

  /// Rotation whose matrix has these columns, which must be orthonormal and right-handed.
  @inlinable public init(columns c0: Vector3, _ c1: Vector3, _ c2: Vector3) {
    let trace = c0.x + c1.y + c2.z
    if trace > 0 {
      let s = (trace + 1).squareRoot() * 2
      self.init(w: s / 4, x: (c1.z - c2.y) / s, y: (c2.x - c0.z) / s, z: (c0.y - c1.x) / s)
    } else if c0.x > c1.y && c0.x > c2.z {
      let s = (1 + c0.x - c1.y - c2.z).squareRoot() * 2
      self.init(w: (c1.z - c2.y) / s, x: s / 4, y: (c1.x + c0.y) / s, z: (c2.x + c0.z) / s)
    } else if c1.y > c2.z {
      let s = (1 + c1.y - c0.x - c2.z).squareRoot() * 2
      self.init(w: (c2.x - c0.z) / s, x: (c1.x + c0.y) / s, y: s / 4, z: (c2.y + c1.z) / s)
    } else {
      let s = (1 + c2.z - c0.x - c1.y).squareRoot() * 2
      self.init(w: (c0.y - c1.x) / s, x: (c2.x + c0.z) / s, y: (c2.y + c1.z) / s, z: s / 4)
    }
    self = normalized
  }

  /// The composition that rotates by `right` first and by `left` after it.
  @inlinable public static func * (left: Quaternion, right: Quaternion) -> Quaternion {
    Quaternion(
      w: left.w * right.w - left.x * right.x - left.y * right.y - left.z * right.z,
      x: left.w * right.x + left.x * right.w + left.y * right.z - left.z * right.y,
      y: left.w * right.y - left.x * right.z + left.y * right.w + left.z * right.x,
      z: left.w * right.z + left.x * right.y - left.y * right.x + left.z * right.w)
  }

  /// The opposite rotation.
  @inlinable public var inverse: Quaternion { Quaternion(w: w, x: -x, y: -y, z: -z) }

  /// The same rotation with length 1.
  @inlinable public var normalized: Quaternion {
    let n = (w * w + x * x + y * y + z * z).squareRoot()
    return n > 0 ? Quaternion(w: w / n, x: x / n, y: y / n, z: z / n) : .identity
  }

  /// The vector after rotation.
  @inlinable public func act(_ v: Vector3) -> Vector3 {
    let u = Vector3(x, y, z)
    let t = u.cross(v) * 2
    return v + t * w + u.cross(t)
  }

  /// Images of the unit vectors: the columns of the rotation matrix.
  @inlinable public var columns: (Vector3, Vector3, Vector3) {
    (act(Vector3(1, 0, 0)), act(Vector3(0, 1, 0)), act(Vector3(0, 0, 1)))
  }

  /// Axis times angle in radians, the angle within 0 … π.
  @inlinable public var rotationVector: Vector3 {
    let q = w < 0 ? Quaternion(w: -w, x: -x, y: -y, z: -z) : self
    let v = Vector3(q.x, q.y, q.z)
    let s = v.length
    if s < 1e-12 { return v * 2 }
    return v * (2 * atan2(s, q.w) / s)
  }

  /// Euler angles about the fixed axes x, y, z in radians; the inverse of `init(eulerXYZ:)` up to ±2π.
  @inlinable public var eulerXYZ: Vector3 {
    let (c0, c1, c2) = columns
    let cosY = (c0.x * c0.x + c0.y * c0.y).squareRoot()
    guard cosY > 1e-9 else { return Vector3(atan2(-c2.y, c1.y), atan2(-c0.z, cosY), 0) }
    return Vector3(atan2(c1.z, c2.z), atan2(-c0.z, cosY), atan2(c0.y, c0.x))
  }

  /// Angle in radians, within 0 … π, of the rotation that leads from this one to `other`.
  @inlinable public func angle(to other: Quaternion) -> Double { (inverse * other).rotationVector.length }
}
