import Vocabulary

/// The rectangles of a filmstrip, in points; the page is drawn from them.
public struct FilmstripLayout: Sendable {
  /// One segment's places.
  public struct Segment: Sendable {
    /// The cells of the frames; a picture of another shape is centred in its cell.
    public var frames: [Rectangle] = []
    /// The insets of those frames that have one.
    public var insets: [Int: Rectangle] = [:]
    /// The colour strip, if there is one.
    public var strip: Rectangle?
    /// The outcome's mark, if there is one.
    public var mark: Rectangle?
    /// Frame labels, caption lines and note lines.
    public var texts: [Label] = []
    /// All of the segment.
    public var bounds: Rectangle
  }

  /// The page.
  public private(set) var size: Size
  /// Title and subtitle lines.
  public private(set) var heading: [Label] = []
  /// The segments in reading order.
  public private(set) var segments: [Segment] = []
  /// The legend's elements.
  private var legend: [Element] = []

  /// Space around the page, between frames, between segments, and between rows.
  private static let margin = 4.0
  private static let frameGap = 1.5
  private static let segmentGap = 8.0
  private static let rowGap = 9.0
  private static let largestFrame = 150.0
  private static let smallestFrame = 24.0
  private static let insetShare = 0.36

  init(_ strip: Filmstrip, fonts: Fonts) {
    let margin = Self.margin
    let rows = Self.rows(of: strip)
    let across = strip.framesAcross ?? Int.max
    let frameWidth = Self.frameWidth(rows, across: across, width: strip.width - 2 * margin)
    let first = strip.segments[0].frames[0].image
    let frameHeight = frameWidth * Double(max(first.height, 1)) / Double(max(first.width, 1))

    var top = margin
    let textWidth = strip.width - 2 * margin
    for (text, style) in [(strip.title, TextStyle.title), (strip.subtitle, TextStyle.note)] where !text.isEmpty {
      for line in fonts.wrapped(text, to: textWidth, style) {
        heading += [fonts.label(line, style, x: margin, top: top)].labels
        top += style.lineHeight
      }
    }
    if !heading.isEmpty { top += 4 }
    // What one segment has, all leave room for, so that captions start on one line.
    let hasStrips = strip.segments.contains { !$0.strip.isEmpty }
    let hasLabels = strip.segments.contains { $0.frames.contains { !$0.label.isEmpty } }
    for row in rows {
      var left = margin
      var bottom = top
      for segment in row {
        let placed = Self.place(
          segment, at: Point(left, top), frame: Size(width: frameWidth, height: frameHeight), across: across,
          hasStrips: hasStrips, hasLabels: hasLabels, fonts)
        segments.append(placed)
        left = placed.bounds.right + Self.segmentGap
        bottom = max(bottom, placed.bounds.bottom)
      }
      top = bottom + Self.rowGap
    }
    top -= Self.rowGap
    if !strip.legend.isEmpty {
      let (elements, height) = Legend.rows(
        strip.legend.map { Legend.Item(label: $0.label, color: $0.color, mark: .swatch) },
        at: Point(margin, top + 5), width: textWidth, fonts)
      legend = elements
      top += 5 + height
    }
    let right = segments.map(\.bounds.right).max() ?? 0
    size = Size(width: max(strip.width, right + margin), height: top + margin)
  }

  /// Segments row by row, each row's frames at most as many as asked for, or as the longest segment has.
  private static func rows(of strip: Filmstrip) -> [[Filmstrip.Segment]] {
    let across = strip.framesAcross ?? Int.max
    let most = max(strip.framesPerRow, strip.segments.map { min($0.frames.count, across) }.max() ?? 1)
    var rows: [[Filmstrip.Segment]] = []
    var count = most
    for segment in strip.segments {
      let frames = min(segment.frames.count, across)
      if count + frames > most {
        rows.append([])
        count = 0
      }
      rows[rows.count - 1].append(segment)
      count += frames
    }
    return rows
  }

  /// The width with which the fullest row just fits; where that is too small for a caption, the page becomes wider.
  private static func frameWidth(_ rows: [[Filmstrip.Segment]], across: Int, width: Double) -> Double {
    let fitting = rows.reduce(largestFrame) { narrowest, row in
      let frames = row.reduce(0) { $0 + min($1.frames.count, across) }
      let gaps = Double(row.count - 1) * segmentGap + Double(frames - row.count) * frameGap
      return min(narrowest, (width - gaps) / Double(frames))
    }
    return max(fitting, smallestFrame)
  }

