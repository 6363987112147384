/// What a set of chains consists of.
public struct ChainCounts: Hashable, Sendable {
  /// How many chains there are.
  public let chains: Int
  /// How many of them are different, index aside.
  public let distinctChains: Int
  /// How many different sequences of subtasks there are.
  public let distinctSequences: Int
  /// How often each initial state that occurs does.
  public let initialStates: [Facts: Int]
  /// How often each subtask occurs; one that does not is absent.
  public let subtasks: [Subtask: Int]
  /// How often each subtask is the first to fifth of its chain.
  public let steps: [Subtask: [Int]]
  /// Chains that contain a lift.
  public let containingLift: Int
  /// Chains that end with a lift.
  public let endingWithLift: Int
  /// Chains that contain `turn_off_led`.
  public let containingTurnOffLED: Int
  /// Chains in which two subtasks share a category; generated ones have none.
  public let repeatingCategory: Int

  /// The counts of some chains.
  public init(_ chains: [Chain]) {
    self.chains = chains.count
    distinctChains = Set(chains.map { Chain(index: 0, initial: $0.initial, subtasks: $0.subtasks) }).count
    distinctSequences = Set(chains.map(\.subtasks)).count
    var initialStates: [Facts: Int] = [:]
    var subtasks: [Subtask: Int] = [:]
    var steps: [Subtask: [Int]] = [:]
    for chain in chains {
      initialStates[chain.initial, default: 0] += 1
      for (step, subtask) in chain.subtasks.enumerated() {
        subtasks[subtask, default: 0] += 1
        steps[subtask, default: [Int](repeating: 0, count: Chain.length)][step] += 1
      }
    }
    self.initialStates = initialStates
    self.subtasks = subtasks
    self.steps = steps
    containingLift = chains.count { $0.subtasks.contains(where: \.isLift) }
    endingWithLift = chains.count { $0.subtasks.last?.isLift == true }
    containingTurnOffLED = chains.count { $0.subtasks.contains(.turnOffLED) }
    repeatingCategory = chains.count { Set($0.subtasks.map(\.category)).count < $0.subtasks.count }
  }

  /// How often the rarest and the most frequent of CALVIN's 192 initial states occur.
  public var initialStateRange: ClosedRange<Int> {
    let counts = Facts.initialStates.map { initialStates[$0] ?? 0 }
    return (counts.min() ?? 0)...(counts.max() ?? 0)
  }
}

extension ChainCounts: CustomStringConvertible {
  /// Plain-text tables: the set, its subtasks by step, and its groups beside CALVIN's 1000 sequences.
  public var description: String {
    let setRows: [(String, Int)] = [
      ("chains", chains), ("different chains", distinctChains), ("different sequences", distinctSequences),
      ("different initial states", initialStates.count),
      ("CALVIN's initial states: rarest", initialStateRange.lowerBound),
      ("CALVIN's initial states: most frequent", initialStateRange.upperBound),
      ("starting with one block on the table", startingWith(blocksOnTable: 1)),
      ("starting with two blocks on the table", startingWith(blocksOnTable: 2)),
      ("containing a lift", containingLift), ("ending with a lift", endingWithLift),
      ("containing turn_off_led", containingTurnOffLED), ("with two subtasks of one category", repeatingCategory),
    ]
    var lines = setRows.map { $0.0.padded(to: 40) + "\($0.1)".padded(to: -8) }
    lines += ["", "subtask".padded(to: 26) + "   total  step 1  step 2  step 3  step 4  step 5"]
    for subtask in Subtask.allCases {
      let counts = [subtasks[subtask] ?? 0] + (steps[subtask] ?? [Int](repeating: 0, count: Chain.length))
      lines.append(subtask.rawValue.padded(to: 26) + counts.map { "\($0)".padded(to: -8) }.joined())
    }
    lines += ["", "group".padded(to: 26) + "   total  per 1000  CALVIN's 1000"]
    for group in CalvinGroup.all {
      let count = self.count(of: group)
      let rate = chains == 0 ? "–" : "\((count * 1000 + chains / 2) / chains)"
      lines.append(
        group.label.padded(to: 26) + "\(count)".padded(to: -8) + rate.padded(to: -10)
          + "\(group.count)".padded(to: -15))
    }
    if chains > 0 {
      let tenths = Int((chiSquaredAgainstCalvin * 10).rounded())
      lines += [
        "",
        "χ² against CALVIN's groups: \(tenths / 10).\(tenths % 10) with \(CalvinGroup.degreesOfFreedom) degrees of "
          + "freedom (above 27.6 in at most 5 % of CALVIN's own kind)",
      ]
    }
    return lines.joined(separator: "\n")
  }

  private func startingWith(blocksOnTable count: Int) -> Int {
    initialStates.reduce(0) { $0 + ($1.key.blocks(at: .table).count == count ? $1.value : 0) }
  }
}

extension String {
  /// The text with blanks after it, or before it for a negative width.
  fileprivate func padded(to width: Int) -> String {
    let blanks = String(repeating: " ", count: max(0, abs(width) - count))
    return width < 0 ? blanks + self : self + blanks
  }
}
