import Episodes
import Figures
import Vocabulary

/// Rows from the top of a box until it is full.
private struct RowWriter {
  let fonts: Fonts
  let inner: Rectangle
  var top: Double
  var elements: [Element] = []

  init(_ fonts: Fonts, _ box: Rectangle) {
    self.fonts = fonts
    inner = box.inset(by: 14)
    top = inner.y
    elements.append(.rectangle(box, corner: 6, fill: Theme.box))
  }

  func hasRoom(_ height: Double) -> Bool { top + height <= inner.bottom }

  /// A name, its value, and what belongs to it at the right border.
  mutating func row(_ name: String, _ value: String, _ beside: String? = nil, color: Color = Theme.ink) {
    guard hasRoom(18) else { return }
    elements.append(fonts.label(name, Theme.note, x: inner.x, top: top + 1))
    elements.append(fonts.label(value, Theme.strong.colored(color), x: inner.x + 72, top: top))
    let left = inner.x + 72 + fonts.width(of: value, Theme.strong) + 8
    if let beside, left + fonts.width(of: beside, Theme.small) <= inner.right {
      elements.append(fonts.label(beside, Theme.small, x: inner.right, top: top + 2, .right))
    }
    top += 22
  }

  /// A name and a lamp.
  mutating func lamp(_ name: String, isOn: Bool, _ color: Color) {
    guard hasRoom(18) else { return }
    elements.append(
      .disc(
        center: Point(inner.x + 78, top + 9), radius: 5.5, fill: isOn ? color : nil,
        stroke: isOn ? nil : Stroke(Theme.dim, width: 1.5)))
    elements.append(fonts.label(name, Theme.note, x: inner.x, top: top + 1))
    let style = Theme.strong.colored(isOn ? Theme.ink : Theme.dim)
    elements.append(fonts.label(isOn ? "on" : "off", style, x: inner.x + 92, top: top))
    top += 22
  }

  mutating func rule() {
    guard hasRoom(30) else { return }
    elements.append(.rectangle(Rectangle(x: inner.x, y: top + 3, width: inner.width, height: 1), fill: Theme.faint))
    top += 14
  }

  mutating func heading(_ text: String) {
    guard hasRoom(36) else { return }
    elements.append(fonts.label(text, Theme.small, x: inner.x, top: top))
    top += 18
  }
}

extension Overlay {
  /// What the step cost, what it was decided by, and how the world stands.
  func panel(_ box: Rectangle) -> [Element] {
    var rows = RowWriter(fonts, box)
    let decision = content.decision
    if let count = content.exitCount {
      let exit = decision?.exit
      rows.row(
        "exit", exit.map { "\($0 + 1) of \(count)" } ?? "–", meanExit.map { "mean \($0)" },
        color: exit.map { Theme.exitInk($0, of: count) } ?? Theme.dim)
    } else {
      rows.row("exit", "none", "acts without exits", color: Theme.dim)
    }
    let cost = decision?.multiplyAccumulates ?? 0
    let mean = content.averages.multiplyAccumulates ?? 0
    rows.row(
      "compute", cost > 0 ? FigureText.count(Double(cost)) + " MAC" : "–",
      mean > 0 ? "mean " + FigureText.count(mean) : nil)
    rows.row(
      "latency", content.trace.last { !$0.isCarriedOn }?.latency.map(FigureText.duration) ?? "–",
      content.averages.latency.map { "mean " + FigureText.duration($0) })
    rows.row(
      "control", model.isPaused ? "paused" : content.rate.map { FigureText.fixed($0, digits: 1) + " Hz" } ?? "–",
      "of \(controlStepsPerSecond) Hz")
    if let pictures = content.picturesPerSecond {
      rows.row("window", FigureText.fixed(pictures, digits: 0) + " pictures/s")
    }
    differences(&rows)
    if let readings = content.readings {
      rows.rule()
      rows.lamp("LED", isOn: readings.ledIsOn, Theme.led)
      rows.lamp("bulb", isOn: readings.bulbIsOn, Theme.bulb)
      func metres(_ value: Double) -> String { FigureText.fixed(value, digits: 3) }
      let told = decision.map { $0.action.gripper == .open ? "told to open" : "told to close" }
      rows.row("fingers", metres(readings.gripperWidth) + " m", told)
      rows.row("tcp", [readings.tcp.x, readings.tcp.y, readings.tcp.z].map(metres).joined(separator: "  "), "m")
      rows.row("drawer", metres(readings.drawer) + " m")
      rows.row("door", metres(readings.door) + " m")
    }
    parts(&rows)
    if rows.hasRoom(30) {
      rows.elements.append(fonts.label("H: all keys", Theme.small, x: rows.inner.x, top: rows.inner.bottom - 13))
    }
    return rows.elements
  }

