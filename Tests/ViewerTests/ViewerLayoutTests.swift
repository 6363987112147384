import Figures
import Testing
import Viewer

@Suite struct ViewerLayoutTests {
  static let sizes =
    [
      (320, 200), (400, 260), (640, 400), (700, 1000), (800, 600), (1280, 720), (1024, 1366), (1920, 1080),
      (2560, 1080),
      (3840, 2160),
    ].map { ScreenSize(width: $0.0, height: $0.1) } + [ScreenSize(width: 2560, height: 1440, contentScale: 2)]

  @Test(arguments: sizes, MainView.allCases)
  func nothingOverlapsAndEverythingIsInTheWindow(size: ScreenSize, view: MainView) {
    for arrangement in [Arrangement.sideBySide, .large] {
      for (overlays, timeline) in [(true, false), (true, true), (false, true)] {
        let layout = ViewerLayout(
          size, view: view, arrangement: arrangement, showsOverlays: overlays, hasTimeline: timeline)
        var boxes = [layout.points(layout.main)] + [layout.second].compactMap { $0.map(layout.points) }
        boxes += [layout.header, layout.course, layout.panel, layout.strip, layout.timeline].compactMap { $0 }
        for (index, box) in boxes.enumerated() {
          #expect(layout.page.contains(box, tolerance: 1), "\(size) \(arrangement) \(box)")
          #expect(box.width > 0 && box.height > 0, "\(size) \(arrangement) \(box)")
          for other in boxes[(index + 1)...] { #expect(!box.overlaps(other, tolerance: 1), "\(size) \(box) \(other)") }
        }
        #expect((layout.header != nil) == overlays && (layout.timeline != nil) == (overlays && timeline))
        if view != .free { #expect(layout.main.width == layout.main.height, "\(size) \(arrangement)") }
        if arrangement == .large { #expect(layout.second == nil) }
        if let second = layout.second { #expect(abs(second.width - second.height) <= 1) }
      }
    }
  }

  @Test(arguments: sizes)
  func textIsNeverSmallerThanNinePixels(size: ScreenSize) {
    let layout = ViewerLayout(
      size, view: .fixed, arrangement: .sideBySide, showsOverlays: true, hasTimeline: true)
    // The smallest letters are of 11 points.
    #expect(layout.pixelsPerPoint * 11 >= 8.8 * size.contentScale)
    #expect(layout.main.width >= min(size.width, size.height) / 4)
  }

  @Test func aLargerWindowShowsLargerViews() {
    let views = [(640, 400), (1280, 720), (1920, 1080)].map {
      ViewerLayout(
        ScreenSize(width: $0.0, height: $0.1), view: .fixed, arrangement: .sideBySide, showsOverlays: true,
        hasTimeline: false
      ).main.width
    }
    #expect(views == views.sorted() && Set(views).count == views.count)
  }
}
