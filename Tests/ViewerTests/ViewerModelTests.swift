import Chains
import Testing
import Viewer
import Vocabulary

/// A window's state with what it asked for, driven by keys as a person drives it.
private struct Desk {
  static let reader = InstructionReader()
  var model: ViewerModel
  var requests: [ViewerRequest] = []

  init(_ kind: SessionKind = .live) {
    model = ViewerModel(kind, orbit: OrbitCamera(eye: Vector3(0, -1, 1), target: Vector3(0, 0, 0.5)))
  }

  var layout: ViewerLayout {
    ViewerLayout(
      ScreenSize(width: 1280, height: 720), view: model.view, arrangement: model.arrangement,
      showsOverlays: model.showsOverlays, hasTimeline: model.kind == .replay)
  }

  mutating func send(_ events: ScreenEvent...) {
    for event in events { requests += model.handle(event, layout: layout, reader: Self.reader) }
  }

  /// Presses and lets go of a key; a letter's character comes with it, as windows send it.
  mutating func press(_ key: Key) {
    send(.key(key, .pressed))
    if case .letter(let letter) = key { send(.character(letter)) }
    if key == .space { send(.character(" ")) }
    send(.key(key, .released))
  }

  mutating func type(_ text: String) {
    for character in text {
      if character.isLetter {
        press(.letter(character))
      } else if character == " " {
        press(.space)
      } else {
        send(.character(character))
      }
    }
  }

  /// What was asked for since the last time.
  mutating func taken() -> [ViewerRequest] {
    defer { requests = [] }
    return requests
  }
}

