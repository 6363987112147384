import Glibc

/// A Gaussian process with a Matérn 5/2 kernel, a length for each dimension, and noise.
///
/// Values are standardised; the kernel's amplitude is the one of greatest likelihood (Rasmussen and Williams 2006,
/// chapters 2, 4 and 5).
struct GaussianProcess: Sendable {
  /// What is fitted: natural logarithms.
  struct Settings: Hashable, Sendable {
    /// Lengths over which the function changes, one for each dimension.
    var lengths: [Double]
    /// The noise's variance as a share of the function's.
    var noise: Double

    /// Every one of them, for the search.
    fileprivate var numbers: [Double] {
      get { lengths + [noise] }
      set { (lengths, noise) = (Array(newValue.dropLast()), newValue[newValue.count - 1]) }
    }
  }

  /// What the process says of a point.
  struct Belief: Hashable, Sendable {
    /// The mean.
    let mean: Double
    /// The standard deviation, without the noise.
    let deviation: Double
  }

  private let points: [[Double]]
  private let settings: Settings
  private let factor: Triangle
  private let weights: [Double]
  private let amplitude: Double
  private let center: Double
  private let scale: Double

  /// The process that explains values at points best, among those with lengths near the size of the unit cube.
  ///
  /// - Parameters:
  ///   - points: in the unit cube.
  ///   - values: one for each, at least one.
  init(points: [[Double]], values: [Double]) {
    precondition(points.count == values.count && !points.isEmpty, "a value for each point")
    let dimensions = points[0].count
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    let deviation = variance > 0 ? variance.squareRoot() : 1
    let standard = values.map { ($0 - mean) / deviation }
    func penalised(_ settings: Settings) -> Double {
      guard settings.lengths.allSatisfy({ (-4...3).contains($0) }), (-16...0).contains(settings.noise),
        let fit = Self.fit(points, standard, settings)
      else { return .infinity }
      // Lengths of about a third of the cube, and little noise, unless the values say otherwise.
      let lengths = settings.lengths.reduce(0) { $0 + ($1 + 1) * ($1 + 1) / 2 }
      return fit.misfit + lengths + (settings.noise + 8) * (settings.noise + 8) / 32
    }
    var best = (
      settings: Settings(lengths: [Double](repeating: -1, count: dimensions), noise: -8), misfit: Double.infinity
    )
    for start in [-2.0, -1, 0] {
      var settings = Settings(lengths: [Double](repeating: start, count: dimensions), noise: -8)
      var misfit = penalised(settings)
      var stride = 1.0
      while stride > 0.1 {
        var improved = false
        for index in settings.numbers.indices {
          for sign in [-1.0, 1] {
            var trial = settings
            trial.numbers[index] += sign * stride * (index == dimensions ? 3 : 1)
            let trialMisfit = penalised(trial)
            if trialMisfit < misfit { (settings, misfit, improved) = (trial, trialMisfit, true) }
          }
        }
        if !improved { stride /= 2 }
      }
      if misfit < best.misfit { best = (settings, misfit) }
    }
    self.points = points
    settings = best.settings
    (center, scale) = (mean, deviation)
    guard let fit = Self.fit(points, standard, best.settings) else {
      preconditionFailure("a kernel with noise can be factored")
    }
    (factor, weights, amplitude) = (fit.factor, fit.weights, fit.amplitude)
  }

  /// What it says of a point.
  func belief(at point: [Double]) -> Belief {
    let likeness = points.map { Self.kernel($0, point, settings) }
    let mean = zip(likeness, weights).reduce(0) { $0 + $1.0 * $1.1 }
    let solved = factor.solve(likeness)
    let left = max(0, 1 - solved.reduce(0) { $0 + $1 * $1 })
    return Belief(mean: center + scale * mean, deviation: scale * (amplitude * left).squareRoot())
  }

  /// Matérn 5/2 of the distance in units of the lengths.
  private static func kernel(_ first: [Double], _ second: [Double], _ settings: Settings) -> Double {
    var square = 0.0
    for index in first.indices {
      let part = (first[index] - second[index]) * exp(-settings.lengths[index])
      square += part * part
    }
    let distance = (5 * square).squareRoot()
    return (1 + distance + 5 * square / 3) * exp(-distance)
  }

  private struct Fit {
    let factor: Triangle
    let weights: [Double]
    let amplitude: Double
    /// Minus the logarithm of the likelihood, but for a constant.
    let misfit: Double
  }

  private static func fit(_ points: [[Double]], _ values: [Double], _ settings: Settings) -> Fit? {
    let count = points.count
    var rows: [[Double]] = []
    for i in 0..<count {
      rows.append((0...i).map { i == $0 ? 1 + exp(settings.noise) + 1e-10 : kernel(points[i], points[$0], settings) })
    }
    guard let factor = Triangle(factoring: rows) else { return nil }
    let half = factor.solve(values)
    // A weak prior keeps the amplitude of few values near their variance.
    let amplitude = max(1e-12, (half.reduce(0) { $0 + $1 * $1 } + 1) / Double(count + 1))
    return Fit(
      factor: factor, weights: factor.solveTransposed(half), amplitude: amplitude,
      misfit: 0.5 * Double(count + 1) * log(amplitude) + factor.logDiagonal)
  }
}

/// A lower triangular matrix: Cholesky's factor of a symmetric one.
struct Triangle: Sendable {
  private let rows: [[Double]]

  /// The factor of a matrix given by its lower triangle; nil where it is not positive definite.
  init?(factoring lower: [[Double]]) {
    var rows = lower
    for i in rows.indices {
      for j in 0...i {
        var sum = rows[i][j]
        for k in 0..<j { sum -= rows[i][k] * rows[j][k] }
        if i == j {
          guard sum > 0, sum.isFinite else { return nil }
          rows[i][j] = sum.squareRoot()
        } else {
          rows[i][j] = sum / rows[j][j]
        }
      }
    }
    self.rows = rows
  }

  /// The solution of L x = b.
  func solve(_ right: [Double]) -> [Double] {
    var x = right
    for i in x.indices {
      var sum = x[i]
      for j in 0..<i { sum -= rows[i][j] * x[j] }
      x[i] = sum / rows[i][i]
    }
    return x
  }

  /// The solution of Lᵀ x = b.
  func solveTransposed(_ right: [Double]) -> [Double] {
    var x = right
    for i in x.indices.reversed() {
      var sum = x[i]
      for j in (i + 1)..<max(i + 1, x.count) { sum -= rows[j][i] * x[j] }
      x[i] = sum / rows[i][i]
    }
    return x
  }

  /// The sum of the logarithms of the diagonal.
  var logDiagonal: Double { rows.indices.reduce(0) { $0 + log(rows[$1][$1]) } }
}
