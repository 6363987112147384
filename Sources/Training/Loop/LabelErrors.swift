/// How well the simulator's labels are predicted, in units that people know.
struct LabelErrors: Sendable {
  /// The loss.
  var loss = LossReport.Mean()
  /// By the entries' group: mean absolute errors, in metres where they are lengths; for truths the share that is wrong.
  private(set) var groups: [String: LossReport.Mean] = [:]

  /// The groups in the order of the layout, and each entry's.
  private static let groupOfEntry: [String] = SimulatorLabels.layout.map { entry in
    if entry.kind == .truth { return "truths wrong" }
    if entry.name.contains(".tool."), entry.unit == 1 { return "heading by the tool" }
    if entry.name.contains(".tool.") { return "place by the tool, m" }
    if entry.name.contains(".heading.") { return "block heading" }
    if entry.name.hasPrefix("tcp") { return entry.unit == 1 ? "tool rotation" : "tool position, m" }
    return entry.name.contains(".") ? "block position, m" : "joints"
  }

  /// Adds predictions of some rows.
  mutating func add(predicted: [Float], labels: [Float], weights: [Float]) {
    for index in predicted.indices where weights[index] > 0 {
      let entry = SimulatorLabels.layout[index % SimulatorLabels.count]
      let error =
        switch entry.kind {
        case .measure: Double(abs(predicted[index] - labels[index])) * entry.unit
        case .truth: (predicted[index] > 0) == (labels[index] > 0.5) ? 0.0 : 1.0
        }
      groups[Self.groupOfEntry[index % SimulatorLabels.count], default: .init()].add(error, weight: 1)
    }
  }

  /// Adds another's sums.
  mutating func add(_ other: LabelErrors) {
    loss.sum += other.loss.sum
    loss.weight += other.loss.weight
    for (name, mean) in other.groups {
      groups[name, default: .init()].sum += mean.sum
      groups[name, default: .init()].weight += mean.weight
    }
  }

  /// The means by their tags.
  var scalars: [(tag: String, value: Double)] {
    let names = Self.groupOfEntry.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    return (loss.value.map { [("validation/labels", $0)] } ?? [])
      + names.compactMap { name in groups[name]?.value.map { ("validation/\(name)", $0) } }
  }
}