@Suite struct ViewerModelTests {
  /// For each line of the table of keys what it must do.
  private static let claims: [(keys: String, kind: SessionKind, holds: @Sendable () -> Bool)] = [
    (
      "Space", .live,
      {
        var desk = Desk()
        desk.press(.space)
        let first = desk.taken()
        desk.press(.space)
        return first == [.session(.pace(.paused))] && desk.taken() == [.session(.pace(.times(1)))]
      }
    ),
    (
      ".", .live,
      {
        var desk = Desk()
        desk.send(.character("."))
        return desk.model.isPaused && desk.taken() == [.session(.pace(.paused)), .session(.step(1))]
      }
    ),
    (
      "Right, Left", .replay,
      {
        var desk = Desk(.replay)
        desk.press(.right)
        desk.press(.left)
        desk.send(.character(">"))
        return desk.taken().filter { $0 != .session(.pace(.paused)) }
          == [.session(.step(1)), .session(.step(-1)), .session(.step(30))]
      }
    ),
    (
      "Home, End", .replay,
      {
        var desk = Desk(.replay)
        desk.press(.home)
        desk.press(.end)
        return desk.taken() == [.session(.seek(0)), .session(.seek(1))]
      }
    ),
    (
      "+  −", .live,
      {
        var desk = Desk()
        desk.send(.character("+"), .character("-"), .character("-"))
        return desk.taken() == [.times(2), .times(1), .times(0.5)].map { .session(.pace($0)) }
      }
    ),
    (
      "0", .live,
      {
        var desk = Desk()
        desk.send(.character("+"), .character("+"), .character("0"))
        return desk.model.speed == .realTime && desk.taken().last == .session(.pace(.times(1)))
      }
    ),
    ("N", .live, { requests(after: .letter("n")) == [.session(.chain(1))] }),
    ("N", .run, { requests(after: .letter("n"), .run) == [.session(.chain(1))] }),
    (
      "R", .live,
      { requests(after: .letter("r")) == [.session(.reset)] && requests(after: .letter("r"), .run).isEmpty }
    ),
    (
      "T", .live,
      {
        var desk = Desk()
        desk.press(.letter("t"))
        desk.type("open the drawer")
        guard desk.model.entry == "open the drawer", desk.taken().isEmpty else { return false }
        desk.press(.enter)
        return desk.model.entry == nil
          && desk.taken() == [.session(.attempt(.openDrawer, instruction: "open the drawer"))]
      }
    ),
    (
      "G", .live,
      {
        var desk = Desk()
        desk.press(.letter("g"))
        let hasArm = desk.model.hasArm
        desk.press(.letter("g"))
        return hasArm && !desk.model.hasArm && desk.taken().last == .session(.drive(nil))
      }
    ),
    (
      "Arrows, Page Up, Page Down", .live,
      {
        directions([.right, .left, .up, .down, .pageUp, .pageDown]).map(\.translation)
          == [
            Vector3(0.5, 0, 0), Vector3(-0.5, 0, 0), Vector3(0, 0.5, 0), Vector3(0, -0.5, 0), Vector3(0, 0, 0.5),
            Vector3(0, 0, -0.5),
          ]
      }
    ),
    (
      "A D, W S, Q E", .live,
      {
        let turns = directions("adwsqe".map { .letter($0) }).map(\.rotation)
        return turns[0] == -turns[1] && turns[2] == -turns[3] && turns[4] == -turns[5]
          && turns[0].z > 0 && turns[2].x < 0 && turns[4].y < 0
      }
    ),
    (
      "X", .live,
      {
        var desk = Desk()
        desk.press(.letter("g"))
        desk.press(.letter("x"))
        let closed = desk.model.handAction.gripper
        desk.press(.letter("x"))
        return closed == .close && desk.model.handAction.gripper == .open
      }
    ),
    (
      "1  2  3", .live,
      {
        var desk = Desk()
        let views = "2313".map { digit in
          desk.send(.character(digit))
          return desk.model.view
        }
        return views == [.gripper, .free, .fixed, .free]
      }
    ),
    (
      "Tab", .live,
      {
        var desk = Desk()
        desk.press(.tab)
        let arrangement = desk.model.arrangement
        desk.press(.tab)
        return arrangement == .large && desk.model.arrangement == .sideBySide
      }
    ),
    (
      "Mouse", .live,
      {
        var desk = Desk()
        let first = desk.model.orbit
        desk.send(
          .pointer(x: 300, y: 300), .button(.left, isDown: true, shift: false), .pointer(x: 340, y: 310),
          .button(.left, isDown: false, shift: false))
        let orbited = desk.model.orbit
        desk.send(
          .button(.right, isDown: true, shift: false), .pointer(x: 300, y: 300),
          .button(.right, isDown: false, shift: false))
        let panned = desk.model.orbit
        desk.send(.scroll(1), .pointer(x: 200, y: 200))
        return desk.model.view == .free && orbited.yaw != first.yaw && orbited.target == first.target
          && panned.target != first.target && desk.model.orbit.distance < panned.distance
      }
    ),
    (
      "C", .live,
      {
        var desk = Desk()
        let first = desk.model.orbit
        desk.send(.pointer(x: 300, y: 300), .scroll(3))
        let moved = desk.model.orbit
        desk.press(.letter("c"))
        return moved != first && desk.model.orbit == first && desk.model.view == .free
      }
    ),
    (
      "Click on the line below", .replay,
      {
        var desk = Desk(.replay)
        guard let line = desk.layout.timeline else { return false }
        let scale = desk.layout.pixelsPerPoint
        func place(_ share: Double) -> ScreenEvent {
          .pointer(x: (line.x + share * line.width) * scale, y: line.center.y * scale)
        }
        desk.send(place(0.25), .button(.left, isDown: true, shift: false), place(0.75))
        let shares = desk.taken().compactMap { if case .session(.seek(let share)) = $0 { share } else { nil } }
        return shares.count == 2 && abs(shares[0] - 0.25) < 1e-9 && abs(shares[1] - 0.75) < 1e-9
      }
    ),
    (
      "O", .live,
      {
        var desk = Desk()
        desk.press(.letter("o"))
        let shown = desk.model.showsOverlays
        desk.press(.letter("o"))
        return !shown && desk.model.showsOverlays
      }
    ),
    ("P", .live, { requests(after: .letter("p")) == [.screenshot] }),
    (
      "M", .live,
      {
        var desk = Desk()
        desk.press(.letter("m"))
        desk.press(.letter("m"))
        return desk.taken() == [.recording(true), .recording(false)]
      }
    ),
    (
      "H", .live,
      {
        var desk = Desk()
        desk.press(.letter("h"))
        let shown = desk.model.showsHelp
        desk.press(.letter("h"))
        return shown && !desk.model.showsHelp
      }
    ),
    (
      "Esc", .live,
      {
        var desk = Desk()
        desk.press(.letter("h"))
        desk.press(.escape)
        let helpIsGone = !desk.model.showsHelp && !desk.model.isClosed
        desk.press(.escape)
        return helpIsGone && desk.model.isClosed
      }
    ),
  ]

