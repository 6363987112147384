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

    let isSquare = view != .free
    let hasSecond = arrangement == .sideBySide && body.width >= 200
    var mainWidth = body.width
    if hasSecond { mainWidth = max((body.width - gap) * 0.62, body.width - gap - body.height) }
    if isSquare { mainWidth = min(mainWidth, body.height) }
    let mainHeight = isSquare ? mainWidth : body.height
    var mainBox = Rectangle(x: body.x, y: body.y, width: mainWidth, height: mainHeight)
    var secondBox: Rectangle?
    var courseBox: Rectangle?
    let rest = Rectangle(
      x: mainBox.right + gap, y: body.y, width: body.right - mainBox.right - gap, height: body.height)
    if hasSecond {
      let side = min(rest.width, rest.height)
      secondBox = Rectangle(x: rest.x, y: rest.y, width: side, height: side)
      courseBox = Rectangle(
        x: rest.x, y: rest.y + side + gap, width: rest.width, height: rest.height - side - gap)
      // Where the views are all there is, they stand in the middle.
      if !showsOverlays {
        let shift = (body.width - mainWidth - gap - side) / 2
        mainBox.x += shift
        secondBox?.x += shift
        mainBox.y += (body.height - mainHeight) / 2
        secondBox?.y = mainBox.y
      }
    } else if rest.width >= 200 {
      courseBox = rest
      if !showsOverlays { mainBox.x += (body.width - mainWidth) / 2 }
    } else if isSquare {
      mainBox.x += (body.width - mainWidth) / 2
    }
    if !showsOverlays { mainBox.y = max(mainBox.y, (body.height - mainHeight) / 2) }
    course = showsOverlays ? courseBox.flatMap { $0.height >= 104 && $0.width >= 150 ? $0 : nil } : nil
    func pixels(_ box: Rectangle) -> PixelRectangle {
      let (x, y) = (Int((box.x * scale).rounded()), Int((box.y * scale).rounded()))
      return PixelRectangle(
        x: x, y: y, width: max(1, min(Int((box.width * scale).rounded(.down)), size.width - x)),
        height: max(1, min(Int((box.height * scale).rounded(.down)), size.height - y)))
    }
    main = pixels(mainBox)
    second = secondBox.flatMap { $0.width >= 40 ? pixels($0) : nil }
  }

  /// A rectangle of pixels in points.
  public func points(_ box: PixelRectangle) -> Rectangle {
    Rectangle(
      x: Double(box.x) / pixelsPerPoint, y: Double(box.y) / pixelsPerPoint, width: Double(box.width) / pixelsPerPoint,
      height: Double(box.height) / pixelsPerPoint)
  }
}
