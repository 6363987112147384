/// What a step's losses came to, as sums that replicas and steps can be added up by.
struct LossReport: Hashable, Sendable {
  /// A weighted sum and its weights.
  struct Mean: Hashable, Sendable {
    /// Values times weights.
    var sum = 0.0
    /// Weights.
    var weight = 0.0

    /// The weighted mean; nil where nothing was weighed.
    var value: Double? { weight > 0 ? sum / weight : nil }

    mutating func add(_ value: Double, weight: Double) {
      sum += value * weight
      self.weight += weight
    }
  }

  /// What is minimised, all of it.
  var total = Mean()
  /// The shared head's loss where an exit was drawn, by exit.
  var exits: [Mean]
  /// The auxiliary heads' losses, by exit.
  var auxiliary: [Mean]
  /// The shared head's pose error, before weights.
  var pose = Mean()
  /// The shared head's gripper cross-entropy, before weights.
  var gripper = Mean()
  /// The simulator labels' loss, before weights.
  var labels = Mean()

  /// Nothing yet.
  init(exits count: Int) {
    exits = [Mean](repeating: Mean(), count: count)
    auxiliary = exits
  }

  /// Adds another report's sums.
  mutating func add(_ other: LossReport) {
    func add(_ mean: inout Mean, _ other: Mean) {
      mean.sum += other.sum
      mean.weight += other.weight
    }
    add(&total, other.total)
    for exit in exits.indices {
      add(&exits[exit], other.exits[exit])
      add(&auxiliary[exit], other.auxiliary[exit])
    }
    add(&pose, other.pose)
    add(&gripper, other.gripper)
    add(&labels, other.labels)
  }

  /// The means by their tags, those that have any weight.
  var scalars: [(tag: String, value: Double)] {
    var scalars: [(String, Double?)] = [("loss/total", total.value)]
    scalars += exits.enumerated().map { ("loss/exit \($0 + 1)", $1.value) }
    scalars += auxiliary.enumerated().map { ("loss/auxiliary \($0 + 1)", $1.value) }
    scalars += [("loss/pose", pose.value), ("loss/gripper", gripper.value), ("loss/labels", labels.value)]
    return scalars.compactMap { tag, value in value.map { (tag, $0) } }
  }
}
