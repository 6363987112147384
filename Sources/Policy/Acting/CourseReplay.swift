import Tensors

// N courses under way, E exits, D width of features, W width of the arm's embedding.

/// The decisions of one subtask on record, from its first.
public struct DecisionCourse: Hashable, Sendable {
  /// Tokens of the sentence.
  public let tokens: Int
  /// What all exits say at each decision.
  public let decisions: [DecisionFeatures]

  /// A course from its parts.
  public init(tokens: Int, decisions: [DecisionFeatures]) {
    self.tokens = tokens
    self.decisions = decisions
  }
}

/// Courses on record, decided on again under other exit rules: the head alone runs, for all courses at a time.
///
/// It belongs to one thread, as its network does.
public final class CourseReplay {
  /// What a rule came to, decision by decision.
  public struct Result: Hashable, Sendable {
    /// What the rule compares with its thresholds, at each exit up to the deepest.
    public var samples: [[Double]] = []
    /// The exit that was taken.
    public var exits: [Int] = []
    /// Tokens of the sentence.
    public var tokens: [Int] = []
  }

  /// The network.
  public let network: PolicyNetwork
  /// From the longest on: those under way at any decision are the first.
  private let courses: [DecisionCourse]

  /// A replay of some courses; those without decisions are left out.
  public init(_ network: PolicyNetwork, _ courses: [DecisionCourse]) {
    self.network = network
    self.courses = courses.filter { !$0.decisions.isEmpty }.enumerated().sorted { left, right in
      (right.element.decisions.count, left.offset) < (left.element.decisions.count, right.offset)
    }.map(\.element)
  }

  /// How many decisions were asked for in sentences of so many tokens.
  public var sentences: [Int: Int] {
    courses.reduce(into: [:]) { $0[$1.tokens, default: 0] += $1.decisions.count }
  }

  /// Decides on everything again under a rule with thresholds, for a policy with this deepest exit.
  ///
  /// - Throws: `PolicyError` for a rule that does not fit, and `.torch`.
  public func run(_ rule: ExitRule, deepestExit: Int) throws(PolicyError) -> Result {
    try rule.validate(deepestExit: deepestExit)
    guard let thresholds = rule.thresholds else { preconditionFailure("only rules with thresholds have samples") }
    func exit(_ sample: [Double]) -> Int { (0..<deepestExit).first { sample[$0] <= thresholds[$0] } ?? deepestExit }
    var result = Result()
    func add(_ sample: [Double], _ course: DecisionCourse) -> Int {
      let chosen = exit(sample)
      result.samples.append(sample)
      result.exits.append(chosen)
      result.tokens.append(course.tokens)
      return chosen
    }
    switch rule {
    case .actionConsistency(_, let comparison):
      try walk(exits: Array(0...deepestExit), comparing: true, comparison) { course, actions in
        add(zip(actions.dropFirst(), actions).map { comparison.difference($0.0, $0.1) }, course)
      }
    case .featureSimilarity:
      for course in courses {
        for decision in course.decisions {
          let features = [decision.comparison] + decision.exits[...deepestExit]
          _ = add(zip(features.dropFirst(), features).map { $0.0.turn(to: $0.1) }, course)
        }
      }
    case .elapsedTime:
      for course in courses {
        for decision in course.decisions.indices {
          let step = Double(decision * network.configuration.chunk)
          _ = add([Double](repeating: step, count: deepestExit + 1), course)
        }
      }
    case .fixed, .fullDepth, .random: break
    }
    return result
  }

