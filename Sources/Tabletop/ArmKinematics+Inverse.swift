import Vocabulary

extension ArmKinematics {
  /// Angles that bring the tcp closer to `target`: damped least squares with joint limits and a null-space posture.
  ///
  /// Starts from `angles` and stays on their branch. A joint that reaches its limit is held there and the others take
  /// over its share; what is left of their freedom draws them to `posture`.
  ///
  /// - Parameters:
  ///   - iterations: linearisations; each refines the last.
  ///   - postureGain: share of the way to `posture` that an iteration tries to go.
  public func angles(toward target: Pose, from angles: [Double], iterations: Int, postureGain: Double) -> [Double] {
    var angles = angles
    for _ in 0..<iterations {
      let step = refinement(toward: target, at: angles, postureGain: postureGain)
      let largest = step.reduce(0) { max($0, abs($1)) }
      let scale = min(1, Self.largestRefinement / max(largest, 1e-12))
      for joint in 0..<Self.jointCount { angles[joint] += scale * step[joint] }
      angles = clipped(angles)
    }
    return angles
  }

  /// Angles that reach `target` within 0.1 mm and 1 mrad, found from `seed` along a continuous path; nil if none are.
  public func angles(reaching target: Pose, from seed: [Double], postureGain: Double = 0.02) -> [Double]? {
    var angles = seed
    for round in 0..<40 {
      // The posture's pull is let go at the end, so that it does not hold the tcp off.
      angles = self.angles(
        toward: target, from: angles, iterations: 5, postureGain: round < 20 ? postureGain : 0)
      guard round >= 20 || postureGain == 0 else { continue }
      let reached = tcp(at: angles)
      if (reached.position - target.position).length < 1e-4,
        reached.orientation.angle(to: target.orientation) < 1e-3
      {
        return angles
      }
    }
    return nil
  }

  /// Radians that one linearisation may move a joint.
  static let largestRefinement = 0.3

  /// Weight of small joint motion against a small remaining error; rounds off singular poses.
  static let damping = 0.03

  /// Radians per iteration that the posture may ask for.
  static let largestPosturePull = 0.05

  private func refinement(toward target: Pose, at angles: [Double], postureGain: Double) -> [Double] {
    let (tcp, columns) = jacobian(at: angles)
    var linear = target.position - tcp.position
    var angular = (target.orientation * tcp.orientation.inverse).rotationVector
    let pull = zip(posture, angles).map {
      min(max(postureGain * ($0 - $1), -Self.largestPosturePull), Self.largestPosturePull)
    }
    var step = [Double](repeating: 0, count: Self.jointCount)
    var held = [Bool](repeating: false, count: Self.jointCount)
    for _ in 0...Self.jointCount {
      var normal = SymmetricMatrix6(diagonal: Self.damping * Self.damping)
      var wanted = (linear: linear, angular: angular)
      for joint in 0..<Self.jointCount where !held[joint] {
        normal.addSquare(columns[joint].linear, columns[joint].angular)
        wanted.linear -= columns[joint].linear * pull[joint]
        wanted.angular -= columns[joint].angular * pull[joint]
      }
      let dual = normal.solved(wanted.linear, wanted.angular)
      var worst: (joint: Int, excess: Double, bounded: Double)?
      for joint in 0..<Self.jointCount where !held[joint] {
        step[joint] = pull[joint] + columns[joint].linear.dot(dual.linear) + columns[joint].angular.dot(dual.angular)
        let next = angles[joint] + step[joint]
        let bounded = min(max(next, limits[joint].lowerBound), limits[joint].upperBound)
        if abs(next - bounded) > max(worst?.excess ?? 0, 1e-12) {
          worst = (joint, abs(next - bounded), bounded - angles[joint])
        }
      }
      // The joint that oversteps most is stopped at its limit; the rest share what it leaves undone.
      guard let worst else { break }
      held[worst.joint] = true
      step[worst.joint] = worst.bounded
      linear -= columns[worst.joint].linear * worst.bounded
      angular -= columns[worst.joint].angular * worst.bounded
    }
    return step
  }
}

/// A symmetric positive definite 6×6 matrix over pairs of vectors, lower triangle row by row.
struct SymmetricMatrix6 {
  private var entries = [Double](repeating: 0, count: 21)

  init(diagonal: Double) { for row in 0..<6 { self[row, row] = diagonal } }

  private subscript(row: Int, column: Int) -> Double {
    get { entries[row * (row + 1) / 2 + column] }
    set { entries[row * (row + 1) / 2 + column] = newValue }
  }

  /// Adds v·vᵀ for the vector v = (linear, angular).
  mutating func addSquare(_ linear: Vector3, _ angular: Vector3) {
    let v = SIMD8(linear.x, linear.y, linear.z, angular.x, angular.y, angular.z, 0, 0)
    for row in 0..<6 { for column in 0...row { self[row, column] += v[row] * v[column] } }
  }

  /// Solves M·x = (linear, angular) by Cholesky's decomposition.
  func solved(_ linear: Vector3, _ angular: Vector3) -> (linear: Vector3, angular: Vector3) {
    var factor = self
    for column in 0..<6 {
      var diagonal = factor[column, column]
      for k in 0..<column { diagonal -= factor[column, k] * factor[column, k] }
      factor[column, column] = diagonal.squareRoot()
      for row in column + 1..<max(column + 1, 6) {
        var sum = factor[row, column]
        for k in 0..<column { sum -= factor[row, k] * factor[column, k] }
        factor[row, column] = sum / factor[column, column]
      }
    }
    var x = SIMD8(linear.x, linear.y, linear.z, angular.x, angular.y, angular.z, 0, 0)
    for row in 0..<6 {
      for k in 0..<row { x[row] -= factor[row, k] * x[k] }
      x[row] /= factor[row, row]
    }
    for row in stride(from: 5, through: 0, by: -1) {
      for k in row + 1..<max(row + 1, 6) { x[row] -= factor[k, row] * x[k] }
      x[row] /= factor[row, row]
    }
    return (Vector3(x[0], x[1], x[2]), Vector3(x[3], x[4], x[5]))
  }
}
