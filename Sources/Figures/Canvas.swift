import CCairo
import Vocabulary

/// Draws elements on a Cairo surface of any kind.
@safe struct Canvas {
  private let context: OpaquePointer
  private let fonts: Fonts
  private let isRaster: Bool

  /// A canvas over a context, which the caller owns.
  init(_ context: OpaquePointer, fonts: Fonts) {
    unsafe self.context = unsafe context
    self.fonts = fonts
    isRaster = unsafe cairo_surface_get_type(cairo_get_target(context)) == CAIRO_SURFACE_TYPE_IMAGE
  }

  /// Draws one element.
  func draw(_ element: Element) {
    switch element {
    case .rectangle(let rectangle, let corner, let fill, let stroke):
      trace(rectangle, corner: corner)
      paint(fill, stroke)
    case .polyline(let points, let isClosed, let fill, let stroke):
      guard let first = points.first else { return }
      unsafe cairo_move_to(context, first.x, first.y)
      for point in points.dropFirst() { unsafe cairo_line_to(context, point.x, point.y) }
      if isClosed { unsafe cairo_close_path(context) }
      paint(fill, stroke)
    case .disc(let center, let radius, let fill, let stroke):
      unsafe cairo_new_sub_path(context)
      unsafe cairo_arc(context, center.x, center.y, radius, 0, 2 * Double.pi)
      paint(fill, stroke)
    case .image(let image, let rectangle): draw(image, in: rectangle)
    case .text(let label): draw(label)
    case .clipped(let rectangle, let elements):
      unsafe cairo_save(context)
      trace(rectangle, corner: 0)
      unsafe cairo_clip(context)
      for element in elements { draw(element) }
      unsafe cairo_restore(context)
    }
  }

  private func trace(_ r: Rectangle, corner: Double) {
    guard corner > 0 else { return unsafe cairo_rectangle(context, r.x, r.y, r.width, r.height) }
    let radius = min(corner, r.width / 2, r.height / 2)
    let corners = [
      Point(r.right - radius, r.y + radius), Point(r.right - radius, r.bottom - radius),
      Point(r.x + radius, r.bottom - radius), Point(r.x + radius, r.y + radius),
    ]
    unsafe cairo_new_sub_path(context)
    for (index, center) in corners.enumerated() {
      let start = Double(index - 1) * Double.pi / 2
      unsafe cairo_arc(context, center.x, center.y, radius, start, start + Double.pi / 2)
    }
    unsafe cairo_close_path(context)
  }

  private func paint(_ fill: Color?, _ stroke: Stroke?) {
    if let fill {
      use(fill)
      unsafe cairo_fill_preserve(context)
    }
    if let stroke {
      use(stroke.color)
      unsafe cairo_set_line_width(context, stroke.width)
      unsafe cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
      unsafe cairo_set_line_cap(context, stroke.dashes.isEmpty ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT)
      unsafe cairo_set_dash(context, stroke.dashes, Int32(stroke.dashes.count), 0)
      unsafe cairo_stroke_preserve(context)
    }
    unsafe cairo_new_path(context)
  }

  private func use(_ color: Color) {
    unsafe cairo_set_source_rgba(context, color.red, color.green, color.blue, color.alpha)
  }

  private func draw(_ label: Label) {
    unsafe cairo_save(context)
    unsafe cairo_set_font_face(context, fonts.typeface(label.style).face)
    unsafe cairo_set_font_size(context, label.style.size)
    let options = unsafe Typeface.options()
    unsafe cairo_set_font_options(context, options)
    unsafe cairo_font_options_destroy(options)
    use(label.style.color)
    unsafe cairo_move_to(context, label.origin.x, label.origin.y)
    if label.isUpward { unsafe cairo_rotate(context, -Double.pi / 2) }
    unsafe cairo_show_text(context, label.text)
    unsafe cairo_new_path(context)
    unsafe cairo_restore(context)
  }

  private func draw(_ image: Image, in rectangle: Rectangle) {
    let surface = unsafe cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(image.width), Int32(image.height))!
    defer { unsafe cairo_surface_destroy(surface) }
    guard let data = unsafe cairo_image_surface_get_data(surface) else { return }
    let stride = Int(unsafe cairo_image_surface_get_stride(surface))
    unsafe cairo_surface_flush(surface)
    for y in 0..<image.height {
      let row = unsafe UnsafeMutableRawPointer(data + y * stride).bindMemory(to: UInt32.self, capacity: image.width)
      for x in 0..<image.width {
        let index = (y * image.width + x) * 3
        let (r, g, b) = (image.pixels[index], image.pixels[index + 1], image.pixels[index + 2])
        unsafe row[x] = UInt32(r) << 16 | UInt32(g) << 8 | UInt32(b)
      }
    }
    unsafe cairo_surface_mark_dirty(surface)
    unsafe cairo_save(context)
    unsafe cairo_translate(context, rectangle.x, rectangle.y)
    unsafe cairo_scale(
      context, rectangle.width / Double(image.width), rectangle.height / Double(image.height))
    unsafe cairo_set_source_surface(context, surface, 0, 0)
    let pattern = unsafe cairo_get_source(context)
    unsafe cairo_pattern_set_filter(pattern, CAIRO_FILTER_GOOD)
    if isRaster {
      // Without this the border mixes with what lies outside the picture.
      unsafe cairo_pattern_set_extend(pattern, CAIRO_EXTEND_PAD)
      unsafe cairo_rectangle(context, 0, 0, Double(image.width), Double(image.height))
      unsafe cairo_fill(context)
    } else {
      // A plain picture element, which every viewer knows, instead of a tiling.
      unsafe cairo_paint(context)
    }
    unsafe cairo_restore(context)
  }
}
