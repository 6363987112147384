import CGLFW

/// Why there is no window.
public enum ViewerError: Error, Hashable, Sendable {
  /// GLFW is not installed, or not usable; the loader's words.
  case noLibrary(String)
  /// There is no display, or it does not answer; GLFW's words.
  case noDisplay(String)
  /// No window with OpenGL can be made on the display; GLFW's words.
  case noOpenGL(String)
}

/// A window of GLFW 3. Its libraries are loaded when the first one is opened. Belongs to the main thread.
@safe public final class GLFWScreen: Screen {
  private let window: OpaquePointer

  /// Opens a window of a size in points.
  public init(width: Int = 1280, height: Int = 720, title: String) throws(ViewerError) {
    var opened: OpaquePointer?
    var message = [CChar](repeating: 0, count: Int(CGL_MESSAGE_LENGTH))
    let code = unsafe cgl_open(Int32(width), Int32(height), title, &opened, &message)
    let words = String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    switch code {
    case CGL_OK: break
    case CGL_NO_LIBRARY: throw .noLibrary(words)
    case CGL_NO_DISPLAY: throw .noDisplay(words)
    default: throw .noOpenGL(words)
    }
    unsafe window = opened!
  }

  deinit { unsafe cgl_close(window) }

  /// The size of the picture in pixels; at least one each way, also for a window that is put away.
  public var size: ScreenSize {
    var width: Int32 = 0
    var height: Int32 = 0
    var scale = 1.0
    unsafe cgl_size(window, &width, &height, &scale)
    return ScreenSize(width: max(1, Int(width)), height: max(1, Int(height)), contentScale: scale)
  }

  /// Takes the window's events.
  public func events(waiting seconds: Double) -> [ScreenEvent] {
    unsafe cgl_wait(window, seconds)
    var events: [ScreenEvent] = []
    var event = cgl_event()
    while unsafe cgl_next_event(window, &event) == 1 {
      if let known = Self.event(event) { events.append(known) }
    }
    return events
  }

  /// Hands the picture to OpenGL.
  public func show(_ picture: PixelBuffer) {
    unsafe cgl_show(window, picture.pixels, Int32(picture.width), Int32(picture.height))
  }

  /// Sets the window's title.
  public func setTitle(_ title: String) { unsafe cgl_set_title(window, title) }

  /// Whether each picture waits for the screen's refresh; off for measuring.
  public func waitsForRefresh(_ waits: Bool) { unsafe cgl_set_interval(window, waits ? 1 : 0) }

  /// The library and who draws, as in "GLFW 3.3.8 X11 GLX, llvmpipe".
  public var rendererName: String {
    var message = [CChar](repeating: 0, count: Int(CGL_MESSAGE_LENGTH))
    _ = unsafe cgl_describe(window, &message)
    return String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static func event(_ event: cgl_event) -> ScreenEvent? {
    switch event.kind {
    case CGL_KEY:
      // Control, Alt and Super: what the desktop may mean something by.
      guard event.modifiers & 0b1110 == 0, let key = Key(glfwCode: event.code) else { return nil }
      return .key(key, event.action == 0 ? .released : event.action == 1 ? .pressed : .repeated)
    case CGL_CHARACTER: return Unicode.Scalar(UInt32(event.code)).map { .character(Character($0)) }
    case CGL_POINTER: return .pointer(x: event.x, y: event.y)
    case CGL_BUTTON:
      return ScreenEvent.Button(rawValue: Int(event.code)).map {
        .button($0, isDown: event.action == 1, shift: event.modifiers & 1 != 0)
      }
    case CGL_SCROLL: return .scroll(event.y)
    case CGL_FOCUS: return .focus(event.code == 1)
    case CGL_REFRESH: return .refreshed
    case CGL_CLOSE: return .closed
    default: return nil
    }
  }
}

extension Key {
  /// A key by GLFW's number.
  init?(glfwCode code: Int32) {
    switch code {
    case 65...90: self = .letter(Character(Unicode.Scalar(UInt8(code + 32))))
    case 32: self = .space
    case 256: self = .escape
    case 257, 335: self = .enter
    case 258: self = .tab
    case 259: self = .backspace
    case 261: self = .delete
    case 262: self = .right
    case 263: self = .left
    case 264: self = .down
    case 265: self = .up
    case 266: self = .pageUp
    case 267: self = .pageDown
    case 268: self = .home
    case 269: self = .end
    case 290...301: self = .function(Int(code) - 289)
    default: return nil
    }
  }
}
