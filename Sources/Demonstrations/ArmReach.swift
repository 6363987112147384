import Vocabulary

#if canImport(Glibc)
  import Glibc
#endif

/// How far the arm reaches over the tabletop, measured by its inverse kinematics in `FeasibilityTests`.
///
/// With the hand pointing straight down the tcp reaches a circle about the shoulder; leaning the hand so that the
/// fingertips point outwards widens it.
enum ArmReach {
  /// The arm's second joint stands over this point of the floor.
  static let shoulder = Vector3(-0.34, -0.46, 0)
  /// Horizontal distance from the shoulder that the upright tcp reaches at the tabletop, metres.
  static let upright = 0.785
  /// How much less it reaches for each metre up.
  private static let lossWithHeight = 0.3
  /// How much further it reaches for each radian that the hand leans outwards, up to `largestLean`, metres.
  private static let gainWithLean = 0.2
  /// How far the hand leans to reach further, radians.
  static let largestLean = 0.5
  /// Horizontal distance from the shoulder that the leaning tcp reaches at a block's height, metres.
  static let leaning = upright - lossWithHeight * 0.05 + gainWithLean * largestLean

  /// Horizontal distance of a point from the shoulder, metres.
  static func distance(to point: Vector3) -> Double { (point - shoulder).horizontalLength }

  /// The x up to which the leaning hand reaches along the line across the table through a point.
  static func furthestRight(at point: Vector3) -> Double {
    let ahead = point.y - shoulder.y
    return shoulder.x + max(0, leaning * leaning - ahead * ahead).squareRoot()
  }

  /// Unit vector from the shoulder to above a point.
  static func outwards(at point: Vector3) -> Vector3 {
    Vector3(point.x - shoulder.x, point.y - shoulder.y, 0).normalized
  }

  /// Tilt about the world's y with which a hand that leans about x already reaches a place and above it, radians.
  static func tilt(at place: Vector3, leaning lean: Double) -> Double {
    let outwards = outwards(at: place)
    let missing = Self.lean(at: place) - lean * outwards.y
    return missing > 0 && outwards.x > 0.1 ? min(largestLean, missing / outwards.x) : 0
  }

  /// Radians that the hand must lean outwards for the tcp to reach `point` and `room` metres above it; negative where
  /// it could even lean inwards.
  static func lean(at point: Vector3, room: Double = 0.06) -> Double {
    let height = max(0, point.z + room - TableGeometry.tabletop)
    return (distance(to: point) - upright + lossWithHeight * height) / gainWithLean
  }
}