  private static func requests(after key: Key, _ kind: SessionKind = .live) -> [ViewerRequest] {
    var desk = Desk(kind)
    desk.press(key)
    return desk.taken()
  }

  /// What the arm is told while each of the keys is held, one after the other.
  private static func directions(_ keys: [Key]) -> [(translation: Vector3, rotation: Vector3)] {
    var desk = Desk()
    desk.press(.letter("g"))
    return keys.map { key in
      desk.send(.key(key, .pressed))
      defer { desk.send(.key(key, .released)) }
      guard case .relativePose(let translation, let rotation, _) = desk.model.handAction else { return (.zero, .zero) }
      return (translation, rotation)
    }
  }

  @Test(arguments: claims.indices)
  func everyKeyDoesWhatTheTableSays(index: Int) {
    let claim = Self.claims[index]
    #expect(KeyTable.rows(for: claim.kind).contains { $0.keys == claim.keys }, "\(claim.keys)")
    #expect(claim.holds(), "\(claim.keys)")
  }

  @Test func everyLineOfTheTableIsClaimed() {
    for row in KeyTable.rows {
      #expect(Self.claims.contains { $0.keys == row.keys && row.kinds.contains($0.kind) }, "\(row.keys)")
    }
  }

  @Test func whatIsTypedIsNoCommand() {
    var desk = Desk()
    desk.press(.letter("t"))
    desk.type("push pink, not 1 or 2 m p g n r.")
    #expect(desk.taken().isEmpty && desk.model.view == .fixed && !desk.model.hasArm)
    #expect(desk.model.entry == "push pink, not 1 or 2 m p g n r.")
    desk.press(.backspace)
    #expect(desk.model.entry?.last == "r")
    desk.press(.escape)
    #expect(desk.model.entry == nil && !desk.model.isClosed && desk.taken().isEmpty)
  }

  @Test func whatIsNotUnderstoodIsNotTried() {
    var desk = Desk()
    desk.press(.letter("t"))
    desk.type("sing a song")
    desk.press(.enter)
    #expect(desk.taken().isEmpty)
    #expect(desk.model.notice?.contains("sing a song") == true)
  }

  @Test func keysLetGoWhileAnotherWindowHadTheFocusMoveNothing() {
    var desk = Desk()
    desk.press(.letter("g"))
    desk.send(.key(.right, .pressed), .key(.up, .pressed))
    #expect(desk.model.handAction != .hold(.open))
    desk.send(.focus(false))
    #expect(desk.model.handAction == .hold(.open) && desk.taken().last == .session(.drive(.hold(.open))))
  }

  @Test func onlyALiveSessionCanBeInterferedWith() {
    for kind in [SessionKind.run, .replay] {
      var desk = Desk(kind)
      desk.press(.letter("t"))
      desk.press(.letter("g"))
      #expect(desk.model.entry == nil && !desk.model.hasArm && desk.taken().isEmpty)
    }
  }

  @Test func aNoticeGoesAwayAfterItsTime() {
    var desk = Desk()
    desk.model.say("done")
    #expect(!desk.model.pass(seconds: ViewerModel.noticeSeconds / 2) && desk.model.notice == "done")
    #expect(desk.model.pass(seconds: ViewerModel.noticeSeconds) && desk.model.notice == nil)
  }

  @Test func closingEndsARecording() {
    var desk = Desk()
    desk.press(.letter("m"))
    desk.send(.closed)
    #expect(desk.model.isClosed && desk.taken() == [.recording(true), .recording(false)])
  }
}
