import CCairo
import Glibc

/// A font file that Cairo draws with; shared by all threads and kept for the life of the program.
@safe final class Typeface: @unchecked Sendable {
  /// Cairo's font face.
  let face: OpaquePointer
  /// The face at 100 points, for measuring.
  private let measuring: OpaquePointer

  private init(face: OpaquePointer, measuring: OpaquePointer) {
    unsafe self.face = unsafe face
    unsafe self.measuring = unsafe measuring
  }

  /// A face from a font file, by FreeType directly: no font configuration of the machine can change what is drawn.
  static func open(_ path: String) throws(FigureError) -> Typeface {
    var library: FT_Library?
    var loaded: FT_Face?
    var code = unsafe FT_Init_FreeType(&library)
    if code == 0 { code = unsafe FT_New_Face(library, path, 0, &loaded) }
    guard code == 0, let loaded = unsafe loaded else {
      _ = unsafe FT_Done_FreeType(library)
      throw .unreadableFont(path: path, code: Int(code))
    }
    let face = unsafe cairo_ft_font_face_create_for_ft_face(loaded, Int32(FT_LOAD_NO_HINTING))!
    var size = cairo_matrix_t()
    var identity = cairo_matrix_t()
    unsafe cairo_matrix_init_scale(&size, 100, 100)
    unsafe cairo_matrix_init_identity(&identity)
    let options = unsafe Self.options()
    defer { unsafe cairo_font_options_destroy(options) }
    let measuring = unsafe cairo_scaled_font_create(face, &size, &identity, options)!
    let status = unsafe cairo_scaled_font_status(measuring)
    guard status == CAIRO_STATUS_SUCCESS else {
      throw .unreadableFont(path: path, code: Int(status.rawValue))
    }
    return unsafe Typeface(face: face, measuring: measuring)
  }

  /// Unhinted outlines: a text has the same width in every format and size.
  static func options() -> OpaquePointer {
    let options = unsafe cairo_font_options_create()!
    unsafe cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
    unsafe cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
    unsafe cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
    return unsafe options
  }

  /// How far a text of one point size advances.
  func advance(of text: String) -> Double {
    var extents = cairo_text_extents_t()
    unsafe cairo_scaled_font_text_extents(measuring, text, &extents)
    return extents.x_advance / 100
  }

  /// The text with characters that the font lacks replaced by the replacement character, and control characters by
  /// spaces.
  func drawable(_ text: String) -> String {
    guard !text.utf8.allSatisfy({ (32..<127).contains($0) }) else { return text }
    return String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { scalar in
          if scalar.value < 32 || (127..<160).contains(scalar.value) { return " " }
          return has(scalar) ? scalar : "\u{FFFD}"
        }))
  }

  private func has(_ scalar: Unicode.Scalar) -> Bool {
    var glyphs: UnsafeMutablePointer<cairo_glyph_t>?
    var count: Int32 = 0
    let status = unsafe cairo_scaled_font_text_to_glyphs(
      measuring, 0, 0, String(scalar), -1, &glyphs, &count, nil, nil, nil)
    defer { unsafe cairo_glyph_free(glyphs) }
    guard status == CAIRO_STATUS_SUCCESS, count > 0, let glyphs = unsafe glyphs else { return false }
    return unsafe glyphs[0].index != 0
  }
}

/// DejaVu Sans, upright and bold.
public struct Fonts: Sendable {
  let regular: Typeface
  let bold: Typeface

  /// Where distributions put the font.
  public static let folders = [
    "/usr/share/fonts/truetype/dejavu", "/usr/share/fonts/dejavu-sans-fonts", "/usr/share/fonts/dejavu",
    "/usr/share/fonts/TTF",
  ]

  /// The libraries behind this module, as in "Cairo 1.16.0, FreeType 2.12.1".
  public static var versions: String {
    var library: FT_Library?
    var (major, minor, patch) = (FT_Int(0), FT_Int(0), FT_Int(0))
    if unsafe FT_Init_FreeType(&library) == 0 {
      unsafe FT_Library_Version(library, &major, &minor, &patch)
      _ = unsafe FT_Done_FreeType(library)
    }
    return "Cairo \(unsafe String(cString: cairo_version_string())), FreeType \(major).\(minor).\(patch)"
  }

  /// The font, loaded once.
  public static func installed() throws(FigureError) -> Fonts { try shared.get() }

  private static let shared: Result<Fonts, FigureError> = Result { () throws(FigureError) in
    try Fonts(folders: folders)
  }

  /// The font from the first of some folders that has it.
  public init(folders: [String]) throws(FigureError) {
    regular = try Self.find("DejaVuSans.ttf", in: folders)
    bold = try Self.find("DejaVuSans-Bold.ttf", in: folders)
  }

  private static func find(_ file: String, in folders: [String]) throws(FigureError) -> Typeface {
    for folder in folders where unsafe access("\(folder)/\(file)", R_OK) == 0 {
      return try Typeface.open("\(folder)/\(file)")
    }
    throw .missingFont(file: file, folders: folders)
  }
}
