import Chains
import Episodes
import Foundation
import Pictures
import Tabletop
import TestSupport
import Testing
import Viewer
import Vocabulary

/// A source that shows one state of a table.
private final class StillSource: MomentSource {
  let shown: Moment<TabletopState>
  var commands: [SessionCommand] = []
  var hasEnded = false

  init(_ world: TabletopEnvironment) {
    shown = Moment(
      number: 1, cast: Cast(agent: "nobody", scene: world.scene.letter), state: world.state,
      course: ChainCourse(.typed, [ChainCourse.Attempt(.openDrawer, instruction: "open the drawer")]))
  }

  func perform(_ command: SessionCommand) { commands.append(command) }
  func moment() -> Moment<TabletopState>? { shown }
  var timeline: Timeline? { nil }
  func takeNotice() -> String? { nil }
}

@Suite struct WindowTests {
  private static let scene = Result { try TabletopScene(.d) }

  private struct Fixture {
    let folder: TemporaryFolder
    let screen: FakeScreen
    let source: StillSource
    let viewer: Viewer
    let world: TabletopEnvironment

    init(width: Int = 640, height: Int = 400) throws {
      folder = try TemporaryFolder()
      let scene = try WindowTests.scene.get()
      world = TabletopEnvironment(scene: scene)
      screen = FakeScreen(width: width, height: height)
      source = StillSource(world)
      viewer = Viewer(
        screen: screen, scenes: [.d: scene], source: source,
        subject: Viewer.Subject(kind: .live, name: "still", picturesFolder: folder.path + "/pictures"))
    }

    /// The picture after some events.
    func picture(_ events: ScreenEvent...) throws -> PixelBuffer {
      screen.waiting = events
      try viewer.handleEvents()
      try viewer.showPicture(always: true)
      return try #require(screen.pictures.last)
    }
  }

  @Test func theLargeViewShowsThePixelsOfTheRasteriser() throws {
    let fixture = try Fixture()
    let picture = try fixture.picture(.key(.letter("o"), .pressed))
    let layout = ViewerLayout(
      fixture.screen.size, view: .fixed, arrangement: .sideBySide, showsOverlays: false, hasTimeline: false)
    let camera = fixture.world.scene.staticCamera
    let expected = try #require(
      fixture.world.picture(from: camera, width: layout.main.width, height: layout.main.height).image)
    for y in 0..<layout.main.height {
      for x in 0..<layout.main.width {
        let index = (y * expected.width + x) * 3
        let (r, g, b) = (expected.pixels[index], expected.pixels[index + 1], expected.pixels[index + 2])
        let value = UInt32(r) << 16 | UInt32(g) << 8 | UInt32(b)
        let shown = picture.pixels[(layout.main.y + y) * picture.width + layout.main.x + x]
        guard shown == value else {
          Issue.record("pixel \(x), \(y): \(shown) instead of \(value)")
          return
        }
      }
    }
  }

  @Test func keysAndMouseChangeWhatIsSeen() throws {
    let fixture = try Fixture()
    let drag: [ScreenEvent] = [
      .pointer(x: 100, y: 150), .button(.left, isDown: true, shift: false), .pointer(x: 140, y: 170),
      .button(.left, isDown: false, shift: false),
    ]
    var seen = [try fixture.picture()]
    seen.append(try fixture.picture(.character("2")))
    seen.append(try fixture.picture(.character("3")))
    seen.append(try fixture.picture(drag[0], drag[1], drag[2], drag[3]))
    seen.append(try fixture.picture(.scroll(3)))
    seen.append(try fixture.picture(.key(.tab, .pressed)))
    seen.append(try fixture.picture(.key(.letter("h"), .pressed)))
    #expect(Set(seen).count == seen.count)
    // And back: the same pixels as at first, but for the measured rate.
    let back = try fixture.picture(
      .key(.letter("h"), .pressed), .key(.tab, .pressed), .character("1"), .key(.letter("o"), .pressed))
    let again = try Fixture().picture(.key(.letter("o"), .pressed))
    #expect(back == again)
  }

  @Test(arguments: [(320, 200), (1000, 300), (300, 900)])
  func thePictureHasTheWindowsSize(width: Int, height: Int) throws {
    let fixture = try Fixture()
    _ = try fixture.picture()
    fixture.screen.size = ScreenSize(width: width, height: height)
    let picture = try fixture.picture(.refreshed)
    #expect(picture.width == width && picture.height == height && Set(picture.pixels).count > 50)
  }

  @Test func withoutAChangeNothingIsDrawn() throws {
    let fixture = try Fixture()
    _ = try fixture.picture()
    #expect(try !fixture.viewer.showPicture())
    fixture.screen.waiting = [.refreshed]
    try fixture.viewer.handleEvents()
    #expect(try fixture.viewer.showPicture())
  }

  @Test func requestsReachTheSource() throws {
    let fixture = try Fixture()
    _ = try fixture.picture(.key(.letter("n"), .pressed), .key(.space, .pressed), .character("+"))
    #expect(fixture.source.commands == [.chain(1), .pace(.paused), .pace(.paused)])
  }

  @Test func screenshotsAndRecordingsAreReadBack() throws {
    let fixture = try Fixture()
    let taken = try fixture.picture(.key(.letter("p"), .pressed), .key(.letter("m"), .pressed))
    _ = try fixture.picture(.character("2"))
    _ = try fixture.picture(.key(.letter("m"), .pressed))
    let folder = fixture.folder.path + "/pictures"
    #expect(try PNG.decodeImage(readFile(folder + "/still-screenshot-001.png")) == taken.image)
    let recording = try readFile(folder + "/still-recording-001.png")
    #expect(String(decoding: recording, as: UTF8.self).contains("acTL"))
  }

  @Test(arguments: [true, false])
  func theLoopEndsWhenTheWindowIsClosedOrTheSourceHasEnded(closes: Bool) throws {
    let fixture = try Fixture()
    if closes { fixture.screen.waiting = [.closed] } else { fixture.source.hasEnded = true }
    try fixture.viewer.run()
    #expect(fixture.viewer.model.isClosed == closes)
  }

  @Test func aWindowWithoutADisplayIsRefusedInItsOwnWords() throws {
    // Where there is a display, there is a window.
    guard ProcessInfo.processInfo.environment["DISPLAY"] == nil,
      ProcessInfo.processInfo.environment["WAYLAND_DISPLAY"] == nil
    else { return }
    #expect {
      _ = try GLFWScreen(title: "none")
    } throws: { error in
      if case ViewerError.noDisplay(let words) = error { words.contains("DISPLAY") } else { false }
    }
  }
}
