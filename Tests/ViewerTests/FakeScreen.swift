import Viewer

/// A screen without a window: events are put in, pictures come out.
final class FakeScreen: Screen {
  var size: ScreenSize
  var waiting: [ScreenEvent] = []
  var pictures: [PixelBuffer] = []
  var title = ""

  init(width: Int = 640, height: Int = 400, contentScale: Double = 1) {
    size = ScreenSize(width: width, height: height, contentScale: contentScale)
  }

  func events(waiting seconds: Double) -> [ScreenEvent] {
    defer { waiting = [] }
    return waiting
  }

  func show(_ picture: PixelBuffer) { pictures.append(picture) }

  func setTitle(_ title: String) { self.title = title }
}
