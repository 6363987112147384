import Episodes
import Figures
import Vocabulary

extension Overlay {
  /// What the step cost, what it was decided by, and how the world stands.
  func panel(_ box: Rectangle) -> [Element] {
    var elements: [Element] = [.rectangle(box, corner: 6, fill: Theme.box)]
    let inner = box.inset(by: 14)
    var top = inner.y
    func row(_ name: String, _ value: String, _ mean: String? = nil, color: Color = Theme.ink) {
      guard top + 18 <= inner.bottom else { return }
      elements.append(fonts.label(name, Theme.note, x: inner.x, top: top + 1))
      elements.append(fonts.label(value, Theme.strong.colored(color), x: inner.x + 72, top: top))
      if let mean, inner.width > 220 {
        elements.append(fonts.label(mean, Theme.small, x: inner.right, top: top + 2, .right))
      }
      top += 22
    }
    func rule() {
      guard top + 12 < inner.bottom else { return }
      elements.append(
        .rectangle(Rectangle(x: inner.x, y: top + 3, width: inner.width, height: 1), fill: Theme.faint))
      top += 14
    }

    let decision = content.decision
    if let count = content.exitCount {
      let exit = decision?.exit
      row(
        "exit", exit.map { "\($0 + 1) of \(count)" } ?? "–", meanExit.map { "mean \($0)" },
        color: exit.map { Theme.exit($0, of: count) } ?? Theme.dim)
    } else {
      row("exit", "none", "an agent without exits", color: Theme.dim)
    }
    let cost = decision.map { $0.multiplyAccumulates } ?? 0
    row(
      "compute", cost > 0 ? FigureText.count(Double(cost)) + " MAC" : "–",
      cost > 0 ? content.averages.multiplyAccumulates.map { "mean " + FigureText.count($0) } : nil)
    let latency = content.trace.last?.latency
    row(
      "latency", latency.map(FigureText.duration) ?? "–",
      content.averages.latency.map { "mean " + FigureText.duration($0) })
    row(
      "control", content.rate.map { FigureText.fixed($0, digits: 1) + " Hz" } ?? (model.isPaused ? "paused" : "–"),
      "of \(controlStepsPerSecond) Hz")
    if let pictures = content.picturesPerSecond {
      row("window", FigureText.fixed(pictures, digits: 0) + " pictures/s")
    }
    rule()
    for (name, isOn, color) in [("LED", content.ledIsOn, Theme.led), ("bulb", content.bulbIsOn, Theme.bulb)]
    where top + 18 <= inner.bottom {
      elements.append(
        .disc(
          center: Point(inner.x + 79, top + 9), radius: 5.5, fill: isOn ? color : nil,
          stroke: isOn ? nil : Stroke(Theme.dim, width: 1.5)))
      elements.append(fonts.label(name, Theme.note, x: inner.x, top: top + 1))
      elements.append(
        fonts.label(isOn ? "on" : "off", Theme.strong.colored(isOn ? Theme.ink : Theme.dim), x: inner.x + 94, top: top))
      top += 22
    }
    if let gripper = decision?.action.gripper { row("gripper", gripper == .open ? "opens" : "closes") }
    if top + 30 <= inner.bottom {
      elements.append(fonts.label("H: all keys", Theme.small, x: inner.x, top: inner.bottom - 13))
    }
    return elements
  }

  private var meanExit: String? {
    let exits = content.trace.compactMap(\.exit)
    guard !exits.isEmpty else { return nil }
    return FigureText.fixed(Double(exits.reduce(0, +)) / Double(exits.count) + 1, digits: 1)
  }
}