  /// For each exit that was tried how much the action changed, on a scale that ends at twice the threshold.
  private func differences(_ rows: inout RowWriter) {
    guard let decision = content.decision, !decision.differences.isEmpty else { return }
    let thresholds = content.cast?.thresholds ?? []
    let count = max(content.exitCount ?? 0, decision.differences.count)
    rows.rule()
    rows.heading(thresholds.isEmpty ? "change of the action at each exit" : "change of the action, and threshold")
    let finite = thresholds.filter { $0.isFinite && $0 > 0 }
    let scale = max((decision.differences + finite).max() ?? 0, 1e-9) * 1.08
    for (exit, difference) in decision.differences.enumerated() where rows.hasRoom(18) {
      let (x, top) = (rows.inner.x + 34, rows.top)
      let width = max(20, rows.inner.width - 34 - 56)
      let threshold = exit < thresholds.count && thresholds[exit].isFinite ? thresholds[exit] : nil
      let isTaken = exit == decision.exit
      let color = Theme.exit(exit, of: count)
      let style = isTaken ? Theme.strong.colored(Theme.exitInk(exit, of: count)) : Theme.note
      rows.elements.append(fonts.label("\(exit + 1)", style, x: rows.inner.x, top: top))
      rows.elements.append(
        .rectangle(Rectangle(x: x, y: top + 4, width: width, height: 8), corner: 2, fill: Theme.faint))
      rows.elements.append(
        .rectangle(
          Rectangle(x: x, y: top + 4, width: max(1, width * min(1, difference / scale)), height: 8), corner: 2,
          fill: isTaken ? color : color.opacity(0.55)))
      if let threshold, threshold >= 0 {
        rows.elements.append(
          .rectangle(
            Rectangle(x: x + width * min(1, threshold / scale) - 1, y: top, width: 2, height: 16), fill: Theme.ink))
      }
      rows.elements.append(
        fonts.label(
          FigureText.fixed(difference, digits: 3), Theme.small.colored(isTaken ? Theme.ink : Theme.dim),
          x: rows.inner.right, top: top + 1, .right))
      rows.top += 19
    }
  }

  /// What the operations were spent on.
  private func parts(_ rows: inout RowWriter) {
    guard let decision = content.decision, decision.multiplyAccumulates > 0, !decision.parts.isEmpty else { return }
    rows.rule()
    rows.heading("compute by part")
    for part in decision.parts where rows.hasRoom(32) {
      let share = Double(part.multiplyAccumulates) / Double(decision.multiplyAccumulates)
      let (x, width) = (rows.inner.x + 110, max(10, rows.inner.width - 110 - 56))
      rows.elements.append(
        fonts.label(fonts.fitted(part.name, to: 104, Theme.small), Theme.small, x: rows.inner.x, top: rows.top))
      rows.elements.append(
        .rectangle(
          Rectangle(x: x, y: rows.top + 4, width: max(1, width * share), height: 7), corner: 2, fill: Theme.withoutExit)
      )
      rows.elements.append(
        fonts.label(
          FigureText.count(Double(part.multiplyAccumulates)), Theme.small, x: rows.inner.right, top: rows.top, .right))
      rows.top += 17
    }
  }

  private var meanExit: String? {
    let exits = content.trace.compactMap(\.exit)
    guard !exits.isEmpty else { return nil }
    return FigureText.fixed(Double(exits.reduce(0, +)) / Double(exits.count) + 1, digits: 1)
  }
}
