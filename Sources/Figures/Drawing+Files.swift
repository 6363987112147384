import CCairo
import Pictures
import Vocabulary

extension Drawing {
  /// The drawing as an SVG file; texts are outlines, so that it looks the same without the font.
  public func svg() throws(FigureError) -> [UInt8] {
    let bytes = try unsafe written { (collector: UnsafeMutableRawPointer) in
      unsafe cairo_svg_surface_create_for_stream(Self.collect, collector, size.width, size.height)
    }
    return SVGNames.renumbered(bytes)
  }

  /// The drawing as a PDF file of one page with embedded fonts; it carries no date, so that it is reproducible.
  public func pdf(title: String? = nil) throws(FigureError) -> [UInt8] {
    try unsafe written { (collector: UnsafeMutableRawPointer) in
      let surface = unsafe cairo_pdf_surface_create_for_stream(Self.collect, collector, size.width, size.height)
      unsafe cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, "")
      if let title { unsafe cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title) }
      return unsafe surface
    }
  }

  /// The drawing as a PNG file on white; 72 · `pixelsPerPoint` is the resolution in pixels an inch.
  public func png(
    pixelsPerPoint: Double = 3, text: [PNG.Text] = [], compression: PNG.Compression = .standard
  ) throws(FigureError) -> [UInt8] {
    PNG.encode(try image(pixelsPerPoint: pixelsPerPoint), text: text, compression: compression)
  }

  /// The drawing's pixels on white.
  public func image(pixelsPerPoint: Double = 3) throws(FigureError) -> Image {
    let fonts = try Fonts.installed()
    let width = max(1, Int((size.width * pixelsPerPoint - 1e-6).rounded(.up)))
    let height = max(1, Int((size.height * pixelsPerPoint - 1e-6).rounded(.up)))
    let surface = unsafe cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(width), Int32(height))!
    defer { unsafe cairo_surface_destroy(surface) }
    try unsafe draw(on: surface, fonts: fonts, scale: pixelsPerPoint)
    unsafe cairo_surface_flush(surface)
    guard let data = unsafe cairo_image_surface_get_data(surface) else { throw .drawing(reason: "no pixels") }
    let stride = Int(unsafe cairo_image_surface_get_stride(surface))
    var pixels: [UInt8] = []
    pixels.reserveCapacity(width * height * 3)
    for y in 0..<height {
      let row = unsafe UnsafeMutableRawPointer(data + y * stride).bindMemory(to: UInt32.self, capacity: width)
      for x in 0..<width {
        let value = unsafe row[x]
        for shift in [16, 8, 0] { pixels.append(UInt8(truncatingIfNeeded: value >> shift)) }
      }
    }
    return Image(width: width, height: height, pixels: pixels)
  }

  /// The drawing's pixels on nothing, of which the upper left part of a size is kept: to be laid over a picture.
  public func overlay(width: Int, height: Int, pixelsPerPoint: Double) throws(FigureError) -> AlphaImage {
    let fonts = try Fonts.installed()
    let surface = unsafe cairo_image_surface_create(CAIRO_FORMAT_ARGB32, Int32(width), Int32(height))!
    defer { unsafe cairo_surface_destroy(surface) }
    try unsafe draw(on: surface, fonts: fonts, scale: pixelsPerPoint, paper: nil)
    unsafe cairo_surface_flush(surface)
    guard let data = unsafe cairo_image_surface_get_data(surface) else { throw .drawing(reason: "no pixels") }
    let stride = Int(unsafe cairo_image_surface_get_stride(surface))
    var pixels = [UInt8](repeating: 0, count: width * height * 4)
    for y in 0..<height {
      let row = unsafe UnsafeMutableRawPointer(data + y * stride).bindMemory(to: UInt32.self, capacity: width)
      for x in 0..<width {
        let value = unsafe row[x]
        let alpha = value >> 24
        guard alpha > 0 else { continue }
        let place = (y * width + x) * 4
        // Cairo's colours are multiplied by their opacity.
        for (channel, shift) in [16, 8, 0].enumerated() {
          pixels[place + channel] = UInt8(min(((value >> UInt32(shift) & 255) * 255 + alpha / 2) / alpha, 255))
        }
        pixels[place + 3] = UInt8(alpha)
      }
    }
    return AlphaImage(width: width, height: height, pixels: pixels)
  }

  /// Cairo's output, gathered in an array.
  private final class Collector {
    var bytes: [UInt8] = []
  }

  /// Called by Cairo with each piece of a file.
  private static let collect: cairo_write_func_t = { closure, data, count in
    let collector = unsafe Unmanaged<Collector>.fromOpaque(closure!).takeUnretainedValue()
    unsafe collector.bytes.append(contentsOf: UnsafeBufferPointer(start: data, count: Int(count)))
    return CAIRO_STATUS_SUCCESS
  }

  private func written(
    _ makeSurface: (UnsafeMutableRawPointer) -> OpaquePointer?
  ) throws(FigureError) -> [UInt8] {
    let fonts = try Fonts.installed()
    let collector = Collector()
    let surface = unsafe makeSurface(Unmanaged.passUnretained(collector).toOpaque())!
    defer { unsafe cairo_surface_destroy(surface) }
    try unsafe draw(on: surface, fonts: fonts, scale: 1)
    unsafe cairo_surface_finish(surface)
    try Self.check(unsafe cairo_surface_status(surface))
    return withExtendedLifetime(collector) { collector.bytes }
  }

  private func draw(
    on surface: OpaquePointer, fonts: Fonts, scale: Double, paper: Color? = .white
  ) throws(FigureError) {
    let context = unsafe cairo_create(surface)!
    defer { unsafe cairo_destroy(context) }
    unsafe cairo_scale(context, scale, scale)
    if let paper {
      unsafe cairo_set_source_rgb(context, paper.red, paper.green, paper.blue)
      unsafe cairo_paint(context)
    }
    let canvas = unsafe Canvas(context, fonts: fonts)
    for element in elements { canvas.draw(element) }
    try Self.check(unsafe cairo_status(context))
  }

  private static func check(_ status: cairo_status_t) throws(FigureError) {
    guard status != CAIRO_STATUS_SUCCESS else { return }
    throw .drawing(reason: unsafe String(cString: cairo_status_to_string(status)))
  }
}

/// Cairo numbers the parts of an SVG file by a counter of the whole process; here they are numbered within the file.
enum SVGNames {
  private static let openings = ["id=\"", "href=\"#", "url(#"].map { Array($0.utf8) }

  static func renumbered(_ file: [UInt8]) -> [UInt8] {
    var names: [ArraySlice<UInt8>: Int] = [:]
    var result: [UInt8] = []
    result.reserveCapacity(file.count)
    var position = 0
    while position < file.count {
      let mayOpen = openings.contains { $0[0] == file[position] }
      if mayOpen, let opening = openings.first(where: { file[position...].starts(with: $0) }) {
        let start = position + opening.count
        let end = file[start...].firstIndex { $0 == 0x22 || $0 == 0x29 } ?? file.count
        let number = names[file[start..<end]] ?? names.count
        names[file[start..<end]] = number
        result += opening
        result += Array("n\(number)".utf8)
        position = end
      } else {
        result.append(file[position])
        position += 1
      }
    }
    return result
  }
}
