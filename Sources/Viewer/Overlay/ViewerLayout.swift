import Figures

/// What the large view shows.
public enum MainView: String, CaseIterable, Hashable, Sendable {
  /// The scene's fixed camera, as agents see it.
  case fixed = "static"
  /// The hand's camera, as agents see it.
  case gripper
  /// A camera led with the mouse.
  case free
}

/// How many views there are.
public enum Arrangement: Hashable, Sendable {
  /// The large one and a second one.
  case sideBySide
  /// The large one alone.
  case large
}

/// Where everything goes in a window: views in pixels, the rest in points of `pixelsPerPoint` pixels.
///
/// The scene's cameras are shown as squares, which is what agents see of them.
public struct ViewerLayout: Hashable, Sendable {
  /// The window in pixels.
  public let size: ScreenSize
  /// Pixels of a point; text grows with the window, and is never too small to be read.
  public let pixelsPerPoint: Double
  /// The large view.
  public let main: PixelRectangle
  /// The second view.
  public let second: PixelRectangle?
  /// Instruction and position in the chain.
  public let header: Rectangle?
  /// The subtasks of the chain with their outcomes.
  public let course: Rectangle?
  /// Exit, compute, differences, lamps, rates.
  public let panel: Rectangle?
  /// Exits over the last seconds.
  public let strip: Rectangle?
  /// The whole course of a replay.
  public let timeline: Rectangle?
  /// The whole window in points.
  public let page: Rectangle

  /// Points between things.
  static let gap = 12.0

  /// The layout of a window.
  public init(
    _ size: ScreenSize, view: MainView, arrangement: Arrangement, showsOverlays: Bool, hasTimeline: Bool
  ) {
    let fit = min(Double(size.width) / 1280, Double(size.height) / 720)
    let scale = max(0.8 * size.contentScale, min(fit, 3 * size.contentScale))
    self.size = size
    pixelsPerPoint = scale
    let (width, height) = (Double(size.width) / scale, Double(size.height) / scale)
    page = Rectangle(x: 0, y: 0, width: width, height: height)

    let gap = Self.gap
    var body = Rectangle(x: 0, y: 0, width: width, height: height)
    if showsOverlays {
      header = Rectangle(x: gap, y: 8, width: width - 2 * gap, height: 52)
      let timelineHeight = hasTimeline ? 26.0 : 0
      let stripHeight = height >= 380 ? 44.0 : 20
      let top = 66.0
      let bottom = height - gap - timelineHeight - stripHeight
      strip = Rectangle(x: gap, y: bottom, width: width - 2 * gap, height: stripHeight)
      timeline =
        hasTimeline
        ? Rectangle(x: gap, y: bottom + stripHeight + 4, width: width - 2 * gap, height: timelineHeight - 4) : nil
      let panelWidth = width >= 860 ? 268.0 : width >= 620 ? 200 : 0
      panel =
        panelWidth > 0
        ? Rectangle(x: width - gap - panelWidth, y: top, width: panelWidth, height: bottom - gap - top) : nil
      body = Rectangle(
        x: gap, y: top, width: width - 2 * gap - (panelWidth > 0 ? panelWidth + gap : 0), height: bottom - gap - top)
    } else {
      (header, strip, timeline, panel) = (nil, nil, nil, nil)
    }

    let boxes = Boxes(
      body, isSquare: view != .free, hasSecond: arrangement == .sideBySide && min(body.width, body.height) >= 120,
      hasCourse: showsOverlays)
    course = boxes.course
    func pixels(_ box: Rectangle) -> PixelRectangle {
      let (x, y) = (Int((box.x * scale).rounded()), Int((box.y * scale).rounded()))
      return PixelRectangle(
        x: x, y: y, width: max(1, min(Int((box.width * scale).rounded(.down)), size.width - x)),
        height: max(1, min(Int((box.height * scale).rounded(.down)), size.height - y)))
    }
    main = pixels(boxes.main)
    second = boxes.second.map(pixels)
  }

  /// A rectangle of pixels in points.
  public func points(_ box: PixelRectangle) -> Rectangle {
    Rectangle(
      x: Double(box.x) / pixelsPerPoint, y: Double(box.y) / pixelsPerPoint, width: Double(box.width) / pixelsPerPoint,
      height: Double(box.height) / pixelsPerPoint)
  }
}

/// The views and the list of subtasks within what the rest of the window leaves, in points.
private struct Boxes {
  var main: Rectangle
  var second: Rectangle?
  var course: Rectangle?

  init(_ body: Rectangle, isSquare: Bool, hasSecond: Bool, hasCourse: Bool) {
    let gap = ViewerLayout.gap
    let isTall = body.height > 1.25 * body.width
    // The large view takes the greater part of the longer side; a square one no more than the shorter.
    let length = isTall ? body.height : body.width
    let breadth = isTall ? body.width : body.height
    var along = hasSecond ? max((length - gap) * 0.62, length - gap - breadth) : length
    if isSquare { along = min(along, breadth) }
    let across = isSquare ? along : breadth
    main = Rectangle(x: body.x, y: body.y, width: isTall ? across : along, height: isTall ? along : across)
    let left = Rectangle(
      x: isTall ? body.x : main.right + gap, y: isTall ? main.bottom + gap : body.y,
      width: isTall ? body.width : body.right - main.right - gap,
      height: isTall ? body.bottom - main.bottom - gap : body.height)
    var listed = left
    if hasSecond {
      let side = min(left.width, left.height)
      second = Rectangle(x: left.x, y: left.y, width: side, height: side)
      listed =
        isTall
        ? Rectangle(x: left.x + side + gap, y: left.y, width: left.width - side - gap, height: left.height)
        : Rectangle(x: left.x, y: left.y + side + gap, width: left.width, height: left.height - side - gap)
    }
    if hasCourse, listed.width >= 150, listed.height >= 104 {
      listed.height = min(listed.height, 5 * 34 + 24)
      course = listed
      return
    }
    // Views that are alone stand in the middle.
    let used = second.map { main.union($0) } ?? main
    let (dx, dy) = ((body.width - used.width) / 2, (body.height - used.height) / 2)
    main = main.moved(x: dx, y: dy)
    second = second?.moved(x: dx, y: dy)
  }
}
