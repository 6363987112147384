import Chains
import Episodes
import Figures

/// The words and figures over the pictures, as a drawing.
public struct Overlay {
  let model: ViewerModel
  let content: OverlayContent
  let layout: ViewerLayout
  let fonts: Fonts

  /// An overlay from what it shows.
  public init(_ model: ViewerModel, _ content: OverlayContent, _ layout: ViewerLayout) throws(FigureError) {
    self.model = model
    self.content = content
    self.layout = layout
    fonts = try .installed()
  }

  /// The drawing, in points.
  public var drawing: Drawing {
    var elements: [Element] = []
    if let box = layout.header { elements += header(box) }
    if let box = layout.course { elements += course(box) }
    if let box = layout.panel { elements += panel(box) }
    if let box = layout.strip { elements += strip(box) }
    if let box = layout.timeline { elements += timeline(box) }
    if model.showsOverlays {
      elements += viewName(layout.main, model.view.title)
      if let second = layout.second { elements += viewName(second, model.view.companion.title) }
    }
    if let notice = model.notice, model.entry == nil { elements += noticeBox(notice) }
    if model.entry != nil { elements += entryBox() }
    if model.showsHelp { elements += help() }
    return Drawing(size: Size(width: layout.page.width, height: layout.page.height), elements: elements)
  }

  // MARK: Header

  private func header(_ box: Rectangle) -> [Element] {
    guard let course = content.course else {
      return [fonts.label("getting ready …", Theme.title.colored(Theme.dim), x: box.x, top: box.y)]
    }
    var elements: [Element] = []
    var right = box.right
    for (text, color) in chips {
      let style = Theme.strong.colored(color)
      let width = fonts.width(of: text, style) + 18
      right -= width
      elements.append(
        .rectangle(Rectangle(x: right, y: box.y + 1, width: width, height: 22), corner: 11, fill: color.opacity(0.18)))
      elements.append(fonts.label(text, style, x: right + 9, top: box.y + 4))
      right -= 8
    }
    var x = box.x
    if course.attempts.count > 1 {
      for (index, attempt) in course.attempts.enumerated() {
        elements.append(pip(Point(x + 7, box.y + 13), attempt, isCurrent: index == course.current && !course.isOver))
        x += 19
      }
      x += 6
    }
    let sentence = fonts.fitted(course.attempt.instruction, to: max(40, right - x - 8), Theme.title)
    elements.append(fonts.label(sentence, Theme.title, x: x, top: box.y))
    let who =
      layout.panel == nil ? narrowReadings : content.cast.map { "\($0.agent) · scene \($0.scene.rawValue)" } ?? ""
    let whoWidth = fonts.width(of: who, Theme.note)
    let showsWho = whoWidth < box.width * 0.5
    if showsWho { elements.append(fonts.label(who, Theme.note, x: box.right, top: box.y + 31, .right)) }
    let room = box.width - (showsWho ? whoWidth + 16 : 0)
    elements.append(
      fonts.label(fonts.fitted(place(course), to: room, Theme.note), Theme.note, x: box.x, top: box.y + 31))
    return elements
  }

  /// Where in the chain: numbers, CALVIN's name of the subtask, steps.
  private func place(_ course: ChainCourse) -> String {
    var parts: [String] = []
    switch course.origin {
    case .chain(let number):
      parts += ["chain \(number)", "subtask \(course.current + 1) of \(course.attempts.count)"]
    case .typed: parts.append("typed here")
    }
    parts.append(course.attempt.subtask.rawValue)
    switch course.attempt.outcome {
    case nil: parts.append("step \(course.attempt.steps) of \(content.maximumSteps)")
    case let outcome?: parts.append("\(outcome.phrase) after \(course.attempt.steps) steps")
    }
    if course.wasTouched { parts.append("moved by hand") }
    return parts.joined(separator: " · ")
  }