  private static func place(
    _ segment: Filmstrip.Segment, at corner: Point, frame: Size, across: Int, hasStrips: Bool, hasLabels: Bool,
    _ fonts: Fonts
  ) -> Segment {
    let columns = min(segment.frames.count, across)
    let lines = (segment.frames.count + columns - 1) / columns
    let count = Double(columns)
    let width = count * frame.width + (count - 1) * frameGap
    var result = Segment(bounds: Rectangle(x: corner.x, y: corner.y, width: width, height: 0))
    let labelStyle = TextStyle(size: 6, color: .gray)
    let labelHeight = hasLabels ? 1 + labelStyle.lineHeight : 0
    // Frames one below the other keep some more distance than those side by side.
    let lineHeight = frame.height + (hasLabels ? labelHeight + 1.5 : frameGap)
    var top = corner.y + Double(lines - 1) * lineHeight + frame.height
    for (index, content) in segment.frames.enumerated() {
      let cell = Rectangle(
        x: corner.x + Double(index % columns) * (frame.width + frameGap),
        y: corner.y + Double(index / columns) * lineHeight, width: frame.width, height: frame.height)
      result.frames.append(cell)
      if let inset = content.inset {
        let height = insetShare * min(frame.height, frame.width)
        let width = height * Double(max(inset.width, 1)) / Double(max(inset.height, 1))
        result.insets[index] = Rectangle(
          x: cell.right - width - 1.5, y: cell.bottom - height - 1.5, width: width, height: height)
      }
    }
    for (content, cell) in zip(segment.frames, result.frames) {
      let text = fonts.fitted(content.label, to: cell.width, labelStyle)
      guard !text.isEmpty else { continue }
      result.texts += [fonts.label(text, labelStyle, x: cell.center.x, top: cell.bottom + 1, .center)].labels
    }
    top += labelHeight
    if !segment.strip.isEmpty {
      result.strip = Rectangle(x: corner.x, y: top + 2, width: width, height: 4.5)
    }
    if hasStrips { top += 6.5 }
    top += 2.5
    var indent = 0.0
    if segment.outcome != nil {
      let side = min(6.5, width)
      let offset = (TextStyle.body.lineHeight - side) / 2
      result.mark = Rectangle(x: corner.x, y: top + offset, width: side, height: side)
      indent = min(side + 3, width / 2)
    }
    let captions = fonts.wrapped(segment.caption, to: width - indent, .body)
    for line in captions {
      result.texts += [fonts.label(line, .body, x: corner.x + indent, top: top)].labels
      top += TextStyle.body.lineHeight
    }
    if captions.isEmpty, segment.outcome != nil { top += TextStyle.body.lineHeight }
    if !segment.note.isEmpty {
      for line in fonts.wrapped(segment.note, to: width - indent, .note) {
        result.texts += [fonts.label(line, .note, x: corner.x + indent, top: top)].labels
        top += TextStyle.note.lineHeight
      }
    }
    result.bounds.height = top - corner.y
    return result
  }

  /// The page that the rectangles describe.
  func drawing(of strip: Filmstrip) -> Drawing {
    var drawing = Drawing(size: size, elements: heading.map { .text($0) })
    for (segment, place) in zip(strip.segments, segments) {
      for (index, (frame, cell)) in zip(segment.frames, place.frames).enumerated() {
        drawing.elements.append(.image(frame.image, Self.fit(frame.image, in: cell)))
        if let inset = frame.inset, let corner = place.insets[index] {
          drawing.elements.append(.image(inset, corner))
          drawing.elements.append(.rectangle(corner, stroke: Stroke(.white, width: 1)))
        }
      }
      if let strip = place.strip {
        let width = strip.width / Double(segment.strip.count)
        for (index, color) in segment.strip.enumerated() {
          // Neighbours overlap by a hair, so that no paper shines through the seams.
          let seam = index + 1 < segment.strip.count ? 0.15 : 0
          let cell = Rectangle(
            x: strip.x + Double(index) * width, y: strip.y, width: width + seam, height: strip.height)
          drawing.elements.append(.rectangle(cell, fill: color))
        }
      }
      if let mark = place.mark, let outcome = segment.outcome { drawing.elements += Self.mark(outcome, in: mark) }
      drawing.elements += place.texts.map { .text($0) }
    }
    drawing.elements += legend
    return drawing
  }

  /// The largest rectangle of the picture's shape in a cell.
  private static func fit(_ image: Image, in cell: Rectangle) -> Rectangle {
    let scale = min(cell.width / Double(max(image.width, 1)), cell.height / Double(max(image.height, 1)))
    let width = Double(image.width) * scale
    let height = Double(image.height) * scale
    return Rectangle(x: cell.center.x - width / 2, y: cell.center.y - height / 2, width: width, height: height)
  }

  /// A check mark or a cross, drawn so that no font need have it.
  private static func mark(_ outcome: Filmstrip.Outcome, in box: Rectangle) -> [Element] {
    func at(_ x: Double, _ y: Double) -> Point { Point(box.x + x * box.width, box.y + y * box.height) }
    let width = box.width * 0.2
    switch outcome {
    case .succeeded:
      return [.polyline([at(0.1, 0.55), at(0.38, 0.85), at(0.9, 0.18)], stroke: Stroke(.success, width: width))]
    case .failed:
      let stroke = Stroke(.failure, width: width)
      return [
        .polyline([at(0.15, 0.15), at(0.85, 0.85)], stroke: stroke),
        .polyline([at(0.85, 0.15), at(0.15, 0.85)], stroke: stroke),
      ]
    }
  }
}

extension [Element] {
  /// The lines of text among the elements.
  var labels: [Label] { compactMap { if case .text(let label) = $0 { label } else { nil } } }
}
