import Chains
import Figures

extension Overlay {
  /// A sentence at the bottom of the large view.
  func noticeBox(_ sentence: String) -> [Element] {
    let main = layout.points(layout.main)
    let lines = fonts.wrapped(sentence, to: max(120, main.width - 60), Theme.body)
    let width = (lines.map { fonts.width(of: $0, Theme.body) }.max() ?? 0) + 28
    let height = Double(lines.count) * Theme.body.lineHeight + 16
    let box = Rectangle(
      x: main.center.x - width / 2, y: main.bottom - height - 14, width: width, height: height)
    return [.rectangle(box, corner: 8, fill: Theme.shade, stroke: Stroke(Theme.faint, width: 1))]
      + lines.enumerated().map { index, line in
        fonts.label(line, Theme.body, x: main.center.x, top: box.y + 8 + Double(index) * Theme.body.lineHeight, .center)
      }
  }

  /// What is being typed, and what it is taken for.
  func entryBox() -> [Element] {
    let page = layout.page
    let width = min(640, page.width - 24)
    let box = Rectangle(x: page.center.x - width / 2, y: page.height * 0.62, width: width, height: 74)
    let typed = model.entry ?? ""
    var shown = typed
    while fonts.width(of: shown + "▏", Theme.title) > width - 32, !shown.isEmpty { shown.removeFirst() }
    let (answer, color): (String, Color) =
      if let reading = model.reading {
        ("taken for \(reading.subtask.rawValue) · Enter: try it · Esc: never mind", Theme.success)
      } else if typed.isEmpty {
        ("what should the agent do? for example: turn on the green light", Theme.dim)
      } else {
        ("like none of the sentences for the 34 subtasks", Theme.failure)
      }
    let style = Theme.note.colored(color)
    return [
      .rectangle(box, corner: 8, fill: Theme.shade, stroke: Stroke(Theme.accent, width: 1.5)),
      fonts.label(shown + "▏", Theme.title, x: box.x + 16, top: box.y + 12),
      fonts.label(fonts.fitted(answer, to: width - 32, style), style, x: box.x + 16, top: box.y + 46),
    ]
  }

  /// The list of keys.
  func help() -> [Element] {
    let rows = KeyTable.rows(for: model.kind)
    let page = layout.page
    // As large as the window allows.
    let keyWidth = (rows.map { fonts.width(of: $0.keys, Theme.strong) }.max() ?? 0) + 20
    let actionWidth = (rows.map { fonts.width(of: $0.action, Theme.body) }.max() ?? 0)
    let (wholeWidth, wholeHeight) = (keyWidth + actionWidth + 48, Double(rows.count) * 21 + 74)
    let scale = min(1, (page.width - 16) / wholeWidth, (page.height - 16) / wholeHeight)
    func scaled(_ style: TextStyle) -> TextStyle {
      TextStyle(size: style.size * scale, isBold: style.isBold, color: style.color)
    }
    let box = Rectangle(
      x: page.center.x - wholeWidth * scale / 2, y: page.center.y - wholeHeight * scale / 2,
      width: wholeWidth * scale, height: wholeHeight * scale)
    var elements: [Element] = [
      .rectangle(box, corner: 10, fill: Theme.shade, stroke: Stroke(Theme.faint, width: 1)),
      fonts.label("Keys", scaled(Theme.title), x: box.x + 24 * scale, top: box.y + 18 * scale),
    ]
    for (index, row) in rows.enumerated() {
      let top = box.y + (54 + 21 * Double(index)) * scale
      elements.append(
        fonts.label(row.keys, scaled(Theme.strong.colored(Theme.accent)), x: box.x + 24 * scale, top: top))
      elements.append(
        fonts.label(row.action, scaled(Theme.body), x: box.x + (24 + keyWidth) * scale, top: top))
    }
    return elements
  }
}