  /// What a window without room for the panel tells of it.
  private var narrowReadings: String {
    var parts: [String] = []
    if let exit = content.decision?.exit, let count = content.exitCount { parts.append("exit \(exit + 1) of \(count)") }
    if let readings = content.readings {
      parts += ["LED \(readings.ledIsOn ? "on" : "off")", "bulb \(readings.bulbIsOn ? "on" : "off")"]
    }
    return parts.joined(separator: " · ")
  }

  private var chips: [(String, Color)] {
    var chips: [(String, Color)] = [model.isPaused ? ("paused", Theme.failure) : ("▶ \(model.speed.text)", Theme.ink)]
    if model.isRecording { chips.append(("● recording", Color(hex: 0xFF5A52))) }
    if model.hasArm { chips.append(("arm in hand", Theme.hand)) }
    if let course = content.course, course.isOver {
      let done = course.completed == course.attempts.count
      chips.append(
        course.attempts.count > 1
          ? ("\(course.completed) of \(course.attempts.count) in a row", done ? Theme.success : Theme.failure)
          : (done ? "done" : "not done", done ? Theme.success : Theme.failure))
    }
    return chips
  }

  private func pip(_ center: Point, _ attempt: ChainCourse.Attempt, isCurrent: Bool) -> Element {
    switch attempt.outcome {
    case .succeeded: return .disc(center: center, radius: 6, fill: Theme.success)
    case .some: return .disc(center: center, radius: 6, fill: Theme.failure)
    case nil:
      return isCurrent
        ? .disc(center: center, radius: 5, fill: Theme.accent, stroke: Stroke(Theme.ink, width: 2))
        : .disc(center: center, radius: 5, stroke: Stroke(Theme.faint.mixed(with: Theme.dim, 0.5), width: 1.5))
    }
  }

  // MARK: Course

  private func course(_ box: Rectangle) -> [Element] {
    guard let course = content.course else { return [] }
    var elements: [Element] = [.rectangle(box, corner: 6, fill: Theme.box)]
    let inner = box.inset(by: 12)
    let rowHeight = min(34, inner.height / Double(course.attempts.count))
    for (index, attempt) in course.attempts.enumerated() {
      let top = inner.y + Double(index) * rowHeight
      let isCurrent = index == course.current && !course.isOver
      elements.append(pip(Point(inner.x + 6, top + 8), attempt, isCurrent: isCurrent))
      let steps = attempt.steps > 0 ? "\(attempt.steps)" : ""
      elements.append(fonts.label(steps, Theme.small, x: inner.right, top: top + 1, .right))
      let style = isCurrent ? Theme.strong : attempt.outcome == nil ? Theme.note : Theme.body
      let room = inner.width - 22 - 34
      elements.append(
        fonts.label(fonts.fitted(attempt.instruction, to: room, style), style, x: inner.x + 22, top: top))
      if rowHeight >= 31 {
        let name = attempt.outcome.map { "\(attempt.subtask.rawValue), \($0.phrase)" } ?? attempt.subtask.rawValue
        elements.append(
          fonts.label(fonts.fitted(name, to: room, Theme.small), Theme.small, x: inner.x + 22, top: top + 15))
      }
    }
    return elements
  }

  // MARK: Strip and timeline