  /// How much each entry of the actions varies at full depth: its standard deviation, the gripper's last where it counts.
  ///
  /// - Throws: `PolicyError.torch`.
  public func actionSpread(includesGripper: Bool) throws(PolicyError) -> [Double] {
    let comparison = ActionComparison(includesGripper: includesGripper)
    let chunk = network.configuration.chunk
    var sums = [(count: Double, sum: Double, squares: Double)](repeating: (0, 0, 0), count: comparison.width)
    try walk(exits: [network.deepestExit], comparing: false, comparison) { _, actions in
      for (index, number) in actions[0].enumerated() {
        let entry = index < 6 * chunk ? index % 6 : 6
        let value = Double(number)
        sums[entry] = (sums[entry].count + 1, sums[entry].sum + value, sums[entry].squares + value * value)
      }
      return network.deepestExit
    }
    return sums.map { count, sum, squares in
      let mean = sum / max(1, count)
      // An entry that never changes counts as it is.
      let variance = squares / max(1, count) - mean * mean
      return variance > 1e-12 ? variance.squareRoot() : 1
    }
  }

  /// Evaluates the head at some exits of every decision, each from its course's state, which goes on with the exit chosen.
  ///
  /// - Parameters:
  ///   - comparing: whether the comparison's action comes before the exits'.
  ///   - choose: gets a course and its actions at a decision; the exit that goes on, one of `exits`.
  private func walk(
    exits: [Int], comparing: Bool, _ comparison: ActionComparison,
    choose: (DecisionCourse, [[Float]]) -> Int
  ) throws(PolicyError) {
    do throws(TorchError) {
      try Torch.withoutGradient { () throws(TorchError) in
        let head = try network.head
        var state: HeadState?
        var step = 0
        while true {
          let count = courses.prefix { $0.decisions.count > step }.count
          if count == 0 { return }
          let under = courses[..<count].map { ($0, $0.decisions[step]) }
          let candidates: [Int?] = (comparing ? [nil] : []) + exits.map { $0 }
          var features: [Float] = []
          var ids: [Int] = []
          for candidate in candidates {
            for (_, decision) in under {
              features += candidate.map { decision.exits[$0] } ?? decision.comparison
              ids.append(candidate ?? 0)
            }
          }
          let rows = candidates.count * count
          let arms = under.flatMap { $0.1.arm }
          let arm =
            try arms.isEmpty
            ? nil
            : Tensor(Array(repeatElement(arms, count: candidates.count).joined()), [rows, arms.count / count])
          let output = try head.output(
            features: Tensor(features, [rows, features.count / rows]), arm: arm, exits: ids,
            state: state?.selecting((0..<rows).map { $0 % count }))
          let actions = try actions(output, rows: rows, comparison)
          var chosen: [Int] = []
          for (index, (course, _)) in under.enumerated() {
            let exit = choose(course, candidates.indices.map { actions[$0 * count + index] })
            let place = exits.firstIndex(of: exit)! + (comparing ? 1 : 0)
            if course.decisions.count > step + 1 { chosen.append(place * count + index) }
          }
          state = chosen.isEmpty ? nil : try output.state.selecting(chosen)
          step += 1
        }
      }
    } catch {
      throw .torch(error)
    }
  }

  /// The numbers of each row's action that are compared.
  private func actions(
    _ output: HeadOutput, rows: Int, _ comparison: ActionComparison
  ) throws(TorchError) -> [[Float]] {
    let poses = try output.pose.values()
    let width = poses.count / rows
    guard comparison.includesGripper else {
      return (0..<rows).map { Array(poses[$0 * width..<($0 + 1) * width]) }
    }
    let grippers = try output.gripperLogits.values().map(ActionComparison.gripper)
    let chunk = grippers.count / rows
    return (0..<rows).map {
      Array(poses[$0 * width..<($0 + 1) * width]) + Array(grippers[$0 * chunk..<($0 + 1) * chunk])
    }
  }
}

extension HeadState {
  /// The states of some rows, each as often as it is named.
  func selecting(_ rows: [Int]) throws(TorchError) -> HeadState {
    let places = try Tensor(integers: rows.map { Int64($0) }, [rows.count])
    var result: [(hidden: Tensor, cell: Tensor)] = []
    for layer in layers {
      result.append((try layer.hidden.indexSelect(0, places), try layer.cell.indexSelect(0, places)))
    }
    return HeadState(result)
  }
}
