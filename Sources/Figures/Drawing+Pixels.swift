import CCairo

extension Drawing {
  /// Draws over pixels that are there already: rows from the top, 0x00RRGGBB each, `scale` pixels to a point.
  public func paint(
    over pixels: inout [UInt32], width: Int, height: Int, scale: Double
  ) throws(FigureError) {
    precondition(pixels.count == width * height && width > 0 && height > 0, "a picture has width · height pixels")
    let fonts = try Fonts.installed()
    let failure = unsafe pixels.withUnsafeMutableBytes { bytes -> String? in
      let stride = Int32(width * MemoryLayout<UInt32>.stride)
      let data = unsafe bytes.bindMemory(to: UInt8.self).baseAddress
      let surface = unsafe cairo_image_surface_create_for_data(
        data, CAIRO_FORMAT_RGB24, Int32(width), Int32(height), stride)!
      defer { unsafe cairo_surface_destroy(surface) }
      let context = unsafe cairo_create(surface)!
      defer { unsafe cairo_destroy(context) }
      unsafe cairo_scale(context, scale, scale)
      let canvas = unsafe Canvas(context, fonts: fonts)
      for element in elements { canvas.draw(element) }
      unsafe cairo_surface_flush(surface)
      let status = unsafe cairo_status(context)
      return status == CAIRO_STATUS_SUCCESS ? nil : unsafe String(cString: cairo_status_to_string(status))
    }
    if let failure { throw .drawing(reason: failure) }
  }
}