  private func strip(_ box: Rectangle) -> [Element] {
    var elements: [Element] = []
    var bar = box
    let count = content.exitCount
    if box.height > 30 {
      bar.y += 18
      bar.height -= 18
      let shown = "\(FigureText.fixed(Double(StepTrace.kept) / Double(controlStepsPerSecond), digits: 0)) s"
      let words = count == nil ? "steps of the last \(shown)" : "exits of the last \(shown)"
      var left = words
      if let timeline = content.timeline { left += " · step \(timeline.position) of \(timeline.length) in the chain" }
      elements.append(fonts.label(left, Theme.small, x: box.x, top: box.y))
      elements += legend(count, right: box.right, top: box.y)
    }
    elements.append(.rectangle(bar, corner: 3, fill: Theme.box))
    let width = bar.width / Double(StepTrace.kept)
    let first = bar.right - width * Double(content.trace.count)
    var start = 0
    var bars: [Element] = []
    while start < content.trace.count {
      let color = stripColor(content.trace[start], count)
      var end = start + 1
      while end < content.trace.count, stripColor(content.trace[end], count) == color { end += 1 }
      bars.append(
        .rectangle(
          Rectangle(
            x: first + Double(start) * width, y: bar.y, width: Double(end - start) * width, height: bar.height),
          fill: color))
      start = end
    }
    for (index, step) in content.trace.enumerated() where step.beginsSubtask && index > 0 {
      let x = first + Double(index) * width
      bars.append(.rectangle(Rectangle(x: x - 1, y: bar.y, width: 2, height: bar.height), fill: Theme.ink))
    }
    elements.append(.clipped(bar, bars))
    return elements
  }

  private func stripColor(_ step: StepTrace, _ count: Int?) -> Color {
    if step.isByHand { return Theme.hand }
    guard let exit = step.exit, let count else { return Theme.withoutExit }
    return Theme.exit(exit, of: count)
  }

  private func legend(_ count: Int?, right: Double, top: Double) -> [Element] {
    var entries: [(Color, String)] = []
    if let count { entries = (0..<count).map { (Theme.exit($0, of: count), "exit \($0 + 1)") } }
    if content.trace.contains(where: \.isByHand) { entries.append((Theme.hand, "by hand")) }
    var x = right
    var elements: [Element] = []
    for (color, text) in entries.reversed() {
      let width = fonts.width(of: text, Theme.small)
      x -= width
      elements.append(fonts.label(text, Theme.small, x: x, top: top))
      x -= 15
      elements.append(.rectangle(Rectangle(x: x, y: top + 2, width: 10, height: 10), corner: 2, fill: color))
      x -= 12
    }
    return elements
  }

  private func timeline(_ box: Rectangle) -> [Element] {
    guard let timeline = content.timeline else { return [] }
    let length = Double(max(1, timeline.length))
    let track = Rectangle(x: box.x, y: box.y + 7, width: box.width, height: 8)
    var elements: [Element] = [.rectangle(track, corner: 4, fill: Theme.faint)]
    var start = 0
    for end in timeline.ends {
      let (from, to) = (Double(start) / length * box.width, Double(end.step) / length * box.width)
      elements.append(
        .rectangle(
          Rectangle(x: box.x + from + 1, y: track.y, width: max(1, to - from - 2), height: track.height), corner: 4,
          fill: (end.succeeded ? Theme.success : Theme.failure).opacity(0.75)))
      start = end.step
    }
    let x = box.x + Double(timeline.position) / length * box.width
    elements.append(.disc(center: Point(x, track.y + 4), radius: 8, fill: Theme.ink))
    return elements
  }

  // MARK: Views

  private func viewName(_ view: PixelRectangle, _ name: String) -> [Element] {
    let box = layout.points(view)
    guard box.width >= 120 else { return [] }
    let width = fonts.width(of: name, Theme.small) + 14
    return [
      .rectangle(Rectangle(x: box.x + 6, y: box.y + 6, width: width, height: 19), corner: 4, fill: Theme.shade),
      fonts.label(name, Theme.small.colored(Theme.ink), x: box.x + 13, top: box.y + 9),
    ]
  }
}

extension MainView {
  /// What the second view shows beside this one.
  public var companion: MainView { self == .gripper ? .fixed : .gripper }

  /// As in "static camera".
  var title: String { "\(rawValue) camera" }
}

extension Outcome {
  /// As in "timed out".
  var phrase: String {
    switch self {
    case .succeeded: "done"
    case .timedOut: "timed out"
    case .diverged: "diverged"
    }
  }
}
