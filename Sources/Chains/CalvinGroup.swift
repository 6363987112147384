/// Subtasks that are counted together, and how often they occur in CALVIN's 1000 evaluation sequences.
public struct CalvinGroup: Hashable, Sendable {
  /// The group's name.
  public let label: String
  /// Its subtasks.
  public let subtasks: [Subtask]
  /// Occurrences in CALVIN's 1000 sequences.
  public let count: Int

  private init(_ label: String, _ count: Int, _ belongs: (Subtask) -> Bool) {
    self.label = label
    self.count = count
    subtasks = Subtask.allCases.filter(belongs)
  }

  private init(_ subtask: Subtask, _ count: Int) { self.init(subtask.rawValue, count) { $0 == subtask } }

  /// The groups: every subtask is in one, and the counts add up to 5000.
  public static let all: [CalvinGroup] = [
    CalvinGroup("rotate_*", 416) { $0.rawValue.hasPrefix("rotate_") },
    CalvinGroup("push_*_left, push_*_right", 438) { $0.category == .rotateOrPush && $0.rawValue.hasPrefix("push_") },
    CalvinGroup(.moveSliderLeft, 284), CalvinGroup(.moveSliderRight, 317),
    CalvinGroup(.openDrawer, 379), CalvinGroup(.closeDrawer, 250),
    CalvinGroup("lift_*_table", 591) { $0.category == .liftFromTable },
    CalvinGroup("lift_*_slider", 464) { $0.category == .liftFromSlider },
    CalvinGroup("lift_*_drawer", 63) { $0.category == .liftFromDrawer },
    CalvinGroup(.placeInSlider, 398), CalvinGroup(.placeInDrawer, 208), CalvinGroup(.pushIntoDrawer, 138),
    CalvinGroup(.stackBlock, 220), CalvinGroup(.unstackBlock, 81),
    CalvinGroup(.turnOnLightbulb, 202), CalvinGroup(.turnOffLightbulb, 171),
    CalvinGroup(.turnOnLED, 195), CalvinGroup(.turnOffLED, 185),
  ]

  /// Degrees of freedom of `ChainCounts.chiSquaredAgainstCalvin`.
  public static let degreesOfFreedom = all.count - 1
}

extension ChainCounts {
  /// Occurrences of a group's subtasks.
  public func count(of group: CalvinGroup) -> Int { group.subtasks.reduce(0) { $0 + (subtasks[$1] ?? 0) } }

  /// χ² of the hypothesis that this set and CALVIN's 1000 sequences are drawn from one distribution.
  ///
  /// The two-sample statistic over the groups. Counts within a chain exclude each other, which makes them vary less than
  /// independent ones would: the test is on the safe side. Zero for an empty set.
  public var chiSquaredAgainstCalvin: Double {
    let ours = Double(CalvinGroup.all.reduce(0) { $0 + count(of: $1) })
    let theirs = Double(CalvinGroup.all.reduce(0) { $0 + $1.count })
    guard ours > 0 else { return 0 }
    let ratio = (theirs / ours).squareRoot()
    return CalvinGroup.all.reduce(0) { sum, group in
      let difference = Double(count(of: group)) * ratio - Double(group.count) / ratio
      return sum + difference * difference / Double(count(of: group) + group.count)
    }
  }
}
