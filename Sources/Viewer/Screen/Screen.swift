/// Where pictures are shown and keys come from: a window, or a fake one in tests. Belongs to the main thread.
public protocol Screen: AnyObject {
  /// The picture's size in pixels, and how many of them a point of text has: 2 on a screen of high density.
  var size: ScreenSize { get }

  /// What happened since the last call, in order, after waiting for so many seconds at most.
  func events(waiting seconds: Double) -> [ScreenEvent]

  /// Shows a picture, scaled where it has another size than the window.
  func show(_ picture: PixelBuffer)

  /// Sets the words on the window's frame.
  func setTitle(_ title: String)
}

/// The size of a screen.
public struct ScreenSize: Hashable, Sendable {
  /// Pixels across.
  public var width: Int
  /// Pixels down.
  public var height: Int
  /// Pixels of a point on this screen, 1 on ordinary ones.
  public var contentScale: Double

  /// A size from its parts.
  public init(width: Int, height: Int, contentScale: Double = 1) {
    self.width = width
    self.height = height
    self.contentScale = contentScale
  }
}

/// A key by what is printed on it.
public enum Key: Hashable, Sendable {
  /// A letter, lower case.
  case letter(Character)
  case space, escape, enter, tab, backspace, delete
  case left, right, up, down, pageUp, pageDown, home, end
  /// F1 and so on.
  case function(Int)
}

/// What happened on a screen.
public enum ScreenEvent: Hashable, Sendable {
  /// What was done to a key.
  public enum Motion: Hashable, Sendable { case pressed, released, repeated }
  /// A button of the mouse.
  public enum Button: Int, Hashable, Sendable {
    case left = 0
    case right = 1
    case middle = 2
  }

  /// A key; with Control or Alt held it means nothing here and is left out.
  case key(Key, Motion)
  /// A character typed.
  case character(Character)
  /// The pointer is at a place in pixels, from the upper left corner.
  case pointer(x: Double, y: Double)
  /// A button of the mouse was pressed or let go.
  case button(Button, isDown: Bool, shift: Bool)
  /// The wheel was turned; positive is away from the hand.
  case scroll(Double)
  /// The window came to the front or lost the keyboard.
  case focus(Bool)
  /// What is shown was lost, or the size changed.
  case refreshed
  /// The window is to be closed.
  case closed
}
