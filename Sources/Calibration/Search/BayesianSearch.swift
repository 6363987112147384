import Vocabulary

/// Looks for the smallest value of a function on the unit cube in few trials: Bayesian optimisation with a constraint.
///
/// The next point depends on the seed and on what was tried before alone, so a search goes on where it was cut short. The
/// constraint has a process of its own, and its probability weighs the acquisition (Gardner and others 2014).
public struct BayesianSearch: Sendable {
  /// A point that was tried.
  public struct Trial: Hashable, Sendable {
    /// Where, in the unit cube.
    public let point: [Double]
    /// What came out, to be small.
    public let value: Double
    /// What must not be above 0; nil where nothing is forbidden.
    public let excess: Double?

    /// A trial from its parts.
    public init(point: [Double], value: Double, excess: Double? = nil) {
      self.point = point
      self.value = value
      self.excess = excess
    }

    /// Whether it is permitted.
    public var isPermitted: Bool { excess ?? 0 <= 0 }
  }

  /// Dimensions of the cube.
  public let dimensions: Int
  /// What decides where to try next.
  public let acquisition: Acquisition
  /// Points that are tried before the function is believed to be known at all; those spread over the cube.
  public let scattered: Int
  private let stream: RandomStream

  /// A search.
  ///
  /// - Parameters:
  ///   - scattered: points spread over the cube before anything is inferred; two more than dimensions unless told.
  ///   - stream: what is random comes from it.
  public init(dimensions: Int, acquisition: Acquisition, scattered: Int? = nil, stream: RandomStream) {
    precondition(dimensions > 0, "something must be sought")
    self.dimensions = dimensions
    self.acquisition = acquisition
    self.scattered = scattered ?? dimensions + 2
    self.stream = stream
  }

  /// Where to try next.
  public func next(after trials: [Trial]) -> [Double] {
    if trials.count < scattered { return scatteredPoint(trials.count) }
    var stream = stream.split("trial", trials.count)
    let process = GaussianProcess(points: trials.map(\.point), values: trials.map(\.value))
    let constraint =
      trials.allSatisfy { $0.excess != nil }
      ? GaussianProcess(points: trials.map(\.point), values: trials.map { $0.excess ?? 0 }) : nil
    let permitted = trials.filter(\.isPermitted)
    let values = trials.map(\.value)
    let range = max((values.max() ?? 0) - (values.min() ?? 0), 1e-9)
    let best = permitted.map(\.value).min()
    func worth(_ point: [Double]) -> Double {
      let excess = constraint?.belief(at: point)
      let chance = excess.map { Acquisition.cumulative(-$0.mean / max($0.deviation, 1e-9)) } ?? 1
      // As long as nothing was permitted, something permitted is sought.
      guard let best else { return chance }
      return acquisition.worth(process.belief(at: point), best: best, range: range, permitted: chance)
    }
    var candidates = (0..<400 * dimensions).map { _ in (0..<dimensions).map { _ in stream.uniform() } }
    let good = (permitted.isEmpty ? trials : permitted).sorted { $0.value < $1.value }.prefix(3)
    for trial in good {
      for spread in [0.02, 0.1] {
        for _ in 0..<20 * dimensions {
          candidates.append(trial.point.map { min(max($0 + spread * stream.normal(), 0), 1) })
        }
      }
    }
    let rated = candidates.enumerated().map { (index: $0.offset, worth: worth($0.element)) }
      .sorted { ($1.worth, $0.index) < ($0.worth, $1.index) }
    var chosen = (point: candidates[rated[0].index], worth: rated[0].worth)
    for start in rated.prefix(4) {
      let climbed = climb(from: candidates[start.index], worth: start.worth, worth)
      if climbed.worth > chosen.worth { chosen = climbed }
    }
    return chosen.point
  }

  /// The trial to keep: among those that were permitted, the one whose value is believed to be the smallest.
  ///
  /// What is believed, not what was measured: the luckiest of many noisy trials is seldom the best.
  public func best(of trials: [Trial]) -> Int? {
    let permitted = trials.indices.filter { trials[$0].isPermitted }
    guard permitted.count > 1, trials.count > scattered else {
      return permitted.min { trials[$0].value < trials[$1].value }
    }
    let process = GaussianProcess(points: trials.map(\.point), values: trials.map(\.value))
    let believed = permitted.map { ($0, process.belief(at: trials[$0].point).mean) }
    return believed.min { $0.1 < $1.1 }?.0
  }

  /// One of the points spread over the cube: a Latin hypercube over as many as there are.
  private func scatteredPoint(_ index: Int) -> [Double] {
    (0..<dimensions).map { dimension in
      var stream = stream.split("scattered", dimension)
      let places = stream.shuffled(Array(0..<scattered))
      var offset = stream.split("offset", index)
      return (Double(places[index]) + offset.uniform()) / Double(scattered)
    }
  }

  /// The best point near a start, one coordinate after the other in ever smaller steps.
  private func climb(
    from start: [Double], worth: Double, _ rate: ([Double]) -> Double
  ) -> (point: [Double], worth: Double) {
    var (point, worth) = (start, worth)
    var stride = 0.1
    while stride > 0.002 {
      var improved = false
      for dimension in point.indices {
        for sign in [-1.0, 1] {
          var trial = point
          trial[dimension] = min(max(trial[dimension] + sign * stride, 0), 1)
          let trialWorth = rate(trial)
          if trialWorth > worth { (point, worth, improved) = (trial, trialWorth, true) }
        }
      }
      if !improved { stride /= 2 }
    }
    return (point, worth)
  }
}
